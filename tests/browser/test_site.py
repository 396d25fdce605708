"""Every page of the built site, opened in a browser: nothing from elsewhere, nothing broken, nothing unrendered."""

import contextlib
import re
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import pytest
from playwright.sync_api import TimeoutError
from site_fixtures import PATIENCE

THEMES = ("light", "dark")


@pytest.fixture(scope="module")
def opened(html, address, chromium):
    """For each page and theme what was requested and said, and what a look at it shows."""
    return {
        (path.relative_to(html).as_posix(), theme): look(chromium, f"{address}/{path.relative_to(html)}", theme)
        for path in sorted([*html.glob("book/*.html"), html / "search.html", html / "genindex.html"])
        for theme in THEMES
    }


LOOK = """() => ({
    links: [...document.querySelectorAll("a[href]")].map(link => link.href),
    ids: [...document.querySelectorAll("[id]")].map(element => element.id),
    unrendered: [...document.querySelectorAll(".math")].filter(m => !m.querySelector("mjx-container")).length,
    errors: document.querySelectorAll("mjx-merror").length,
    unnamed: [...document.querySelectorAll("img:not([alt]), img[alt=''], svg[role=img]:not([aria-label])")].filter(
        picture => !picture.closest("[aria-hidden=true]") && !picture.hasAttribute("aria-labelledby")).length,
    sliders: [...document.querySelectorAll("div.slider")].filter(slider => !slider.querySelector("svg")).length,
    wider: document.documentElement.scrollWidth - innerWidth,
    theme: document.documentElement.dataset.theme,
})"""

DRAWN = """() => [...document.querySelectorAll("div.slider")].every(slider => slider.querySelector("svg"))
    && [...document.querySelectorAll(".math")].every(formula => formula.querySelector("mjx-container"))"""


def look(chromium, url, theme):
    context = chromium.new_context(viewport={"width": 390, "height": 800}, color_scheme=theme)
    context.add_init_script(f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}')")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    requests, said = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("response", lambda response: response.status >= 400 and said.append(f"{response.status} {response.url}"))
    page.on("console", lambda message: message.type in ("error", "warning") and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(url, wait_until="networkidle")
    page.evaluate("document.querySelectorAll('div.slider').forEach(slider => slider.scrollIntoView())")
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(DRAWN, timeout=PATIENCE)
    found = page.evaluate(LOOK)
    context.close()
    return found | {"requests": requests, "said": said, "url": url}


def test_no_page_asks_another_host_for_anything(opened):
    others = {
        url for seen in opened.values() for url in seen["requests"] if urlparse(url).hostname not in ("localhost", None)
    }
    assert opened and not others


def test_no_page_reports_an_error(opened):
    assert {place: seen["said"] for place, seen in opened.items() if seen["said"]} == {}


@pytest.mark.parametrize("flaw", ["unrendered", "errors", "unnamed", "sliders"])
def test_formulas_pictures_and_sliders_are_there(opened, flaw):
    assert {place: seen[flaw] for place, seen in opened.items() if seen[flaw]} == {}


def test_no_page_is_wider_than_a_phone(opened):
    assert {place: seen["wider"] for place, seen in opened.items() if seen["wider"] > 0} == {}


def test_both_themes_are_shown(opened):
    assert all(seen["theme"] == theme for (_, theme), seen in opened.items())


def test_every_link_and_anchor_within_the_site_resolves(opened, html, address):
    ids = {seen["url"]: set(seen["ids"]) for seen in opened.values()}
    broken = []
    for seen in opened.values():
        for link in seen["links"]:
            target, anchor = urldefrag(urljoin(seen["url"], link))
            if not target.startswith(address):
                continue
            file = html / unquote(urlparse(target).path).lstrip("/")
            if not file.exists() or (anchor and target in ids and unquote(anchor) not in ids[target]):
                broken.append((seen["url"], link))
    assert not broken


def test_links_to_other_sites_are_https(opened, address):
    links = {link for seen in opened.values() for link in seen["links"] if not link.startswith(address)}
    assert all(re.match("https://|mailto:|javascript:", link) for link in links), links

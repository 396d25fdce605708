"""Every page of the built site, opened in a browser: nothing from elsewhere, nothing broken, cut, unrendered or out of reach."""

import re
from functools import cache
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import pytest
from conftest import ROOT
from looks import READERS, look

PAGES = [f"book/{path.stem}" for path in sorted((ROOT / "book").glob("*.md"))] + ["search", "genindex"]


@pytest.fixture(scope="module")
def seen(readers):
    """What a visit to a page shows the reader with that theme, who visits it once."""
    return cache(lambda name, theme: look(readers, name, theme))


@pytest.fixture(scope="module")
def opened(seen):
    """What all visits show."""
    return {(name, theme): seen(name, theme) for name in PAGES for theme in READERS}


def test_every_page_is_opened(html):
    made = [*html.glob("book/*.html"), html / "search.html", html / "genindex.html"]
    assert {path.relative_to(html).with_suffix("").as_posix() for path in made} == set(PAGES)


@pytest.mark.parametrize("theme", READERS)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_and_letters_can_be_read(seen, name, theme):
    assert {width: flaws for width, flaws in seen(name, theme)["flaws"].items() if flaws} == {}


@pytest.mark.parametrize("theme", READERS)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(seen, name, theme):
    assert seen(name, theme)["violations"] == {}


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

"""What a visit to a page of the site shows: what it asked for and said, what is cut at which width, and what axe finds."""

import contextlib

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, TimeoutError
from site_fixtures import PATIENCE, leave, open_tab

PHONE = 390
READERS = {
    "light": (1200, (900, 1400)),
    "dark": (PHONE, (360, 600)),
}  # the width of the window, and others that it gets
LEAST = 9  # pixels

LOOK = """() => ({
    links: [...document.querySelectorAll("a[href]")].map(link => link.href),
    ids: [...document.querySelectorAll("[id]")].map(element => element.id),
    unrendered: [...document.querySelectorAll(".math")].filter(m => !m.querySelector("mjx-container")).length,
    errors: document.querySelectorAll("mjx-merror").length,
    unnamed: [...document.querySelectorAll("img:not([alt]), img[alt=''], svg[role=img]:not([aria-label])")].filter(
        picture => !picture.closest("[aria-hidden=true]") && !picture.hasAttribute("aria-labelledby")).length,
    sliders: [...document.querySelectorAll("div.slider")].filter(slider => !slider.querySelector("svg")).length,
    theme: document.documentElement.dataset.theme,
})"""
WIDER = "document.documentElement.scrollWidth - innerWidth"
DRAWN = """() => [...document.querySelectorAll("div.slider")].every(slider => slider.querySelector("svg"))
    && [...document.querySelectorAll(".math")].every(formula => formula.querySelector("mjx-container"))"""
SETTLED = """() => document.getAnimations().filter(each => Number.isFinite(each.effect.getComputedTiming().endTime)).forEach(
    each => each.finish())"""
REDRAWN = """() => [...document.querySelectorAll("div.slider")].every(slider => {
    const wide = slider.querySelector("svg").viewBox.baseVal.width;  // labels may stand out a little
    return 0.95 * slider.clientWidth <= wide && wide <= 1.05 * slider.clientWidth;
})"""
WITHIN_REACH = """() => [...document.querySelectorAll("pre, mjx-container[display]")].every(box =>
    box.scrollWidth <= box.clientWidth || box.tabIndex === 0 || getComputedStyle(box).overflowX !== "auto")"""

CUT = """() => [...document.querySelectorAll("article *")].filter(each => {
    if (!each.getClientRects().length || each.closest("pre, mjx-assistive-mml, .headerlink, [aria-hidden=true]")) return false;
    for (let box = each; box && box.tagName !== "ARTICLE"; box = box.parentElement)
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(box).overflowX)) return false;
    return each.getBoundingClientRect().right > innerWidth + 1;
}).map(each => `${each.tagName}.${each.className}`)"""
LETTERS = """() => [...document.querySelectorAll(":is(.plot, .slider) svg :is(text, tspan)")].filter(
    text => text.getClientRects().length && [...text.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
).map(text => {
    const svg = text.ownerSVGElement, wide = svg.viewBox.baseVal.width || svg.width.baseVal.value;
    return [parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / wide, text.textContent];
})"""
OUTSIDE = """() => [...document.querySelectorAll(".plot > svg")].filter(svg => svg.getClientRects().length).flatMap(svg => {
    const box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")].filter(text => {
        const at = text.getBoundingClientRect();
        return at.left < box.left - 3 || at.right > box.right + 3 || at.top < box.top - 3 || at.bottom > box.bottom + 3;
    }).map(text => text.textContent);
})"""
SIDEWAYS = """() => [...document.querySelectorAll(".admonition:is(.piece, .hunt) :is(pre, textarea, .cm-scroller)")].filter(
    each => each.clientWidth && each.scrollWidth > each.clientWidth + 1
).map(each => each.closest("[id]").id)"""


def look(readers: BrowserContext, name: str, theme: str) -> dict:
    """Visit the page once, by the reader with that theme."""
    width, others = READERS[theme]
    page = open_tab(readers, width, theme=theme)
    heard = listen(page)
    page.goto(f"/{name}.html", wait_until="load")
    page.evaluate("document.querySelectorAll('div.slider').forEach(slider => slider.scrollIntoView())")
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(DRAWN, timeout=PATIENCE)
    found = {"url": page.url, "flaws": {each: flaws(page, each) for each in others}}
    found["wider"] = resized(page, PHONE).evaluate(WIDER)
    page.wait_for_load_state("networkidle")
    found |= page.evaluate(LOOK)
    found |= {name: list(told) for name, told in heard.items()}  # without what axe asks for
    unfold(resized(page, width))
    found["violations"] = violations(page)
    leave(page)
    return found


def listen(page: Page) -> dict[str, list[str]]:
    """What the page will ask for, and what it will complain of."""
    requests, said = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("response", lambda response: response.status >= 400 and said.append(f"{response.status} {response.url}"))
    page.on("console", lambda message: message.type in ("error", "warning") and said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return {"requests": requests, "said": said}


def resized(page: Page, width: int) -> Page:
    """The page in a window of that width, its sidebars in their places, its sliders drawn anew."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function("width => innerWidth === width", arg=width)
    page.evaluate(SETTLED)
    page.wait_for_function(REDRAWN)
    return page


def flaws(page: Page, width: int) -> list:
    """What is cut or cannot be read at that width."""
    resized(page, width)
    small = [letters for letters in page.evaluate(LETTERS) if letters[0] < LEAST]
    return page.evaluate(CUT) + page.evaluate(OUTSIDE) + page.evaluate(SIDEWAYS) + small


def unfold(page: Page) -> None:
    """Open every box, and wait for its editor."""
    page.evaluate("document.querySelectorAll('details:has(form.try)').forEach(fold => { fold.open = true; })")
    for box in page.query_selector_all("form.try"):
        box.scroll_into_view_if_needed()
        box.wait_for_selector(".cm-content")


def violations(page: Page, place: str | None = None) -> dict[str, list]:
    """What axe finds serious on the page, or in one place of it: the rule, and where it is broken.

    A page lets the keyboard into what has become too wide a moment after it was laid out.
    """
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(WITHIN_REACH, timeout=PATIENCE)
    return {
        flaw["id"]: [node["target"] for node in flaw["nodes"]][:5]
        for flaw in Axe().run(page, place).response["violations"]
        if flaw["impact"] in ("serious", "critical")
    }

"""What a reader does in a page's boxes: write with keys, run, check."""

from playwright.sync_api import Locator, Page, expect
from site_fixtures import PATIENCE

SECONDS = 1000
WHITEN = "ch02_algorithm/whiten"


def form(page: Page, piece: str = WHITEN) -> Locator:
    """The piece's box."""
    return page.locator(f"form.try[data-piece='{piece}']")


def editor(page: Page, piece: str = WHITEN) -> Locator:
    """Where its text is typed, once the editor is there."""
    place = form(page, piece)
    place.scroll_into_view_if_needed()
    place.locator(".cm-content").wait_for()
    return place.locator(".cm-content")


def write(page: Page, code: str, piece: str = WHITEN) -> Locator:
    """Replace what is in the box; the box."""
    editor(page, piece).focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(code)
    return form(page, piece)


def text(page: Page, piece: str = WHITEN) -> str:
    """What is in the box."""
    return form(page, piece).locator("textarea").input_value()


def press(place: Locator, button: str) -> Locator:
    """Press the button and wait until Python has answered; the box."""
    place.locator(f"button[name={button}]").click()
    expect(place.locator("progress")).to_be_hidden(timeout=PATIENCE)
    return place


def run(page: Page, code: str, piece: str = WHITEN) -> Locator:
    """Write the code and run it; the box, when it has answered."""
    return press(write(page, code, piece), "run")


def check(page: Page, code: str, piece: str = WHITEN) -> Locator:
    """Write the code and have it checked; the box, when it has answered."""
    return press(write(page, code, piece), "check")

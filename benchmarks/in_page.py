"""How long a verdict takes in the page: `make book`, then `python benchmarks/in_page.py`.

Writes each piece of chapters 2, 3 and 4 into its page in Chromium, first with a mistake and then right, and prints the
seconds from the button to the verdict. The first one on a page also fetches and starts Python: from Pyodide's address, or from
the site where that was built by `make book PYODIDE=FOLDER`.
"""

import inspect
import statistics
import sys
from pathlib import Path

from lighthouse import SITE, chrome, serve
from playwright.sync_api import Error, Locator, sync_playwright
from tqdm import tqdm

from bnkit.authoring.chapter import load

PAGES = ("ch02_algorithm", "ch03_backprop", "ch04_inference")
SOLUTIONS = Path(__file__).parents[1] / "solutions"
SEND = """form => new Promise((resolve, reject) => {
    const begun = performance.now(), verdict = form.querySelector(".verdict"), { status } = form.elements;
    form.requestSubmit();
    new MutationObserver(() => verdict.innerHTML && resolve(performance.now() - begun)).observe(verdict, { childList: true });
    new MutationObserver(() => /fetched|failed/.test(status.value) && reject(status.value)).observe(status, { childList: true });
})"""


def seconds(form: Locator, code: str) -> float:
    """From the form's sending to the verdict, by the page's clock."""
    form.scroll_into_view_if_needed()
    form.locator(".cm-content").fill(code)
    return form.evaluate(SEND) / 1000


def measured(page, chapter: str) -> list[float]:
    """The seconds of each verdict on a chapter's page, in order."""
    found = []
    for exercise in tqdm(load(SOLUTIONS / chapter).exercises, desc=chapter, unit="piece", leave=False):
        form = page.locator(f"form.try[data-piece='{chapter}/{exercise.name}']")
        right = inspect.getsource(exercise.solution)
        found += [seconds(form, right + f"\n{exercise.name} = lambda *args, **keywords: None"), seconds(form, right)]
    return found


def main() -> None:
    """Print each page's seconds."""
    if not SITE.is_dir():
        sys.exit(f"There is no site in {SITE}: run make book.")
    address = serve(SITE)
    print(f"{'':<16}{'first':>8}{'median':>8}{'longest':>9}  seconds")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chrome(), args=["--no-sandbox"])
        for chapter in PAGES:
            page = browser.new_page()
            page.goto(f"{address}/book/{chapter}.html", wait_until="networkidle")
            first, *later = measured(page, chapter)
            print(f"{chapter:<16}{first:>8.2f}{statistics.median(later):>8.2f}{max(later):>9.2f}")


if __name__ == "__main__":
    try:
        main()
    except Error as error:
        sys.exit(f"No verdict came. {error.message.splitlines()[0]}")

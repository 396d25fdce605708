"""A search finds names, symbols and every word of the glossary, and shows prose."""

import re

import pytest
from conftest import ROOT

GLOSSARY = (ROOT / "book" / "glossary.md").read_text().partition("```{glossary}\n")[2].partition("```")[0]
TERMS = [line for line in GLOSSARY.splitlines() if re.match(r"\S", line)]
SAID = "() => /finished|did not match/.test(document.querySelector('#search-results')?.innerText ?? '')"
FOUND = f"() => document.querySelector('#search-results .search li') || ({SAID})()"


@pytest.fixture
def search(tab):
    """What a search says, once all that it found is shown, or what it waits for."""
    page = tab()

    def results(words, shown=SAID):
        page.goto(f"/search.html?q={words.replace(' ', '+')}")
        page.wait_for_function(shown)
        return page.locator("#search-results").inner_text()

    results.page = page
    return results


def test_names_are_found_and_no_tex_is_shown(search):
    for words in ("BatchNorm2d", "epsilon", "running mean"):
        said = search(words)
        assert "did not match" not in said and not re.search(r"\\[a-z]+|\\\(|\$|\.ipynb", said), said


def test_every_word_of_the_glossary_is_found(search):
    assert len(TERMS) > 20
    assert [term for term in TERMS if "did not match" in search(term, FOUND)] == []


def test_the_icon_does_not_lie_on_the_text(search):
    search("batch")
    form = search.page.locator("article form.bd-search, main form.bd-search").first
    icon, field = form.locator("svg, i").first.bounding_box(), form.locator("input[type=search]")
    start = field.bounding_box()["x"] + field.evaluate("each => parseFloat(getComputedStyle(each).paddingLeft)")
    assert icon["x"] + icon["width"] <= start

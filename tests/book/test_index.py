"""The search's index does not lead to hints and answers."""

import json
import re

import pytest
import snowballstemmer
from bs4 import BeautifulSoup
from conftest import CHAPTERS

STEM = snowballstemmer.stemmer("english").stemWord


def stems(text):
    """The words of a text, as an index keeps them."""
    return {STEM(word) for word in re.findall(r"\b[a-z]+\b", text.lower())}


@pytest.fixture(scope="module")
def index(html):
    """What the site's search looks words up in."""
    return json.loads((html / "searchindex.js").read_text().removeprefix("Search.setIndex(").removesuffix(")"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_words_of_hints_and_answers_alone_are_not_found(html, index, chapter):
    page = BeautifulSoup((html / "book" / f"{chapter.name}.html").read_text(), "html.parser")
    closed = [fold.extract() for fold in page.select(".admonition details")]
    secret = stems(" ".join(fold.get_text(" ") for fold in closed)) - stems(page.get_text(" "))
    secret = {word for word in secret if len(word) > 4}  # shorter ones are also in TeX
    number = index["docnames"].index(f"book/{chapter.name}")
    leads = {
        word for word, places in index["terms"].items() if number in (places if isinstance(places, list) else [places])
    }
    assert len(secret) > 5 and len(leads) > 300
    assert not secret & leads

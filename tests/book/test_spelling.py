"""Words that readers see are in the dictionary, or in words.txt beside this file."""

import re

import pytest
from bs4 import BeautifulSoup
from conftest import CHAPTERS, ROOT
from spellchecker import SpellChecker

OURS = (ROOT / "tests" / "book" / "words.txt").read_text().split()
PAPERS = (ROOT / "book" / "references.bib").read_text()
NOT_PROSE = "code, pre, textarea, script, style, svg, .math, .sig, .slider"
WORD = re.compile(r"(?<![\w.@/−])[A-Za-z]+(?:'[A-Za-z]+)*(?![\w(@/=]|\.\w)")
CAMEL = re.compile(r"[a-z][A-Z]")


@pytest.fixture(scope="module")
def dictionary():
    """English, our own words, and the names in the bibliography."""
    checker = SpellChecker(language="en")
    checker.word_frequency.load_words([*OURS, *re.findall(r"[^\W\d_]+", PAPERS)])
    return checker


def unknown(text, dictionary):
    """The words of `text` that are not in the dictionary. Names, in camel case or with digits or dots, are not words."""
    words = (re.sub(r"'s$|'$", "", word) for word in WORD.findall(text.replace("’", "'")))
    return dictionary.unknown(word for word in words if len(word) > 2 and not CAMEL.search(word))


def shown(path):
    """The prose of a page of the site."""
    article = BeautifulSoup(path.read_text(), "html.parser").select_one("article.bd-article")
    for element in article.select(NOT_PROSE):
        element.replace_with(" x ")
    return article.get_text(" ")


def written(text):
    """Markdown without its code, formulas and addresses."""
    text = re.sub(r"^```.*?^```|\$\$.*?\$\$", "", text, flags=re.S | re.M)
    return re.sub(r"`[^`]*`|\$[^$]*\$|<[^>]*>|\]\([^)]*\)", " x ", text)


def test_the_words_of_the_pages(html, dictionary):
    pages = [path for path in sorted((html / "book").glob("*.html")) if path.stem != "bibliography"]
    found = {path.stem: unknown(shown(path), dictionary) for path in pages}
    assert pages and {page: words for page, words in found.items() if words} == {}


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_the_words_of_the_notebooks(chapter, dictionary):
    questions = [text for question in chapter.questions for text in (question.text, question.rubric)]
    assert unknown(written("\n\n".join([chapter.introduction, *questions])), dictionary) == set()


@pytest.mark.parametrize("name", ["README", "CONTRIBUTING", "CHANGELOG", "LICENSE-TEXT"])
def test_the_words_of_the_other_texts(name, dictionary):
    assert unknown(written((ROOT / f"{name}.md").read_text()), dictionary) == set()


def test_a_slip_of_the_pen_is_found(dictionary):
    text = "The varaince is seperate; `varianse` and x_hat, np.men, NumPi and (N, D) are code. It's the network's γ."
    assert unknown(written(text), dictionary) == {"varaince", "seperate"}


def test_our_own_list_is_sorted_and_holds_nothing_that_the_dictionary_knows():
    assert sorted(OURS) == OURS and SpellChecker(language="en").unknown(OURS) == set(OURS)

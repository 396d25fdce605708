"""Formulas are typeset while the book is built: nothing is left to do in a browser, and a screen reader can read them."""

import re

import pytest
from bs4 import BeautifulSoup

from bnkit.site.formulas import Typesetter


@pytest.fixture
def typesetter():
    made = Typesetter("fonts")
    yield made
    made.close()


@pytest.fixture(scope="module")
def pages(html):
    return {path.stem: BeautifulSoup(path.read_text(), "html.parser") for path in html.glob("book/*.html")}


def test_every_formula_of_every_page_is_typeset_and_has_mathml(pages):
    counts = {}
    for name, page in pages.items():
        formulas = page.select(".math")
        counts[name] = len(formulas)
        assert all(each.select_one("mjx-container mjx-math[aria-hidden=true]") for each in formulas), name
        assert all(each.select_one("mjx-assistive-mml math").get_text(strip=True) for each in formulas), name
    assert counts["ch03_backprop"] > 50 and counts["ch02_algorithm"] > 20 and 0 in counts.values()


def test_no_tex_and_no_mathjax_is_left_for_the_browser(pages, html):
    for name, page in pages.items():
        assert not page.select("script[src*=math], script[src*=Math]"), name
        assert not re.search(r"\\[\[(]|\\(frac|sigma|varepsilon)", page.select_one("article").get_text()), name
    assert not list(html.rglob("tex-chtml*.js"))


def test_a_page_has_the_style_of_each_sign_that_it_shows(pages):
    for name, page in pages.items():
        signs = {sign for each in page.select("mjx-c") for sign in each["class"] if sign.startswith("mjx-c")}
        style = "".join(each.get_text() for each in page.select("head style"))
        assert {sign for sign in signs if f"mjx-c.{sign}" not in style} == set(), name


def test_punctuation_stays_on_the_line_of_its_formula(pages):
    kept = [each.get_text() for each in pages["ch02_algorithm"].select(".unbroken")]
    assert len(kept) > 5 and all(text[-1] in ".,;:?!)’”" for text in kept)


def test_style_is_of_what_was_typeset_since_the_last(typesetter):
    typesetter.html("x")
    assert "mjx-c1D465" in typesetter.style()
    assert "mjx-c1D465" not in typesetter.style()


def test_what_tex_does_not_understand_is_said(typesetter):
    with pytest.raises(ValueError, match=r"does not understand '\\\\frac"):
        typesetter.html(r"\frac{1")
    assert "mjx-container" in typesetter.html(r"\frac{1}{m}")

"""Measured numbers come from book/results, by the roles of `SHOWN`."""

import json
import re

import pytest
from conftest import ROOT

from bnkit.site.measured import FORM, SHOWN, value

PAGES = sorted((ROOT / "book").glob("*.md"))
RESULTS = {path.stem: json.loads(path.read_text()) for path in sorted((ROOT / "book" / "results").glob("*.json"))}
SEEDS = {5: "five", 8: "eight"}
page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


def test_a_path_leads_through_dicts_and_lists():
    assert value({"plain": {"accuracy": [0.5, 0.75]}}, "plain.accuracy.1") == 0.75


@pytest.mark.parametrize("path", ["plain.loss", "plain.accuracy.2", "plain.accuracy.mean", "plain.accuracy.1.x"])
def test_a_path_that_leads_nowhere_is_an_error(path):
    with pytest.raises((LookupError, TypeError, ValueError)):
        value({"plain": {"accuracy": [0.5, 0.75]}}, path)


def test_a_factor_is_e_to_the_logarithm_and_points_are_hundredths():
    assert SHOWN["factor"](0) == 1 and SHOWN["factor"](1) == pytest.approx(2.71828)
    assert SHOWN["measured"](0.5) == 0.5 and SHOWN["points"](0.5) == 50


@page
def test_each_measured_number_is_still_in_its_results(path):
    for role, text in re.findall(rf"\{{({'|'.join(SHOWN)})\}}`([^`]*)`", path.read_text()):
        name, where, form = FORM.fullmatch(text).groups()
        assert format(SHOWN[role](value(RESULTS[name], where)), form)


@page
def test_no_measured_number_is_typed(path):
    typed = set(re.findall(r"(?<![\w.,−-])\d*\.\d+(?![\w.])", prose(path.read_text())))
    told = [results[part] for results in RESULTS.values() for part in ("summary", "findings")]
    measured = {shown for part in told for number in numbers(part) for shown in spellings(number)}
    assert {number for number in typed if len(number.replace(".", "").lstrip("0")) >= 3} & measured == set()


@pytest.mark.parametrize("name", ["ch05_training", "ch06_smoothing", "ch07_relatives"])
def test_each_caption_says_how_many_seeds_there_are(name):
    cells = re.findall(r"caption: >-\n(.*?)---\n(.*?)```", (ROOT / "book" / f"{name}.md").read_text(), re.S)
    told = [(" ".join(caption.split()), re.search(r'measured\.results\("(\w+)"\)', code)) for caption, code in cells]
    assert sum(bool(found) for _, found in told) > 1
    for caption, found in told:
        if found and "one seed:" not in caption:
            assert f"{SEEDS[len(RESULTS[found[1]]['seeds'])]} seeds" in caption


def prose(text):
    """A page without its code, formulas, roles, tables and paragraphs that cite a paper."""
    text = re.sub(r"(```|~~~).*?\1|\$\$.*?\$\$", "", text, flags=re.S)
    paragraphs = re.split(r"\n\s*\n", re.sub(r"(?m)^\|.*$", "", text))
    return re.sub(r"\{\w[\w:]*\}`[^`]*`|`[^`]*`|\$[^$]*\$", "", "\n".join(p for p in paragraphs if "{cite" not in p))


def numbers(results):
    """The means and bounds in nested dicts: what a page tells of a measurement."""
    for name, part in results.items():
        if isinstance(part, dict):
            yield from numbers(part)
        elif name in ("mean", "low", "high") and isinstance(part, float):
            yield part


def spellings(number):
    """How a page may print a measured number, by three digits or more."""
    for scaled in (number, 100 * number):
        yield from (f"{scaled:.{digits}f}" for digits in range(1, 5))


def test_the_net_is_fine_enough():
    assert "0.954" in spellings(0.95432) and "95.4" in spellings(0.95432)
    assert "0.954" in prose("It reached 0.954.\n\n| 0.9 |\n\n$0.954$") and "0.954" not in prose("$0.954$ by {cite}`x`")

"""Hunts in a notebook: set by `show`, judged by `check`, chosen by `answer`."""

import re

import numpy as np
import pytest
from by_hand import SHOWING
from conftest import CHAPTERS

from bnkit.authoring.exercise import BrokenSource
from bnkit.hunting import answer, check, show
from bnkit.hunting.notebook import LETTERS

NAMES = [hunt.name for chapter in CHAPTERS for hunt in chapter.hunts]
CHOICES = {
    "name_batch_norm": "You added beta before you multiplied by gamma.",
    "name_batch_norm_backward": "The path through the mean is missing",
    "name_running_stats": "You stored the variance that divides by m.",
    "name_sgd_step": "You did not multiply the decay by the learning rate",
    "name_smoothing_bound": "The two terms that are subtracted are divided by m.",
    "name_group_norm": "You put every groups-th channel into a group",
}


@pytest.mark.parametrize("name", NAMES)
def test_each_is_shown_with_what_to_do_next(name, capsys):
    show(name)
    said = capsys.readouterr().out
    assert said.rstrip().endswith((f"Then hunting.check({name})", f"Then hunting.answer({name!r}, letter)"))
    assert "def " in said or "what came out" in said


@pytest.mark.parametrize("name", CHOICES)
def test_one_of_four_is_right_and_each_other_is_answered_by_an_input(name, capsys):
    show(name)
    said = capsys.readouterr().out
    offered = dict(re.findall(r"^([abcd])  (.*)$", said, re.M))
    assert "".join(offered) == LETTERS
    for letter, text in offered.items():
        points = answer(name, letter)
        told = capsys.readouterr().out
        assert points == text.startswith(CHOICES[name])
        assert told.startswith("✓ That is it") if points else "This input tells the two apart:\nwhat goes in" in told
        choice, _, function = told.partition("your choice gives")[2].partition("this function gives")
        assert points or choice.strip() != function.strip()


def test_an_input_is_judged(capsys):
    def expose_batch_norm():
        return eval(SHOWING["expose_batch_norm"])

    assert check(expose_batch_norm) == 1.0
    assert "✓ expose_batch_norm: 1 of 1 points" in capsys.readouterr().out


def test_what_is_shown_runs_and_hides(capsys):
    show("expose_rms_norm")
    text = capsys.readouterr().out
    namespace = {"np": np}
    exec(text[text.index("def expose_rms_norm") : text.index("Then hunting")], namespace)
    assert check(namespace["expose_rms_norm"]) == 0.0
    assert "The mistake hides" in capsys.readouterr().out


def test_a_strange_name_and_a_strange_letter_are_said():
    with pytest.raises(BrokenSource, match="There is no hunt called nothing"):
        show("nothing")
    with pytest.raises(ValueError, match="'e' is none of a, b, c, d"):
        answer("name_sgd_step", "e")

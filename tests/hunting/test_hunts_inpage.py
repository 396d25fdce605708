"""What the page's session says of a hunt's box."""

import json

import pytest
from by_hand import SHOWING

from bnkit.hunting.inpage import HuntSession

NAME = "expose_batch_norm"


def checked(code):
    return json.loads(HuntSession().check(f"ch02_algorithm/{NAME}", code))


def test_an_input_that_shows_has_a_verdict_with_the_numbers():
    report = checked(f"def {NAME}():\n    return {SHOWING[NAME]}\n")
    assert report["right"] and "It shows." in report["verdict"]
    for told in (
        "known mistakes your input would show",
        "From it hide: ",
        "right y = ",
        "its y = ",
    ):
        assert told.lower() in report["verdict"].lower()


@pytest.mark.parametrize(
    "code, told",
    [
        (f"def {NAME}():\n    return dict(x=1)\n", "gamma and beta are missing"),
        (f"def {NAME}():\n    return nothing\n", "It raised NameError: name &#x27;nothing&#x27; is not defined"),
        (f"def {NAME}():\n    return dict(x=[1.0], gamma=[1.0], beta=[1.0])\n", "x must be of shape (N, D)"),
    ],
)
def test_what_is_no_input_is_told_of_in_a_sentence(code, told):
    report = checked(code)
    assert not report["right"] and told in report["verdict"]


def test_an_error_marks_its_line():
    report = checked(f"def {NAME}():\n    x = 1\n    return nothing\n")
    assert report["line"] == 3 and report["flaw"].startswith("NameError")


def test_a_box_without_the_function_has_no_verdict():
    assert checked("x = 1") == {
        "said": f"Your code defines no function called {NAME}.\n",
        "value": "",
        "line": 0,
        "flaw": "",
        "right": False,
        "verdict": "",
    }

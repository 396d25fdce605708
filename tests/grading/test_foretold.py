"""Calls that are sent before their turn are answered as if they were not."""

import contextlib

import numpy as np
import pytest
from course import needs_sandbox  # noqa: F401

from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.sandbox import Sandbox
from bnkit.grading.sandbox.session import Session, Stopped

DEFINE = """import os
COUNT = []
def twice(x):
    COUNT.append(1)
    return 2 * x
def until_three(x):
    if x == 3:
        os._exit(1)
    return 2 * x
def until_four(x):
    while x == 4:
        pass
    return 2 * x
"""


@pytest.fixture
def session(needs_sandbox):  # noqa: F811
    with Sandbox(Limits(cell=2.0)) as box, contextlib.closing(Session(box, {})) as session:
        session.run(DEFINE)
        yield session


def calls(*numbers):
    return [([number], {}) for number in numbers]


def answers(session, name, *numbers):
    """What the function gives for each; None where it was stopped."""
    found = []
    for number in numbers:
        try:
            found.append(session.call(name, [number], {})[1])
        except Stopped:
            found.append(None)
    return found


def test_each_answer_is_that_of_its_question(session):
    session.foretell("twice", calls(1, 2, 3))
    assert answers(session, "twice", 1, 2, 3, 4) == [2, 4, 6, 8]
    assert len(session.look("COUNT")) == 4


def test_what_comes_otherwise_than_foretold_is_asked_anew(session):
    session.foretell("twice", calls(1, 2, 3, 5))
    assert answers(session, "twice", 1, 3, 2, 4) == [2, 6, 4, 8]


@pytest.mark.parametrize("name, wanted", [("until_three", [2, 4, None, 8]), ("until_four", [2, 4, 6, None])])
def test_one_that_ends_the_process_costs_the_others_nothing(session, name, wanted):
    session.foretell(name, calls(1, 2, 3, 4))
    assert answers(session, name, 1, 2, 3, 4) == wanted
    assert len(session.stops) == 1


@pytest.mark.parametrize("count", [40, 3_000, 100_000])
def test_more_than_the_channel_holds_waits(session, count):
    arrays = [np.full(count, float(number)) for number in range(40)]
    session.foretell("twice", [([array], {}) for array in arrays])
    for array in arrays:
        assert np.array_equal(session.call("twice", [array], {})[1], 2 * array)

"""Calls and cells that are sent before their turn are answered as if they were not."""

import contextlib

import numpy as np
import pytest
from course import needs_sandbox  # noqa: F401

from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.sandbox.sandbox import Sandbox
from bnkit.grading.sandbox.session import Session, Stopped, request

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


def calls(name, *numbers):
    return [request(name, [number], {}) for number in numbers]


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
    session.foretell(calls("twice", 1, 2, 3))
    assert answers(session, "twice", 1, 2, 3, 4) == [2, 4, 6, 8]
    assert len(session.look("COUNT")) == 4


def test_what_comes_otherwise_than_foretold_is_asked_anew(session):
    session.foretell(calls("twice", 1, 2, 3, 5))
    assert answers(session, "twice", 1, 3, 2, 4) == [2, 6, 4, 8]


@pytest.mark.parametrize("name, wanted", [("until_three", [2, 4, None, 8]), ("until_four", [2, 4, 6, None])])
def test_one_that_ends_the_process_costs_the_others_nothing(session, name, wanted):
    session.foretell(calls(name, 1, 2, 3, 4))
    assert answers(session, name, 1, 2, 3, 4) == wanted
    assert len(session.stops) == 1


@pytest.mark.parametrize("count", [40, 3_000, 100_000])
def test_more_than_the_channel_holds_waits(session, count):
    arrays = [np.full(count, float(number)) for number in range(40)]
    session.foretell(request("twice", [array], {}) for array in arrays)
    for array in arrays:
        assert np.array_equal(session.call("twice", [array], {})[1], 2 * array)


STEPS = ["RUN = ['a']", "RUN.append('b')", "{}\nRUN.append('c')", "RUN.append('d')"]
HANG, CRASH, RAISE = "while True: pass", "import os; os._exit(1)", "1 / 0"


@pytest.mark.parametrize("accident, left", [("pass", "abcd"), (RAISE, "abd"), (HANG, "abd"), (CRASH, "abd")])
def test_each_cell_that_follows_runs_once_whatever_came_before(session, accident, left):
    cells = [cell.format(accident) for cell in STEPS]
    for number, cell in enumerate(cells):
        with contextlib.suppress(Stopped):
            session.run(cell, cells[number + 1 :])
    assert "".join(session.look("RUN")) == left
    assert len(session.stops) == (accident in (HANG, CRASH))


def test_a_function_is_asked_between_the_cells_and_not_after_them(session):
    session.run("def twice(x): return 2 * x", ["number = 3"])
    session.run("number = 3")
    session.foretell(calls("twice", 1, 2))
    assert answers(session, "twice", 1, 2) == [2, 4]
    session.run("def twice(x): return 'other'")
    assert answers(session, "twice", 1) == ["other"]


def test_what_a_call_changes_of_its_arguments_comes_back_and_nothing_else_does(session):
    session.run("def keep(x): return x\ndef spoil(x, more):\n    x[0] = 7.0\n    more.append(1)")
    array, more = np.zeros(2), []
    assert session.call("keep", [array], {})[0] == "returned" and len(session.call("keep", [array], {})) == 2
    session.look("spoil")(array, more=more)
    assert array.tolist() == [7.0, 0.0] and more == [1]

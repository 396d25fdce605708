"""The run that gives points draws and tells nothing that nobody sees; all else in it is as in the run that is shown."""

import contextlib

import pytest
from course import needs_sandbox  # noqa: F401

from bnkit.grading.sandbox.sandbox import Sandbox
from bnkit.grading.sandbox.session import Session

SHOWS = """SHOWN = []
class Loud:
    def __repr__(self):
        SHOWN.append(1)
        return "loud"
"""
DRAWS = """import matplotlib.pyplot as plt
from matplotlib.axes import Axes
DRAWN, draw = [], Axes.draw
def noted(*about, **more):
    DRAWN.append(1)
    return draw(*about, **more)
Axes.draw = noted
plt.plot([1, 2])
plt.show()
FIGURES = plt.get_fignums()"""


@pytest.fixture(params=[True, False], ids=["mute", "shown"])
def session(needs_sandbox, request):  # noqa: F811
    with Sandbox() as box, contextlib.closing(Session(box, {}, mute=request.param)) as session:
        yield session


def test_only_what_is_shown_is_made_into_text(session):
    for cell in (SHOWS, "Loud()", "display(Loud())"):
        session.run(cell)
    assert len(session.look("SHOWN")) == (0 if session.mute else 2)
    assert session.run("_") == [] if session.mute else session.run("_")[0]["plain"] == "loud"


def test_only_what_is_shown_is_drawn_and_figures_are_closed_in_either_case(session):
    session.run(DRAWS)
    assert bool(session.look("DRAWN")) is not session.mute
    assert session.look("FIGURES") == []


def test_a_cell_ends_at_its_exception_in_either_case(session):
    told = session.run("before = 1\n1 / 0\nafter = 1")
    assert session.look("before") == 1
    with pytest.raises(NameError):
        session.look("after")
    assert told == [] if session.mute else told[0]["name"] == "ZeroDivisionError"


def test_the_value_of_the_last_line_is_there_in_the_next_cell(session):
    session.run("20 + 1")
    session.run("twice = _ * 2")
    assert session.look("twice") == 42


def test_a_cell_that_is_known_is_the_same_cell(session):
    cell = "if True:\n    %time\n    known = 1"
    session.run(cell)
    session.close()
    session.sandbox.know([cell])
    fresh = Session(session.sandbox, {}, mute=session.mute)
    fresh.run(cell)
    assert fresh.look("known") == 1
    fresh.close()

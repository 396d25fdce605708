"""A learner's own tests, run by pytest against the right answer and against every mistake of a piece."""

import contextlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bnkit.authoring.exercise import Exercise
from bnkit.authoring.hunted import Hunted, hunted
from bnkit.learning.run import Unreadable

OPTIONS = ("--import-mode=importlib", "--override-ini=addopts=", "-p", "no:cacheprovider", "-p", "no:xdist", "-q")


class Mutants:
    """A pytest plugin: a test with an argument of the piece's name is run on each of the functions.

    failed  the name of each function that some test found wrong, and what the first such test said
    """

    def __init__(self, exercise: Exercise):
        self.name, self.right = exercise.name, exercise.solution
        self.mistakes, self.failed = exercise.mistakes, dict[str, str]()
        self.tests, self.broken = 0, ""

    def pytest_generate_tests(self, metafunc: Any) -> None:
        """Give the test each function in turn."""
        if self.name in metafunc.fixturenames:
            self.tests += 1
            functions = (self.right, *self.mistakes)
            metafunc.parametrize(self.name, functions, ids=[each.__name__ for each in functions])

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any):
        """Note which function a test found wrong."""
        report = (yield).get_result()
        function = getattr(item, "callspec", None) and item.callspec.params.get(self.name)
        if function and report.failed:
            self.failed.setdefault(function.__name__, f"{item.originalname}: {call.excinfo.exconly()}")

    def pytest_collectreport(self, report: Any) -> None:
        """Note why the file cannot be used."""
        if report.failed:
            self.broken = self.broken or report.longreprtext.strip().splitlines()[-1].removeprefix("E").strip()


def hunt(exercise: Exercise, tests: Path) -> Hunted:
    """Which of the exercise's mistakes the tests in the file kill.

    Raises Unreadable where the file cannot be used, has no test of the piece, or finds the right answer wrong.
    """
    if not tests.is_file():
        raise Unreadable(f"There is no file {tests}.")
    mutants = Mutants(exercise)
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(said):
        pytest.main(_arguments(tests.resolve()), plugins=[mutants])
    if mutants.broken:
        raise Unreadable(f"{tests} cannot be run: {mutants.broken}")
    if not mutants.tests:
        raise Unreadable(f"{tests} has no test of {exercise.name}: write def test_…({exercise.name}), which calls it.")
    if exercise.name in mutants.failed:
        raise Unreadable(f"Your test fails on the right answer, so it tells nothing. {mutants.failed[exercise.name]}")
    return hunted(exercise.mistakes, _killed(mutants))


def _arguments(tests: Path) -> list[str]:
    """pytest's own, of which no settings of the project around the file have a say."""
    return [str(tests), f"--rootdir={tests.parent}", f"--override-ini=pythonpath={tests.parent}", *OPTIONS]


def _killed(mutants: Mutants) -> Callable[[Callable], bool]:
    return lambda mistake: mistake.__name__ in mutants.failed

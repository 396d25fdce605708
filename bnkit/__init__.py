"""Batch normalization, piece by piece: exercises that name your mistake.

What lives where, from the bottom up; a room imports from those above it in this list, never from those below:

judging      compares a function's results with an answer key and names the mistake; NumPy alone
findings     what experiments found: results files, intervals and verdicts
authoring    what an exercise is, and how notebooks and keys are made from the chapters' source
learning     a learner's own computer: check, kept pieces, progress, files and notebooks judged, pytest, the page
hunting      find the bug: mistakes to be exposed, named and mended
plots        figures and sliders
grading      a class graded in sandboxes, in nbgrader's folders and gradebook
experiments  the measurements
cli          the command `bnkit`, whose subcommands live in the rooms
site         the book's Sphinx extension
"""

from bnkit.authoring.exercise import Exercise
from bnkit.judging.cache import Cache
from bnkit.judging.judge import judge
from bnkit.judging.key import NoKey
from bnkit.judging.verdict import OutputVerdict, Verdict
from bnkit.learning.check import check

__all__ = ["Cache", "Exercise", "NoKey", "OutputVerdict", "Verdict", "check", "judge"]

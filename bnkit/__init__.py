"""Batch normalization, piece by piece: exercises that name your mistake."""

from bnkit.cache import Cache
from bnkit.check import check, judge
from bnkit.exercise import Exercise
from bnkit.key import NoKey
from bnkit.verdict import OutputVerdict, Verdict

__all__ = ["Cache", "Exercise", "NoKey", "OutputVerdict", "Verdict", "check", "judge"]

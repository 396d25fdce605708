"""What an exercise is, and what is made from one: for authors of chapters.

exercise, where     a chapter's source, and the addresses that its notebooks lead to
build, instructor   notebooks, for learners and with right answers
make_key, nearby    answer keys, the same on every machine
report              whether each mistake is rejected, named and told apart

Imports `judging`. Hands exercises and keys to grading, experiments and the site.
"""

from bnkit.authoring.exercise import BrokenSource, Case, Exercise, Quantities, Question

__all__ = ["BrokenSource", "Case", "Exercise", "Quantities", "Question"]

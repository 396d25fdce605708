"""What an exercise is, and what is made from one: for authors of chapters.

exercise, hunt      what an exercise is: a piece to write, a mistake to find
assignment          what an assignment says of its arguments
hunt_cells          what the cells of a graded hunt hold
chapter             a chapter, loaded from its package in solutions/
where               the addresses that notebooks lead to
build, instructor   notebooks, for learners and with right answers
make_key, nearby    answer keys, the same on every machine
catalogue           the source of all chapters, packed for hunts
pairs, variants     two slips at a time, and their fingerprints
report, hunted      whether each mistake is rejected, named and told apart; which survive

Imports `judging`. Hands exercises and keys to grading, experiments and the site.
"""

from bnkit.authoring.exercise import BrokenSource, Case, Exercise, Quantities, Question
from bnkit.authoring.hunt import Hunt
from bnkit.authoring.pairs import pair, pairs, setting

__all__ = ["BrokenSource", "Case", "Exercise", "Hunt", "Quantities", "Question", "pair", "pairs", "setting"]

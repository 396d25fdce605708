"""What a person has done in the gradebook outlives a regrade, as it does with stock nbgrader."""

import shutil

import pytest
from course import CHAPTER, Course
from nbgrader.api import Gradebook
from notebooks import EPS_OUTSIDE, solutions

LATE = """
from nbgrader.plugins import BasePlugin

class TwoPoints(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2.0
"""
WORDS = {"useless_bias": "The mean takes it away; beta gives it back."}


def by_hand(course: Course) -> None:
    """A score, extra credit and a comment, as formgrader saves them."""
    with Gradebook(f"sqlite:///{course.folder}/gradebook.db") as book:
        found = (CHAPTER, CHAPTER, "late")
        book.find_grade("useless_bias", *found).manual_score = 1.5
        book.find_grade("batch_norm-check", *found).manual_score = 1.0
        book.find_grade("whiten-check", *found).extra_credit = 0.5
        book.find_comment("useless_bias", *found).manual_comment = "Nearly: what does beta do?"
        book.db.commit()


def regraded(course: Course, *grade: str) -> tuple[dict, dict]:
    """The gradebook before and after a regrade of a late submission, and one in time, that a person has graded."""
    (course.folder / "late.py").write_text(LATE)
    with (course.folder / "nbgrader_config.py").open("a") as settings:
        settings.write("\nc.AssignLatePenalties.plugin_class = 'late.TwoPoints'\n")
    with Gradebook(f"sqlite:///{course.folder}/gradebook.db") as book:
        book.update_or_create_assignment(CHAPTER, duedate="2030-01-02 12:00:00 UTC")
    for student, day in (("late", 3), ("intime", 1)):
        notebook = course.submit(student, solutions(CHAPTER) | WORDS | {"batch_norm": EPS_OUTSIDE})
        notebook.with_name("timestamp.txt").write_text(f"2030-01-{day:02} 12:00:00 UTC")
    course.run(*grade, CHAPTER)
    by_hand(course)
    before = course.book()
    course.run(*grade, CHAPTER, "--force")
    return before, course.book()


@pytest.fixture(scope="module")
def books(tmp_path_factory, needs_sandbox):
    """The gradebook before and after our regrade, and after the stock one."""
    ours, stock = (Course(tmp_path_factory.mktemp(name), stock=name == "stock") for name in ("ours", "stock"))
    shutil.copytree(ours.folder / ".bnkit", stock.folder / ".bnkit", dirs_exist_ok=True)
    return *regraded(ours, "bnkit", "grade"), regraded(stock, "nbgrader", "autograde")[1]


def test_manual_scores_and_comments_survive(books):
    _, after, _ = books
    assert after["late", "useless_bias points"][1] == 1.5
    assert after["late", "batch_norm-check points"][:2] == (0, 1.0)
    assert after["late", "whiten-check points"][2] == 0.5
    assert after["late", "useless_bias comment"][1] == "Nearly: what does beta do?"


def test_the_late_penalty_survives(books):
    _, after, _ = books
    assert after["late", ""][1] == 2.0 and after["intime", ""][1] is None


def test_a_score_given_by_hand_is_marked_for_review_and_nothing_else_changes(books):
    before, after, _ = books
    changed = [place for place in before if before[place] != after[place]]
    assert changed == [("late", "batch_norm-check points")]
    assert before[changed[0]][:3] == after[changed[0]][:3] and after[changed[0]][3]


def test_stock_nbgrader_does_the_same(books):
    _, after, stock = books
    assert after == stock

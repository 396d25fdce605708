"""A class's points as the CSV files that Canvas and Moodle import."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nbgrader.api import Gradebook

from bnkit.grading.afterwards.summary import points
from bnkit.grading.course.course import Course

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Row:
    """A student as the gradebook knows them, their points with late penalties taken off, and whether some are to come."""

    student: str
    name: str
    email: str
    lms: str
    points: float
    waits: bool


def rows(course: Course) -> tuple[list[Row], float]:
    """Everybody who is graded, and the points that there are."""
    with Gradebook(course.directory.db_url, course.directory.course_id) as book:
        most = book.find_assignment(course.assignment).max_score
        got = points(book, course.assignment)
        found = [book.find_student(who) for who in sorted(got)]
        return [
            Row(each.id, _name(each), each.email or "", each.lms_user_id or "", *got[each.id]) for each in found
        ], most


def _name(student) -> str:
    return ", ".join(filter(None, [student.last_name, student.first_name])) or student.id


def canvas(found: Sequence[Row], column: str, most: float) -> list[list[str]]:
    """Canvas's gradebook: the students' columns, a column for the points, and a row with the points possible."""
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column]
    possible = ["    Points Possible", "", "", "", "", f"{most:g}"]
    return [head, possible, *([row.name, row.lms, "", row.student, "", f"{row.points:g}"] for row in found)]


def moodle(found: Sequence[Row], column: str, most: float) -> list[list[str]]:
    """Moodle's grade import: the user name, the e-mail address, and the points."""
    return [["username", "email", column], *([row.student, row.email, f"{row.points:g}"] for row in found)]


FORMATS: dict[str, Callable] = {"canvas": canvas, "moodle": moodle}


def written(table: Sequence[Sequence[str]]) -> str:
    """The table as CSV; a cell that a spreadsheet would take for a formula is made text by an apostrophe."""
    text = io.StringIO()
    csv.writer(text).writerows([inert(cell) for cell in row] for row in table)
    return text.getvalue()


def inert(cell: str) -> str:
    """The cell, as text where its first letter that is seen begins a formula."""
    seen = next((letter for letter in cell if letter.isprintable() and not letter.isspace() and letter != "\u2800"), "")
    return f"'{cell}" if seen in FORMULA else cell

"""What came of a class, in a screenful: points, the mistakes made, and what went wrong for whom."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, median

from nbgrader.api import Assignment, Grade, Gradebook, GradeCell, MissingEntry, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Integer, cast, func

from bnkit.grading.course.course import Course, shown
from bnkit.grading.submission.account import UNSAFE, Account, account_of

MOST_NOTES = 40


def points(book: Gradebook, assignment: str) -> dict[str, tuple[float, bool]]:
    """Each student's points, late penalties taken off, and whether a person still has to grade something."""
    waiting = func.max(cast(Grade.needs_manual_grade, Integer))  # PostgreSQL has no largest boolean
    grades = (
        book.db.query(SubmittedAssignment.student_id, func.sum(Grade.score), waiting)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .filter(Assignment.name == assignment)
        .group_by(SubmittedAssignment.student_id)
    )
    penalties = dict(
        book.db.query(SubmittedAssignment.student_id, func.sum(SubmittedNotebook.late_submission_penalty))
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .filter(Assignment.name == assignment)
        .group_by(SubmittedAssignment.student_id)
        .all()
    )
    return {who: (max(score - (penalties[who] or 0), 0), bool(waits)) for who, score, waits in grades}


def recorded(course: Course, student: str, notebook: str) -> dict[str, float | None]:
    """The automatic points of each grade cell in the gradebook; nothing where the student is not graded."""
    with Gradebook(course.directory.db_url, course.directory.course_id) as book:
        try:
            grades = book.find_submission_notebook(notebook, course.assignment, student).grades
        except MissingEntry:
            return {}
        return {grade.name: grade.auto_score for grade in grades if isinstance(grade.cell, GradeCell)}


def accounts(course: Course, students: list[str]) -> Iterator[tuple[str, Account]]:
    """The accounts of these students' graded notebooks, one after another."""
    for student in students:
        for path in sorted(course.folder("autograded", student).glob("*.ipynb")):
            account = account_of(Path(path))
            if account:
                yield student, account


def summary(course: Course, students: list[str]) -> list[str]:
    """The lines of the summary of all that is graded."""
    with Gradebook(course.directory.db_url, course.directory.course_id) as book:
        most = book.find_assignment(course.assignment).max_score
        got = {who: row for who, row in points(book, course.assignment).items() if who in set(students)}
    makers: Counter[str] = Counter()
    walls: Counter[str] = Counter()
    said: dict[str, str] = {}
    wrong, unsafe = [], 0
    for student, account in accounts(course, students):
        made = _mistakes(account)
        makers.update(made.keys())
        said |= made
        wrong += [f"  {shown(student)}: {note}" for note in account.notes if note != UNSAFE]
        unsafe += account.unsafe
        walls.update([account.wall] if account.wall else [])
    return [*_points(got, most), *_walls(walls), *_table(makers, said), *_notes(wrong), *_unsafe(unsafe)]


def _mistakes(account: Account) -> dict[str, str]:
    """What each mistake made is called, and what is said of it."""
    return {
        output.mistake: f"{verdict.name}: {output.message}"
        for verdict in account.judged()
        for output in verdict.outputs.values()
        if output.mistake
    }


def _points(got: dict[str, tuple[float, bool]], most: float) -> list[str]:
    scores = [score for score, _ in got.values()]
    if not scores:
        return ["Nobody is graded yet."]
    waiting = sum(waits for _, waits in got.values())
    spread = f"mean {mean(scores):.2f}, median {median(scores):g}, lowest {min(scores):g}, highest {max(scores):g}"
    lines = [f"{len(scores)} students, of {most:g} points: {spread}"]
    return lines + [f"{waiting} have an answer that waits for a person: nbgrader formgrader"] * bool(waiting)


def _walls(walls: Counter[str]) -> list[str]:
    counts = ", ".join(f"{wall} ({count})" for wall, count in walls.most_common())
    return [f"the walls around the submissions: {counts}"] * bool(counts)


def _table(makers: Counter[str], said: dict[str, str]) -> list[str]:
    lines = [f"{count:6}  {slug:32} {said[slug]}"[:200] for slug, count in makers.most_common()]
    return ["", "students  mistake", *lines] if lines else []


def _notes(wrong: list[str]) -> list[str]:
    more = [f"  and {len(wrong) - MOST_NOTES} more, in the graded notebooks"] if len(wrong) > MOST_NOTES else []
    return ["", "What went wrong", *wrong[:MOST_NOTES], *more] if wrong else []


def _unsafe(count: int) -> list[str]:
    return ["", f"{UNSAFE} ({count} notebooks)"] if count else []

"""The instructor's report and the exports of a graded class."""

import csv
import re

import pytest
from course import empty_course, needs_sandbox  # noqa: F401
from nbgrader.api import Gradebook
from notebooks import EPS_OUTSIDE, SWAPPED, solutions

from bnkit.grading.afterwards.export import inert

RIGHT = solutions("ch02_algorithm")
COPIED = {name: source.replace("    return", "    # mine\n    return") for name, source in RIGHT.items()}
FORMULA = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def course(empty_course):  # noqa: F811
    handed_in = {"ada": RIGHT, "bob": COPIED, "eve": {"batch_norm": EPS_OUTSIDE}, "max": {"batch_norm": EPS_OUTSIDE}}
    handed_in |= {FORMULA: {"identity_parameters": SWAPPED}, "blank": {}}
    for student, answers in handed_in.items():
        empty_course.submit(student, answers)
    path = empty_course.submit("<b>", {"setup": "import numpy as np"})
    assert path.is_file()
    empty_course.run("bnkit", "grade", empty_course.chapter)
    with Gradebook(f"sqlite:///{empty_course.folder}/gradebook.db") as book:
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace", email="a@x.org", lms_user_id="7")
    return empty_course


@pytest.fixture(scope="module")
def report(course):
    course.run("bnkit", "report", course.chapter)
    return (course.folder / f"report-{course.chapter}.html").read_text()


def rows(course, kind, *options):
    course.run("bnkit", "export", course.chapter, "--format", kind, *options)
    with open(course.folder / f"{course.chapter}-{kind}.csv", newline="") as file:
        return list(csv.reader(file))


def test_the_report_names_the_commonest_mistake_and_its_section(report):
    assert (
        "<td>2</td><td><code>batch_norm</code></td>" in report and "You added eps to the standard deviation" in report
    )
    assert 'href="http://localhost:8000/book/ch02_algorithm.html#algorithm-1"' in report or "#algorithm-1" in report


def test_the_report_shows_who_wrote_the_same_code_and_what_was_put_right(report):
    assert "<li>ada, bob</li>" in report
    assert "The locked cell setup had been edited" in report and "<b>" not in report


def test_the_report_stands_alone(report):
    assert report.count("<svg") == 2 and "src=" not in report and "<script" not in report


def test_canvas(course):
    head, possible, *students = rows(course, "canvas")
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "ch02_algorithm"]
    assert possible[0].strip() == "Points Possible" and float(possible[-1]) == 15
    assert ["Lovelace, Ada", "7", "", "ada", "", "11"] in students
    assert [
        f"'{FORMULA}",
        "",
        "",
        f"'{FORMULA}",
        "",
        students[[row[3] for row in students].index(f"'{FORMULA}")][-1],
    ] in students


def test_moodle(course):
    head, *students = rows(course, "moodle")
    assert head == ["username", "email", "ch02_algorithm"] and ["ada", "a@x.org", "11"] in students
    assert len(students) == 7


# The numbers and names by which a Canvas course knows students, and its assignments.
STUDENTS = {7: ("ada.l", "Lovelace, Ada"), 8: ("bob", "Bobby Tables"), 9: ("m.u", "max"), 10: ("x", "Not Graded")}
ASSIGNMENTS = {4711: "Algorithm", 4712: "Algorithm (old)"}


def as_canvas_reads(table: list[list[str]]) -> tuple[str | int, dict[str | int, float]]:
    """The assignment that a table is for and each student's points, by their numbers, or by their names where they are new.

    By what Canvas tells of its files: students go by ID, then by login, then by name; a column by the number behind its
    title, then by its title, and is a new assignment else; decimal commas and points are the same.
    """
    head, possible, *students = table
    assert (
        "Student" in head[0]
        and "ID" in head[1]
        and head[2:4] == ["SIS User ID", "SIS Login ID"]
        and "Section" in head[4]
    )
    assert "Points Possible" in possible[0]
    numbered = re.fullmatch(r"(.*)\s\((\d+)\)", head[5])
    titles = {title: number for number, title in ASSIGNMENTS.items()}
    known = numbered and int(numbered[2]) in ASSIGNMENTS
    assignment = int(numbered[2]) if known else titles.get(head[5], head[5])
    logins, names = ({about[place]: number for number, about in STUDENTS.items()} for place in (0, 1))
    found = {}
    for name, number, _, login, _, points in students:
        who = int(number) if number.isdigit() and int(number) in STUDENTS else logins.get(login, names.get(name, name))
        found[who] = float(points.replace(",", "."))
    return assignment, found


def test_canvas_finds_students_and_the_assignment(course):
    assignment, points = as_canvas_reads(rows(course, "canvas", "--column", "Algorithm (4711)"))
    assert assignment == 4711
    assert points[7] == points[8] == 11 and points[9] == 0 and 10 not in points
    assert as_canvas_reads(rows(course, "canvas", "--column", "Algorithm (old)"))[0] == 4712
    assert as_canvas_reads(rows(course, "canvas"))[0] == course.chapter


def test_moodle_finds_students_by_the_column_that_one_names_there(course):
    head, *students = rows(course, "moodle", "--column", "Assignment: Algorithm")
    known = {"ada": 7, "bob": 8, "eve": 9}  # by Moodle's field username
    grades = {known[row[head.index("username")]]: float(row[2]) for row in students if row[0] in known}
    assert head[2] == "Assignment: Algorithm" and grades == {7: 11, 8: 11, 9: 0}


def test_an_unknown_assignment_is_refused(course):
    done = course.command("bnkit", "export", "ch99_nothing", "--format", "moodle")
    assert done.returncode == 2 and "no assignment ch99_nothing" in done.stderr and "Traceback" not in done.stderr
    assert not list(course.folder.glob("*ch99*"))


@pytest.mark.parametrize("before", ["", " ", "\u200b", "\ufeff", "\u2800 ", "\x00", "\t\r\n"])
@pytest.mark.parametrize("sign", "=+-@＝")
def test_no_cell_is_a_formula(before, sign):
    assert inert(f"{before}{sign}1+1").startswith("'") and inert(f"{before}a{sign}1") == f"{before}a{sign}1"


def test_nbgraders_export_has_no_formula_and_its_own_columns(course):
    with Gradebook(f"sqlite:///{course.folder}/gradebook.db") as book:
        book.update_or_create_student("max", first_name=" \u200b=1+1", last_name="a,b")
    row = course.grades()["max"]
    assert row["first_name"] == "' \u200b=1+1" and row["last_name"] == "a,b" and float(row["score"]) == 0
    assert f"'{FORMULA}" in course.grades()
    assert list(row)[:4] == ["assignment", "duedate", "timestamp", "student_id"] and list(row)[-1] == "max_score"

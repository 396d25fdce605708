"""Nothing that an honest student does by accident costs points or is passed over in silence, and no page is too large."""

import json
import shutil

import pytest
from course import CHAPTER, Course
from nbgrader.api import Gradebook
from notebooks import EPS_OUTSIDE, solutions

RIGHT = solutions(CHAPTER)
TALKS = {
    "displays": "from IPython.display import display\nfor n in range(15_000): display(n)\n",
    "shouts": "raise_ = 'x' * 10_000_000\n",
    "alternates": "import sys\nfor n in range(30_000): print(n, file=(sys.stdout, sys.stderr)[n % 2])\n",
}
WORDS = {"useless_bias": "Where a<b and `List<int>`, $x<y$ holds [a](b)."}
TANGLED = {"useless_bias": "\\begin{a}" * 20_000}
TOO_LONG = {"whiten": RIGHT["whiten"] + "\n# " + "code " * 41_000}
LONG = {"whiten": "# " + "code " * 30_000 + "\n" + RIGHT["whiten"]}
OTHERS = {"words": WORDS, "tangled": TANGLED, "long": LONG, "too long": TOO_LONG, "wrong": {"batch_norm": EPS_OUTSIDE}}


def lengthened(course, name):
    """A notebook with six hundred cells of the student's own before ours."""
    path = course.submit(name, RIGHT)
    content = json.loads(path.read_text())
    extra = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [], "execution_count": None}
    content["cells"][:0] = [dict(extra) for _ in range(600)]
    path.write_text(json.dumps(content))


@pytest.fixture(scope="module")
def course(tmp_path_factory, needs_sandbox):
    course = Course(tmp_path_factory.mktemp("unfair"))
    for name, talk in TALKS.items():
        course.submit(name, RIGHT | {"batch_norm": RIGHT["batch_norm"] + talk + "raise ValueError('y' * 10_000_000)"})
    for name, more in OTHERS.items():
        course.submit(name, RIGHT | more)
    lengthened(course, "many")
    path = course.submit("browser", RIGHT)
    path.rename(path.with_name(f"{CHAPTER} (1).ipynb"))
    course.submit(".hidden", RIGHT)
    submitted = course.folder / "submitted"
    shutil.copytree(course.submit("misnamed", RIGHT).parent, submitted / "misnamed" / "ch02-algorithm")
    shutil.rmtree(submitted / "misnamed" / CHAPTER)
    (submitted / "linked").symlink_to(submitted / "words")
    for name in ("page.html", ".htaccess", "data.txt"):
        (submitted / "words" / CHAPTER / name).write_text("mine")
    course.said = course.run("bnkit", "grade", CHAPTER)
    course.run("nbgrader", "generate_feedback", CHAPTER)
    return course


@pytest.mark.parametrize("name", [*TALKS, "words", "tangled", "long", "too long", "many", "browser"])
def test_a_right_answer_keeps_its_points(course, name):
    assert course.scores()[name] == 11


@pytest.mark.parametrize(
    "name, reason",
    [(".hidden", "without the dot"), ("misnamed", "but ch02-algorithm: rename it"), ("linked", "is a link")],
)
def test_who_is_not_graded_is_named(course, name, reason):
    assert [line for line in course.said.splitlines() if f"{name} is not graded" in line and reason in line]
    assert name not in course.scores()


def test_what_was_taken_or_left_out_is_told(course):
    assert f"browser: There is no {CHAPTER}.ipynb; {CHAPTER} (1).ipynb was taken for it." in course.said
    assert "of your own were left out, and not run" in course.feedback("many")
    assert "The cell whiten has more than 200,000 characters: what follows was left out." in course.feedback("too long")
    assert "The rest is left out here" in course.feedback("tangled") and "11" in course.feedback("tangled")


def test_words_look_as_they_were_written(course):
    page = course.feedback("words").replace("\u200b", "")
    assert "a&lt;b" in page and "List&lt;int&gt;" in page and "$x&lt;y$" in page and "[a](b)" in page
    assert "&amp;lt;" not in page and "<b and" not in page and "<y$" not in page


def test_nothing_that_was_handed_in_lies_beside_the_page(course):
    found = {path.name for path in course.path("feedback", "words").parent.iterdir()}
    assert found == {f"{CHAPTER}.html", "timestamp.txt", "submission_secret.txt"}  # the last two nbgrader reads


def test_graded_notebooks_are_small_enough_for_a_page(course):
    for path in (course.folder / "autograded").rglob("*.ipynb"):
        cells = json.loads(path.read_text())["cells"]
        assert sum(len(cell["source"]) for cell in cells) < 400_000


def test_a_page_that_takes_too_much_says_so_and_the_others_are_made(course):
    with (course.folder / "nbgrader_config.py").open("a") as settings:
        settings.write("\nc.SafeFeedback.memory = 1 << 20\n")
    said = course.run("nbgrader", "generate_feedback", CHAPTER, "--force", "--student", "wrong")
    assert "took too much" in said and "ask your instructor" in course.feedback("wrong")


def test_one_student_is_told_of_alone(course):
    said = course.run("bnkit", "grade", CHAPTER, "--student", "wrong", "--force")
    assert "1 students" in said and "browser" not in said and "misnamed" not in said


def test_an_export_says_that_answers_wait(course):
    assert "wait" in course.run("bnkit", "export", CHAPTER, "--format", "moodle")


def test_the_points_of_a_cell_are_the_gradebooks(course):
    with Gradebook(f"sqlite:///{course.folder}/gradebook.db") as book:
        book.find_grade_cell("batch_norm-check", CHAPTER, CHAPTER).max_score = 5
        book.db.commit()
    course.run("bnkit", "grade", CHAPTER, "--student", "words", "--force")
    assert course.scores()["words"] == 14
    assert course.book()["words", "batch_norm-check points"] == (5, None, None, False)

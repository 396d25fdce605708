"""What a sandbox was told to load is there before a submission's first cell, whatever has become of the warm process."""

import contextlib
import json
import os
import tempfile
from pathlib import Path

import pytest
from course import CHAPTER, Course, without_bubblewrap
from notebooks import solutions

from bnkit.grading.sandbox.sandbox import Sandbox, SingleUse
from bnkit.grading.sandbox.session import Session

pytestmark = pytest.mark.usefixtures("needs_sandbox")
LIBRARY = "wave"  # which nothing else loads
SEEN = f"import sys\nseen = {LIBRARY!r} in sys.modules"


def loaded(box):
    with contextlib.closing(Session(box, {})) as session:
        session.run(SEEN)
        return session.look("seen")


@pytest.mark.parametrize("kind", [Sandbox, SingleUse])
def test_a_library_is_loaded_from_then_on(kind):
    with kind() as box:
        assert not loaded(box)
        box.load([LIBRARY])
        assert loaded(box)
        box.load([LIBRARY])
        assert loaded(box)


def test_a_new_warm_process_has_it_too():
    with Sandbox() as box:
        box.load([LIBRARY])
        box.process.kill()
        box.process.wait()
        assert loaded(box)


def test_the_warm_process_may_have_ended_before():
    with Sandbox() as box:
        box.process.kill()
        box.process.wait()
        box.load([LIBRARY])
        assert loaded(box)


def test_what_is_lent_is_there_until_the_warm_process_ends_and_can_be_lent_again():
    with Sandbox() as box:
        box.lend([LIBRARY])
        assert loaded(box)
        box.process.kill()
        box.process.wait()
        assert not loaded(box)
        box.lend([LIBRARY])
        assert loaded(box)


@pytest.mark.parametrize("kind", [Sandbox, SingleUse])
def test_what_cannot_be_imported_is_lent_to_nobody_and_harms_nobody(kind):
    with kind() as box:
        box.lend(["there_is_no_such_library"])
        assert not loaded(box)


def test_where_each_process_would_import_it_nothing_is_lent():
    with SingleUse() as box:
        box.lend([LIBRARY])
        assert not loaded(box)


PLOT = """import matplotlib.pyplot as plt
plt.plot([1, 2])
plt.show()"""
SEES = "import sys\nprint({name for name in ('matplotlib.pyplot', 'torch') if name in sys.modules})"
STUDENTS = {"before": SEES, "plots": PLOT, "sees": SEES}


def with_cell(course, student, source):
    """Hand in right answers, and a cell of the student's own behind them."""
    path = course.submit(student, solutions(CHAPTER))
    notebook = json.loads(path.read_text())
    notebook["cells"].append({"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "id": "own"})
    path.write_text(json.dumps(notebook))


@pytest.fixture(params=["bubblewrap", "Landlock"])
def graded(request):
    """What three students' own cells say, one of whom plots, behind either wall."""
    fenced = request.param == "Landlock"
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        (commands := Path(folder, "commands")).mkdir()
        course = Course(Path(folder, "course"))
        for student, source in STUDENTS.items():
            with_cell(course, student, source)
        run = course.as_ordinary if fenced and os.geteuid() == 0 else course.command
        path = {"PATH": without_bubblewrap(commands)} if fenced else {}
        said = run("bnkit", "grade", CHAPTER, "--workers", "1", **path)
        assert said.returncode == 0 and request.param in said.stdout, said.stdout + said.stderr
        assert set(course.scores().values()) == {11}
        yield {student: json.loads(course.graded(student))["cells"][-1]["outputs"] for student in STUDENTS}


def test_what_takes_long_to_import_is_imported_once_for_a_class(graded):
    assert "".join(graded["before"][0]["text"]) == "set()\n"
    assert [list(output["data"]) for output in graded["plots"]] == [["image/png", "text/plain"]]
    assert "".join(graded["sees"][0]["text"]) == "{'matplotlib.pyplot'}\n"


PLANT = """for folder in ('/tmp', '/tmp/matplotlib', '.', '..', '/home/student'):
    try:
        os.makedirs(folder, exist_ok=True)
        open(f'{folder}/planted.py', 'w').close()
        open(f'{folder}/matplotlibrc', 'w').write('lines.linewidth: 77')
    except OSError:
        pass"""
REAPED = "import matplotlib\nfound = ['planted' in sys.modules, matplotlib.rcParams['lines.linewidth']]"


def test_nothing_that_a_submission_plants_is_lent():
    with Sandbox() as box:
        with contextlib.closing(Session(box, {})) as session:
            session.run(f"import os\n{PLANT}")
        box.lend(["matplotlib.pyplot"])
        box.lend(["planted"])
        with contextlib.closing(Session(box, {})) as session:
            session.run(f"import sys\n{REAPED}")
            assert session.look("found") == [False, 1.5]

"""Every hostile and broken submission in one run: no forged point, nobody without a grade and a reason, nothing touched."""

import hashlib
import json
import os
import re
import socket
import tempfile
import threading
from pathlib import Path

import numpy as np
import pytest
from course import Course, needs_sandbox, without_bubblewrap  # noqa: F401
from hostile import channel, folders, forging, hunting, network, notebook_shape, reaching, resources
from hostile.case import CHAPTER

THEMES = (forging, hunting, channel, resources, reaching, network, notebook_shape, folders)
CASES = [case for theme in THEMES for case in theme.CASES]
UNUSABLE = {"a*", "new\nline", "[x]"}
LONGEST = 12_000_000
NAMES = {"<img src=x onerror=hostile()>", "=HYPERLINK(1)", "a;b,c", "ünï-çødé", "-rf"}
CELL = 3.0625
LIMITS = {"cell": CELL, "total": 12.0, "restarts": 2}


class Listener:
    """Counts who connects to a port of this machine."""

    def __init__(self):
        self.server, self.met = socket.create_server(("127.0.0.1", 0)), 0
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            self.server.accept()[0].close()
            self.met += 1


def contents(folder: Path, left_out: set[str]) -> dict[str, str]:
    """A digest of every regular file below `folder`, without these parts of it."""
    found = {}
    for path in sorted(folder.rglob("*")):
        part = path.relative_to(folder).parts[0]
        if part not in left_out and path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 26:
            found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def processes() -> list[str]:
    """The sandbox's processes of this run: their command line holds its limits."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if "bnkit.grading.sandbox.template" in line and f'"cell": {CELL}' in line:
            found.append(line)
    return found


@pytest.fixture(scope="module", params=["me", "an ordinary user", "an ordinary user without bubblewrap"])
def run(request, needs_sandbox):  # noqa: F811
    """The course after grading by who runs the tests, or by an ordinary user, and what was there before."""
    if request.param == "an ordinary user" and os.geteuid() != 0:
        pytest.skip("who runs the tests is an ordinary user")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        yield graded(Path(folder), request.param)


def graded(folder: Path, who: str) -> Course:
    """The hostile class in that folder, graded; without bubblewrap behind the second wall."""
    (folder / "commands").mkdir()
    fenced = {"PATH": without_bubblewrap(folder / "commands")} if "without" in who else {}
    (folder / "canary").mkdir()
    (folder / "course").mkdir()
    course, listener = Course(folder / "course", **LIMITS), Listener()
    course.canary, course.listener = folder / "canary", listener
    for case in CASES:
        folder = course.path("submitted", case.name).parent
        folder.mkdir(parents=True)
        case.write(folder, course.blank())
        fill_in(folder / f"{CHAPTER}.ipynb", course)
    for name in NAMES:
        course.submit(name, {"batch_norm": forging.RIGHT})
    for name in UNUSABLE:
        course.submit(name, {"batch_norm": forging.RIGHT})
    kept = {"autograded", "gradebook.db", ".bnkit", ".nbgrader.log", "feedback", "grades.csv"}
    before = contents(course.folder, kept) | contents(course.canary, set())
    run = course.as_ordinary if "ordinary" in who and os.geteuid() == 0 else course.command
    course.said = run("bnkit", "grade", CHAPTER, "--workers", "4", **fenced)
    course.wall = "Landlock" if fenced else "bubblewrap"
    course.changed = before.items() ^ (contents(course.folder, kept) | contents(course.canary, set())).items()
    course.left = processes()
    course.got = {who: scores[2] for (who, name), scores in course.book().items() if not name}
    return course


def fill_in(path: Path, course: Course) -> None:
    """Put this run's paths and port where a case names them."""
    if path.is_symlink() or not path.is_file():
        return
    data = path.read_bytes()
    for name, value in (("CANARY", course.canary), ("COURSE", course.folder), ("PORT", course.listener.port)):
        data = data.replace(name.encode(), str(value).encode())
    path.write_bytes(data)


def test_the_corpus_is_large_and_its_names_are_unique():
    assert len({case.name for case in CASES}) == len(CASES) >= 60


def test_without_a_wall_the_answers_can_be_unpacked():
    found = {}
    exec(reaching.UNPACK, found)
    x = np.arange(6.0).reshape(3, 2)
    assert found["batch_norm"](x, 2.0, 1.0) == pytest.approx(2 * (x - x.mean(0)) / np.sqrt(x.var(0) + 1e-5) + 1)


def test_each_ran_behind_the_wall_that_is_tried(run):
    assert run.said.stdout.count("the walls around the submissions: ") == 1
    assert re.search(rf"the walls around the submissions: {run.wall} \(\d+\)$", run.said.stdout, re.M)


def test_the_run_ends_well(run):
    assert run.said.returncode == 0, run.said.stdout + run.said.stderr
    assert "Traceback" not in run.said.stderr


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_gets_what_its_honest_pieces_deserve_and_a_reason(run, case):
    assert run.got[case.name] == pytest.approx(case.points), case.about
    graded = json.loads(run.graded(case.name))
    account, outputs = graded["metadata"]["bnkit"], [o for cell in graded["cells"] for o in cell.get("outputs", [])]
    errors = [output for output in outputs if output["output_type"] == "error"]
    assert (account["verdicts"] or account["notes"] or errors) and not account["trouble"]


@pytest.mark.parametrize("name", sorted(NAMES))
def test_students_with_strange_names_are_graded(run, name):
    assert run.got[name] == 2


def test_students_whose_names_no_gradebook_holds_are_told_of(run):
    assert not UNUSABLE & set(run.got)
    assert run.said.stderr.count("is not graded: rename this folder") == len(UNUSABLE)


def test_no_graded_notebook_is_large(run):
    assert max(path.stat().st_size for path in (run.folder / "autograded").rglob("*.ipynb")) < LONGEST


def test_nothing_outside_changed(run):
    assert not run.changed and not list(run.canary.iterdir())


def test_nobody_was_reached(run):
    assert run.listener.met == 0


def test_no_process_is_left(run):
    assert run.left == []


def test_no_secret_is_told(run):
    secret = (run.folder / ".bnkit" / "secret").read_text().strip()
    seed = str(int.from_bytes(hashlib.sha256(f"{secret}/{CHAPTER}".encode()).digest()))
    for case in CASES:
        told = run.graded(case.name)
        own = run.path("submitted", case.name)
        handed_in = own.read_bytes() if own.is_file() and not own.is_symlink() else b""
        assert secret not in told and seed not in told
        assert str(run.folder) not in told or str(run.folder).encode() in handed_in, case.name


MARKUP = ["markup", "attachments", "strange-metadata", "strange-file-names", "late-for-ever"]


@pytest.mark.parametrize("name", [*MARKUP, "<img src=x onerror=hostile()>"])
def test_nothing_in_the_feedback_is_alive(run, name):
    run.run("nbgrader", "generate_feedback", CHAPTER, "--student", name)
    page = run.feedback(name)
    assert not re.search(r"<script[^>]*>\s*hostile|<img[^>]*onerror|href=\"javascript:|<svg[^>]*><script", page)

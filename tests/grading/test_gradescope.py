"""Gradescope's autograder, run in the tree of folders that its documentation describes, gives the points of `bnkit grade`."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import jsonschema
import pytest
from course import CHAPTER, ORDINARY, READABLE, WITHOUT_LANDLOCK, Course, without_bubblewrap
from hostile.case import RIGHT
from notebooks import EPS_OUTSIDE, SWAPPED, solutions

from bnkit.grading.gradescope import autograder

# https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format, as far as one may use it
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
TEST = {
    "score": {"type": "number"},
    "max_score": {"type": "number"},
    "status": {"enum": ["passed", "failed"]},
    "name": {"type": "string"},
    "name_format": FORMAT,
    "number": {"type": "string"},
    "output": {"type": "string"},
    "output_format": FORMAT,
    "tags": {"type": "array", "items": {"type": "string"}},
    "visibility": VISIBILITY,
    "extra_data": {"type": "object"},
}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "anyOf": [
        {"required": ["score"]},
        {"required": ["tests"], "properties": {"tests": {"contains": {"required": ["score"]}}}},
    ],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number"},
        "output": {"type": "string"},
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": {"type": "object", "additionalProperties": False, "properties": TEST}},
    },
}
METADATA = {
    "id": 123456,
    "created_at": "2018-07-01T14:22:32.365935-07:00",
    "assignment": {
        "due_date": "2018-07-31T23:00:00.000000-07:00",
        "id": 25828,
        "title": CHAPTER,
        "total_points": "20.0",
    },
    "submission_method": "upload",
    "users": [{"email": "student@example.com", "id": 1234, "name": "Student User"}],
    "previous_submissions": [],
}
HOSTILE = """import ctypes, glob, json, os, sys
def spoil(root="/autograder"):
    forged = json.dumps({"score": 1000, "tests": [{"score": 1000, "name": "forged"}]})
    for path in (root + "/results/results.json", root + "/results/results.json.partial", "results.json"):
        try: open(path, "w").write(forged)
        except OSError as error: print(path, error)
    for path in glob.glob(root + "/**", recursive=True):
        try: print(path, open(path).read())
        except (OSError, UnicodeDecodeError) as error: print(path, error)
    for name in ("/proc/self/environ", f"/proc/{os.getppid()}/mem", root + "/source/material.json"):
        try: print(open(name, "rb").read(10000))
        except OSError as error: print(error)
spoil()
def batch_norm(x, gamma, beta, eps=1e-5):
    spoil()
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta
"""
ANSWERS = {
    "right": solutions(CHAPTER),
    "wrong": {"batch_norm": EPS_OUTSIDE, "identity_parameters": SWAPPED, "useless_bias": "It is useless."},
    "blank": {},
    "hostile": {"batch_norm": HOSTILE},
}
TRIED = [
    ("as root, without bubblewrap", "right"),
    ("as root, without bubblewrap", "wrong"),
    ("as root, without bubblewrap", "blank"),
    ("as root, without bubblewrap", "hostile"),
    ("as root", "hostile"),
    ("an ordinary user", "wrong"),
    ("an ordinary user without bubblewrap", "hostile"),
]


class Autograder:
    """The folder /autograder, after its image was built, in another place; who runs there what was handed in."""

    def __init__(self, folder: Path, bundle: Path, who: str):
        self.root, self.who = folder / "autograder", who
        with ZipFile(bundle) as archive:
            for entry in archive.infolist():
                path = Path(archive.extract(entry, self.root / "source"))
                path.chmod(entry.external_attr >> 16)
        shutil.copy(self.root / "source" / "run_autograder", self.root)
        (self.root / "source" / "venv").symlink_to(sys.prefix)
        (self.root / "source" / "material.json").chmod(0o600)
        (self.root / "submission_metadata.json").write_text(json.dumps(METADATA))
        (self.root / "results").mkdir()
        (folder / "commands").mkdir()
        self.path = without_bubblewrap(folder / "commands") if "without" in who else os.environ["PATH"]

    def grade(self, *words: str, path: str = "") -> tuple[dict, str]:
        """results.json after a run, and what it printed for the instructor."""
        (self.root / "results" / "results.json").unlink(missing_ok=True)
        done = subprocess.run(
            [*self._launch(), *(words or ["./run_autograder"])],
            cwd=self.root,
            env={"PATH": path or self.path, "HOME": str(self.root)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        results = json.loads((self.root / "results" / "results.json").read_text())
        jsonschema.validate(results, SCHEMA)
        assert "Traceback" not in json.dumps(results)
        return results, done.stdout

    def _launch(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        ordinary = "ordinary" in self.who
        subprocess.run(["chown", "-R", "-h", "1000:1000" if ordinary else "0:0", self.root], check=True)
        return [
            shutil.which("unshare"),
            "-m",
            "sh",
            "-c",
            ORDINARY if ordinary else READABLE + 'exec "$@"',
            "sh",
            sys.base_prefix,
        ]

    def aimed(self, course: Course, student: str) -> str:
        """What the student handed in at home, with this place where it means Gradescope's."""
        return course.path("submitted", student).read_text().replace("/autograder", str(self.root))

    def hand_in(self, name: str, content: str | bytes) -> None:
        """Put this alone into the folder of the submission."""
        shutil.rmtree(self.root / "submission", ignore_errors=True)
        path = self.root / "submission" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def points(results: dict) -> dict[str, float | None]:
    """The points of each test."""
    return {test["name"]: test.get("score") for test in results["tests"]}


@pytest.fixture(scope="module")
def course(empty_course):
    """A class graded at home, and the bundle."""
    for student, answers in ANSWERS.items():
        empty_course.submit(student, answers)
    empty_course.said = empty_course.run("bnkit", "bundle", "gradescope", CHAPTER)
    empty_course.run("bnkit", "grade", CHAPTER)
    return empty_course


@pytest.fixture(scope="module")
def bundle(course):
    return course.folder / f"{CHAPTER}-gradescope.zip"


@pytest.fixture(scope="module")
def one(bundle):
    """The autograder for whoever runs the tests."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        yield Autograder(Path(folder), bundle, "me")


def test_the_bundle_has_what_gradescope_asks_for(course, bundle):
    assert "an autograder for 11 points, beside 2 given by hand" in course.said
    with ZipFile(bundle) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        assert {"setup.sh", "run_autograder"} <= entries.keys()
        for name in ("setup.sh", "run_autograder"):
            assert entries[name].external_attr >> 16 & stat.S_IXUSR and archive.read(name).startswith(b"#!")
        for name in entries:
            assert (course.folder / ".bnkit" / "secret").read_bytes().strip() not in archive.read(name)
        assert not [name for name in entries if "solutions" in name or name.endswith((".npz", ".pyc"))]
        pins = archive.read("constraints.txt").decode().splitlines()
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.!]+", pin) for pin in pins)
    assert len({pin.partition("==")[0] for pin in pins}) == len(pins) and f"numpy=={version('numpy')}" in pins
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600


@pytest.mark.parametrize(("who", "student"), TRIED)
def test_the_points_are_those_of_a_run_at_home(course, bundle, who, student):
    if "root" in who and os.geteuid() != 0:
        pytest.skip("only root can be root, as it is on Gradescope")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        there = Autograder(Path(folder), bundle, who)
        there.hand_in(f"{CHAPTER}.ipynb", there.aimed(course, student))
        results, printed = there.grade()
    graded = {name: got[0] for (who, name), got in course.book().items() if who == student and name.endswith(" points")}
    at_home = {name.removesuffix(" points").removesuffix("-check"): got for name, got in graded.items()}
    assert points(results) == at_home | {"useless_bias": None}
    assert ("behind Landlock" if "without" in who else "behind bubblewrap") in printed


def test_each_piece_is_worth_what_it_is_and_says_what_it_was_told(one, course):
    one.hand_in(f"{CHAPTER}.ipynb", course.path("submitted", "wrong").read_bytes())
    tests = {test["name"]: test for test in one.grade()[0]["tests"]}
    assert [test.get("max_score") for test in tests.values()] == [2, 2, 3, 2, None, 2]
    assert "You added eps to the standard deviation" in tests["batch_norm"]["output"]
    assert "For example" in tests["batch_norm"]["output"]
    assert tests["useless_bias"]["output"] == "A person reads this answer."


def test_a_hostile_one_learns_nothing_and_changes_nothing(one, course):
    one.hand_in(f"{CHAPTER}.ipynb", one.aimed(course, "hostile"))
    before = {path: path.read_bytes() for path in (one.root / "source").rglob("*.json")}
    results, printed = one.grade()
    key = json.loads((one.root / "source" / "material.json").read_text())["sources"][0]["key"]
    assert "forged" not in points(results) and sum(filter(None, points(results).values())) == 2
    assert key[1000:1100] not in json.dumps(results) + printed
    assert {path: path.read_bytes() for path in (one.root / "source").rglob("*.json")} == before
    assert sorted(path.name for path in (one.root / "results").iterdir()) == ["results.json"]


STRANGE = {
    "nothing": (None, b"", "There is no readable file"),
    "another name": ("mine.txt", "print(1)", "There is no readable file"),
    "no notebook": (f"{CHAPTER}.ipynb", "def whiten(x): return x", "The file is not a Jupyter notebook"),
    "no text": (f"{CHAPTER}.ipynb", bytes(range(256)), "The file is not a Jupyter notebook"),
    "nested": (f"{CHAPTER}.ipynb", "[" * 100_000, "nested too deeply"),
    "in a folder": (f"work/{CHAPTER}.ipynb", "{}", "There is no readable file"),
    "a folder of that name": (f"{CHAPTER}.ipynb/x", "", "There is no readable file"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_cannot_be_graded_gets_a_sentence(one, name):
    place, content, reason = STRANGE[name]
    one.hand_in(place or "x", content)
    if place is None:
        shutil.rmtree(one.root / "submission")
    results, _ = one.grade()
    assert reason in results["output"]
    assert set(points(results).values()) == {0, None}


def test_a_renamed_notebook_is_found(one, course):
    one.hand_in(f"{CHAPTER} (1).ipynb", course.path("submitted", "right").read_bytes())
    results, _ = one.grade()
    assert sum(filter(None, points(results).values())) == 11 and "was taken for it" in results["output"]


def test_without_a_wall_nothing_is_run(one, course):
    one.hand_in(f"{CHAPTER}.ipynb", course.path("submitted", "right").read_bytes())
    (one.root / "without_landlock.py").write_text(WITHOUT_LANDLOCK)
    module = "bnkit.grading.gradescope.autograder"
    script = f"PYTHONPATH=source exec source/venv/bin/python without_landlock.py {module} {one.root}"
    results, _ = one.grade("/bin/sh", "-c", script, path=without_bubblewrap(Path(tempfile.mkdtemp(dir=one.root))))
    assert results["score"] == 0 and points(results) == {"This submission was not graded.": None}
    assert "was not run" in results["output"] and "tell your instructor" in results["output"]
    assert "Landlock has version 0; 3 is needed" in results["output"]


def test_a_damaged_autograder_tells_the_instructor_alone_why(one, course):
    one.hand_in(f"{CHAPTER}.ipynb", RIGHT)
    material = one.root / "source" / "material.json"
    whole = material.read_text()
    material.write_text(whole[:1000])
    results, printed = one.grade()
    material.write_text(whole)
    assert "The autograder itself failed (JSONDecodeError)" in results["output"] and "Traceback" in printed


def test_a_run_that_is_ended_has_said_so_before(tmp_path, monkeypatch):
    def ended(root):
        raise SystemExit

    monkeypatch.setattr(autograder, "graded", ended)
    with pytest.raises(SystemExit):
        autograder.main(tmp_path)
    results = json.loads((tmp_path / "results" / "results.json").read_text())
    jsonschema.validate(results, SCHEMA)
    assert results["score"] == 0 and "more time or memory" in results["output"]


def test_an_assignment_that_was_not_generated_is_told_of(course):
    done = course.command("bnkit", "bundle", "gradescope", "ch09_nothing")
    assert done.returncode == 2 and "nbgrader generate_assignment ch09_nothing" in done.stderr
    assert not list(course.folder.glob("*ch09*"))

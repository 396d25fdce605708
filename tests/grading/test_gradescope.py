"""Gradescope's autograder, run in the tree of folders that its documentation describes, gives the points of `bnkit grade`."""

import json
import os
import re
import shutil
import ssl
import stat
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest
from course import CHAPTER, WITHOUT_LANDLOCK, without_bubblewrap
from gradescope import Autograder, points, read, unpack
from hostile.case import RIGHT
from notebooks import EPS_OUTSIDE, SWAPPED, solutions

from bnkit.grading.gradescope import autograder

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
    assert "an autograder for 13 points, beside 2 given by hand" in course.said
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
    assert [test.get("max_score") for test in tests.values()] == [2, 2, 3, 2, None, 2, 1, 1]
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
    results = read(tmp_path)
    assert results["score"] == 0 and "more time or memory" in results["output"]


def test_an_assignment_that_was_not_generated_is_told_of(course):
    done = course.command("bnkit", "bundle", "gradescope", "ch09_nothing")
    assert done.returncode == 2 and "nbgrader generate_assignment ch09_nothing" in done.stderr
    assert not list(course.folder.glob("*ch09*"))


@pytest.mark.slow
def test_setup_makes_of_a_bare_system_one_that_grades(course, bundle, tmp_path):
    release = {(3, 11): "bookworm", (3, 13): "trixie"}.get(sys.version_info[:2])
    if os.geteuid() != 0 or not shutil.which("debootstrap") or not release:
        pytest.skip("needs root, debootstrap, and a Python that a release of Debian has")
    system, root = tmp_path / "system", tmp_path / "system" / "autograder"
    address = "http://deb.debian.org/debian"
    subprocess.run(["debootstrap", "--variant=minbase", release, system, address], check=True, capture_output=True)
    shutil.copy("/etc/resolv.conf", system / "etc")
    shutil.copy(ssl.get_default_verify_paths().cafile or "/etc/ssl/certs/ca-certificates.crt", system / "certificates")
    unpack(bundle, root)
    enter(system, "/autograder/source/setup.sh")
    for student in ANSWERS:
        shutil.rmtree(root / "submission", ignore_errors=True)
        shutil.copytree(course.path("submitted", student).parent, root / "submission")
        said = enter(system, "/autograder/run_autograder")
        assert sum(filter(None, points(read(root)).values())) == course.scores()[student], said
        assert "behind Landlock" in said  # where the root folder is another, no namespaces can be made
    shutil.rmtree(system)  # hundreds of megabytes


def enter(system: Path, command: str) -> str:
    """The output of a command that succeeds there."""
    mounts = f"mount --rbind /dev {system}/dev && mount -t proc proc {system}/proc && cd {system}"
    certificates = dict.fromkeys(("SSL_CERT_FILE", "PIP_CERT"), "/certificates")
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", f"{mounts} && exec chroot . sh -c 'cd /autograder && {command}'"],
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"} | certificates,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

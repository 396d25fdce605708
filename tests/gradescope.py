"""Gradescope's tree of folders in another place, and its results.json, as its documentation describes them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import jsonschema
from course import CHAPTER, ORDINARY, READABLE, Course, without_bubblewrap

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


def unpack(bundle: Path, root: Path) -> None:
    """Lay the bundle into the folder `root`, as Gradescope does before its setup.sh is run."""
    with ZipFile(bundle) as archive:
        for entry in archive.infolist():
            Path(archive.extract(entry, root / "source")).chmod(entry.external_attr >> 16)
    shutil.copy(root / "source" / "run_autograder", root)
    (root / "submission_metadata.json").write_text(json.dumps(METADATA))
    (root / "results").mkdir()


class Autograder:
    """The folder /autograder, after its image was built, in another place; who runs there what was handed in."""

    def __init__(self, folder: Path, bundle: Path, who: str):
        self.root, self.who = folder / "autograder", who
        unpack(bundle, self.root)
        (self.root / "source" / "venv").symlink_to(sys.prefix)
        (self.root / "source" / "material.json").chmod(0o600)
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
        return read(self.root), done.stdout

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


def read(root: Path) -> dict:
    """What results.json says in the folder `root`, in the form that the documentation asks for."""
    results = json.loads((root / "results" / "results.json").read_text())
    jsonschema.validate(results, SCHEMA)
    assert "Traceback" not in json.dumps(results)
    return results


def points(results: dict) -> dict[str, float | None]:
    """The points of each test."""
    return {test["name"]: test.get("score") for test in results["tests"]}

"""Verdicts in GitHub: what the workflow of a fork writes, read as GitHub's documentation says that it reads it."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from notebooks import EPS_OUTSIDE, fill, solutions

from bnkit.judging.verdict import OutputVerdict, Verdict
from bnkit.learning.github import annotation, error, table
from bnkit.learning.lines import lines_of, placed

CHAPTER = "ch02_algorithm"
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "check.yml").read_text())
COMMAND = re.compile(r"::error ((?:[a-zA-Z]+=[^,:]*,?)+)::(.*)")
HELPED = """# a comment of mine
%time

def helper(x):
    return x.mean(axis=0)


def batch_norm(x, gamma, beta, eps=1e-5):
    centred = x - helper(x)
    std = x.std(axis=0) + eps
    return gamma * centred / std + beta
"""
RAISES = """def identity_parameters(x, eps=1e-5):
    wanted = x.var(axis=0) + eps
    return np.sqrt(wanted), missing
"""


def annotations(text: str) -> dict[str, tuple[str, int, str]]:
    """The annotations that a runner makes of a step's output: of each title the file, the line and the message."""
    found = {}
    for line in text.splitlines():
        if match := COMMAND.fullmatch(line):
            properties = dict(each.split("=", 1) for each in match[1].split(","))
            told = {name: unescaped(value, "%3A:", "%2C,") for name, value in properties.items()}
            found[told["title"]] = (told["file"], int(told["line"]), unescaped(match[2]))
    return found


def unescaped(text: str, *more: str) -> str:
    """What the runner takes the text for, in the order of its own table."""
    for pair in ("%0D\r", "%0A\n", *more, "%25%"):
        text = text.replace(pair[:3], pair[3:])
    return text


def write(folder: Path, answers: dict[str, str], text: str | None) -> Path:
    """A chapter's folder with that text, or the answers as Jupyter saves them, in its notebook; the notebook's path."""
    shutil.copytree(ROOT / "exercises" / CHAPTER, folder)
    path = folder / f"{CHAPTER}.ipynb"
    content = json.loads(fill(path, path, answers).read_text())
    for cell in content["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    path.write_text(json.dumps(content, indent=1) if text is None else text)
    return path


@pytest.fixture
def fork(tmp_path):
    """A fork with a workspace: write answers there, run the workflow's steps, read what GitHub gets."""
    if not shutil.which("bash") or sys.platform == "win32":
        pytest.skip("the workflow runs on Linux, with bash")
    commands = tmp_path / "commands"
    commands.mkdir()
    (commands / "pip").write_text('#!/bin/sh\necho pip "$@"\n')
    (commands / "bnkit").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bnkit "$@"\n')
    for path in commands.iterdir():
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run(answers: dict[str, str], text: str | None = None) -> subprocess.CompletedProcess:
        path = write(tmp_path / "fork" / "workspace" / CHAPTER, answers, text)
        steps = [step["run"] for step in WORKFLOW["jobs"]["check"]["steps"] if "run" in step]
        environment = os.environ | {
            "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(tmp_path / "fork"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        }
        done = [
            subprocess.run(
                ["bash", "-e", "-c", step], cwd=tmp_path / "fork", env=environment, capture_output=True, text=True
            )
            for step in steps
        ]
        assert done[0].stdout == "pip install --constraint constraints.txt .\n"
        run.lines = path.read_text().splitlines()
        run.summary = (tmp_path / "summary.md").read_text() if (tmp_path / "summary.md").exists() else ""
        return done[-1]

    return run


def test_the_workflow_runs_when_something_in_the_workspace_is_pushed():
    assert WORKFLOW[True]["push"] == {"paths": ["workspace/**"]}  # YAML 1.1 reads the key `on` as true
    assert WORKFLOW["permissions"] == {"contents": "read"}


def test_what_is_wrong_is_told_at_its_line(fork):
    done = fork(solutions(CHAPTER) | {"batch_norm": HELPED, "identity_parameters": RAISES})
    told = annotations(done.stdout)
    assert done.returncode == 1 and told.keys() == {"batch_norm", "identity_parameters"}, done.stdout + done.stderr
    file, line, message = told["batch_norm"]
    assert file == f"workspace/{CHAPTER}/{CHAPTER}.ipynb"
    assert json.loads(fork.lines[line - 1].rstrip(",")) == "    std = x.std(axis=0) + eps\n"
    assert "You added eps to the standard deviation" in message and "\n  x = [[" in message
    _, line, message = told["identity_parameters"]
    assert json.loads(fork.lines[line - 1].rstrip(",")) == "    return np.sqrt(wanted), missing\n"
    assert "NameError" in message


def test_the_table_says_it_of_each_piece_and_no_points_are_given(fork):
    done = fork({"whiten": solutions(CHAPTER)["whiten"], "batch_norm": EPS_OUTSIDE})
    rows = [line for line in fork.summary.splitlines() if line.startswith("| ") and "`" in line]
    assert [row[2] for row in rows] == ["✓", "✗", "□", "□", "□"]
    assert "`batch_norm` | You added eps to the standard deviation" in rows[1] and "not written yet" in rows[2]
    assert f"{CHAPTER}: 1 of 5 pieces right" in fork.summary and "points" not in fork.summary + done.stdout


def test_what_is_not_written_yet_is_no_failure(fork):
    done = fork({"batch_norm": solutions(CHAPTER)["batch_norm"]})
    assert done.returncode == 0 and not annotations(done.stdout)


def test_a_file_that_is_no_notebook_is_told_at_the_file(fork):
    done = fork({}, "def batch_norm(x): return x")
    ((file, line, message),) = annotations(done.stdout).values()
    assert (
        done.returncode == 1 and (file, line) == (f"workspace/{CHAPTER}", 1) and "is not a Jupyter notebook" in message
    )


def test_nothing_in_a_message_or_a_name_is_taken_for_a_command(tmp_path):
    strange = "100%: a,b\r\n::error::x"
    text = error(strange, tmp_path / "a,b: 50%.py", 7, "t:,%\n")
    assert len(text.splitlines()) == 1
    ((title, (file, line, message)),) = annotations(text).items()
    assert (title, line, message) == ("t:,%\n", 7, strange) and file.endswith("a,b: 50%.py")


def test_a_message_stays_within_its_cell():
    verdict = Verdict(CHAPTER, "f", 0, 1, {"y": OutputVerdict(False, None, "It raised E: <b>|\n| x")})
    row = table("t", [verdict]).splitlines()[4]
    assert row == "| ✗ | `f` | It raised E: &lt;b&gt;\\| \\| x |"


@pytest.mark.parametrize("indent", [None, 1, 4])
@pytest.mark.parametrize("chapter", ["ch02_algorithm", "ch07_relatives"])
def test_each_string_knows_its_line(chapter, indent):
    content = json.loads((ROOT / "exercises" / chapter / f"{chapter}.ipynb").read_text())
    text = json.dumps(content, indent=indent)
    assert placed(text) == content
    lines = text.split("\n")
    for cell in placed(text)["cells"]:
        for part in cell["source"]:
            assert json.dumps(str(part)) in lines[part.line - 1]


def test_in_a_module_the_lines_are_its_own(tmp_path):
    path = tmp_path / f"{CHAPTER}.py"
    path.write_text("import numpy as np\n\n\n" + EPS_OUTSIDE)
    assert lines_of(path, "batch_norm") == [1, 2, 3, 4, 5, 6] and lines_of(path, "whiten") == []
    verdict = Verdict(CHAPTER, "batch_norm", 0, 2, {}, steps=("Line 5: `x` is the first value that goes wrong.",))
    assert annotation(verdict, path).startswith("::error file=") and ",line=5," in annotation(verdict, path)


def test_a_source_that_is_one_string_has_one_line(tmp_path):
    path = tmp_path / f"{CHAPTER}.ipynb"
    cell = {"cell_type": "code", "metadata": {}, "source": HELPED}
    path.write_text(json.dumps({"cells": [cell]}, indent=1))
    assert set(lines_of(path, "batch_norm")) == {6}
    assert Path(path).read_text().splitlines()[5].strip().startswith('"source"')

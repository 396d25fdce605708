"""`bnkit check`, `pytest` on a notebook and `bnkit workspace`, as a learner uses them."""

import json
import os
import re
import subprocess
import sys

import pytest
from conftest import CHAPTERS, ROOT
from notebooks import EPS_OUTSIDE, SWAPPED, fill, solutions

CHAPTER = "ch02_algorithm"
SOURCE = ROOT / "exercises" / CHAPTER


@pytest.fixture
def notebook(tmp_path):
    """Write a learner's notebook with the given answers, beside its key, in a folder with a space in its name."""
    folder = tmp_path / "my work" / CHAPTER
    folder.mkdir(parents=True)
    (folder / "key.npz").write_bytes((SOURCE / "key.npz").read_bytes())
    return lambda answers: fill(SOURCE / f"{CHAPTER}.ipynb", folder / f"{CHAPTER}.ipynb", answers)


@pytest.mark.parametrize("name", [chapter.name for chapter in CHAPTERS])
def test_all_right_exits_0(bnkit, tmp_path, name):
    source = ROOT / "exercises" / name / f"{name}.ipynb"
    path = fill(source, tmp_path / f"{name}.ipynb", solutions(name))
    path.with_name("key.npz").write_bytes(source.with_name("key.npz").read_bytes())
    done = bnkit("check", path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_something_wrong_or_missing_exits_1_and_names_the_mistake(bnkit, notebook):
    done = bnkit("check", notebook(solutions(CHAPTER) | {"batch_norm": EPS_OUTSIDE, "whiten": "pass"}).parent)
    assert done.returncode == 1
    assert "eps_outside_root" in done.stdout and "There is no function called whiten" in done.stdout


def test_one_piece_alone_is_checked(bnkit, notebook):
    path = notebook(solutions(CHAPTER) | {"batch_norm": EPS_OUTSIDE, "whiten": "pass"})
    done = bnkit("check", path, "batch_norm", "identity_parameters")
    assert done.returncode == 1 and "1 of 2 pieces right" in done.stdout and "whiten" not in done.stdout
    assert bnkit("check", path, "identity_parameters").returncode == 0
    done = bnkit("check", path, "batch_norms")
    assert done.returncode == 2 and "no piece batch_norms" in done.stderr and "identity_parameters" in done.stderr


def test_the_version_is_told(bnkit):
    done = bnkit("--version")
    assert done.returncode == 0 and re.fullmatch(r"bnkit \d+\.\d+\.\d+\n", done.stdout)


FOLDER, FILE, NOTEBOOK, UNREAL = "folder", "a.txt", "a.ipynb", "nowhere"
NONSENSE = [
    *(["check", place] for place in (FOLDER, FILE, NOTEBOOK, UNREAL, "", ".", "/dev/null", "-", f"{FILE}/x")),
    *(["check", NOTEBOOK, *rest] for rest in (["nothing"], ["--key", UNREAL], ["--key", FILE], ["--key", FOLDER])),
    *(["check", NOTEBOOK, "--seconds", text] for text in ("-1", "many", "nan")),
    *(["workspace", place] for place in (FILE, f"{FILE}/x", "/dev/null", "/proc/nowhere")),
    *(["workspace", "new", "--exercises", place] for place in (UNREAL, FILE)),
    *(["progress", place] for place in (FOLDER, FILE, UNREAL, "/dev/null", f"{FILE}/x")),
    *(["build", "--source", place] for place in (FOLDER, FILE, UNREAL)),
    *(["experiment", name] for name in (UNREAL, "", "../speed")),
    *(["grade", name] for name in (UNREAL, "", "..", "a/b")),
    [],
    ["nothing"],
    ["--nothing"],
    ["check"],
    ["workspace"],
    ["grade"],
]


@pytest.mark.parametrize("words", NONSENSE, ids=" ".join)
def test_nonsense_ends_in_a_sentence(bnkit, words, tmp_path):
    (tmp_path / FOLDER).mkdir()
    for name in (FILE, NOTEBOOK):
        (tmp_path / name).write_text("{}")
    done = bnkit(*words, cwd=tmp_path)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.strip().splitlines()[-1].startswith("bnkit") or "usage" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {FOLDER, FILE, NOTEBOOK}


def test_json_is_for_programs(bnkit, notebook):
    done = bnkit("check", notebook({"identity_parameters": SWAPPED}), "--json")
    verdicts = {verdict["name"]: verdict for verdict in json.loads(done.stdout)}
    assert done.returncode == 1
    assert verdicts["identity_parameters"]["outputs"]["beta"]["mistake"] == "beta_negated"
    assert not verdicts["batch_norm"]["right"]


def test_an_endless_loop_costs_its_piece_alone(bnkit, notebook):
    endless = "def batch_norm(x, gamma, beta, eps=1e-5):\n    while True:\n        pass"
    done = bnkit("check", notebook(solutions(CHAPTER) | {"batch_norm": endless}), "--seconds", "1")
    assert (
        done.returncode == 1 and "It did not finish within 1 second. " in done.stdout and "4 of 5 pieces" in done.stdout
    )


def test_an_endless_cell_outside_the_pieces_is_said(bnkit, notebook):
    done = bnkit("check", notebook({"whiten": "while True:\n    pass"}), "--seconds", "1")
    assert done.returncode == 1 and "A cell outside the pieces: it did not finish within 1 second. " in done.stdout


def test_a_piece_that_ends_the_process_costs_itself_alone(bnkit, notebook):
    dying = "def batch_norm(x, gamma, beta, eps=1e-5):\n    import os\n    os._exit(0)"
    done = bnkit("check", notebook(solutions(CHAPTER) | {"batch_norm": dying}))
    assert (
        done.returncode == 1
        and "The process that ran your code ended" in done.stdout
        and "4 of 5 pieces" in done.stdout
    )


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"cells": 3}', "not json", "[" * 100000, '{"cells": [{}]}', "\0"])
def test_what_is_not_a_notebook_exits_2(bnkit, tmp_path, content):
    path = tmp_path / f"{CHAPTER}.ipynb"
    path.write_text(content)
    done = bnkit("check", path)
    assert done.returncode == 2 and "Traceback" not in done.stderr and "is not a Jupyter notebook" in done.stderr


def test_no_file_exits_2(bnkit, tmp_path):
    done = bnkit("check", tmp_path / "nothing.ipynb")
    assert done.returncode == 2 and "no file or folder" in done.stderr


def test_a_module_is_checked_too(bnkit, tmp_path):
    path = tmp_path / f"{CHAPTER}.py"
    path.write_text("import numpy as np\nfrom bnkit import Cache\n\n\n" + "\n\n".join(solutions(CHAPTER).values()))
    assert bnkit("check", path).returncode == 0


def test_pytest_reports_a_test_for_each_piece(notebook):
    path = notebook(solutions(CHAPTER) | {"batch_norm": EPS_OUTSIDE})
    done = subprocess.run([sys.executable, "-m", "pytest", "-v", path.parent], capture_output=True, text=True)
    assert "::batch_norm FAILED" in done.stdout and "::whiten PASSED" in done.stdout
    assert "You added eps to the standard deviation" in done.stdout and "1 failed, 4 passed" in done.stdout


def test_a_pipe_that_has_no_check_mark_gets_the_verdicts(notebook):
    command = [sys.executable, "-m", "bnkit", "check", notebook({})]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1 and "not written yet" in done.stdout and done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells of a closed pipe in another way")
def test_a_reader_who_goes_away_gets_no_traceback(notebook):
    command = [sys.executable, "-m", "bnkit", "progress", notebook({}).parents[1]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait() == 141


def test_the_workspace_never_loses_a_learners_work(bnkit, tmp_path):
    bnkit("workspace", tmp_path / "w")
    mine = tmp_path / "w" / CHAPTER / f"{CHAPTER}.ipynb"
    mine.write_text("my work")
    done = bnkit("workspace", tmp_path / "w")
    assert done.returncode == 0 and mine.read_text() == "my work" and mine.with_name("key.npz").exists()


def test_help_tells_the_exit_codes(bnkit):
    assert "0 all right, 1 not yet, 2 not readable" in " ".join(bnkit("check", "--help").stdout.split())


def test_progress_shows_each_chapter_and_what_is_next(bnkit, notebook):
    workspace = notebook(solutions(CHAPTER) | {"batch_norm": EPS_OUTSIDE}).parents[1]
    done = bnkit("progress", workspace)
    assert done.returncode == 1 and "■□■■■" in done.stdout and "4 of 5 pieces" in done.stdout
    assert f"Next: batch_norm in {CHAPTER}" in done.stdout and "eps_outside_root" in done.stdout


PROGRESS = "import bnkit.progress; bnkit.progress.here()"


def here(folder, **environment):
    """What the notebook's own cell on progress prints."""
    command = [sys.executable, "-c", PROGRESS]
    done = subprocess.run(
        command, cwd=folder, env=os.environ | environment, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_notebooks_last_cell_shows_the_progress(notebook):
    path = notebook(solutions(CHAPTER) | {"batch_norm": EPS_OUTSIDE})
    assert "".join(json.loads(path.read_text())["cells"][-1]["source"]).replace("\n\n", "; ") == PROGRESS
    told = here(path.parent)
    assert "■□■■■" in told and "Next: batch_norm" in told
    assert here(path.parent, BNKIT_KEY="a key") == ""


def test_a_piece_that_is_accepted_but_not_saved_is_told(notebook):
    path = notebook({"whiten": solutions(CHAPTER)["whiten"]})
    (path.parents[1] / ".pieces").mkdir()
    (path.parents[1] / ".pieces" / "batch_norm.py").touch()
    told = here(path.parent)
    assert "■▣□□□" in told and "1 of 5" in told and "Save the notebook" in told and "Next: batch_norm_forward" in told


def test_the_notebooks_last_cell_says_where_there_is_no_workspace(tmp_path):
    assert "There is no workspace around this notebook" in here(tmp_path)


def test_progress_without_a_workspace_says_how_to_make_one(bnkit, tmp_path):
    done = bnkit("progress", tmp_path)
    assert done.returncode == 2 and "bnkit workspace" in done.stderr

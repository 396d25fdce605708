"""What a hostile or broken submission is: a change to the released notebook, or to the folder that is handed in."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHAPTER = "ch02_algorithm"
RIGHT = """def batch_norm(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta
"""
EARNED = 2


@dataclass(frozen=True)
class Case:
    """One submission.

    name     the student's
    about    what it tries
    write    puts it into the student's folder, given the released notebook's content
    points   what its honest pieces deserve
    """

    name: str
    about: str
    write: Callable[[Path, dict], None]
    points: float = 0


def solution(content: dict) -> dict:
    """The solution cell of batch_norm."""
    return cell(content, "batch_norm")


def cell(content: dict, name: str) -> dict:
    """The cell with that grade_id."""
    return next(each for each in content["cells"] if each["metadata"]["nbgrader"]["grade_id"] == name)


def code(name: str, about: str, source: str, points: float = 0) -> Case:
    """A submission whose cell for batch_norm has this source."""

    def change(content: dict) -> None:
        solution(content)["source"] = source

    return shape(name, about, change, points)


def hunt(name: str, about: str, source: str, points: float = 0) -> Case:
    """A submission whose cell for expose_with_four has this source."""

    def change(content: dict) -> None:
        cell(content, "expose_with_four")["source"] = source

    return shape(name, about, change, points)


def shape(name: str, about: str, change: Callable[[dict], dict | None], points: float = 0) -> Case:
    """A submission whose notebook is changed in place by `change`."""

    def write(folder: Path, content: dict) -> None:
        change(content)
        notebook(folder).write_text(json.dumps(content))

    return Case(name, about, write, points)


def text(name: str, about: str, make: Callable[[dict], bytes]) -> Case:
    """A submission whose notebook has these bytes."""
    return Case(name, about, lambda folder, content: notebook(folder).write_bytes(make(content)) and None)


def files(name: str, about: str, lay: Callable[[Path], None]) -> Case:
    """A right answer, with other things in the folder."""

    def write(folder: Path, content: dict) -> None:
        solution(content)["source"] = RIGHT
        notebook(folder).write_text(json.dumps(content))
        lay(folder)

    return Case(name, about, write, EARNED)


def notebook(folder: Path) -> Path:
    """Where the notebook goes."""
    return folder / f"{CHAPTER}.ipynb"

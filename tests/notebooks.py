"""Fill in an exercise notebook as a learner would."""

import inspect
import json
import re
from pathlib import Path

from conftest import CHAPTERS


def fill(notebook: Path, target: Path, answers: dict[str, str]) -> Path:
    """Copy `notebook` to `target` with the solution cells of `answers` (name -> code) replaced."""
    content = json.loads(notebook.read_text())
    for cell in content["cells"]:
        name = cell["metadata"]["nbgrader"]["grade_id"]
        if name in answers:
            cell["source"] = answers[name]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(content))
    return target


def solutions(chapter_name: str) -> dict[str, str]:
    """The right answers' source, by name."""
    (chapter,) = (chapter for chapter in CHAPTERS if chapter.name == chapter_name)
    return {exercise.name: inspect.getsource(exercise.solution) for exercise in chapter.exercises}


EPS_OUTSIDE = """def batch_norm(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(0)) / (x.std(0) + eps) + beta
"""
SWAPPED = """def identity_parameters(x, eps=1e-5):
    return np.sqrt(x.var(axis=0) + eps), -x.mean(axis=0)
"""


MISTAKEN = """import sys, types
from functools import cache

@cache
def mistake_{piece}():
    for name, source in {sources!r}.items():
        sys.modules[name] = module = types.ModuleType(name)
        exec(source, vars(module))
    (exercise,) = (each for each in module.EXERCISES if each.name == {piece!r})
    return next(each for each in exercise.mistakes if each.__name__ == {mistake!r})

def {piece}(*args, **keywords):
    return mistake_{piece}()(*args, **keywords)
"""


def mistaken(chapter_name: str, mistakes: dict[str, str]) -> dict[str, str]:
    """Solution cells that make the catalogue's `mistakes` (piece -> mistake), each with all the source that it needs."""
    modules = {chapter.name: inspect.getsource(chapter.module) for chapter in CHAPTERS}
    sources = {name: modules[name] for name in re.findall(r"^from (ch\w+) import", modules[chapter_name], re.M)}
    sources[chapter_name] = modules[chapter_name]
    return {
        piece: MISTAKEN.format(piece=piece, mistake=mistake, sources=sources) for piece, mistake in mistakes.items()
    }

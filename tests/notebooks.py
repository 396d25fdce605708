"""Fill in an exercise notebook as a learner would."""

import base64
import inspect
import json
import re
import zlib
from pathlib import Path

from conftest import CHAPTERS, ROOT


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


MISTAKEN = """import base64, importlib.abc, importlib.util, json, sys, zlib
from functools import cache

SOURCES = json.loads(zlib.decompress(base64.b85decode({sources!r})))

class Importer(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    def find_spec(self, name, path=None, target=None):
        return importlib.util.spec_from_loader(name, self) if name in SOURCES else None

    def is_package(self, name):
        return "." not in name

    def get_source(self, name):
        return SOURCES[name]

@cache
def mistake_{piece}():
    sys.meta_path.insert(0, Importer())
    (exercise,) = (each for each in importlib.import_module({chapter!r}).EXERCISES if each.name == {piece!r})
    return next(each for each in exercise.mistakes if each.__name__ == {mistake!r})

def {piece}(*args, **keywords):
    return mistake_{piece}()(*args, **keywords)
"""


def mistaken(chapter_name: str, mistakes: dict[str, str]) -> dict[str, str]:
    """Solution cells that make the catalogue's `mistakes` (piece -> mistake), each with all the source that it needs."""
    sources = package(chapter_name)
    for other in set(re.findall(r"^from (ch\w+)", "\n".join(sources.values()), re.M)):
        sources |= package(other)
    packed = base64.b85encode(zlib.compress(json.dumps(sources).encode())).decode()
    return {
        piece: MISTAKEN.format(piece=piece, mistake=mistake, chapter=chapter_name, sources=packed)
        for piece, mistake in mistakes.items()
    }


def package(chapter_name: str) -> dict[str, str]:
    """The source of a chapter's modules, by their names."""
    files = (ROOT / "solutions" / chapter_name).glob("*.py")
    return {f"{chapter_name}.{file.stem}".removesuffix(".__init__"): file.read_text() for file in files}

"""What the boxes of a page read: which pieces the book has, and the names that can be completed."""

import json
from pathlib import Path

import numpy as np

from bnkit.authoring.build import write
from bnkit.authoring.chapter import load, sources
from bnkit.judging.cache import Cache


def write_data(app) -> None:
    """Write pieces.json and names.json into the site's static files."""
    static = Path(app.outdir) / "_static"
    static.mkdir(parents=True, exist_ok=True)
    for name, data in (("pieces", pieces(Path(app.srcdir) / "solutions")), ("names", names())):
        write(static / f"{name}.json", json.dumps(data))


def pieces(folder: Path) -> list[dict]:
    """For each chapter in the folder its name, and the names of its pieces, in order."""
    return [
        {"chapter": chapter.name, "pieces": [exercise.name for exercise in chapter.exercises]}
        for chapter in map(load, sources(folder))
    ]


def names() -> dict[str, list[str]]:
    """What may come after a dot, by what stands before it: "np", "np.linalg", "np.random", "cache" and any "array"."""
    modules = {"np": np, "np.linalg": np.linalg, "np.random": np.random, "array": np.ndarray}
    public = {name: [each for each in dir(module) if not each.startswith("_")] for name, module in modules.items()}
    return public | {"cache": list(Cache._fields)}

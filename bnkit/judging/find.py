"""Where answer keys are found: beside a notebook, where BNKIT_KEY says, or in the package."""

import os
from collections.abc import Iterator
from pathlib import Path

from bnkit.judging.key import Key, NoKey, Piece, load

VARIABLE = "BNKIT_KEY"


def find(name: str, given: Path | Key | None = None, start: Path | None = None) -> Piece:
    """The piece "chNN_name/piece" or "piece", from the first key that has it.

    Where to look: the key `given`; else the file or folder that BNKIT_KEY names; else the nearest `key.npz` upward from
    `start` (the current folder by default), then the keys that come with the package. Raises NoKey.
    """
    chapter, _, piece = name.rpartition("/")
    for key in _candidates(given, start or Path.cwd()):
        if piece in key.trees and chapter in ("", key.chapter):
            return key.piece(piece)
    where = f" in {given or os.environ.get(VARIABLE)}" if given or os.environ.get(VARIABLE) else ""
    raise NoKey(f"No answer key{where} has a piece called {name}. Is it the function's name from the exercise?")


def _candidates(given: Path | Key | None, start: Path) -> Iterator[Key]:
    if isinstance(given, Key):
        yield given
    elif given or os.environ.get(VARIABLE):
        yield from map(load, _files(Path(given or os.environ[VARIABLE])))
    else:
        yield from map(load, [*nearest(start), *installed()])


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.npz")) if path.is_dir() else [path]


def nearest(start: Path) -> list[Path]:
    """The first `key.npz` in `start` or a folder above it, in a list; an empty list when there is none."""
    start = Path(start).resolve()
    return [folder / "key.npz" for folder in (start, *start.parents) if (folder / "key.npz").is_file()][:1]


def exercises() -> Path:
    """The exercises that come with the package, or with the checkout that it is run from."""
    package = Path(__file__).parents[1]
    return package / "exercises" if (package / "exercises").is_dir() else package.parent / "exercises"


def installed() -> list[Path]:
    """The keys that come with the package."""
    return sorted(exercises().glob("*/key.npz"))

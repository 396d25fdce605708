"""The pieces that measure: the chapters' solutions, or a learner's own."""

import functools
import importlib.util
from collections.abc import Callable
from pathlib import Path

from bnkit.exercise import BrokenSource, load
from bnkit.pieces import FOLDER


@functools.cache
def piece(folder: Path | str, name: str) -> Callable:
    """The piece `name`: in a workspace the one that `check` accepted there, else from the chapters' modules in `folder`.

    Raises BrokenSource where there is none.
    """
    folder = Path(folder)
    accepted = folder / FOLDER / f"{name}.py"
    if accepted.is_file():
        return getattr(_module(accepted), name)
    for path in sorted(folder.glob("ch[0-9][0-9]_*.py")):
        found = getattr(load(path).module, name, None)
        if found:
            return found
    raise BrokenSource(
        f"There is no piece {name} in {folder}: name a workspace where check has accepted it, or a folder of solutions."
    )


def _module(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise BrokenSource(f"{path} cannot be imported: {type(error).__name__}: {error}") from error
    return module

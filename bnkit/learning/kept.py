"""The pieces that `check` has accepted in a workspace, each kept in its folder `.pieces` as a module of its own."""

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType

from bnkit.judging.cache import Cache
from bnkit.judging.find import find, nearest
from bnkit.judging.judge import judge_piece

FOLDER = ".pieces"
PRELUDE = "import numpy as np\n\nfrom bnkit import Cache\n"


def workspace(start: Path | None = None) -> Path | None:
    """The folder that holds the chapters' folders, seen from inside one of them or from itself; None elsewhere."""
    start = start or Path.cwd()
    for key in [*nearest(start), *start.glob("*/key.npz")]:
        return key.parent.parent
    return None


def accepted(root: Path) -> dict[str, Path]:
    """The pieces that `check` has accepted in the workspace `root`: each name, and the module that keeps the piece."""
    return {path.stem: path for path in sorted((root / FOLDER).glob("*.py"))}


def keep(function: Callable, name: str) -> str:
    """Write an accepted piece into the workspace. Returns why it cannot be imported from there, or ""."""
    root = workspace()
    if root is None or not isinstance(function, FunctionType):
        return ""
    try:
        text = PRELUDE + "".join(f"\n\n{source}" for source in _sources(function))
    except (OSError, TypeError):
        return ""
    if not _is_right(text, name):
        return f"{name} uses something defined elsewhere: define that inside it, and bnkit.pieces can lend it to later chapters."
    try:
        (root / FOLDER).mkdir(exist_ok=True)
        partial = root / FOLDER / f"{name}.part"
        partial.write_text(text, encoding="utf-8")
        partial.replace(root / FOLDER / f"{name}.py")
    except OSError as error:
        return f"{name} could not be kept for later chapters ({error.strerror})."
    return ""


def _sources(function: FunctionType) -> list[str]:
    """The source of `function` and before it that of each function of the same notebook that it calls."""
    found: dict[str, str] = {}

    def visit(each: FunctionType) -> None:
        found[each.__name__] = ""
        for name in each.__code__.co_names:
            other = each.__globals__.get(name)
            if isinstance(other, FunctionType) and other.__module__ == function.__module__ and name not in found:
                visit(other)
        found[each.__name__] = inspect.getsource(each)

    visit(function)
    return sorted(found.values(), key=lambda source: source == found[function.__name__])


def _is_right(text: str, name: str) -> bool:
    try:
        return judge_piece(_defined(text, name), find(name)).right
    except Exception:
        return False


def _defined(text: str, name: str) -> Callable:
    module = ModuleType(f"bnkit.pieces.{name}")
    exec(compile(text, f"{FOLDER}/{name}.py", "exec"), module.__dict__)
    return getattr(module, name)


def own(name: str) -> Callable | None:
    """The learner's piece `name`, judged again before it is lent; None where there is none."""
    root = workspace()
    path = root / FOLDER / f"{name}.py" if root else None
    if path is None or not path.is_file():
        return None
    text = path.read_text(encoding="utf-8")
    if not _is_right(text, name):
        return None
    function = _defined(text, name)
    return _with_cache(function) if "cache.x" in find(name).outputs else function


def _with_cache(forward: Callable) -> Callable:
    """A forward pass whose cache is a `Cache`, whatever it was kept in."""

    @functools.wraps(forward)
    def lent(*args, **keywords):
        y, cache = forward(*args, **keywords)
        return y, Cache.of(cache)

    return lent

"""Results files: read, and written whole or not at all."""

import json
import math
import os
import re
from pathlib import Path
from typing import Any


class NoResults(Exception):
    """A results file that is missing or cannot be read, with what to do."""


def read(path: Path) -> dict[str, Any]:
    """The results in `path`. Raises NoResults."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoResults(f"There is no {path}: run bnkit experiment {path.stem} first.") from error
    except (OSError, ValueError) as error:
        raise NoResults(f"{path} cannot be read ({error}): run bnkit experiment {path.stem} again.") from error


def write(path: Path, results: Any) -> None:
    """Write `results` into `path`, in one move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(_text(plain(results)), encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _text(results: Any) -> str:
    """JSON with an item a line, and a list of numbers in one line."""
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    return re.sub(r"\[[^\[\]{}\"]*\]", lambda found: " ".join(found.group().split()), text)


def plain(value: Any) -> Any:
    """`value` as JSON holds it: tensors and arrays as lists, numbers to four digits, None for what is not finite."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.4g}") if math.isfinite(value) else None
    return value

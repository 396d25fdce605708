"""Where in a file the code of a piece stands: for what shows verdicts beside the file's own lines."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bnkit.learning.run import defines, runs

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


class Placed(str):
    """A string of a JSON text that knows the line in which it begins, from 1 on."""

    line: int


def placed(text: str) -> Any:
    """The JSON `text` decoded; each string that is a value is `Placed`. Raises ValueError."""
    ends = [match.end() for match in re.finditer("\n", text)]
    lines = (bisect_right(ends, match.start()) + 1 for match in STRING.finditer(text))
    return _placed(json.loads(text), lines)


def _placed(value: Any, lines: Iterator[int]) -> Any:
    """The value, whose strings and names of fields begin in these lines, one after the other."""
    if isinstance(value, dict):
        return {name: _placed(value[name], lines) for name in value if next(lines)}
    if isinstance(value, list):
        return [_placed(each, lines) for each in value]
    if isinstance(value, str):
        value = Placed(value)
        value.line = next(lines)
    return value


def lines_of(path: Path, name: str) -> list[int]:
    """The line in the file of each line of the code that defines the piece `name`; [] where there is none."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return [*range(1, text.count("\n") + 2)] if _begin(name).search(text) else []
    for cell in reversed(placed(text)["cells"]):
        if defines(cell) and _begin(name).search("".join(cell["source"])):
            parts: list[Placed] = [cell["source"]] if isinstance(cell["source"], Placed) else cell["source"]
            return [part.line for part in parts for line in part.splitlines() if runs(line)]
    return []


def place_of(path: Path, name: str, line: int | None) -> int:
    """The line in the file of that line of the code that defines `name`, or of its definition."""
    numbers = lines_of(path, name)
    if line is not None and line <= len(numbers):
        return numbers[line - 1]
    return numbers[0] if numbers else 1


def _begin(name: str) -> re.Pattern[str]:
    return re.compile(rf"^def {name}\(", re.M)

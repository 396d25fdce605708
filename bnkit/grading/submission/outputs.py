"""A submission's account of its outputs, turned into notebook outputs that are safe to show: text and pictures only."""

import base64
import binascii
import json
from typing import Any

from nbformat import NotebookNode

from bnkit.grading.text import clean

MOST = 202  # with what says that there were more, and an exception
LONGEST = 200_000
LONGEST_NOTEBOOK = 10_000_000
TOO_MUCH = "(The notebook's outputs are too long: the rest was left out.)"
PNG = b"\x89PNG\r\n\x1a\n"


class Outputs:
    """The outputs of one submission, up to a longest length of them all."""

    def __init__(self):
        self.left = LONGEST_NOTEBOOK

    def of(self, account: Any) -> list:
        """A cell's outputs, as `account` tells of them; what is not in order is left out."""
        told = account[:MOST] if type(account) is list else []
        made = [output for output in map(_output, told) if output]
        kept = [output for output in made if self._fits(output)]
        return kept if len(kept) == len(made) else [*kept, stream(TOO_MUCH)]

    def _fits(self, output: NotebookNode) -> bool:
        self.left -= len(json.dumps(output))
        return self.left >= 0


def output(kind: str, **fields: Any) -> NotebookNode:
    """An output of a cell. nbformat's own `new_output` checks each against its schema, which takes most of the time."""
    return NotebookNode(output_type=kind, **fields)


def stream(text: str, name: str = "stdout") -> NotebookNode:
    """Printed text."""
    return output("stream", name=name, text=text)


def display(data: dict[str, str]) -> NotebookNode:
    """What was displayed, in several formats."""
    return output("display_data", data=NotebookNode(data), metadata=NotebookNode())


def value(data: dict[str, str]) -> NotebookNode:
    """The value of the cell's last expression, in several formats."""
    return output("execute_result", data=NotebookNode(data), metadata=NotebookNode(), execution_count=1)


def error(name: str, text: str, trace: list[str] | None = None) -> NotebookNode:
    """An exception."""
    return output("error", ename=name, evalue=text, traceback=trace or [f"{name}: {text}"])


def stopped(reason: str) -> list:
    """The output of a cell that was stopped."""
    return [error("Stopped", reason)]


def _output(item: Any) -> Any:
    match item:
        case {"type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return stream(_text(text), name)
        case {"type": "error", "name": str(name), "message": str(message), "trace": [*lines]}:
            return error(_text(name), _text(message), [_text(line) for line in lines if type(line) is str][:100])
        case {"type": "execute_result", "plain": str(plain), "png": png}:
            return value(_data(plain, png))
        case {"type": "display_data", "plain": str(plain), "png": png}:
            return display(_data(plain, png))


def _text(text: str) -> str:
    return clean(text[:LONGEST])


def _data(plain: str, png: Any) -> dict[str, str]:
    data = {"text/plain": _text(plain)}
    picture = _png(png) if type(png) is str else b""
    return data | {"image/png": base64.b64encode(picture).decode()} if picture else data


def _png(text: str) -> bytes:
    """The picture that `text` encodes, or nothing."""
    try:
        picture = base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""
    return picture if picture.startswith(PNG) else b""

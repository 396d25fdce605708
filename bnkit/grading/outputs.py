"""A submission's account of its outputs, turned into notebook outputs that are safe to show: text and pictures only."""

import base64
import binascii
from typing import Any

from nbformat.v4 import new_output

from bnkit.grading.mend import clean

MOST = 200
LONGEST = 200_000
PNG = b"\x89PNG\r\n\x1a\n"


def outputs_of(account: Any) -> list:
    """The outputs that `account` tells of; what is not in order is left out."""
    if type(account) is not list:
        return []
    return [output for output in map(_output, account[:MOST]) if output]


def stopped(reason: str) -> list:
    """The output of a cell that was stopped."""
    return [new_output("error", ename="Stopped", evalue=reason, traceback=[f"Stopped: {reason}"])]


def _output(item: Any) -> Any:
    match item:
        case {"type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return new_output("stream", name=name, text=_text(text))
        case {"type": "error", "name": str(name), "message": str(message), "trace": [*lines]}:
            trace = [_text(line) for line in lines if type(line) is str][:100]
            return new_output("error", ename=_text(name), evalue=_text(message), traceback=trace)
        case {"type": "execute_result", "plain": str(plain), "png": png}:
            return new_output("execute_result", _data(plain, png), execution_count=1)
        case {"type": "display_data", "plain": str(plain), "png": png}:
            return new_output("display_data", _data(plain, png))


def _text(text: str) -> str:
    return clean(text[:LONGEST])


def _data(plain: str, png: Any) -> dict[str, str]:
    data = {"text/plain": _text(plain)}
    if type(png) is str and _is_png(png):
        data["image/png"] = png
    return data


def _is_png(text: str) -> bool:
    try:
        return base64.b64decode(text, validate=False).startswith(PNG) and text.isascii() and "<" not in text
    except (binascii.Error, ValueError):
        return False

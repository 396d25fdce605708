"""What submissions are graded with, as text that travels in the autograder's zip file."""

import json
from base64 import b64decode, b64encode
from dataclasses import asdict

from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.submission.job import Material, Source


def packed(material: Material) -> str:
    """The material as JSON. The secret keys and the right answers are in it; the course's secret is not."""
    sources = [
        {"name": each.name, "text": each.text, "key": _text(each.key), "catalogue": _text(each.catalogue)}
        for each in material.sources
    ]
    files = {name: _text(content) for name, content in material.files.items()}
    return json.dumps({"sources": sources, "files": files, "limits": asdict(material.limits)})


def unpacked(text: str) -> Material:
    """The material that `packed` has made into `text`."""
    data = json.loads(text)
    sources = [
        Source(each["name"], each["text"], _bytes(each["key"]), _bytes(each["catalogue"])) for each in data["sources"]
    ]
    files = {name: b64decode(content) for name, content in data["files"].items()}
    return Material(tuple(sources), files, Limits(**data["limits"]))


def _text(content: bytes | None) -> str | None:
    return None if content is None else b64encode(content).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else b64decode(text)

"""What a learner is told about a piece, as text, HTML and plain data."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bnkit.judging.outcome import INPUTS, NOT_YET

PRE = 'style="font-family: monospace; line-height: 1.3"'


@dataclass(frozen=True)
class OutputVerdict:
    """One output's verdict.

    mistake  the slug of the known mistake that it shows, or None; others holds further slugs that give the same values
    message  what to tell the learner; empty where the output is right and there is nothing to add
    besides  the slugs of further mistakes that it shows together with the first
    """

    right: bool
    mistake: str | None = None
    message: str = ""
    others: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()

    @property
    def slugs(self) -> tuple[str, ...]:
        """The mistakes that it shows, all of them together; empty where none is known."""
        return tuple(filter(None, [self.mistake, *self.besides]))


@dataclass(frozen=True)
class Verdict:
    """A piece's verdict: its points, each output by its name, notes that cost nothing, and an example that fails.

    steps are sentences on where it goes wrong, line by line. gallery is the address of the page that shows every mistake, ""
    where it is not known; there the mistakes are those of `piece`, where that has another name.
    """

    chapter: str
    name: str
    points: float
    max_points: float
    outputs: dict[str, OutputVerdict]
    notes: tuple[str, ...] = ()
    example: str = ""
    section: str = ""
    gallery: str = ""
    steps: tuple[str, ...] = ()
    piece: str = ""

    @property
    def right(self) -> bool:
        """Whether every output is right."""
        return all(output.right for output in self.outputs.values())

    @property
    def unwritten(self) -> bool:
        """Whether the piece is as it was handed out."""
        return not self.right and all(each.right or each.message == NOT_YET for each in self.outputs.values())

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The slugs of the mistakes named, each once."""
        return tuple(dict.fromkeys(slug for output in self.outputs.values() for slug in output.slugs))

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self) | {"right": self.right, "mistakes": list(self.mistakes)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Verdict":
        """The verdict that `as_dict` turned into `data`."""
        fields = {name: value for name, value in data.items() if name not in ("right", "mistakes")}
        outputs = {name: _output(each) for name, each in fields.pop("outputs").items()}
        return cls(outputs=outputs, **fields)

    def __str__(self) -> str:
        lines = [f"{_mark(self.right)} {self.name}: {self._score()}"]
        lines += [f"  {_mark(output.right)} {names}{_told(output)}" for names, output in self._rows()]
        lines += [f"  Note: {note}" for note in self.notes]
        if self.steps:
            lines += ["  Where it goes wrong", *(f"    {step}" for step in self.steps)]
        if self.example:
            lines += ["  For example", *(f"    {line}" for line in self.example.splitlines())]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        colour = "#1a7f37" if self.right else "#b35900"
        rows = "".join(
            f"<li>{_mark(output.right)} <code>{_safe(names)}</code> {_safe(output.message)}{self._links(output)}</li>"
            for names, output in self._rows()
        )
        notes = "".join(f"<li>Note: {_safe(note)}</li>" for note in self.notes)
        example = f"<p>For example</p><pre {PRE}>{_safe(self.example)}</pre>" if self.example else ""
        return (
            f'<div class="bnkit-verdict" style="border-left: 4px solid {colour}; padding: 0.2em 1em">'
            f"<p><strong>{_mark(self.right)} {_safe(self.name)}</strong>: {self._score()}</p>"
            f'<ul style="list-style: none; padding-left: 0">{rows}{notes}</ul>{_walk(self.steps)}{example}</div>'
        )

    def _score(self) -> str:
        return f"{self.points:g} of {self.max_points:g} points"

    def _rows(self) -> list[tuple[str, OutputVerdict]]:
        """Outputs with the same verdict in one row: (names, verdict). Unchanged inputs go without saying."""
        rows: dict[OutputVerdict, list[str]] = {}
        for name, output in self.outputs.items():
            if name != INPUTS or not output.right:
                rows.setdefault(output, []).append(name)
        return [(", ".join(names), output) for output, names in rows.items()]

    def _links(self, output: OutputVerdict) -> str:
        """The slugs, each a link to its place on the page of mistakes."""
        return _in_brackets(output, self._link)

    def _link(self, slug: str) -> str:
        if not self.gallery:
            return _safe(slug)
        return (
            f'<a href="{_safe(self.gallery)}#mistake-{_safe(self.piece or self.name)}-{_safe(slug)}">{_safe(slug)}</a>'
        )


def _output(data: Mapping[str, Any]) -> OutputVerdict:
    fields: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    return OutputVerdict(**fields)


def _told(output: OutputVerdict) -> str:
    told = output.message + _in_brackets(output, str)
    return f": {told}" if told else ""


def _in_brackets(output: OutputVerdict, write: Callable[[str], str]) -> str:
    together = " and ".join(map(write, output.slugs))
    return f" ({' or '.join([together, *map(write, output.others)])})" if together else ""


def _walk(steps: Sequence[str]) -> str:
    """The steps as a list, with `code` set as code."""
    rows = "".join("<li>" + re.sub("`([^`]*)`", r"<code>\1</code>", _safe(step)) + "</li>" for step in steps)
    return f'<p>Where it goes wrong</p><ul style="list-style: none; padding-left: 0">{rows}</ul>' if steps else ""


def _mark(right: bool) -> str:
    return "✓" if right else "✗"


def _safe(text: str) -> str:
    return html.escape(text)

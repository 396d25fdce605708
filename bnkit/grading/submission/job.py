"""What a worker is given for one submission, and what it gives back: plain data both, so that they can travel."""

from dataclasses import dataclass, field

from bnkit.grading.sandbox.limits import Limits
from bnkit.grading.submission.account import Account


@dataclass(frozen=True)
class Source:
    """An instructor's notebook: its JSON with the gradebook's cells, and the bytes of its answer key, if it has one.

    catalogue  the chapters' source, packed, where it has a hunt
    """

    name: str
    text: str
    key: bytes | None = None
    catalogue: bytes | None = None

    @property
    def libraries(self) -> tuple[str, ...]:
        """What is worth loading before the first submission."""
        return ("torch",) if "import torch" in self.text else ()


@dataclass(frozen=True)
class Material:
    """What every submission is graded with: the assignment's notebooks, its other files, and the bounds."""

    sources: tuple[Source, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    unsafe: bool = False


@dataclass(frozen=True)
class Job:
    """One student's submission: its files by their relative path, what was left out and why, or why none can be read."""

    student: str
    files: dict[str, bytes]
    notes: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True)
class Graded:
    """One graded notebook.

    text    its JSON, with the outputs
    scores  the points of each grade cell; None where a person must look
    blank   the solution cells that are as they were released
    """

    name: str
    text: str
    account: Account
    scores: dict[str, float | None]
    blank: list[str]


@dataclass(frozen=True)
class Result:
    """One graded submission; or in `trouble` why it could not be graded: then nothing of it is recorded."""

    student: str
    notebooks: list[Graded]
    trouble: str = ""

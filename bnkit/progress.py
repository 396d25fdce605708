"""How far a learner is: which pieces of the workspace are right, by chapter, and what to write next."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bnkit.run import Unreadable, submissions, verdicts
from bnkit.verdict import Verdict


class Progress(NamedTuple):
    """One chapter's verdicts."""

    chapter: str
    verdicts: list[Verdict]

    @property
    def right(self) -> int:
        """How many pieces are right."""
        return sum(verdict.right for verdict in self.verdicts)

    @property
    def next(self) -> Verdict | None:
        """The first piece that is not right yet."""
        return next((verdict for verdict in self.verdicts if not verdict.right), None)

    def __str__(self) -> str:
        marks = "".join("■" if verdict.right else "□" for verdict in self.verdicts)
        return f"{self.chapter:24} {marks:12} {self.right} of {len(self.verdicts)} pieces"


def progress(workspace: Path, seconds: float) -> Iterator[Progress]:
    """Each chapter's progress, judged from its notebook as it is saved. Raises Unreadable where there is none."""
    notebooks = sorted(Path(workspace).glob("*/*.ipynb")) or sorted(Path(workspace).glob("*.ipynb"))
    if not notebooks:
        raise Unreadable(
            f"{workspace} has no notebooks: `make lab` or `bnkit workspace {workspace}` copies them there."
        )
    for path in notebooks:
        (submission,) = submissions(path)
        yield Progress(path.stem, list(verdicts(submission, seconds)))

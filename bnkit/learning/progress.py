"""How far a learner is: which pieces of the workspace are right, by chapter, and what to write next."""

import os
import sys
from collections.abc import Container, Iterator
from pathlib import Path
from typing import NamedTuple

from bnkit.judging.find import VARIABLE
from bnkit.judging.verdict import Verdict
from bnkit.learning.kept import accepted, workspace
from bnkit.learning.run import SECONDS, Unreadable, submissions, verdicts

UNSAVED = "▣: accepted by its check, but not right in the notebook as it is saved. Save the notebook, and look again."


class Progress(NamedTuple):
    """One chapter's verdicts, and the names of the pieces that `check` has accepted."""

    chapter: str
    verdicts: list[Verdict]
    accepted: Container[str]

    @property
    def right(self) -> int:
        """How many pieces are right."""
        return sum(verdict.right for verdict in self.verdicts)

    @property
    def next(self) -> Verdict | None:
        """The first piece that is neither right nor accepted."""
        return next((verdict for verdict in self.verdicts if self._mark(verdict) == "□"), None)

    def _mark(self, verdict: Verdict) -> str:
        if verdict.right:
            return "■"
        return "▣" if verdict.name in self.accepted else "□"

    def __str__(self) -> str:
        marks = "".join(map(self._mark, self.verdicts))
        return f"{self.chapter:24} {marks:12} {self.right} of {len(self.verdicts)} pieces"


def progress(folder: Path, seconds: float) -> Iterator[Progress]:
    """Each chapter's progress, judged from its notebook as it is saved. Raises Unreadable where there is none."""
    root = Path(folder).resolve()
    notebooks = sorted(root.glob("*/*.ipynb")) or sorted(root.glob("*.ipynb"))
    if not notebooks:
        raise Unreadable(f"{folder} has no notebooks: `make lab` or `bnkit workspace {folder}` copies them there.")
    for path in notebooks:
        (submission,) = submissions(path)
        yield Progress(path.stem, list(verdicts(submission, seconds)), accepted(path.parents[1]))


def show(folder: Path, seconds: float = SECONDS) -> bool:
    """Print a line for each chapter, then what to write next. Returns whether every piece is right. Raises Unreadable."""
    chapters = []
    for chapter in progress(folder, seconds):
        chapters.append(chapter)
        print(chapter, flush=True)
    if any("▣" in str(chapter) for chapter in chapters):
        print(f"\n{UNSAVED}")
    for chapter in chapters:
        if verdict := chapter.next:
            print(f"\nNext: {verdict.name} in {chapter.chapter}\n\n{verdict}")
            break
    finished = all(chapter.right == len(chapter.verdicts) for chapter in chapters)
    if finished:
        print("\nEvery piece is right.")
    return finished


def here() -> None:
    """Show the workspace around this notebook, as its notebooks were saved. Grading passes it over."""
    root = workspace()
    if root is None or sys.platform == "emscripten" or not any(root.glob("*/*.ipynb")):
        print("There is no workspace around this notebook: “make lab” or “bnkit workspace FOLDER” makes one.")
    elif VARIABLE not in os.environ:
        show(root)

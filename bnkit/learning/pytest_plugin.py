"""Let pytest collect an exercise notebook: `pytest exercises/ch02_algorithm` reports a test for each piece."""

from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A notebook that an answer key goes with."""
    if file_path.suffix != ".ipynb" or not (file_path.parent / "key.npz").is_file():
        return None
    return NotebookFile.from_parent(parent, path=file_path)


class NotebookFile(pytest.File):
    """A notebook; its pieces are judged together when the first of them is run."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each piece of the key."""
        from bnkit.judging.key import load

        for name in load(self.path.parent / "key.npz").trees:
            yield PieceItem.from_parent(self, name=name)

    def verdict(self, name: str):
        """The verdict on the piece `name`."""
        from bnkit.learning.run import submissions, verdicts

        if not hasattr(self, "judged"):
            (submission,) = submissions(self.path)
            self.judged = {verdict.name: verdict for verdict in verdicts(submission)}
        return self.judged[name]


class WrongPiece(Exception):
    """A piece that is not right; its text is the verdict."""


class PieceItem(pytest.Item):
    """The test of one piece."""

    parent: NotebookFile

    def runtest(self) -> None:
        """Fail with the verdict unless the piece is right."""
        verdict = self.parent.verdict(self.name)
        if not verdict.right:
            raise WrongPiece(str(verdict))

    def repr_failure(self, excinfo, style=None) -> str:
        """The verdict alone, without a traceback."""
        return str(excinfo.value)

    def reportinfo(self):
        """Where the piece is: the notebook and the piece's name."""
        return self.path, None, f"{self.path.name}: {self.name}"

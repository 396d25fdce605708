"""Which of a piece's mistakes a test kills, and which survive it."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Hunted(NamedTuple):
    """The slugs of the mistakes that were found out, and of those that were taken for right."""

    killed: tuple[str, ...]
    survived: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"killed    {slug}" for slug in self.killed] + [f"survived  {slug}" for slug in self.survived]
        return "\n".join([*lines, f"{len(self.killed)} of {len(self.killed) + len(self.survived)} mistakes killed"])


def hunted(mistakes: Iterable[Callable], kills: Callable[[Callable], bool]) -> Hunted:
    """The mistakes that the test `kills` and those that survive, each in the catalogue's order."""
    found = {mistake.__name__: kills(mistake) for mistake in mistakes}
    return Hunted(
        tuple(slug for slug, killed in found.items() if killed),
        tuple(slug for slug, killed in found.items() if not killed),
    )

"""Run and judge what a reader writes in a hunt on the page. `book/_static/write/worker.js` calls it in the reader's browser."""

from collections.abc import Callable

from bnkit.hunting.found import hunt_in
from bnkit.hunting.judge import judge_hunt
from bnkit.judging.verdict import Verdict
from bnkit.learning.inpage import Session


class HuntSession(Session):
    """As a page's session, for boxes that are hunts ("chNN_chapter/name")."""

    def judged(self, function: Callable, piece: str) -> Verdict:
        """The verdict on the input, or on the mended function."""
        return judge_hunt(function, *hunt_in(None, piece))

"""What grading found in a submission. It is kept in the graded notebook's metadata, for summaries and reports."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bnkit.judging.verdict import Verdict

ACCOUNT = "bnkit"
UNSAFE = "GRADED WITHOUT A SANDBOX: the submission ran with the grader's own rights, so its points may be forged."


@dataclass(frozen=True)
class Account:
    """One graded notebook's account.

    verdicts  each piece's verdict as plain data
    notes     what had to be put right or went wrong, for the student too
    seconds   how long it took
    trouble   the traceback where the grader itself failed: for the instructor
    unsafe    whether it ran without a sandbox
    wall      what stood around it where it ran in one
    """

    verdicts: list[dict[str, Any]]
    notes: list[str]
    seconds: float
    trouble: str = ""
    unsafe: bool = False
    wall: str = ""

    def judged(self) -> Iterator[Verdict]:
        """Each piece's verdict."""
        return map(Verdict.of, self.verdicts)


def account_of(path: Path) -> Account | None:
    """The account in the graded notebook `path`; None where there is none, as after stock nbgrader, or half of one."""
    try:
        account = Account(**json.loads(path.read_text(encoding="utf-8"))["metadata"][ACCOUNT])
        list(account.judged())
        return account
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None

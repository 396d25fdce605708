"""Grade the one submission that Gradescope has put here: `python -m bnkit.grading.gradescope.autograder /autograder`."""

import json
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from bnkit.grading.gradescope.packed import unpacked
from bnkit.grading.gradescope.results import refused, results
from bnkit.grading.sandbox.bubblewrap import NoSandbox
from bnkit.grading.submission.handed_in import handed_in
from bnkit.grading.submission.worker import grade
from bnkit.grading.text import on_terminal
from bnkit.judging.whole import whole

ENDED = (
    "Grading took more time or memory than this autograder may use, and was ended. Hand in again; if that does not help, your "
    "instructor can allow it more in the assignment's autograder settings."
)
NO_WALL = (
    "Your code was not run, because nothing on this machine would keep it from the grader's files. You cannot mend that: "
    "tell your instructor, who can grade the same notebook elsewhere with `bnkit grade`. What was tried: {}"
)
FAILED = "The autograder itself failed ({}). Hand in again; if that does not help, tell your instructor, who sees why."


def main(root: Path) -> None:
    """Write results/results.json in the folder `root`, whatever was handed in: first what holds if this process is ended."""
    target = root / "results" / "results.json"
    write(target, refused(ENDED))
    write(target, graded(root))


def graded(root: Path) -> dict[str, Any]:
    """The results of what lies in submission/. What only the instructor may see is printed."""
    start = time.monotonic()
    try:
        material = unpacked((root / "source" / "material.json").read_text(encoding="utf-8"))
        result = grade(material, handed_in(root / "submission", "the submission", material))
    except NoSandbox as error:
        return refused(NO_WALL.format(error))
    except Exception as error:
        traceback.print_exc(file=sys.stdout)
        return refused(FAILED.format(type(error).__name__))
    for each in result.notebooks:
        print(on_terminal(f"{each.name}: behind {each.account.wall or 'nothing, since it was not run'}"))
        print(on_terminal(each.account.trouble), end="")
    print(f"{time.monotonic() - start:.1f} s")
    return refused(result.trouble) if result.trouble else results(result)


def write(target: Path, content: dict[str, Any]) -> None:
    """Write the content as JSON, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole(target) as file:
        file.write(json.dumps(content, indent=1).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))

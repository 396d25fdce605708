"""`bnkit doctor`: what this machine has for grading, what it lacks, and the one command that mends it."""

import contextlib
import platform
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from bnkit.grading.sandbox import landlock
from bnkit.grading.sandbox.bubblewrap import ELSEWHERE, FORBIDDEN, INSTALL, NoSandbox
from bnkit.grading.sandbox.sandbox import Fenced, Sandbox, sandbox
from bnkit.grading.sandbox.session import Session

WELL, ILL = 0, 1
COURSE = "pip install 'bnkit[course]'"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for: whether it is there, what was seen, and what would mend it."""

    well: bool
    seen: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{'✓' if self.well else '✗'} {self.seen}" + (f"\n    {self.remedy}" if self.remedy else "")


def report() -> int:
    """Print what is found, and which wall the grader would take. Returns the exit code."""
    for finding in findings():
        print(finding)
    try:
        with sandbox() as box:
            print(f"Submissions would run behind this wall: {box.wall}.")
        return WELL
    except NoSandbox:
        print("Submissions cannot be graded safely here.")
        return ILL


def findings() -> Iterator[Finding]:
    """What grading needs, one after the other."""
    linux = platform.system() == "Linux"
    yield Finding(linux, f"{platform.system()} {platform.release()}", "" if linux else ELSEWHERE)
    yield _package("nbgrader")
    if linux:
        yield _bubblewrap()
        yield _landlock()


def _package(name: str) -> Finding:
    try:
        return Finding(True, f"{name} {version(name)}")
    except PackageNotFoundError:
        return Finding(False, f"{name} is not installed", COURSE)


def _bubblewrap() -> Finding:
    if not shutil.which("bwrap"):
        return Finding(False, "bubblewrap is not installed", INSTALL)
    trouble = _trial(Sandbox)
    if trouble:
        return Finding(False, f"bubblewrap is there, but does not work: {trouble}", FORBIDDEN)
    return Finding(True, "bubblewrap, and the system lets it make namespaces")


def _landlock() -> Finding:
    seen, enough = f"Landlock, version {landlock.version()}", landlock.version() >= landlock.LEAST
    if not enough:
        return Finding(
            False, f"{seen}; {landlock.LEAST} is needed", "a kernel from Linux 6.2 on, with Landlock among its lsm="
        )
    trouble = _trial(Fenced)
    return Finding(not trouble, f"{seen}, but it does not hold: {trouble}" if trouble else seen)


def _trial(kind: Callable[[], Sandbox]) -> str:
    """Why nothing can be run in a sandbox of that kind; "" where it can."""
    try:
        with kind() as box, contextlib.closing(Session(box, {})) as session:
            session.run("1 + 1")
        return ""
    except NoSandbox as error:
        return str(error).removesuffix(FORBIDDEN).strip()

"""Stock nbgrader and bnkit grade the same submissions in turn: seconds, ratios, memory, and what a large class takes.

    python benchmarks/grading.py                                    about a quarter of an hour on an idle machine
    python benchmarks/grading.py --submissions 20 --rounds 1        a first impression
    python benchmarks/grading.py --large 10000                      grades the large class for real

Times are of whole commands, start included. The last line is JSON.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from course import CHAPTER, Course  # noqa: E402
from notebooks import EPS_OUTSIDE, SWAPPED, solutions  # noqa: E402
from shared import FOLDERS  # noqa: E402

RIGHT = solutions(CHAPTER)
ANSWERS = [RIGHT, RIGHT | {"batch_norm": EPS_OUTSIDE}, {}, RIGHT | {"identity_parameters": SWAPPED}]
PLOT = {
    "cell_type": "code",
    "id": "plot",
    "metadata": {},
    "source": "import matplotlib.pyplot as plt\nplt.hist(range(10))\nplt.show()",
    "execution_count": None,
    "outputs": [],
}
KINDS = ("numpy", "torch", "plots")
LARGE = 10_000
OURS = ("bnkit", "grade", CHAPTER)
ONE, TWO = (*OURS, "--workers", "1"), (*OURS, "--workers", "2")
STOCK = ("nbgrader", "autograde", CHAPTER)


class Run(NamedTuple):
    """One command: its seconds, and the most memory that its first process used, in MB."""

    seconds: float
    memory: float


def main() -> None:
    """Run every measurement and print it."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        FOLDERS.append(Path(folder))
        found = {"submissions": options.submissions, "rounds": options.rounds, "cores": os.cpu_count()}
        for kind in KINDS:
            found |= compare(kind, Path(folder, kind), options)
        found |= grow(Path(folder), options.submissions, options.large)
    print(json.dumps(found))


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=100, help="in each class (default 100)")
    parser.add_argument("--rounds", type=int, default=2, help="how often each grades them (default 2)")
    parser.add_argument("--large", type=int, default=400, help="a larger class, for workers and memory (default 400)")
    return parser.parse_args()


def course(folder: Path, submissions: int, stock: bool = False, kind: str = "numpy") -> Course:
    """A course with that many submissions: right, wrong in two ways, blank; importing torch, or with a plot of their own."""
    made = Course(folder, stock=stock)
    if kind == "torch":
        notebook = folder / "exercises" / CHAPTER / f"{CHAPTER}.ipynb"
        notebook.write_text(notebook.read_text().replace("import numpy as np", "import numpy as np\\nimport torch", 1))
        made.run("nbgrader", "generate_assignment", CHAPTER, "--force")
    for number in range(submissions):
        path = made.submit(f"student{number:05}", ANSWERS[number % len(ANSWERS)])
        if kind == "plots":
            notebook = json.loads(path.read_text())
            path.write_text(json.dumps(notebook | {"cells": [*notebook["cells"], PLOT]}))
    return made


def timed(where: Course, *words: str) -> Run:
    """Run a command that must succeed, on a course with nothing graded."""
    shutil.rmtree(where.folder / "autograded", ignore_errors=True)
    os.chdir(where.folder)
    with open(where.folder / "said.txt", "w+b") as said:
        start = time.perf_counter()
        process = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", *words],
            where.environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, said.fileno(), 1), (os.POSIX_SPAWN_DUP2, said.fileno(), 2)],
        )
        _, status, usage = os.wait4(process, 0)
        seconds = time.perf_counter() - start
        said.seek(0)
        assert status == 0, said.read().decode()
    return Run(seconds, usage.ru_maxrss / 1024)


def compare(kind: str, folder: Path, options: argparse.Namespace) -> dict[str, float]:
    """All grade the same submissions in turn, as typed and with one worker; medians of seconds for one, and of ratios."""
    stock, ours = (course(folder / name, options.submissions, name == "stock", kind) for name in ("stock", "ours"))
    print(f"{kind}: {options.submissions} submissions; seconds for each, and how many times as fast as stock nbgrader")
    rows = []
    for _ in range(options.rounds):
        slow, fast, one = (
            timed(where, *words).seconds / options.submissions
            for where, words in ((stock, STOCK), (ours, OURS), (ours, ONE))
        )
        rows.append((slow, fast, slow / fast, one, slow / one))
        print("  stock {:.3f}   bnkit {:.3f} ({:.1f})   with one worker {:.3f} ({:.1f})".format(*rows[-1]), flush=True)
    assert stock.scores() == ours.scores()
    names = ("stock_seconds", "seconds", "ratio", "seconds_1", "ratio_1")
    return {f"{kind}_{name}": median(each) for name, each in zip(names, zip(*rows, strict=True), strict=True)}


def grow(folder: Path, submissions: int, more: int) -> dict[str, float]:
    """One and two workers on a class and on a larger one: what each further submission takes, in time and memory."""
    small, large = (course(folder / f"{count}", count) for count in (submissions, more))
    print(f"workers and memory: classes of {submissions} and {more}")
    found, each = {}, {}
    for workers, words in (("1", ONE), ("2", TWO)):
        runs = [timed(where, *words) for where in (small, large)]
        each[workers] = (runs[1].seconds - runs[0].seconds) / (more - submissions)
        whole = (runs[1].seconds + each[workers] * (LARGE - more)) / 60
        memory = [run.memory for run in runs]
        found |= {f"memory_mb_{workers}": memory, f"minutes_for_{LARGE}_{workers}": whole}
        print(
            f"  {workers} worker(s): {runs[0].seconds:.1f} and {runs[1].seconds:.1f} s, {each[workers]:.3f} s for each further "
            f"submission; memory {memory[0]:.0f} and {memory[1]:.0f} MB; {LARGE} take {whole:.0f} minutes"
            f"{' (extrapolated)' * (more < LARGE)}",
            flush=True,
        )
    print(f"  two workers: {each['1'] / each['2']:.2f} times one")
    return found | {"two_workers_ratio": each["1"] / each["2"]}


if __name__ == "__main__":
    main()

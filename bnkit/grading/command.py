"""`bnkit grade`: a class graded in a sandbox, on several cores or machines, with its progress and a summary; `bnkit bundle`,
which takes the grader elsewhere; `bnkit doctor`."""

import argparse
import contextlib
import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bnkit.grading.sandbox.bubblewrap import NoSandbox, check_system
from bnkit.grading.sandbox.group import divide
from bnkit.grading.text import on_terminal
from bnkit.pool import begun

GRADED, TROUBLE, STUCK = 0, 1, 2
GRADER = "bnkit.grading.submission.worker"
WORTH_A_WORKER = 10  # submissions that are graded while another worker starts


def add_parsers(commands: Any) -> None:
    """Add `grade`, `bundle` and `doctor` to the command's subcommands."""
    _add_grade(commands)
    _add_bundle(commands)
    text = (
        "Say what this machine has for grading strangers' notebooks, what it lacks, and what mends it. "
        "Exit code: 0 submissions can be graded safely here, 1 they cannot."
    )
    command = commands.add_parser("doctor", help="what grading needs, and what of it is here", description=text)
    command.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    try:
        from bnkit.grading.doctor import report
    except ImportError as error:
        print(f"bnkit: grading needs {error.name}, which is not here", file=sys.stderr)
        return STUCK
    return report()


def _add_grade(commands: Any) -> None:
    text = (
        "Grade what was handed in, in nbgrader's folders and gradebook; run it in the course's folder. What is graded "
        "already is skipped, so that a run that was stopped goes on where it was. Exit code: 0 graded, 1 the grader "
        "failed on somebody, 2 the run cannot go on."
    )
    command = commands.add_parser("grade", help="grade a class safely", description=text)
    command.add_argument("assignment", metavar="ASSIGNMENT")
    command.add_argument("--student", default="*", metavar="NAME", help="this student alone")
    command.add_argument("--force", action="store_true", help="grade again what is graded already")
    command.add_argument(
        "--workers", type=_count, metavar="N", help="how many at a time (default: a core each in a large class)"
    )
    command.add_argument("--scheduler", default="", metavar="ADDRESS", help="let this Dask scheduler's workers grade")
    command.add_argument("--unsafe", action="store_true", help="without a sandbox: of people you trust alone")
    command.add_argument(
        "--verdict", action="store_true", help="print the verdicts again, by the same key, and change nothing"
    )
    command.add_argument(
        "--watch", action="store_true", help="collect and grade as submissions arrive, until interrupted by Ctrl-C"
    )
    command.set_defaults(run=run)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return count


def _add_bundle(commands: Any) -> None:
    text = (
        "Write the grader of an assignment as a file that another system runs when a student hands in. It holds the "
        "assignment's secret key: give it to nobody else."
    )
    command = commands.add_parser("bundle", help="the grader as Gradescope's autograder", description=text)
    command.add_argument("system", choices=("gradescope",), help="where it will grade")
    command.add_argument("assignment", metavar="ASSIGNMENT")
    command.add_argument("--to", type=Path, metavar="FILE", help="where it goes (default: ASSIGNMENT-SYSTEM.zip)")
    command.set_defaults(run=bundle)


def run(options: argparse.Namespace) -> int:
    """Grade, with a progress bar; then the summary. Returns the exit code."""
    try:
        check_system()
    except NoSandbox as error:
        print(f"bnkit: {error}", file=sys.stderr)
        return STUCK
    work = _verdict if options.verdict else _watch if options.watch else _grade

    class_here = work is _grade and options.student == "*" and not (options.scheduler or options.unsafe)
    with _worker_begun() if class_here else contextlib.nullcontext():
        return _unless_stuck(lambda: work(_set(options)))


def _worker_begun() -> contextlib.AbstractContextManager[None]:
    """A worker warms its sandbox while nbgrader is imported here; in this process's group of memory."""
    divide()
    return begun(GRADER, "get_ready")


def _set(options: argparse.Namespace) -> Any:
    """The converter as the options have it."""
    converter = _converter(options.assignment)
    converter.coursedir.student_id = options.student
    converter.force, converter.scheduler = options.force, options.scheduler or converter.scheduler
    converter.unsafe = options.unsafe or converter.unsafe
    converter.workers = options.workers or 0
    return converter


def bundle(options: argparse.Namespace) -> int:
    """Write the bundle, and say what it is worth. Returns the exit code."""
    return _unless_stuck(lambda: _bundle(options.assignment, options.to))


def _unless_stuck(work: Callable[[], int]) -> int:
    """The exit code of `work`, or of what stops it, which is told."""
    try:
        from bnkit.grading.converter import Stuck, stuck
    except ImportError as error:
        print(f"bnkit: grading needs {error.name}: pip install 'bnkit[course]'", file=sys.stderr)
        return STUCK
    try:
        with stuck():
            return work()
    except Stuck as error:
        print(f"bnkit: {error}", file=sys.stderr)
        return STUCK


def _converter(assignment: str) -> Any:
    """nbgrader's application with the course's settings, and the converter in it."""
    from nbgrader.apps import NbGrader

    from bnkit.grading.converter import SafeAutograde

    app = NbGrader()
    app.initialize([])
    app.log_level = logging.WARNING
    app.coursedir.assignment_id = assignment
    return SafeAutograde(coursedir=app.coursedir, parent=app)


def _bundle(assignment: str, to: Path | None) -> int:
    from bnkit.grading.course.course import Course
    from bnkit.grading.gradescope.bundle import bundle, worth

    converter = _converter(assignment)
    material = converter.material(Course(converter.coursedir, assignment))
    target = to or Path(f"{assignment}-gradescope.zip")
    bundle(material, target)
    automatic, by_hand = worth(material)
    print(
        f"wrote {target}: an autograder for {automatic:g} points"
        + f", beside {by_hand:g} given by hand" * bool(by_hand)
    )
    print("It holds the secret key of this assignment: upload it to Gradescope, and give it to nobody else.")
    return GRADED


def _grade(converter: Any) -> int:
    from tqdm import tqdm

    from bnkit.grading.afterwards.summary import summary

    course, todo = converter.todo()
    start, trouble, graded = time.monotonic(), [], 0
    converter.workers = converter.workers or min(os.cpu_count() or 1, 1 + len(todo) // WORTH_A_WORKER)
    for result in tqdm(converter.graded(course, todo), total=len(todo), unit=" submissions", smoothing=0.1):
        trouble += troubles(result)
        graded += not result.trouble
    seconds = time.monotonic() - start
    print(f"{course.assignment}: {graded} submissions graded in {seconds:.1f} s")
    print(on_terminal("\n".join(summary(course, course.students(converter.coursedir.student_id)))))
    for text in trouble:
        print(on_terminal(text), file=sys.stderr)
    return TROUBLE if trouble else GRADED


def _watch(converter: Any) -> int:
    from bnkit.grading.course.course import shown
    from bnkit.grading.watch import Watch

    converter.workers = converter.workers or 1
    print(f"Waiting for submissions to {converter.coursedir.assignment_id}; Ctrl-C ends it.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        for result in Watch(converter).results():
            points = sum(sum(filter(None, each.scores.values())) for each in result.notebooks)
            if not result.trouble:
                print(f"{time.strftime('%H:%M:%S')} {shown(result.student)}: {points:g} points", flush=True)
            for text in troubles(result):
                print(on_terminal(text), file=sys.stderr, flush=True)
    return GRADED


def troubles(result: Any) -> list[str]:
    """What failed on this submission, with the student's name: for the instructor."""
    from bnkit.grading.course.course import shown

    if result.trouble:
        return [f"{shown(result.student)} is not graded: {result.trouble} The same command tries it again."]
    return [f"{shown(result.student)}: {each.account.trouble}" for each in result.notebooks if each.account.trouble]


def _verdict(converter: Any) -> int:
    """Grade again without writing: the same files by the same key, beside what the gradebook holds."""
    from bnkit.grading.afterwards.summary import recorded
    from bnkit.grading.submission.worker import grade

    course, _ = converter.todo()
    material, same = converter.material(course), True
    for student in course.students(converter.coursedir.student_id):
        for graded in grade(material, course.job(student, material)).notebooks:
            print(on_terminal("\n\n".join([f"{student!r}, {graded.name}", *graded.account.notes])))
            print(on_terminal("\n\n".join(map(str, graded.account.judged()))), end="\n\n")
            same = _compare(graded.scores, recorded(course, student, graded.name)) and same
    return GRADED if same else TROUBLE


def _compare(now: dict[str, float | None], before: dict[str, float | None]) -> bool:
    """Print the points of each grade cell now and as recorded; whether they are equal."""
    print(f"{'grade cell':32} {'now':>8} {'recorded':>10}")
    for name, points in now.items():
        print(f"{name:32} {_number(points):>8} {_number(before.get(name)):>10}")
    return now == before


def _number(points: float | None) -> str:
    return "by hand" if points is None else f"{points:g}"

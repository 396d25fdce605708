"""`bnkit report` and `bnkit export`: what an instructor does with a graded class."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

DONE, STUCK = 0, 2


def add_parsers(commands: Any) -> None:
    """Add `report` and `export` to the command's subcommands."""
    text = "Write a page on the class: points, the commonest mistakes with the section to teach again, what to look at, times."
    command = commands.add_parser("report", help="a page on a graded class", description=text)
    command.add_argument("assignment", metavar="ASSIGNMENT")
    command.add_argument("--to", type=Path, metavar="FILE", help="where it goes (default: report-ASSIGNMENT.html)")
    command.set_defaults(run=report)
    text = "Write the points of a graded class as a CSV file that Canvas or Moodle imports."
    command = commands.add_parser("export", help="points for Canvas or Moodle", description=text)
    command.add_argument("assignment", metavar="ASSIGNMENT")
    command.add_argument("--format", choices=("canvas", "moodle"), required=True)
    about = "the points' column there, as Canvas heads it: 'Algorithm (4711)' (default: ASSIGNMENT)"
    command.add_argument("--column", metavar="NAME", help=about)
    command.add_argument("--to", type=Path, metavar="FILE", help="where it goes (default: ASSIGNMENT-FORMAT.csv)")
    command.set_defaults(run=export)


def report(options: argparse.Namespace) -> int:
    """Write the report. Returns the exit code."""

    def text(course) -> str:
        from bnkit.grading.afterwards.report import report

        return report(course)

    return _write(options, options.to or Path(f"report-{options.assignment}.html"), text)


def export(options: argparse.Namespace) -> int:
    """Write the CSV file. Returns the exit code."""

    def text(course) -> str:
        from bnkit.grading.afterwards.export import FORMATS, rows, written

        found, most = rows(course)
        waiting = sum(row.waits for row in found)
        if waiting:
            print(
                f"{waiting} students have answers that wait for a person (nbgrader formgrader): their points will change"
            )
        return written(FORMATS[options.format](found, options.column or options.assignment, most))

    return _write(options, options.to or Path(f"{options.assignment}-{options.format}.csv"), text)


def _write(options: argparse.Namespace, target: Path, text) -> int:
    """Write what `text` makes of the course in this folder, whole or not at all."""
    try:
        from nbgrader.api import MissingEntry
        from nbgrader.apps import NbGrader

        from bnkit.grading.course.course import Course
    except ImportError as error:
        return _refuse(f"this needs {error.name}: pip install 'bnkit[course]'")
    app = NbGrader()
    app.initialize([])
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        partial.write_text(text(Course(app.coursedir, options.assignment)), encoding="utf-8", newline="")
        partial.replace(target)
    except MissingEntry:
        return _refuse(f"the gradebook has no assignment {options.assignment}: bnkit grade {options.assignment} first")
    except OSError as error:
        return _refuse(f"{target} cannot be written: {error.strerror}")
    finally:
        partial.unlink(missing_ok=True)
    print(f"wrote {target}")
    return DONE


def _refuse(text: str) -> int:
    print(f"bnkit: {text}", file=sys.stderr)
    return STUCK

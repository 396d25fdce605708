"""The command `bnkit`."""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from bnkit.experiments.command import add_parser as add_experiment
from bnkit.grading.afterwards import add_parsers as add_afterwards
from bnkit.grading.command import add_parser as add_grade
from bnkit.key import NoKey, exercises
from bnkit.run import SECONDS, Unreadable, submissions, verdicts

RIGHT, WRONG, UNREADABLE = 0, 1, 2
UNHEARD = 141  # nobody reads on, as in `bnkit progress | head`: what a shell reports of a program that SIGPIPE ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (those of the command line by default). Returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        code = options.run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNHEARD
    except (Unreadable, NoKey) as error:
        print(f"bnkit: {error}", file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The command's parser, with a subcommand each for learners, authors and instructors."""
    top = argparse.ArgumentParser(prog="bnkit", description="Batch normalization, piece by piece.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_check(commands)
    _add_workspace(commands)
    _add_progress(commands)
    _add_build(commands)
    add_experiment(commands)
    add_grade(commands)
    add_afterwards(commands)
    return top


def _add_check(commands) -> None:
    text = "Judge the pieces in a notebook, a module or a folder. Exit code: 0 all right, 1 not yet, 2 not readable."
    command = commands.add_parser(
        "check", help="say which pieces are right, and which mistake each other one shows", description=text
    )
    command.add_argument("path", type=Path, metavar="FILE_OR_FOLDER")
    command.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    command.add_argument("--key", type=Path, metavar="FILE", help="the answer key (default: the nearest key.npz)")
    command.add_argument(
        "--seconds", type=float, default=SECONDS, help=f"the longest that one piece may take (default {SECONDS:g})"
    )
    command.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    judged = []
    for submission in submissions(options.path, options.key):
        for verdict in verdicts(submission, options.seconds):
            judged.append(verdict)
            if not options.json:
                print(verdict, end="\n\n", flush=True)
    if options.json:
        print(json.dumps([verdict.as_dict() for verdict in judged], ensure_ascii=False, indent=1))
    else:
        points, most = (sum(getattr(verdict, name) for verdict in judged) for name in ("points", "max_points"))
        print(
            f"{points:g} of {most:g} points; {sum(verdict.right for verdict in judged)} of {len(judged)} pieces right"
        )
    return RIGHT if all(verdict.right for verdict in judged) else WRONG


def _add_workspace(commands) -> None:
    text = "Copy the exercises into FOLDER. A notebook that is there already is left alone."
    command = commands.add_parser("workspace", help="copy the exercises, never over your work", description=text)
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.add_argument("--exercises", type=Path, default=exercises(), metavar="FOLDER", help="where they come from")
    command.set_defaults(run=_workspace)


def _workspace(options: argparse.Namespace) -> int:
    from bnkit.workspace import fill

    if not options.exercises.is_dir():
        raise Unreadable(f"There is no folder {options.exercises}: name the exercises' folder with --exercises.")
    for path in fill(options.folder, options.exercises):
        print(f"copied {path}")
    return RIGHT


def _add_progress(commands) -> None:
    text = "Judge every notebook of the workspace as it is saved, and say what to write next."
    command = commands.add_parser("progress", help="show which pieces are right, by chapter", description=text)
    command.add_argument("folder", type=Path, nargs="?", default=Path("workspace"), metavar="FOLDER")
    command.set_defaults(run=_progress)


def _progress(options: argparse.Namespace) -> int:
    from bnkit.progress import show

    return RIGHT if show(options.folder) else WRONG


def _add_build(commands) -> None:
    text = "Make the learners' notebooks and answer keys in exercises/ from the chapters in solutions/."
    command = commands.add_parser("build", help="make the exercises from their source", description=text)
    command.add_argument("--source", type=Path, default=Path("solutions"), metavar="FOLDER")
    command.add_argument("--target", type=Path, default=Path("exercises"), metavar="FOLDER")
    command.add_argument(
        "--report",
        action="store_true",
        help="instead, print each piece's mistakes rejected, named and confused over five fresh seeds",
    )
    command.add_argument(
        "--instructor",
        type=Path,
        metavar="FOLDER",
        help="instead, write the instructor's notebooks into FOLDER: with right answers and rubrics, never to be released",
    )
    command.set_defaults(run=_build)


def _build(options: argparse.Namespace) -> int:
    from bnkit.build import build
    from bnkit.exercise import BrokenSource, sources

    try:
        if not sources(options.source):
            raise BrokenSource(f"{options.source} has no chapters: folders called chNN_name with an __init__.py.")
        if options.report:
            return _report(sources(options.source))
        if options.instructor:
            return _instructor(options)
        for path in build(options.source, options.target):
            print(f"wrote {path}")
    except BrokenSource as error:
        print(f"bnkit: {error}", file=sys.stderr)
        return UNREADABLE
    return RIGHT


def _instructor(options: argparse.Namespace) -> int:
    from bnkit.exercise import load, sources
    from bnkit.instructor import write_instructors
    from bnkit.where import Where

    for path in sources(options.source):
        print(f"wrote {write_instructors(load(path), options.instructor, Where.of(options.source))}")
    return RIGHT


def _report(paths: Sequence[Path]) -> int:
    from bnkit.exercise import load
    from bnkit.report import rows

    seeds = [secrets.randbits(32) for _ in range(5)]
    print(f"seeds {', '.join(map(str, seeds))}\n{'piece':32} mistakes rejected named confused")
    good = True
    for path in paths:
        for row in rows(load(path), seeds):
            print(f"{row.piece:32} {row.mistakes:8} {row.rejected:8} {row.named:5} {row.confused:8}", flush=True)
            good = good and row.rejected == row.named == row.mistakes and not row.confused
    return RIGHT if good else WRONG

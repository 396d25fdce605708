"""`bnkit check`, `bnkit workspace` and `bnkit progress`."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bnkit.judging.find import exercises
from bnkit.judging.key import NoKey
from bnkit.judging.verdict import Verdict
from bnkit.learning.run import SECONDS, Unreadable, submissions, verdicts

RIGHT, WRONG = 0, 1
GITHUB = (
    "in a GitHub workflow: print annotations of the lines that go wrong, and add a table to the run's page; "
    "a piece that is not written yet is no failure then"
)


def add_parsers(commands: Any) -> None:
    """Add `check`, `workspace` and `progress` to the command's subcommands."""
    _add_check(commands)
    _add_workspace(commands)
    _add_progress(commands)


def _add_check(commands) -> None:
    text = "Judge the pieces in a notebook, a module or a folder. Exit code: 0 all right, 1 not yet, 2 not readable."
    command = commands.add_parser(
        "check", help="say which pieces are right, and which mistake each other one shows", description=text
    )
    command.add_argument("path", type=Path, metavar="FILE_OR_FOLDER")
    command.add_argument("pieces", nargs="*", metavar="PIECE", help="only these pieces (default: all of them)")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    form.add_argument("--github", action="store_true", help=GITHUB)
    command.add_argument("--key", type=Path, metavar="FILE", help="the answer key (default: the nearest key.npz)")
    command.add_argument(
        "--seconds", type=seconds, default=SECONDS, help=f"the longest that one piece may take (default {SECONDS:g})"
    )
    command.set_defaults(run=_check)


def seconds(text: str) -> float:
    """The positive number that `text` says. Raises ValueError."""
    number = float(text)
    if not number > 0:
        raise ValueError(f"{text} is no positive number")
    return number


def _check(options: argparse.Namespace) -> int:
    if options.github:
        return _annotate(options)
    judged = []
    for _, verdict in _judged(options):
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


def _judged(options: argparse.Namespace) -> Iterator[tuple[Path, Verdict]]:
    """Each piece's verdict as it is found, with its file. Raises Unreadable, NoKey."""
    handed_in = submissions(options.path, options.key)
    there = [name for submission in handed_in for name in submission.key.trees]
    for name in set(options.pieces) - set(there):
        raise Unreadable(f"There is no piece {name} in {options.path}. There are: {', '.join(there)}.")
    for submission in handed_in:
        for verdict in verdicts(submission, options.seconds, options.pieces):
            yield submission.path, verdict


def _annotate(options: argparse.Namespace) -> int:
    from bnkit.learning.github import annotation, error, summarize

    judged: dict[Path, list[Verdict]] = {}
    wrong = False
    try:
        for path, verdict in _judged(options):
            judged.setdefault(path, []).append(verdict)
            if not verdict.right and not verdict.unwritten:
                wrong = True
                print(annotation(verdict, path), flush=True)
    except (Unreadable, NoKey) as fault:
        print(error(str(fault), options.path))
        raise
    for path, found in judged.items():
        summarize(path.stem, found)
        print(f"{path.stem}: {sum(verdict.right for verdict in found)} of {len(found)} pieces right")
    return WRONG if wrong else RIGHT


def _add_workspace(commands) -> None:
    text = "Copy the exercises into FOLDER. A notebook that is there already is left alone."
    command = commands.add_parser("workspace", help="copy the exercises, never over your work", description=text)
    command.add_argument("folder", type=Path, metavar="FOLDER")
    command.add_argument("--exercises", type=Path, default=exercises(), metavar="FOLDER", help="where they come from")
    command.set_defaults(run=_workspace)


def _workspace(options: argparse.Namespace) -> int:
    from bnkit.learning.workspace import fill

    if not options.exercises.is_dir():
        raise Unreadable(f"There is no folder {options.exercises}: name the exercises' folder with --exercises.")
    for path in fill(options.folder, options.exercises):
        print(f"copied {path}")
    return RIGHT


def _add_progress(commands) -> None:
    text = "Judge every notebook of the workspace as it is saved, and say what to write next."
    command = commands.add_parser("progress", help="show which pieces are right, by chapter", description=text)
    about = "the workspace (default: the one around this folder, or its folder workspace)"
    command.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help=about)
    command.set_defaults(run=_progress)


def _progress(options: argparse.Namespace) -> int:
    from bnkit.learning.kept import workspace
    from bnkit.learning.progress import show

    return RIGHT if show(options.folder or workspace() or Path("workspace")) else WRONG

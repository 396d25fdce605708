"""`bnkit build`."""

import argparse
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RIGHT, WRONG, UNUSABLE = 0, 1, 2
COLUMNS = ("mistakes", "rejected", "named", "confused", "rounded", "float32", "words", "pairs")


def add_parser(commands: Any) -> None:
    """Add `build` to the command's subcommands."""
    text = "Make the learners' notebooks and answer keys in exercises/ from the chapters in solutions/."
    command = commands.add_parser("build", help="make the exercises from their source", description=text)
    command.add_argument("--source", type=Path, default=Path("solutions"), metavar="FOLDER")
    command.add_argument("--target", type=Path, default=Path("exercises"), metavar="FOLDER")
    command.add_argument(
        "--report",
        action="store_true",
        help="instead, print how each piece's mistakes are rejected and named over five fresh seeds",
    )
    command.add_argument(
        "--words",
        type=Path,
        default=Path("tests/otherwords"),
        metavar="FOLDER",
        help="where the report finds slips in other words (default tests/otherwords)",
    )
    command.add_argument(
        "--instructor",
        type=Path,
        metavar="FOLDER",
        help="instead, write the instructor's notebooks into FOLDER: with right answers and rubrics, never to be released",
    )
    command.set_defaults(run=_build)


def _build(options: argparse.Namespace) -> int:
    from bnkit.authoring.build import build
    from bnkit.authoring.chapter import sources
    from bnkit.authoring.exercise import BrokenSource

    try:
        if not sources(options.source):
            raise BrokenSource(f"{options.source} has no chapters: folders called chNN_name with an __init__.py.")
        if options.report:
            return _report(sources(options.source), options.words)
        if options.instructor:
            return _instructor(options)
        for path in build(options.source, options.target):
            print(f"wrote {path}")
    except BrokenSource as error:
        print(f"bnkit: {error}", file=sys.stderr)
        return UNUSABLE
    return RIGHT


def _instructor(options: argparse.Namespace) -> int:
    from bnkit.authoring.chapter import load, sources
    from bnkit.authoring.instructor import write_instructors
    from bnkit.authoring.where import Where

    for path in sources(options.source):
        print(f"wrote {write_instructors(load(path), options.instructor, Where.of(options.source))}")
    return RIGHT


def _report(paths: Sequence[Path], words: Path) -> int:
    from bnkit.authoring.chapter import load
    from bnkit.authoring.report import rows

    seeds = [secrets.randbits(32) for _ in range(5)]
    print(f"seeds {', '.join(map(str, seeds))}\n{'piece':32}" + " ".join(f"{name:>8}" for name in COLUMNS))
    good = True
    for path in paths:
        for row in rows(load(path), seeds, words):
            counts = (*row[1:7], f"{row.worded}/{row.words}", f"{row.paired}/{row.pairs}")
            print(f"{row.piece:32}" + " ".join(f"{count:>8}" for count in counts), flush=True)
            for slug in row.survivors:
                print(f"  survived: {slug}", flush=True)
            good = good and row.good
    return RIGHT if good else WRONG

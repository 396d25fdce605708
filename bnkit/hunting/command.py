"""`bnkit hunt`."""

import argparse
import sys
from pathlib import Path
from typing import Any

from bnkit.authoring.exercise import BrokenSource, Exercise
from bnkit.authoring.hunted import Hunted, hunted
from bnkit.learning.run import Unreadable

ALL, SOME = 0, 1
ABOUT = """\
Write tests that kill a piece's known mistakes. A test in TESTFILE takes the piece as an argument of its name:
def test_one_example(batch_norm): assert …. pytest runs it on the right answer, which must pass, and on each mistake: those that
fail some test are killed, the others survive. Without TESTFILE the piece's own cases are tried, one by one.
Exit code: 0 all killed, 1 some survive, 2 not readable."""


def add_parser(commands: Any) -> None:
    """Add `hunt` to the command's subcommands."""
    command = commands.add_parser("hunt", help="say which known mistakes your own tests find", description=ABOUT)
    command.add_argument("piece", metavar="PIECE")
    command.add_argument("tests", type=Path, nargs="?", metavar="TESTFILE")
    about = "a folder of chapters, such as solutions (default: the catalogue that comes with bnkit)"
    command.add_argument("--source", type=Path, metavar="FOLDER", help=about)
    command.set_defaults(run=_hunt)


def _hunt(options: argparse.Namespace) -> int:
    from bnkit.hunting.found import piece_in

    try:
        chapter, exercise = piece_in(options.source, options.piece)
    except BrokenSource as error:
        raise Unreadable(str(error)) from error
    result = _by_tests(exercise, options.tests) if options.tests else _by_cases(chapter.name, exercise)
    print(result)
    return SOME if result.survived else ALL


def _by_tests(exercise: Exercise, tests: Path) -> Hunted:
    try:
        from bnkit.hunting.mutants import hunt
    except ModuleNotFoundError as error:
        raise Unreadable("Tests are run by pytest: pip install pytest.") from error
    return hunt(exercise, tests)


def _by_cases(chapter: str, exercise: Exercise) -> Hunted:
    """What the cases of the public seed kill; for each of them how many mistakes it shows."""
    from bnkit.authoring.make_key import PUBLIC_SEED, make_piece
    from bnkit.judging.spoiled import shown

    piece = make_piece(chapter, exercise, PUBLIC_SEED)
    cases = {case.name: shown(case) for case in piece.answers if case.decides}
    for name, slugs in cases.items():
        print(f"{len(slugs):4} of {len(exercise.mistakes)} show where {name}", file=sys.stderr)
    return hunted(exercise.mistakes, lambda mistake: any(mistake.__name__ in slugs for slugs in cases.values()))

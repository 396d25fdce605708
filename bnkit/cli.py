"""The command `bnkit`."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version

from bnkit.authoring.command import add_parser as add_build
from bnkit.experiments.command import add_parser as add_experiment
from bnkit.grading.afterwards.command import add_parsers as add_afterwards
from bnkit.grading.command import add_parsers as add_grade
from bnkit.hunting.command import add_parser as add_hunt
from bnkit.judging.key import NoKey
from bnkit.learning.command import add_parsers as add_learning
from bnkit.learning.run import Unreadable

UNREADABLE = 2
UNHEARD = 141  # nobody reads on, as in `bnkit progress | head`: what a shell reports of a program that SIGPIPE ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (those of the command line by default). Returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a pipe on Windows may have no ✓
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
    except OSError as error:
        print(f"bnkit: {error.filename or 'the system'}: {error.strerror or error}.", file=sys.stderr)
        return UNREADABLE
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The command's parser, with a subcommand each for learners, authors and instructors."""
    top = argparse.ArgumentParser(prog="bnkit", description="Batch normalization, piece by piece.")
    top.add_argument("--version", action="version", version=f"bnkit {version('bnkit')}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    add_learning(commands)
    add_hunt(commands)
    add_build(commands)
    add_experiment(commands)
    add_grade(commands)
    add_afterwards(commands)
    return top

"""The command `bnkit experiment`."""

import argparse
import ast
import functools
import sys
from importlib.resources import files
from pathlib import Path

from bnkit.experiments import NAMES


def add_parser(commands) -> None:
    """Add `experiment` to the subcommands of `bnkit`."""
    text = (
        "Run one of the book's experiments and write its results. A run that was killed goes on where it was. What is not "
        "the book's own run (--quick, --data, --pieces) is written into a folder beside its results: quick, mnist, own, …"
    )
    command = commands.add_parser("experiment", help="measure what the book claims", description=text)
    command.add_argument("name", nargs="?", metavar="NAME", help="which experiment, or all")
    command.add_argument(
        "--list", action="store_true", help="list the experiments, with the processor time that each took"
    )
    command.add_argument("--quick", action="store_true", help="a reduced version, to see that it works")
    command.add_argument("--seeds", type=int, metavar="N", help="how many seeds (default: the experiment's own number)")
    command.add_argument(
        "--workers", type=int, default=1, metavar="N", help="how many parts at the same time (default 1)"
    )
    command.add_argument("--scheduler", metavar="ADDRESS", help="the Dask scheduler whose workers measure")
    command.add_argument("--data", choices=("digits", "mnist", "cifar10"), default="digits", help="default: digits")
    command.add_argument(
        "--pieces", default="", metavar="FOLDER", help="measure, and train, with the pieces accepted in this workspace"
    )
    command.add_argument("--results", type=Path, default=Path("book/results"), metavar="FOLDER", help="where they go")
    command.add_argument("--plot", action="store_true", help="draw the results that are there, as NAME.png beside them")
    command.add_argument(
        "--conclude", action="store_true", help="intervals and verdicts anew, from the values that were measured"
    )
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    if options.list:
        print("\n".join(f"{name:16} {_took(options.results / f'{name}.json'):>8}  {_about(name)}" for name in NAMES))
        return 0
    try:
        from bnkit.experiments import data, run
    except ImportError as error:
        return _refuse(f"Experiments need {error.name}: pip install 'bnkit[experiments]'.")
    from bnkit.authoring.exercise import BrokenSource
    from bnkit.findings.results import NoResults

    try:
        for name in NAMES if options.name == "all" else [options.name or ""]:
            way = _draw if options.plot else _conclude if options.conclude else _measure
            way(name, options)
    except (run.Impossible, data.NoData, NoResults, BrokenSource, OSError) as error:
        return _refuse(str(error))
    return 0


def _refuse(text: str) -> int:
    print(f"bnkit: {text}", file=sys.stderr)
    return 2


def _about(name: str) -> str:
    """The first line of the measurement's docstring; it is read, not run, so that the list needs nothing installed."""
    source = (files("bnkit.experiments.measurements") / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").splitlines()[0]


def _took(path: Path) -> str:
    """The processor time of the results' parts; of older results the time by the clock, which is no shorter."""
    from bnkit.findings.results import NoResults, read

    try:
        results = read(path)
        return f"{results['cpu_seconds']:.0f} s" if "cpu_seconds" in results else f"≤ {results['wall_seconds']:.0f} s"
    except (NoResults, KeyError):
        return "?"


def _target(name: str, options: argparse.Namespace) -> Path:
    """The book's results, or a folder beside them for what is not the book's own run."""
    kinds = ["quick"] * options.quick + [options.data] * (options.data != "digits") + ["own"] * bool(options.pieces)
    return options.results / "-".join(kinds) / f"{name}.json"


def _measure(name: str, options: argparse.Namespace) -> None:
    from tqdm import tqdm

    from bnkit.experiments import run
    from bnkit.experiments.pieces import pieces

    if options.workers < 1:
        raise run.Impossible("--workers is at least 1.")
    planned = run.plan(name, options.seeds, options.quick, data=options.data, pieces=options.pieces)
    if options.pieces:
        print(f"Yours: {', '.join(pieces(options.pieces))}. Every other piece that {name} needs is the book's.")
    bar = functools.partial(tqdm, desc=name, unit="part")
    _tell(run.execute(planned, _target(name, options), options.workers, options.scheduler, bar), _target(name, options))


def _conclude(name: str, options: argparse.Namespace) -> None:
    from bnkit.experiments import run

    _tell(run.conclude(name, _target(name, options)), _target(name, options))


def _tell(results: dict, target: Path) -> None:
    for slug, finding in results["findings"].items():
        print(f"{finding['verdict']:14} {slug}: {finding['text']} {_numbers(finding)}")
    print(f"wrote {target}")


def _numbers(finding: dict) -> str:
    return f"[{finding['mean']:.3g}; 95% interval {finding['low']:.3g} to {finding['high']:.3g}]"


def _draw(name: str, options: argparse.Namespace) -> None:
    from bnkit.experiments.run import module
    from bnkit.findings.results import read
    from bnkit.plots import measured

    draw, target = getattr(measured, module(name).__name__.split(".")[-1]), _target(name, options)
    draw(read(target)).save(target.with_suffix(".png"))
    print(f"wrote {target.with_suffix('.png')}")

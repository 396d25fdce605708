"""Run an experiment: its parts one by one or side by side, each kept as soon as it is done."""

import functools
import hashlib
import importlib
import json
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from bnkit.cluster import spread
from bnkit.experiments import NAMES
from bnkit.experiments.pieces import written
from bnkit.findings.finding import interval, median, told
from bnkit.findings.results import NoResults, plain, read, write


class Impossible(Exception):
    """A request that no experiment can answer, with what to do."""


@dataclass(frozen=True)
class Run:
    """What an experiment is to do.

    name    of the experiment
    config  its settings
    seeds   one value of each measure for each
    data    digits, mnist, cifar10
    pieces  a folder of the user's own pieces, which measure and train in the place of the solutions'
    """

    name: str
    config: dict[str, Any]
    seeds: tuple[int, ...]
    data: str = "digits"
    pieces: str = ""

    def __hash__(self) -> int:
        return hash(repr(self))


def module(name: str) -> ModuleType:
    """The experiment's module. Raises Impossible."""
    if name not in NAMES:
        raise Impossible(f"There is no experiment {name}. There are: {', '.join(NAMES)}.")
    return importlib.import_module(f"bnkit.experiments.measurements.{name}")


def plan(name: str, seeds: int | Sequence[int] | None = None, quick: bool = False, **more: Any) -> Run:
    """The run with so many seeds, or these; by default the experiment's number, 2 in a quick one. Raises Impossible."""
    experiment = module(name)
    seeds = (2 if quick else experiment.SEEDS) if seeds is None else seeds
    chosen = tuple(range(seeds) if isinstance(seeds, int) else seeds)
    if not chosen:
        raise Impossible("An experiment needs at least one seed.")
    return Run(name, experiment.CONFIG | (experiment.QUICK if quick else {}), chosen, **more)


def execute(run: Run, target: Path, workers: int = 1, scheduler: str | None = None, watch: Callable | None = None):
    """Measure every part that is not kept from an earlier, killed run, and write the results to `target`.

    watch: wraps the iterator of finished parts, for a progress bar; it is given their number as `total`.
    """
    parts = module(run.name).parts(run.config)
    kept = target.parent / f".{run.name}.parts"
    done: dict[str, Any] = {part: _kept(kept, run, part, settings) for part, settings in parts.items()}
    todo = [(part, settings) for part, settings in parts.items() if done[part] is None]
    measured = _measured(run, todo, workers, scheduler)
    for (part, settings), outcome in watch(measured, total=len(todo)) if watch else measured:
        write(_file(kept, run, part, settings), outcome)
        done[part] = plain(outcome)
    results = _results(run, done)
    write(target, results)
    shutil.rmtree(kept, ignore_errors=True)
    return results


def _measured(run: Run, todo: list, workers: int, scheduler: str | None) -> Iterator[tuple]:
    return spread(functools.partial(measure_part, run), todo, min(workers, len(todo)) if workers > 1 else 0, scheduler)


def measure_part(run: Run, part: tuple[str, dict]) -> dict[str, Any]:
    """{"values": what the part's measures gave, "seconds": its processor's}."""
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(1)
    start = time.process_time()
    with threadpool_limits(1):
        values = module(run.name).measure(part[1], run)
    return {"values": values, "seconds": time.process_time() - start}


def _file(kept: Path, run: Run, part: str, settings: dict) -> Path:
    text = json.dumps([asdict(run), written(run.pieces), part, settings], sort_keys=True, default=str)
    return kept / f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"


def _kept(kept: Path, run: Run, part: str, settings: dict) -> dict | None:
    try:
        return read(_file(kept, run, part, settings))
    except NoResults:
        return None


def _results(run: Run, done: dict[str, dict]) -> dict[str, Any]:
    values = {part: outcome["values"] for part, outcome in done.items()}
    return {
        "config": run.config | {"data": run.data},
        "seeds": list(run.seeds),
        "versions": versions(),
        "values": values,
        **conclusions(run.name, values, len(run.seeds)),
        "cpu_seconds": sum(outcome["seconds"] for outcome in done.values()),
    }


def conclude(name: str, target: Path) -> dict[str, Any]:
    """Draw the conclusions of the results in `target` anew, from their values: nothing is measured.

    Raises NoResults, and Impossible where the values are those of other settings than the experiment's.
    """
    results, expected = read(target), plain(module(name).CONFIG) | {"data": "digits"}
    if results["config"] != expected:
        raise Impossible(f"{target} has other settings than {name} has now: run bnkit experiment {name}.")
    results |= conclusions(name, results["values"], len(results["seeds"]))
    write(target, results)
    return results


def conclusions(name: str, values: dict[str, dict], seeds: int) -> dict[str, Any]:
    """{"summary": of each part, "findings": the experiment's}, from what was measured."""
    return {
        "summary": {part: summary(measures, seeds) for part, measures in values.items()},
        "findings": told(module(name).conclude(values)),
    }


def summary(measures: dict[str, Any], seeds: int) -> dict[str, dict[str, float]]:
    """{measure: {mean, low, high}} of the measures that are a number for each seed; of the steps to a target, which a run
    may not reach, {median, low, high}."""
    found = {}
    for name, value in measures.items():
        if isinstance(value, list) and len(value) == seeds and all(isinstance(v, int | float | None) for v in value):
            middle, of = ("median", median) if name.endswith("steps_to_target") else ("mean", interval)
            found[name] = dict(zip((middle, "low", "high"), of(value), strict=True))
    return found


def versions() -> dict[str, str]:
    """Of Python and of the libraries that compute."""
    from importlib.metadata import version

    return {"python": platform.python_version()} | {name: version(name) for name in ("numpy", "torch", "scikit-learn")}

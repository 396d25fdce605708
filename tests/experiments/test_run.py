"""Running experiments: results, resuming, and what is asked for wrongly."""

import json
import shutil

import pytest
from conftest import ROOT
from distributed import LocalCluster

from bnkit.experiments import NAMES
from bnkit.experiments import run as running
from bnkit.experiments.run import Impossible, conclude, execute, module, plan, summary, versions
from bnkit.findings.results import NoResults, plain, read, write
from bnkit.plots import measured

KEYS = {"config", "seeds", "versions", "values", "summary", "findings", "cpu_seconds"}


@pytest.mark.training
@pytest.mark.parametrize("name", NAMES)
def test_a_quick_run_has_every_key(tmp_path, name):
    results = execute(plan(name, quick=True), tmp_path / f"{name}.json")
    assert set(results) == KEYS and results["seeds"] == [0, 1] and results["versions"] == versions()
    assert list(results["values"]) == list(module(name).parts(results["config"]))
    assert results["findings"] and all(len(each["values"]) == 2 for each in results["findings"].values())
    assert json.loads((tmp_path / f"{name}.json").read_text()) == plain(results)
    assert [path.name for path in tmp_path.iterdir()] == [f"{name}.json"]


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_results_are_those_of_the_committed_settings(name):
    experiment, results = module(name), read(ROOT / "book" / "results" / f"{name}.json")
    assert results["config"] == plain(experiment.CONFIG) | {"data": "digits"}
    assert len(results["seeds"]) == experiment.SEEDS >= 5


@pytest.mark.training
def test_a_killed_run_goes_on_where_it_was(tmp_path, monkeypatch):
    target, planned, count = tmp_path / "interactions.json", plan("interactions", quick=True), 0

    def killed(parts, total):
        for number, part in enumerate(parts):
            if number == 2:
                raise KeyboardInterrupt
            yield part

    with pytest.raises(KeyboardInterrupt):
        execute(planned, target, watch=killed)
    assert not target.exists()

    measure_part = running.measure_part

    def counted(*arguments):
        nonlocal count
        count += 1
        return measure_part(*arguments)

    monkeypatch.setattr(running, "measure_part", counted)
    resumed = execute(planned, target)["values"]
    assert count == len(resumed) - 2
    assert resumed == execute(planned, tmp_path / "undisturbed" / "interactions.json")["values"]


def test_conclusions_are_drawn_anew_from_what_was_measured(tmp_path):
    target = tmp_path / "theorems.json"
    results = plain(execute(plan("theorems", 3), target))
    write(target, results | {"summary": {}, "findings": {"old": {"verdict": "holds"}}})
    assert plain(conclude("theorems", target)) == results == read(target)


def test_conclusions_are_not_drawn_from_other_settings(tmp_path):
    target = tmp_path / "theorems.json"
    execute(plan("theorems", quick=True), target)
    with pytest.raises(Impossible, match="other settings than theorems has now"):
        conclude("theorems", target)


def test_steps_to_a_target_have_a_median():
    told = summary({"x1 steps_to_target": [10, None, 30], "final": [0.5, 0.5, 0.5]}, 3)
    assert told["x1 steps_to_target"] == {"median": 30, "low": 10, "high": float("inf")}
    assert told["final"] == {"mean": 0.5, "low": 0.5, "high": 0.5}


@pytest.mark.training
def test_other_settings_are_not_resumed_from(tmp_path):
    for seeds in ([3], [4]):
        execute(plan("interactions", seeds, quick=True), tmp_path / "interactions.json")
    fresh = execute(plan("interactions", [4], quick=True), tmp_path / "other.json")
    assert read(tmp_path / "interactions.json")["values"] == plain(fresh["values"])


@pytest.mark.training
def test_workers_measure_the_same(tmp_path):
    alone, together = (
        execute(plan("interactions", quick=True), tmp_path / f"{workers}.json", workers) for workers in (1, 2)
    )
    assert plain(alone["values"]) == plain(together["values"])


@pytest.mark.training
def test_a_cluster_measures_the_same(tmp_path):
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, host="127.0.0.1") as cluster:
        remote = execute(plan("interactions", quick=True), tmp_path / "a.json", scheduler=cluster.scheduler_address)
    here = execute(plan("interactions", quick=True), tmp_path / "b.json")
    assert plain(remote["values"]) == plain(here["values"])


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_results_are_drawn_and_told_in_words(name):
    picture = getattr(measured, name)(measured.results(name))
    assert len(picture.alt) > 40 and "nan" not in picture.alt and "<svg" in picture.svg("wide")


@pytest.mark.parametrize(
    "name, how, told",
    [
        ("tempo", {}, "There are: speed"),
        ("speed", {"seeds": 0}, "at least one"),
        ("speed", {"seeds": []}, "at least one"),
    ],
)
def test_what_cannot_be_run_is_refused(name, how, told):
    with pytest.raises(Impossible, match=told):
        plan(name, **how)


@pytest.mark.parametrize(
    "words, told",
    [
        (["tempo"], "There is no experiment tempo"),
        ([], "There is no experiment"),
        (["theorems", "--quick", "--seeds", "0"], "at least one seed"),
        (["theorems", "--quick", "--workers", "0"], "--workers is at least 1"),
        (["theorems", "--quick", "--pieces", "tests/hostile"], "There are no pieces"),
        (["theorems", "--plot", "--results", "nowhere"], "run bnkit experiment theorems first"),
        (["theorems", "--conclude", "--results", "nowhere"], "run bnkit experiment theorems first"),
    ],
)
def test_a_wrong_command_says_what_to_do(bnkit, words, told):
    done = bnkit("experiment", *words)
    assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr


def test_truncated_results_are_told(tmp_path):
    path = tmp_path / "speed.json"
    path.write_text('{"config": {')
    with pytest.raises(NoResults, match="run bnkit experiment speed again"):
        read(path)


def test_a_write_that_fails_leaves_what_was_there(tmp_path):
    path = tmp_path / "speed.json"
    write(path, {"seeds": [1]})
    with pytest.raises(TypeError):
        write(path, {"seeds": [object()]})
    assert read(path) == {"seeds": [1]} and [each.name for each in tmp_path.iterdir()] == ["speed.json"]


def test_results_are_drawn_beside_their_file(bnkit, tmp_path):
    shutil.copy(ROOT / "book" / "results" / "theorems.json", tmp_path)
    assert "wrote" in bnkit("experiment", "theorems", "--plot", "--results", str(tmp_path)).stdout
    assert (tmp_path / "theorems.png").read_bytes().startswith(b"\x89PNG")


def test_the_list_names_every_experiment(bnkit):
    told = bnkit("experiment", "--list").stdout
    assert all(name in told for name in NAMES)

"""The committed findings against fresh seeds: a conclusion falls only where a new interval excludes it."""

import secrets

import pytest
from conftest import ROOT

from bnkit.experiments import NAMES
from bnkit.experiments.run import conclusions, execute, module, plan
from bnkit.findings.finding import interval
from bnkit.findings.results import plain, read

HEADLINES = {
    "speed": ["faster_glorot", "faster_relu"],
    "noisy": ["noisy_matches", "noisy_beats_plain"],
    "landscape": ["range_at_loss_0.5", "range_at_loss_0.1"],
    "small_batch": ["worse_at_2_dense", "as_good_at_2_convolutional"],
    "depth": ["bn_hurts_relu_50_longer", "gradient_grows"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HEADLINES)
def test_fresh_seeds_do_not_contradict_the_book(name, tmp_path):
    seeds = [secrets.randbits(20) + 1000 for _ in range(3)]
    print(f"{name}: seeds {seeds}")
    execute(plan(name, seeds), tmp_path / f"{name}.json")
    fresh = module(name).conclude(read(tmp_path / f"{name}.json")["values"])
    committed = read(ROOT / "book" / "results" / f"{name}.json")["findings"]
    for slug in HEADLINES[name]:
        print(
            f"  {slug}: {fresh[slug].verdict()} {interval(fresh[slug].values)}; committed: {committed[slug]['verdict']}"
        )
        assert not fresh[slug].contradicts(committed[slug]["verdict"]), slug


@pytest.mark.parametrize("name", HEADLINES)
def test_the_headlines_are_findings(name):
    findings = read(ROOT / "book" / "results" / f"{name}.json")["findings"]
    assert set(HEADLINES[name]) <= set(findings)


@pytest.mark.parametrize("name", NAMES)
def test_the_committed_conclusions_follow_from_the_committed_values(name):
    results = read(ROOT / "book" / "results" / f"{name}.json")
    again = plain(conclusions(name, results["values"], len(results["seeds"])))
    assert again == {part: results[part] for part in again}

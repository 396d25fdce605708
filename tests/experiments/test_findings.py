"""The committed findings against fresh seeds: a conclusion falls only where a new interval excludes it."""

import secrets

import pytest
from conftest import ROOT

from bnkit.experiments.run import execute, module, plan
from bnkit.findings.finding import Finding
from bnkit.findings.results import read

HEADLINES = {
    "speed": ["faster_small_gaussian", "faster_glorot", "gain_shrinks"],
    "noisy": ["noisy_matches", "noisy_beats_plain"],
    "landscape": ["range_at_loss_0.5", "range_at_loss_0.1"],
    "small_batch": ["worse_at_2_dense", "as_good_at_2_convolutional"],
    "depth": ["bn_hurts_relu_50", "gradient_grows"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HEADLINES)
def test_fresh_seeds_do_not_contradict_the_book(name, tmp_path):
    seeds = [secrets.randbits(20) + 1000 for _ in range(3)]
    print(f"{name}: seeds {seeds}")
    execute(plan(name, seeds), tmp_path / f"{name}.json")
    fresh = read(tmp_path / f"{name}.json")["findings"]
    committed = read(ROOT / "book" / "results" / f"{name}.json")["findings"]
    for slug in HEADLINES[name]:
        found = Finding(fresh[slug]["text"], fresh[slug]["values"], tuple(fresh[slug]["region"]))
        print(
            f"  {slug}: {found.verdict} ({fresh[slug]['low']} to {fresh[slug]['high']}); committed: {committed[slug]['verdict']}"
        )
        assert not found.contradicts(committed[slug]["verdict"]), slug


@pytest.mark.parametrize("name", HEADLINES)
def test_the_headlines_are_findings(name):
    findings = read(ROOT / "book" / "results" / f"{name}.json")["findings"]
    assert set(HEADLINES[name]) <= set(findings)


@pytest.mark.parametrize("name", HEADLINES)
def test_the_committed_verdicts_follow_from_the_committed_values(name):
    results = read(ROOT / "book" / "results" / f"{name}.json")
    again = module(name).conclude(results["values"])
    assert {slug: each.verdict for slug, each in again.items()} == {
        slug: each["verdict"] for slug, each in results["findings"].items()
    }

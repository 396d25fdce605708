"""Findings: intervals over seeds, and verdicts."""

import math

import numpy as np
import pytest

from bnkit.findings.finding import Finding, holm, interval, median, told

COVERED = 4000


@pytest.mark.parametrize("seeds", [5, 6, 8])
def test_the_interval_covers_the_truth_as_often_as_it_says(seeds):
    samples = np.random.default_rng(seeds).normal(3, 1, (COVERED, seeds))
    covered = [low <= 3 <= high for _, low, high in map(interval, samples)]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.011)  # three standard deviations of the mean of 4000


def test_the_median_s_interval_covers_it_whatever_the_distribution():
    samples = np.random.default_rng(2).lognormal(0, 2, (COVERED, 12))
    covered = [low <= 1 <= high for _, low, high in map(median, samples)]
    assert 0.94 <= np.mean(covered) <= 0.99


def test_a_run_that_never_arrives_lies_beyond_every_other():
    assert median([30, None, 10, 20, 40]) == (30, 10, math.inf)
    assert median([10, None, None])[0] == math.inf
    assert median([None, 20, 10, 30]) == (25, 10, math.inf)


def test_holm_s_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.6]) == [1, 1]


def test_holm_keeps_the_wrong_verdicts_of_a_family_rare():
    families = np.random.default_rng(3).normal(0, 1, (1500, 12, 8))
    decided = lambda findings: any(each["verdict"] != "undecided" for each in told(findings).values())  # noqa: E731
    wrong = [decided({str(n): Finding("", values) for n, values in enumerate(family)}) for family in families]
    assert np.mean(wrong) <= 0.068  # 0.05 and three standard deviations


@pytest.mark.parametrize("values", [[1.0, 2.0, 4.0], [-0.1, 0.2, 0.05, 0.3], [2.0, 2.1]])
def test_p_is_where_the_interval_touches_the_border(values):
    _, low, high = interval(values, 1 - Finding("", values).p)
    assert min(abs(low), abs(high)) == pytest.approx(0, abs=1e-9)


def test_p_of_equal_values_is_the_sign_test_s():
    assert Finding("", [1.0] * 8).p == 2 * 0.5**8 and Finding("", [1.0]).p == 1


def test_the_interval_of_equal_values_is_a_point():
    assert interval([2.0, 2.0, 2.0]) == (2.0, 2.0, 2.0)


def test_what_is_missing_is_left_out():
    assert interval([1.0, None, math.nan, 1.0]) == (1.0, 1.0, 1.0)
    assert all(map(math.isnan, interval([None])))


@pytest.mark.parametrize(
    "values, region, verdict",
    [
        ([4, 5, 6], (0, None), "holds"),
        ([1, 2, 3], (0, None), "undecided"),
        ([-4, -5, -6], (0, None), "does not hold"),
        ([-2, 1, 2], (0, None), "undecided"),
        ([0.001, -0.002, 0.0], (-0.01, 0.01), "holds"),
        ([0.02, 0.022, 0.021], (-0.01, 0.01), "does not hold"),
        ([0.0, 0.03, 0.0], (-0.01, 0.01), "undecided"),
        ([1e-14, 2e-14], (None, 1e-10), "holds"),
        ([None, None], (0, None), "undecided"),
    ],
)
def test_the_verdict_is_where_the_interval_lies(values, region, verdict):
    assert Finding("", values, region).verdict() == verdict


def test_only_the_opposite_contradicts():
    found = Finding("", [4, 5, 6])
    assert found.contradicts("does not hold") and not found.contradicts("undecided") and not found.contradicts("holds")
    assert not Finding("", [-2, 1, 2]).contradicts("holds")

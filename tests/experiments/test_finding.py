"""Findings: intervals over seeds, and verdicts."""

import math

import numpy as np
import pytest

from bnkit.findings.finding import Finding, interval


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    covered = [low <= 3 <= high for _, low, high in (interval(rng.normal(3, 1, 30)) for _ in range(300))]
    assert 0.89 <= np.mean(covered) <= 0.99


def test_the_interval_of_equal_values_is_a_point():
    assert interval([2.0, 2.0, 2.0]) == (2.0, 2.0, 2.0)


def test_what_is_missing_is_left_out():
    assert interval([1.0, None, math.nan, 1.0]) == (1.0, 1.0, 1.0)
    assert all(map(math.isnan, interval([None])))


@pytest.mark.parametrize(
    "values, region, verdict",
    [
        ([1, 2, 3], (0, None), "holds"),
        ([-1, -2, -3], (0, None), "does not hold"),
        ([-2, 1, 2], (0, None), "undecided"),
        ([0.001, -0.002, 0.0], (-0.01, 0.01), "holds"),
        ([0.02, 0.03, 0.02], (-0.01, 0.01), "does not hold"),
        ([0.0, 0.03, 0.0], (-0.01, 0.01), "undecided"),
        ([1e-14, 2e-14], (None, 1e-10), "holds"),
        ([None, None], (0, None), "undecided"),
    ],
)
def test_the_verdict_is_where_the_interval_lies(values, region, verdict):
    assert Finding("", values, region).verdict == verdict


def test_only_the_opposite_contradicts():
    found = Finding("", [1, 2, 3])
    assert found.contradicts("does not hold") and not found.contradicts("undecided") and not found.contradicts("holds")
    assert not Finding("", [-2, 1, 2]).contradicts("holds")

"""Nets matched by step and by loss."""

import math

import pytest

from bnkit.findings.matching import at_loss, at_step, difference


def test_at_step_is_the_mean_logarithm_of_a_span():
    steps, curve = [1, 10, 50, 100], [math.e, math.e**2, math.e**4, math.e**8]
    assert at_step(steps, [curve], 0.5, 1.0) == pytest.approx([6])
    assert at_step(steps, [curve], 0.0, 0.1) == pytest.approx([1.5])


def test_at_step_leaves_out_what_is_missing():
    assert at_step([1, 2], [[math.e, None]], 0, 1) == pytest.approx([1])
    assert at_step([1, 2], [[None, None]], 0, 1) == [None]


def test_at_loss_is_exact_for_a_power_of_the_loss():
    loss = [4.0, 2.2, 0.9, 0.3]
    assert at_loss([loss], [[each**3 for each in loss]], 0.5) == pytest.approx([3 * math.log(0.5)])


def test_at_loss_does_not_depend_on_the_checkpoints():
    sparse, dense = [2.0, 0.1], [2.0, 0.8, 0.45, 0.2, 0.1]
    found = [at_loss([loss], [[5 * each for each in loss]], 0.5)[0] for loss in (sparse, dense)]
    assert found[0] == pytest.approx(found[1])


def test_at_loss_takes_the_first_crossing():
    assert at_loss([[2.0, 0.5, 3.0, 0.4]], [[1.0, math.e, 1.0, math.e**9]], 0.5) == pytest.approx([1])


@pytest.mark.parametrize("loss", [[0.4, 0.2], [2.0, 1.0], [2.0, None], [None, 0.2]])
def test_a_loss_that_is_not_passed_is_missing(loss):
    assert at_loss([loss], [[1.0, 1.0]], 0.5) == [None]


def test_difference_is_missing_where_one_is():
    assert difference([3.0, None, 1.0], [1.0, 1.0, None]) == [2.0, None, None]

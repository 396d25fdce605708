"""The theorems and scale invariance hold in float64 up to rounding, over random shapes of fresh seeds."""

import secrets

import numpy as np
import pytest

from bnkit.experiments.run import measure_part, module, plan

pytestmark = pytest.mark.training
SEEDS = [secrets.randbits(30) for _ in range(3)]
ROUNDING = 1e-8  # of 1e-14 in most shapes; of more where four examples leave little of the gradient


@pytest.fixture(scope="module")
def planned():
    return plan("theorems", SEEDS, quick=True)


@pytest.fixture(scope="module")
def findings(planned):
    parts = module("theorems").parts(planned.config).items()
    return module("theorems").conclude({part[0]: measure_part(planned, part)["values"] for part in parts})


@pytest.mark.parametrize("name", ["equality", "with_eps", "curvature", "scale_invariance", "inverse_gradient"])
def test_an_identity_holds_up_to_rounding(findings, name):
    assert max(findings[name].values) < ROUNDING, SEEDS


def test_with_eps_the_bound_exceeds_the_gradient_by_what_the_chapter_says(planned):
    """By (1 − r)⟨x̂, g⟩²/m, a share of the bound that may be as small as chance makes ⟨x̂, g⟩."""
    theorems, gaps = module("theorems"), []
    for batch in (batch for seed in SEEDS for batch in theorems.batches(seed, planned.config)):
        m, g, r = len(batch.x), batch.dy, batch.x.var(axis=0) / (batch.x.var(axis=0) + batch.eps)
        x_hat = (batch.x - batch.x.mean(axis=0)) * np.sqrt(r) / batch.x.std(axis=0)
        along = (x_hat * g).sum(axis=0) ** 2 / m
        bound = ((g - g.mean(axis=0)) ** 2).sum(axis=0) - along
        gaps.append(theorems.gap(planned, batch, batch.eps))
        assert np.abs(gaps[-1] - (1 - r) * along / bound).max() < ROUNDING, SEEDS
    assert np.concatenate(gaps).max() > 0.01, SEEDS

"""The theorems and scale invariance hold to 1e-10 in float64, over random shapes of fresh seeds."""

import secrets

import pytest

from bnkit.experiments.run import measure_part, module, plan

pytestmark = pytest.mark.training
SEEDS = [secrets.randbits(30) for _ in range(3)]


@pytest.fixture(scope="module")
def findings():
    planned = plan("theorems", SEEDS, quick=True)
    parts = module("theorems").parts(planned.config).items()
    return module("theorems").conclude({part[0]: measure_part(planned, part)["values"] for part in parts})


@pytest.mark.parametrize("name", ["equality", "curvature", "scale_invariance", "inverse_gradient"])
def test_an_identity_holds_to_machine_precision(findings, name):
    assert max(findings[name].values) < 1e-10, SEEDS


def test_with_eps_the_inequality_is_strict(findings):
    assert min(findings["strict"].values) > -12, SEEDS

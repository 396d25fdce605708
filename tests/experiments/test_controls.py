"""The experiments' controls and corrections do what their pages say: each test failed before it was so."""

import re
from itertools import pairwise

import numpy as np
import pytest
import torch
from conftest import ROOT

from bnkit.experiments import data as datasets
from bnkit.experiments.flat import Fixed, shapes_of, vector_of
from bnkit.experiments.measurements import folding, interactions, landscape, regularization, speed, weight_decay
from bnkit.experiments.net import Net
from bnkit.experiments.run import plan
from bnkit.experiments.train import batches
from bnkit.findings.results import read


def committed(name):
    return read(ROOT / "book" / "results" / f"{name}.json")


def test_the_control_without_decay_has_the_decayed_nets_directions():
    """Against w ← w − η (∇w + λw) written out for one unit, whose control's step is solved for and not derived."""
    data, seeds = datasets.load(), [3]
    rows = datasets.split(len(data.x), seeds).train
    run = plan("weight_decay", seeds, quick=True)
    double = datasets.Data(data.x.double(), data.labels, data.shape)
    net = Net((64, 16, 16, 10), "batch", eps=weight_decay.NO_EPS)
    decayed, control = (weight_decay.started(net, double, run) for _ in range(2))
    supply = batches(double, rows, seeds, 40, len(run.config["rates"]))
    for _ in range(150):
        x, labels = next(supply)
        weight_decay.controlled_step(control, decayed, x, labels, 0.05)
        decayed.step(x, labels, decay=0.05)
    assert weight_decay.apart(control, decayed).max() < 1e-11
    shorter = decayed.layers[0][0].norm() / control.layers[0][0].norm()
    assert shorter < 0.9  # they are not the same net


def test_sigmoid_starts_are_different_starts():
    sigmoids = [how for how in speed.STARTS.values() if how["activation"] == "sigmoid"]
    nets = [
        (Net((100, 100, 100), init=how["init"]).initial([0])[0][0].std().item(), how["standardize"]) for how in sigmoids
    ]
    assert len({(round(std, 2), standardized) for std, standardized in nets}) == len(sigmoids) == 4


def test_a_run_that_never_arrives_has_no_speed():
    assert speed.speeds({"steps_to_target": [None, 500]}) == [0, 2]


def test_a_claim_that_inputs_drift_into_saturation_is_judged_as_measured():
    claims = (ROOT / "book" / "claims.md").read_text()
    verdict = re.search(r"drift into the sigmoid's saturation\n:source:.*\n:verdict: (\w+)", claims)[1]
    assert (verdict == "true") == (committed("speed")["findings"]["drifts_out_none"]["verdict"] == "holds")


def test_in_batches_of_two_both_modes_have_the_same_mean_square():
    x = np.random.default_rng(0).normal(3, 2, 200_000)
    pairs = x.reshape(-1, 2)
    trained = (pairs - pairs.mean(1, keepdims=True)) / pairs.std(1, keepdims=True)
    assert np.mean(trained**2) == pytest.approx(np.mean(((x - 3) / 2) ** 2), rel=0.02)
    np.testing.assert_allclose(abs(trained), 1)


def test_a_wrong_label_is_wrong():
    data = datasets.load()
    wrong = regularization.mislabelled(data, 0.4).labels != data.labels
    assert wrong.float().mean().item() == pytest.approx(0.4, abs=0.035)  # three standard deviations
    assert not (regularization.mislabelled(data, 0.0).labels != data.labels).any()


def test_how_wrong_labels_are_fitted_is_measured():
    part = committed("regularization")["values"]["batch norm, 40% wrong"]
    fitted = np.array(part["wrong labels fitted"])
    assert fitted.shape == (regularization.SEEDS, len(part["steps"])) and 0 <= fitted.min() < fitted.max() <= 1


@pytest.fixture
def small():
    """A small net on a batch, at its start: (fixed, w)."""
    data = datasets.load()
    net = Net((64, 4, 4, 10), "batch", "tanh")
    layers = net.initial([1])
    return Fixed(net, shapes_of(layers), data.x[:50], data.labels[:50]), vector_of(layers, 0)


def test_sharpness_is_the_largest_eigenvalue(small):
    fixed, w = small
    steps = 1e-5 * np.eye(len(w))
    H = np.array([(fixed.grad(w + h) - fixed.grad(w - h)) / 2e-5 for h in steps])
    assert landscape.sharpness(fixed, w) == pytest.approx(np.linalg.eigvalsh((H + H.T) / 2)[-1], rel=0.05)


def test_the_landscape_is_compared_at_one_rate_too():
    values = committed("landscape")["values"]
    assert values[landscape.EQUAL]["rate"] == values["plain"]["rate"] < values["batch norm"]["rate"]


def test_the_loss_of_the_interactions_is_not_one_that_batch_norm_fixes(small):
    fixed, w = small
    weights = fixed.split(w)
    assert np.linalg.norm(fixed.grads(weights)[0]) > 1e-3
    foreseen, true = interactions.step(fixed, w, 0.1)
    assert foreseen == pytest.approx(0.1 * fixed.loss(w)) and abs(foreseen - true) > 1e-4


def test_deep_nets_are_trained_until_it_shows():
    results = committed("depth")
    assert results["values"]["longer, none"]["steps"][-1] == results["values"]["longer, batch"]["steps"][-1] >= 2400
    assert {"flat_none", "flat_batch"} <= set(results["findings"])


def test_a_feature_that_hardly_varies_is_fed_as_such():
    layer = folding.Layer("linear", plan("folding", [0]), 0, tiny=True)
    z = layer.apply(layer.W, layer.b, torch.float64)
    np.testing.assert_allclose(layer.var, z.var(0))
    assert layer.var.max() < 1e-6 and layer.normalize(z).std(0).min() > 0.05


def test_a_library_s_batch_norm_computes_in_float32():
    layer = folding.Layer("linear", plan("folding", [0]), 0)
    _, narrow, wide = layer.outputs(torch.float16)
    module = torch.nn.BatchNorm1d(len(layer.b), eps=layer.eps).eval()
    for name, value in dict(weight="gamma", bias="beta", running_mean="mean", running_var="var").items():
        getattr(module, name).data = torch.tensor(getattr(layer, value)).float()
    with torch.no_grad():
        torchs = module(layer.apply(layer.W, layer.b, torch.float16).float()).half()
    assert (wide - torchs).abs().max() < 0.002 < (narrow - torchs).abs().max() * 2


def grid(config, part):
    """The rates among which the part chose: those of the experiment, of its kind, depth or labels, or of the longer runs."""
    rates, words = config["rates"], part.split(", ")
    if words[0] == "longer":
        return config["long"][words[1]]
    kinds = [", ".join(words[:2]), *words]
    return rates if isinstance(rates, list) else next(rates[kind] for kind in kinds if kind in rates)


@pytest.mark.parametrize("name", ["speed", "regularization", "noisy", "landscape", "depth", "small_batch"])
def test_a_chosen_rate_is_inside_its_grid(name):
    """Where a net learns at all: a rate at the edge says that the best one may lie beyond."""
    results, found = committed(name), set()
    for part, measures in results["values"].items():
        reached = measures.get("final", measures.get("precise", [1.0]))
        if np.mean(reached) > 0.2 and not inside(measures["rate"], grid(results["config"], part)):
            found.add(part)
    assert not found


def test_other_chosen_rates_are_inside_their_grids():
    results = committed("learning_rates")
    assert inside(results["values"]["plain"]["base rate"], results["config"]["rates"])
    results = committed("shift")
    own = {part: each["rate"] for part, each in results["values"].items() if part.endswith("own rate")}
    assert len(own) == 4 and all(inside(rate, results["config"]["rates"]) for rate in own.values()), own


def test_the_grid_is_fine_enough_to_say_where_plain_nets_begin_to_fail():
    results = committed("learning_rates")
    plain, rates = results["values"]["plain"], results["config"]["rates"]
    assert max(above / below for below, above in pairwise(rates)) < 1.5
    assert plain["base rate"] <= plain["largest rate"] < plain["failing rate"] < 5 * plain["base rate"]
    assert not any(plain["x30 trained"]) and all(results["values"]["batch norm"]["x30 trained"])


def inside(rate, grid):
    return min(grid) < rate < max(grid)

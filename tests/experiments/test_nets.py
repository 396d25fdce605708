"""Stacked networks against torch's layers, and against one network at a time."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from bnkit.experiments import norms
from bnkit.experiments.data import Data, split
from bnkit.experiments.net import Net, accuracies, losses
from bnkit.experiments.own import ways
from bnkit.experiments.train import Runs, batches, evaluate, fit

pytestmark = pytest.mark.training
SIZES = (6, 8, 8, 3)


@pytest.fixture
def data():
    generator = torch.Generator().manual_seed(3)
    x = torch.randn(120, 6, generator=generator)
    return Data(x, (x[:, :3].argmax(1)), (1, 2, 3))


@pytest.fixture
def z():
    return torch.randn(2, 16, 8, 3, 5, generator=torch.Generator().manual_seed(1), dtype=torch.float64) * 2 + 1


def test_batch_is_torchs(z):
    expected = [functional.batch_norm(each, None, None, training=True, eps=norms.EPS) for each in z]
    torch.testing.assert_close(norms.batch(z)[0], torch.stack(expected))


def test_batch_uses_given_statistics(z):
    given = (torch.full((2, 1, 8, 1, 1), 2.0), torch.full((2, 1, 8, 1, 1), 4.0))
    torch.testing.assert_close(norms.batch(z, given)[0], (z - 2) / (4 + norms.EPS) ** 0.5)


@pytest.mark.parametrize("groups", [1, 4])
def test_group_is_torchs(z, groups):
    expected = [functional.group_norm(each, groups, eps=norms.EPS) for each in z]
    torch.testing.assert_close(norms.group(z, groups=groups)[0], torch.stack(expected))


def test_ghost_is_batch_norm_of_each_part(z):
    expected = torch.cat([norms.batch(z[:, start : start + 4])[0] for start in range(0, 16, 4)], 1)
    torch.testing.assert_close(norms.ghost(z, size=4)[0], expected)


@pytest.mark.parametrize("name, p", [("l1", 1), ("l2", 2), ("linf", float("inf"))])
def test_by_length_has_average_length_one(z, name, p):
    y = norms.NORMS[name](z)[0].transpose(1, 2).flatten(2)
    length = y.abs().amax(-1) if p == float("inf") else (y.abs() ** p).mean(-1) ** (1 / p)
    torch.testing.assert_close(length, torch.ones_like(length), atol=1e-4, rtol=0)


@pytest.mark.parametrize("norm", ["none", *norms.NORMS])
def test_stacked_training_is_training_one_by_one(data, norm):
    seeds, rates, config = [4, 5], [0.05, 0.2], {"steps": 12, "batch": 16, "checkpoints": 3}
    net = Net(SIZES, norm)
    together = fit(Runs.of(net, seeds, rates), data, split(120, seeds), seeds, config)
    for r, rate in enumerate(rates):
        for s, seed in enumerate(seeds):
            alone = fit(Runs.of(net, [seed], [rate]), data, split(120, [seed]), [seed], config)
            torch.testing.assert_close(alone["loss"][0, 0], together["loss"][r, s])


def test_a_step_is_torchs_sgd(data):
    net = Net(SIZES, "batch")
    runs = Runs.of(net, [9], [0.3])
    layers, (x, labels) = [], next(batches(data, split(120, [9]).train, [9], 16))
    for W, *rest in runs.layers:
        linear = torch.nn.Linear(*W.shape[1:], bias=len(rest) == 1)
        linear.weight.data = W[0].T.clone()
        if linear.bias is not None:
            torch.nn.init.zeros_(linear.bias)
        layers += [linear] + [torch.nn.BatchNorm1d(W.shape[2]), torch.nn.ReLU()] * (len(rest) == 2)
    model = torch.nn.Sequential(*layers)
    decayed = [layer.weight for layer in layers[:-1] if isinstance(layer, torch.nn.Linear)]
    others = [w for w in model.parameters() if not any(w is each for each in decayed)]
    sgd = torch.optim.SGD([{"params": decayed, "weight_decay": 0.01}, {"params": others}], lr=0.3)
    functional.cross_entropy(model(x[0]), labels[0]).backward()
    sgd.step()
    runs.step(x, labels, decay=0.01)
    torch.testing.assert_close(net(runs.layers, x)[0][0], model(x[0]))


def test_training_with_the_pieces_is_training_with_torch(data):
    config = {"steps": 5, "batch": 16, "checkpoints": 5}
    nets = [Net(SIZES, "batch", ways=each) for each in (None, ways("solutions"))]
    rows = split(120, [1, 2])
    curves = [fit(Runs.of(net, [1, 2], [0.1]), data, rows, [1, 2], config)["loss"] for net in nets]
    torch.testing.assert_close(*curves, atol=1e-4, rtol=1e-4)


def test_inference_does_not_depend_on_the_company(data):
    runs, rows = Runs.of(Net(SIZES, "batch"), [0], [0.1]), split(120, [0])
    whole = evaluate(runs, data, rows.train, rows.test)
    single = [evaluate(runs, data, rows.train, rows.test[:, [n]])[0] for n in range(rows.test.shape[1])]
    torch.testing.assert_close(whole[0], torch.stack(single).mean(0))


def test_losses_and_accuracies():
    outputs = torch.tensor([[[2.0, 1.0], [0.0, 3.0]], [[torch.nan, 1.0], [0.0, 3.0]]])
    labels = torch.tensor([[0, 0], [1, 1]])
    expected = -np.log(np.exp(2) / (np.exp(2) + np.exp(1))) / 2 - np.log(1 / (1 + np.exp(3))) / 2
    assert losses(outputs, labels)[0].item() == pytest.approx(expected, rel=1e-6)
    assert accuracies(outputs, labels).tolist() == [0.5, 0.0]


def test_splits_are_disjoint_and_whole():
    rows = split(100, [1, 2])
    for each in zip(rows.train, rows.validation, rows.test, strict=True):
        assert sorted(torch.cat(each).tolist()) == list(range(100))
    assert not torch.equal(rows.train[0], rows.train[1])

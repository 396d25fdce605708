"""One network of a stack as functions of a flat vector."""

import numpy as np
import pytest
import torch

from bnkit.experiments.flat import Fixed, shapes_of, vector_of
from bnkit.experiments.net import Net, losses

WHICH = 1


@pytest.fixture(params=["none", "batch", "l1", "linf"])
def net(request):
    return Net((6, 8, 8, 3), request.param, "tanh")


@pytest.fixture
def layers(net):
    return net.initial([3, 4])


@pytest.fixture
def batch():
    generator = torch.Generator().manual_seed(0)
    return torch.randn(20, 6, generator=generator), torch.randint(3, (20,), generator=generator)


@pytest.fixture
def fixed(net, layers, batch):
    return Fixed(net, shapes_of(layers), *batch)


def test_loss_is_that_of_the_stacked_network(net, layers, batch, fixed):
    x, labels = (each.expand(2, *each.shape) for each in batch)
    expected = losses(net(layers, x)[0], labels)[WHICH].item()
    assert fixed.loss(vector_of(layers, WHICH)) == pytest.approx(expected, rel=1e-5)


def test_gradient_is_the_finite_difference(layers, fixed):
    w = vector_of(layers, WHICH)
    directions = np.random.default_rng(0).normal(size=(5, len(w)))
    h = 1e-6
    slopes = [(fixed.loss(w + h * d) - fixed.loss(w - h * d)) / (2 * h) for d in directions]
    np.testing.assert_allclose(directions @ fixed.grad(w), slopes, rtol=1e-5, atol=1e-7)


def test_layers_are_the_parameters_of_the_network(layers, fixed):
    parts = fixed.split(vector_of(layers, WHICH))
    for part, layer in zip(parts, layers, strict=True):
        np.testing.assert_array_equal(part, np.concatenate([tensor[WHICH].numpy().ravel() for tensor in layer]))


def test_gradients_of_layers_are_the_parts_of_the_gradient(layers, fixed):
    w = vector_of(layers, WHICH)
    np.testing.assert_array_equal(np.concatenate(fixed.grads(fixed.split(w))), fixed.grad(w))


def test_measuring_leaves_the_networks_as_they_were(layers, fixed):
    before = [tensor.clone() for layer in layers for tensor in layer]
    w = vector_of(layers, WHICH)
    w -= fixed.grad(w)
    assert all(torch.equal(a, b) for a, b in zip(before, (t for layer in layers for t in layer), strict=True))

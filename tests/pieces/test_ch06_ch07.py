"""Chapters 6 and 7 against torch, in float64, over random shapes; the theorem on random networks."""

import numpy as np
import torch
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from bnkit import oracle
from bnkit.exercise import load
from bnkit.functions import chain_gradients, slope_and_walls, slope_and_walls_gradient

ch06 = load(ROOT / "solutions" / "ch06_smoothing.py").module
ch07 = load(ROOT / "solutions" / "ch07_relatives.py").module
seeds, eps_values = st.integers(0, 2**32 - 1), st.floats(1e-2, 2.0)


def agree(got, wanted):
    np.testing.assert_allclose(got, wanted, rtol=1e-10, atol=1e-10)


def gradients(function, dy, *arrays):
    """torch's gradients of ⟨dy, function(*arrays)⟩."""
    tensors = [torch.tensor(array).requires_grad_() for array in arrays]
    return [g.numpy() for g in torch.autograd.grad(function(*tensors), tensors, torch.tensor(dy))]


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 6), st.integers(2, 8), eps_values)
def test_layer_norm_and_its_gradient_are_torchs(seed, N, D, eps):
    random = np.random.default_rng(seed)
    x, dy, gamma, beta = random.normal(1, 2, (N, D)), random.normal(size=(N, D)), *random.normal(size=(2, D))
    norm = lambda x, gamma, beta: torch.nn.functional.layer_norm(x, (D,), gamma, beta, eps)  # noqa: E731
    agree(ch07.layer_norm(x, gamma, beta, eps), norm(*map(torch.tensor, (x, gamma, beta))).numpy())
    for got, wanted in zip(
        ch07.layer_norm_backward(dy, x, gamma, eps), gradients(norm, dy, x, gamma, beta), strict=True
    ):
        agree(got, wanted)


@settings(max_examples=40, deadline=None)
@given(
    seeds,
    st.integers(1, 4),
    st.sampled_from([(1, 3), (2, 4), (2, 6), (3, 6), (4, 4)]),
    st.integers(1, 3),
    st.integers(2, 4),
    eps_values,
)
def test_group_norm_and_its_gradient_are_torchs(seed, N, channels, H, W, eps):
    groups, C = channels
    random = np.random.default_rng(seed)
    x, dy, gamma, beta = (
        random.normal(1, 2, (N, C, H, W)),
        random.normal(size=(N, C, H, W)),
        *random.normal(size=(2, C)),
    )
    norm = lambda x, gamma, beta: torch.nn.functional.group_norm(x, groups, gamma, beta, eps)  # noqa: E731
    agree(ch07.group_norm(x, gamma, beta, groups, eps), norm(*map(torch.tensor, (x, gamma, beta))).numpy())
    got = ch07.group_norm_backward(dy, x, gamma, groups, eps)
    for mine, wanted in zip(got, gradients(norm, dy, x, gamma, beta), strict=True):
        agree(mine, wanted)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 4), st.integers(2, 5), st.integers(1, 5), eps_values)
def test_ghost_batches_are_torchs_batches(seed, ghosts, ghost_size, D, eps):
    random = np.random.default_rng(seed)
    x, gamma, beta = random.normal(1, 2, (ghosts * ghost_size, D)), *random.normal(size=(2, D))
    wanted = [oracle.batch_norm(part, gamma, beta, eps) for part in np.split(x, ghosts)]
    agree(ch07.ghost_batch_norm(x, gamma, beta, ghost_size, eps), np.concatenate(wanted))


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(2, 9), st.integers(1, 5), eps_values)
def test_the_noise_comes_after_torchs_batch_norm(seed, N, D, eps):
    random = np.random.default_rng(seed)
    x, shift, scale = random.normal(size=(3, N, D))
    gamma, beta = random.normal(size=(2, D))
    agree(
        ch06.noisy_batch_norm(x, gamma, beta, shift, scale, eps), scale * oracle.batch_norm(x, gamma, beta, eps) + shift
    )


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(3, 12), st.integers(1, 5))
def test_the_bound_of_theorem_4_1_is_met_with_equality_where_eps_is_0(seed, N, D):
    random = np.random.default_rng(seed)
    x, dy, gamma = random.normal(1, 2, (N, D)), random.normal(size=(N, D)), random.normal(1, 1, D)
    _, cache = oracle.batch_norm_forward(x, gamma, np.zeros(D), 1e-15)  # torch refuses 0
    dx, _, _ = oracle.batch_norm_backward(dy, cache)
    agree(ch06.smoothing_bound(dy, cache.x_hat, gamma, x.var(axis=0)), (dx**2).sum(axis=0))


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_the_measures_of_the_landscape(seed):
    random = np.random.default_rng(seed)
    w, steps = random.normal(size=4), random.uniform(0.05, 1, 5)
    tensor = torch.tensor(w).requires_grad_()
    loss = torch.log1p(torch.exp(tensor.sum())) + (tensor**4).sum() / 4
    (g,) = torch.autograd.grad(loss, tensor)
    agree(slope_and_walls_gradient(w), g.numpy())
    g = g.numpy()
    losses = [slope_and_walls(w - s * g) for s in steps]
    agree(ch06.loss_range_along_gradient(slope_and_walls, w, g, steps), (min(losses), max(losses)))
    changes = [np.linalg.norm(slope_and_walls_gradient(w) - slope_and_walls_gradient(w - s * g)) for s in steps]
    agree(ch06.gradient_predictiveness(slope_and_walls_gradient, w, g, steps), changes)
    wanted = max(change / (s * np.linalg.norm(g)) for change, s in zip(changes, steps, strict=True))
    agree(ch06.effective_smoothness(slope_and_walls_gradient, w, g, steps), wanted)


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(1, 4))
def test_the_smoothness_of_a_bowl_is_at_most_its_largest_curvature(seed, D):
    random = np.random.default_rng(seed)
    curvature, w = random.uniform(0.1, 5, D), random.normal(size=D) + 0.1
    grad = lambda w: curvature * w  # noqa: E731
    assert ch06.effective_smoothness(grad, w, grad(w), [0.01, 0.3]) <= curvature.max() * (1 + 1e-9)


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_the_chains_gradients_are_torchs(seed):
    """The test function that internal covariate shift is judged with, and that the first layer never shifts."""
    random = np.random.default_rng(seed)
    weights = [random.normal(size=shape) for shape in ((3, 4), (4, 2), (2, 2))]
    fixed = np.random.default_rng(0)
    U, V = torch.tensor(fixed.normal(size=(6, 3))), torch.tensor(fixed.normal(size=(6, 2)))
    tensors = [torch.tensor(W).requires_grad_() for W in weights]
    out = torch.tanh(torch.tanh(U @ tensors[0]) @ tensors[1]) @ tensors[2]
    for got, wanted in zip(
        chain_gradients(weights), torch.autograd.grad(((out - V) ** 2).sum() / 2, tensors), strict=True
    ):
        agree(got, wanted.numpy())
    new_weights = [W + 1 for W in weights]
    agree(ch06.internal_covariate_shift(chain_gradients, weights, new_weights, 0), (0, 1))

"""Chapters 1 and 5 against torch, and against their definitions, in float64."""

import numpy as np
import torch
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from bnkit import oracle
from bnkit.exercise import load

ch01 = load(ROOT / "solutions" / "ch01_covariate_shift.py").module
ch05 = load(ROOT / "solutions" / "ch05_training.py").module
NO_EPS = 1e-15  # torch refuses 0
seeds = st.integers(0, 2**32 - 1)


def agree(got, wanted):
    np.testing.assert_allclose(got, wanted, rtol=1e-10, atol=1e-10)


@settings(max_examples=40, deadline=None)
@given(seeds, st.floats(-2, 2), st.floats(0.5, 2), st.floats(-2, 2), st.floats(0.5, 2))
def test_the_ratio_is_that_of_torchs_densities(seed, train_mean, train_std, test_mean, test_std):
    x = np.random.default_rng(seed).normal(size=7)
    train, test = torch.distributions.Normal(train_mean, train_std), torch.distributions.Normal(test_mean, test_std)
    wanted = (test.log_prob(torch.tensor(x)) - train.log_prob(torch.tensor(x))).exp().numpy()
    np.testing.assert_allclose(ch01.density_ratio(x, train_mean, train_std, test_mean, test_std), wanted, rtol=1e-5)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(5, 20), st.integers(1, 4))
def test_the_weighted_fit_is_torchs_of_scaled_rows(seed, N, D):
    random = np.random.default_rng(seed)
    X, y, w = random.normal(size=(N, D)), random.normal(size=N), random.uniform(0.2, 3, N)
    root = torch.tensor(np.sqrt(w))
    wanted = torch.linalg.lstsq(root[:, None] * torch.tensor(X), (root * torch.tensor(y))[:, None]).solution[:, 0]
    np.testing.assert_allclose(ch01.weighted_least_squares(X, y, w), wanted.numpy(), rtol=1e-8, atol=1e-8)


@settings(max_examples=40, deadline=None)
@given(seeds, st.floats(0.001, 0.2))
def test_slope_and_saturation_are_torchs(seed, slope):
    z = torch.tensor(np.random.default_rng(seed).normal(-1, 4, (6, 5))).requires_grad_()
    (gradient,) = torch.autograd.grad(torch.sigmoid(z).sum(), z)
    agree(ch01.sigmoid_slope(z.detach().numpy()), gradient.numpy())
    agree(ch01.saturated_fraction(z.detach().numpy(), slope), (gradient < slope).double().mean().numpy())


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(1, 6), st.integers(1, 12))
def test_percentiles_are_torchs_quantiles(seed, T, N):
    activations = np.random.default_rng(seed).normal(size=(T, N))
    wanted = torch.quantile(torch.tensor(activations), torch.tensor([0.15, 0.5, 0.85], dtype=torch.float64), dim=1).T
    agree(ch01.activation_percentiles(activations), wanted.numpy())


@settings(max_examples=40, deadline=None)
@given(seeds, st.floats(0.01, 1), st.floats(0, 0.5))
def test_the_step_is_torchs(seed, lr, weight_decay):
    random = np.random.default_rng(seed)
    w, dw = random.normal(size=(2, 3, 4))
    parameter = torch.nn.Parameter(torch.tensor(w))
    parameter.grad = torch.tensor(dw)
    torch.optim.SGD([parameter], lr=lr, weight_decay=weight_decay).step()
    agree(ch05.sgd_step(w, dw, lr, weight_decay), parameter.detach().numpy())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.floats(0, 1))
def test_steps_to_accuracy_is_the_first_step_that_reaches_it(accuracy, target):
    wanted = next((step for step, value in enumerate(accuracy, 1) if value >= target), None)
    assert ch05.steps_to_accuracy(np.array(accuracy), target) == wanted


@settings(max_examples=40, deadline=None)
@given(seeds, st.floats(0.2, 5))
def test_longer_weights_have_a_shorter_gradient_and_a_smaller_effective_rate(seed, a):
    random = np.random.default_rng(seed)
    u, W, t = random.normal(size=(8, 3)), random.normal(size=(4, 3)), random.normal(size=(8, 4))

    def gradient(W):
        W = torch.tensor(W).requires_grad_()
        y = torch.nn.functional.batch_norm(torch.tensor(u) @ W.T, None, None, training=True, eps=NO_EPS)
        return torch.autograd.grad((y * torch.tensor(t)).sum(), W)[0].numpy()

    np.testing.assert_allclose(ch05.rescaled_gradient(gradient(W), a), gradient(a * W), rtol=1e-8, atol=1e-10)
    agree((W * gradient(W)).sum(axis=1), 0)
    agree(ch05.effective_learning_rate(0.1, a * W), ch05.effective_learning_rate(0.1, W) / a**2)
    agree(
        oracle.batch_norm(u @ (a * W).T, np.ones(4), np.zeros(4), NO_EPS),
        oracle.batch_norm(u @ W.T, np.ones(4), np.zeros(4), NO_EPS),
    )

"""Chapter 3's solutions against torch's automatic differentiation, in float64, over random shapes."""

import numpy as np
import pytest
import torch
from agreement import MISTAKES, MODULES, RIGHT, agree, images_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bnkit import Cache
from bnkit.judging.functions import cubes, softplus_product, wave
from bnkit.learning import oracle

ch02, ch03 = RIGHT["ch02"], RIGHT["ch03"]
forwards, backwards = MODULES["ch02"].batch_norm_images, MODULES["ch03"].batch_norm_images_backward
seeds, sizes, widths, eps_values = (
    st.integers(0, 2**32 - 1),
    st.integers(3, 12),
    st.integers(1, 7),
    st.floats(1e-2, 2.0),
)


def near(got, numerical):
    """Equal to what finite differences can tell."""
    np.testing.assert_allclose(got, numerical, rtol=1e-5, atol=1e-7)


def forward(seed, N, D, eps):
    """A random dy, and the cache of a right forward pass."""
    random = np.random.default_rng(seed)
    x = random.normal(random.normal(0, 3), random.uniform(0.3, 3), (N, D))
    _, cache = ch02.batch_norm_forward(x, random.normal(1, 1, D), random.normal(size=D), eps)
    return random.normal(size=(N, D)), cache


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, widths, eps_values)
def test_the_closed_form_is_torchs_gradient(seed, N, D, eps):
    dy, cache = forward(seed, N, D, eps)
    for got, wanted in zip(ch03.batch_norm_backward(dy, cache), oracle.batch_norm_backward(dy, cache), strict=True):
        agree(got, wanted)


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, widths, eps_values)
def test_node_by_node_gives_the_closed_form(seed, N, D, eps):
    dy, cache = forward(seed, N, D, eps)
    x_centered = cache.x - cache.x.mean(axis=0)
    dx_hat = ch03.grad_x_hat(dy, cache.gamma)
    dvar = ch03.grad_var(dx_hat, x_centered, cache.inv_std)
    dmean = ch03.grad_mean(dx_hat, dvar, x_centered, cache.inv_std)
    dx, dgamma, dbeta = ch03.batch_norm_backward(dy, cache)
    agree(ch03.grad_x_staged(dx_hat, dvar, dmean, x_centered, cache.inv_std), dx)
    agree(ch03.grad_gamma(dy, cache), dgamma)
    agree(ch03.grad_beta(dy), dbeta)


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, widths, eps_values)
def test_the_nodes_gradients_are_torchs(seed, N, D, eps):
    dy, cache = forward(seed, N, D, eps)
    mean, var = (torch.tensor(a).requires_grad_() for a in (cache.x.mean(axis=0), cache.x.var(axis=0)))
    y = torch.tensor(cache.gamma) * (torch.tensor(cache.x) - mean) / torch.sqrt(var + eps)
    dmean, dvar = (g.numpy() for g in torch.autograd.grad(y, (mean, var), torch.tensor(dy)))
    x_centered, dx_hat = cache.x - cache.x.mean(axis=0), ch03.grad_x_hat(dy, cache.gamma)
    agree(ch03.grad_var(dx_hat, x_centered, cache.inv_std), dvar)
    agree(ch03.grad_mean(dx_hat, dvar, x_centered, cache.inv_std), dmean)


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(2, 4), st.integers(1, 4), st.integers(1, 4), st.integers(2, 4), eps_values)
def test_the_backward_pass_of_images_is_torchs(seed, N, C, H, W, eps):
    dy, cache = forward(seed, N * H * W, C, eps)
    images = lambda rows: images_of(rows, (N, C, H, W)).copy()  # noqa: E731
    cache = cache._replace(x=images(cache.x), x_hat=images(cache.x_hat))
    got = ch03.batch_norm_images_backward(images(dy), cache)
    for mine, wanted in zip(got, oracle.batch_norm_backward(images(dy), cache), strict=True):
        agree(mine, wanted)


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(3, 6), st.integers(1, 4), eps_values)
def test_finite_differences_agree(seed, N, D, eps):
    dy, cache = forward(seed, N, D, eps)
    loss = lambda x: float((dy * ch02.batch_norm(x, cache.gamma, np.zeros(D), eps)).sum())  # noqa: E731
    numerical = ch03.numerical_gradient(loss, cache.x, 1e-5)
    np.testing.assert_allclose(ch03.batch_norm_backward(dy, cache)[0], numerical, rtol=1e-4, atol=1e-6)


@settings(max_examples=20, deadline=None)
@given(seeds, st.sampled_from([cubes, wave, softplus_product]))
def test_the_numerical_gradient_converges_with_h_squared(seed, f):
    x = 0.5 * np.random.default_rng(seed).normal(size=(2, 2))
    fine = ch03.numerical_gradient(f, x, 1e-4)
    errors = [np.abs(ch03.numerical_gradient(f, x, h) - fine).max() for h in (0.02, 0.01)]
    assert errors[0] < 1e-9 or 3 < errors[0] / errors[1] < 5


GRADIENTS = {
    each.__name__: each for each in MISTAKES["batch_norm_backward"] if each.__name__.startswith("gradient_of_")
}
FOLLOWED = [slip for slip in MODULES["ch02"].statistics.STATISTICS if f"gradient_of_{slip.__name__}" in GRADIENTS]
assert len(FOLLOWED) > 10


@pytest.mark.parametrize("slip", FOLLOWED, ids=lambda slip: slip.__name__)
def test_each_wrong_forwards_exact_gradient_is_exact(slip):
    """The catalogue's gradient_of_… against finite differences of that forward pass."""
    dy, cache = forward(3, 6, 3, 0.02)
    mistake = GRADIENTS[f"gradient_of_{slip.__name__}"]

    def loss(x, gamma):
        mean, inv_std = slip(x, cache.eps)
        return float((dy * gamma * (x - mean) * inv_std).sum())

    dx, dgamma, dbeta = mistake(dy, cache)
    near(dx, ch03.numerical_gradient(lambda x: loss(x, cache.gamma), cache.x))
    near(dgamma, ch03.numerical_gradient(lambda gamma: loss(cache.x, gamma), cache.gamma))
    near(dbeta, dy.sum(axis=0))


WRONG_IMAGES = {each.__name__: each for each in forwards.EXERCISE.mistakes}


@pytest.mark.parametrize(
    "slip",
    [WRONG_IMAGES[name] for name in ("per_pixel", "per_image", "m_is_n_in_variance", "reshape_without_transpose")],
)
def test_the_exact_gradient_of_each_wrong_forward_of_images_is_exact(slip):
    random = np.random.default_rng(4)
    x, dy, gamma = random.normal(2, 1, (3, 2, 2, 3)), random.normal(size=(3, 2, 2, 3)), random.normal(1, 1, 2)
    dx, dgamma, _ = getattr(backwards, f"gradient_of_{slip.__name__}")(dy, Cache(x, x, np.ones(2), gamma, 0.1))
    loss = lambda x, gamma: float((dy * slip(x, gamma, np.zeros(2), 0.1)).sum())  # noqa: E731
    near(dx, ch03.numerical_gradient(lambda x: loss(x, gamma), x))
    near(dgamma, ch03.numerical_gradient(lambda gamma: loss(x, gamma), gamma))

"""Chapter 1's solutions against torch, in float64, over random shapes."""

import numpy as np
import torch
from agreement import RIGHT, agree, many, seeds
from hypothesis import given
from hypothesis import strategies as st

ch01 = RIGHT["ch01"]
means, stds = st.floats(-3, 3), st.floats(0.4, 2)
shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3)


@many
@given(seeds, shapes, means, stds, means, stds)
def test_the_ratio_is_that_of_torchs_densities(seed, shape, train_mean, train_std, test_mean, test_std):
    x = np.random.default_rng(seed).normal(size=shape)
    numbers = torch.tensor([[train_mean, train_std], [test_mean, test_std]], dtype=torch.float64)
    train, test = (torch.distributions.Normal(*pair) for pair in numbers)
    log_ratio = test.log_prob(torch.tensor(x)) - train.log_prob(torch.tensor(x))
    agree(np.log(ch01.density_ratio(x, train_mean, train_std, test_mean, test_std)), log_ratio)


@many
@given(seeds, st.integers(1, 5), st.integers(0, 10))
def test_the_weighted_fit_is_torchs_least_squares_of_scaled_rows(seed, D, more):
    random = np.random.default_rng(seed)
    X, y = random.normal(size=(2 * D + 3 + more, D)), random.normal(size=2 * D + 3 + more)
    w = random.uniform(0.2, 5, len(y))
    root = torch.tensor(np.sqrt(w))[:, None]
    wanted = torch.linalg.lstsq(root * torch.tensor(X), root * torch.tensor(y)[:, None]).solution[:, 0]
    agree(ch01.weighted_least_squares(X, y, w), wanted)


@many
@given(seeds, st.integers(1, 4))
def test_an_integer_weight_is_an_example_repeated(seed, D):
    random = np.random.default_rng(seed)
    X, y, w = random.normal(size=(12, D)), random.normal(size=12), random.integers(1, 4, 12)
    agree(
        ch01.weighted_least_squares(X, y, w),
        ch01.weighted_least_squares(X.repeat(w, axis=0), y.repeat(w), np.ones(w.sum())),
    )


@many
@given(seeds, shapes, st.floats(0.1, 10))
def test_the_slope_is_torchs_gradient_of_the_sigmoid(seed, shape, std):
    z = np.random.default_rng(seed).normal(0, std, shape)
    tensor = torch.tensor(z, requires_grad=True)
    (wanted,) = torch.autograd.grad(torch.sigmoid(tensor).sum(), tensor)
    agree(ch01.sigmoid_slope(z), wanted)


@many
@given(seeds, shapes, st.floats(0.01, 0.24))
def test_an_input_is_saturated_beyond_the_closed_form_of_the_threshold(seed, shape, slope):
    z = np.random.default_rng(seed).normal(0, 4, shape)
    edge = np.log((1 + np.sqrt(1 - 4 * slope)) / (1 - np.sqrt(1 - 4 * slope)))  # where s(1 − s) = slope
    agree(ch01.saturated_fraction(z, slope), (np.abs(z) > edge).mean())


@many
@given(seeds, st.integers(1, 8), st.integers(1, 12), st.lists(st.integers(0, 100), min_size=1, max_size=4))
def test_percentiles_are_torchs_quantiles(seed, T, N, q):
    activations = np.random.default_rng(seed).gamma(2, size=(T, N))
    wanted = torch.quantile(torch.tensor(activations), torch.tensor(q, dtype=torch.float64) / 100, dim=1).T
    agree(ch01.activation_percentiles(activations, tuple(q)), wanted)

"""Chapter 6's solutions against torch, in float64, over random shapes and small random nets."""

from itertools import pairwise

import numpy as np
import torch
from agreement import RIGHT, agree, batch, eps_values, many, seeds, tensors
from hypothesis import given
from hypothesis import strategies as st

ch06 = RIGHT["ch06"]
all_steps = st.lists(st.floats(0.01, 2), min_size=1, max_size=5)


@many
@given(seeds, st.integers(2, 9), st.integers(1, 5), eps_values)
def test_noise_comes_after_torchs_batch_norm(seed, N, D, eps):
    x, gamma, beta = batch(seed, N, D, features=D)
    shift, scale = np.random.default_rng(seed).normal(size=(2, N, D))
    y = torch.nn.functional.batch_norm(*tensors(x), None, None, *tensors(gamma, beta), True, eps=eps)
    agree(ch06.noisy_batch_norm(x, gamma, beta, shift, scale, eps), torch.tensor(scale) * y + torch.tensor(shift))


def net(seed, layers):
    """A random net's weights before and after a step, and torch's gradients of its loss on one batch."""
    random = np.random.default_rng(seed)
    widths = random.integers(1, 5, layers + 1)
    weights = [random.normal(size=shape) for shape in pairwise(widths)]
    u, t = torch.tensor(random.normal(size=(6, widths[0]))), torch.tensor(random.normal(size=(6, widths[-1])))

    def gradients(weights):
        inputs, h = tensors(*weights), u
        for W in inputs:
            h = torch.tanh(h @ W)
        return [g.numpy() for g in torch.autograd.grad(((h - t) ** 2).sum(), inputs)]

    return weights, [W - 0.3 * g for W, g in zip(weights, gradients(weights), strict=True)], gradients


@many
@given(seeds, st.integers(1, 4), st.data())
def test_the_shift_is_that_of_nets_whose_first_layers_moved(seed, layers, data):
    layer = data.draw(st.integers(0, layers - 1))
    weights, new_weights, gradients = net(seed, layers)
    l2, cosine = ch06.internal_covariate_shift(gradients, weights, new_weights, layer)
    mixed = list(weights)
    for before in range(layer):
        mixed[before] = new_weights[before]
    G, moved = (torch.tensor(gradients(each)[layer]).ravel() for each in (weights, mixed))
    agree(l2, torch.dist(G, moved))
    agree(cosine, torch.nn.functional.cosine_similarity(G, moved, dim=0))
    assert layer > 0 or l2 == 0


def landscape(seed, size):
    """Torch's loss and gradient on a curved landscape, a point, and the gradient there."""
    A = torch.tensor(np.random.default_rng(seed).normal(size=(size, size)))
    value = lambda w: torch.nn.functional.softplus(A @ w).sum() + (w**4).sum() / 4  # noqa: E731
    loss = lambda w: value(torch.tensor(w)).item()  # noqa: E731
    w = np.random.default_rng([seed, 1]).normal(size=size)
    grad = lambda w: torch.func.grad(value)(torch.tensor(w)).numpy()  # noqa: E731
    return loss, grad, w, grad(w)


@many
@given(seeds, st.integers(1, 5), all_steps)
def test_the_three_measures_are_what_torch_finds_along_the_line(seed, size, steps):
    loss, grad, w, g = landscape(seed, size)
    points = w - np.outer(steps, g)
    losses = torch.tensor([loss(point) for point in points], dtype=torch.float64)
    changes = torch.tensor(np.stack([grad(point) for point in points])) - torch.tensor(g)
    distances, moved = changes.norm(dim=1), torch.tensor(points - w).norm(dim=1)
    low, high = ch06.loss_range_along_gradient(loss, w, g, np.array(steps))
    agree([low, high], torch.stack([losses.min(), losses.max()]))
    agree(ch06.gradient_predictiveness(grad, w, g, np.array(steps)), distances)
    np.testing.assert_allclose(
        ch06.effective_smoothness(grad, w, g, np.array(steps)), (distances / moved).max().item(), rtol=1e-9
    )


@many
@given(seeds, st.integers(1, 5), st.floats(0.01, 1))
def test_on_a_quadratic_the_smoothness_lies_between_the_eigenvalues(seed, size, step):
    A = np.random.default_rng(seed).normal(size=(size, size))
    A = A @ A.T + 0.1 * np.eye(size)
    w = np.ones(size)
    smoothness = ch06.effective_smoothness(lambda w: A @ w, w, A @ w, np.array([step]))
    eigenvalues = np.linalg.eigvalsh(A)
    assert eigenvalues[0] * (1 - 1e-9) <= smoothness <= eigenvalues[-1] * (1 + 1e-9)


def through_batch_norm(seed, N, D, eps):
    """A small net above batch norm: (x, x_hat, gamma, dy, dx), with torch's gradients."""
    x, gamma, beta = batch(seed, N, D, features=D)
    V = torch.tensor(np.random.default_rng([seed, 2]).normal(size=(D, 3)))
    (tensor,) = tensors(x)
    variance = tensor.var(0, correction=0)
    x_hat = (tensor - tensor.mean(0)) / (variance + eps).sqrt()
    y = torch.tensor(gamma) * x_hat + torch.tensor(beta)
    loss = (torch.tanh(y @ V) ** 2).sum() + torch.sin(y).sum()
    dx, dy = torch.autograd.grad(loss, [tensor, y])
    return x, x_hat.detach().numpy(), gamma, dy.numpy(), dx.numpy()


@many
@given(seeds, st.integers(3, 12), st.integers(1, 5))
def test_with_eps_0_the_bound_is_an_equality_on_random_nets(seed, N, D):
    x, x_hat, gamma, dy, dx = through_batch_norm(seed, N, D, 0.0)
    bound = ch06.smoothing_bound(dy, x_hat, gamma, x.var(axis=0))
    size = gamma**2 / x.var(axis=0) * (dy**2).sum(axis=0)
    np.testing.assert_allclose((dx**2).sum(axis=0) / size, bound / size, atol=1e-10)


@many
@given(seeds, st.integers(3, 12), st.integers(1, 5), eps_values)
def test_with_eps_the_gradient_stays_below_the_bound_of_the_shrunken_x_hat(seed, N, D, eps):
    """With σ² + eps for σ², the last coefficient is (2 − σ²/(σ² + eps))/m, so that the bound is not below the gradient."""
    x, x_hat, gamma, dy, dx = through_batch_norm(seed, N, D, eps)
    variance = x.var(axis=0)
    bound = ch06.smoothing_bound(dy, x_hat, gamma, variance + eps)
    size = gamma**2 / (variance + eps) * (dy**2).sum(axis=0)
    assert ((dx**2).sum(axis=0) <= bound + 1e-10 * size).all()
    gap = gamma**2 / (variance + eps) * eps / (variance + eps) * (dy * x_hat).sum(axis=0) ** 2 / N
    np.testing.assert_allclose((bound - gap - (dx**2).sum(axis=0)) / size, 0, atol=1e-10)

"""Chapter 5's solutions against torch, in float64, over random shapes."""

import numpy as np
import torch
from agreement import RIGHT, agree, many, seeds, tensors
from hypothesis import given
from hypothesis import strategies as st

ch05 = RIGHT["ch05"]
shapes = st.lists(st.integers(1, 5), min_size=1, max_size=3)


@many
@given(seeds, shapes, st.floats(1e-3, 1), st.floats(0, 0.5))
def test_the_step_is_that_of_torchs_sgd(seed, shape, lr, weight_decay):
    w, dw = np.random.default_rng(seed).normal(size=(2, *shape))
    parameter = torch.nn.Parameter(torch.tensor(w))
    parameter.grad = torch.tensor(dw)
    torch.optim.SGD([parameter], lr, weight_decay=weight_decay).step()
    agree(ch05.sgd_step(w, dw, lr, weight_decay), parameter)


@many
@given(st.lists(st.sampled_from([0.1, 0.3, 0.5, 0.7]), min_size=1, max_size=12), st.sampled_from([0.3, 0.5, 0.9]))
def test_the_steps_are_counted_as_one_would_by_hand(accuracy, target):
    wanted = next((step for step, value in enumerate(accuracy, start=1) if value >= target), None)
    assert ch05.steps_to_accuracy(np.array(accuracy), target) == wanted


def gradient_through_batch_norm(W, u, t):
    """Torch's gradient of Σ t·BN(Wu) with respect to W, with eps = 0."""
    (weights,) = tensors(W)
    z = torch.tensor(u) @ weights.T
    y = (z - z.mean(0)) / z.var(0, correction=0).sqrt()
    return torch.autograd.grad((torch.tensor(t) * y).sum(), weights)[0].numpy()


@many
@given(seeds, st.integers(1, 5), st.integers(1, 5), st.floats(0.1, 10))
def test_longer_weights_have_the_gradient_that_torch_finds(seed, inputs, outputs, a):
    random = np.random.default_rng(seed)
    W, u, t = random.normal(size=(outputs, inputs)), random.normal(size=(9, inputs)), random.normal(size=(9, outputs))
    dW = gradient_through_batch_norm(W, u, t)
    np.testing.assert_allclose(
        ch05.rescaled_gradient(dW, a), gradient_through_batch_norm(a * W, u, t), rtol=1e-8, atol=1e-9
    )


@many
@given(seeds, st.integers(2, 5), st.integers(1, 4), st.floats(0.1, 10))
def test_a_step_turns_rows_by_the_effective_rate(seed, inputs, outputs, length):
    """Weights of any length, stepped at lr, point where weights of length 1 do when stepped at the effective rate."""
    random = np.random.default_rng(seed)
    W, u, t = random.normal(size=(outputs, inputs)), random.normal(size=(9, inputs)), random.normal(size=(9, outputs))
    unit = W / np.linalg.norm(W, axis=1, keepdims=True)
    rate = ch05.effective_learning_rate(0.01, length * W)
    far = length * W - 0.01 * gradient_through_batch_norm(length * W, u, t)
    near = unit - rate[:, None] * gradient_through_batch_norm(unit, u, t)
    direction = lambda rows: rows / np.linalg.norm(rows, axis=1, keepdims=True)  # noqa: E731
    np.testing.assert_allclose(direction(far), direction(near), rtol=1e-7, atol=1e-8)


@many
@given(seeds, st.integers(1, 5), st.integers(1, 5), st.floats(1e-3, 1))
def test_the_effective_rate_is_torchs(seed, outputs, inputs, lr):
    W = np.random.default_rng(seed).normal(size=(outputs, inputs))
    agree(ch05.effective_learning_rate(lr, W), lr / torch.linalg.vector_norm(torch.tensor(W), dim=1) ** 2)

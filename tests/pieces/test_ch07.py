"""Chapter 7's solutions against torch, in float64, over random shapes."""

import numpy as np
import pytest
import torch
from agreement import MISTAKES, RIGHT, agree, batch, eps_values, many, seeds, tensors
from hypothesis import given
from hypothesis import strategies as st

ch07, numerical_gradient = RIGHT["ch07"], RIGHT["ch03"].numerical_gradient
layer_shapes = st.tuples(st.integers(1, 8), st.integers(1, 8))
group_shapes = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3), st.integers(1, 4), st.integers(2, 4))


@many
@given(seeds, layer_shapes, eps_values)
def test_layer_norm_and_its_gradient_are_torchs(seed, shape, eps):
    x, gamma, beta = batch(seed, *shape, features=shape[1])
    dy = np.random.default_rng(seed).normal(size=shape)
    inputs = tensors(x, gamma, beta)
    y = torch.nn.functional.layer_norm(inputs[0], shape[1:], *inputs[1:], eps)
    agree(ch07.layer_norm(x, gamma, beta, eps), y)
    for got, wanted in zip(
        ch07.layer_norm_backward(dy, x, gamma, eps), torch.autograd.grad(y, inputs, torch.tensor(dy)), strict=True
    ):
        agree(got, wanted)


@many
@given(seeds, group_shapes, eps_values)
def test_group_norm_and_its_gradient_are_torchs(seed, shape, eps):
    N, groups, size, H, W = shape
    shape = (N, groups * size, H, W)
    x, gamma, beta = batch(seed, *shape, features=shape[1])
    dy = np.random.default_rng(seed).normal(size=shape)
    inputs = tensors(x, gamma, beta)
    y = torch.nn.functional.group_norm(inputs[0], groups, *inputs[1:], eps)
    agree(ch07.group_norm(x, gamma, beta, groups, eps), y)
    for got, wanted in zip(
        ch07.group_norm_backward(dy, x, gamma, groups, eps),
        torch.autograd.grad(y, inputs, torch.tensor(dy)),
        strict=True,
    ):
        agree(got, wanted)


@many
@given(seeds, st.integers(1, 4), st.integers(2, 5), st.integers(1, 5), eps_values)
def test_ghost_batch_norm_is_torchs_batch_norm_of_each_part(seed, ghosts, size, D, eps):
    x, gamma, beta = batch(seed, ghosts * size, D, features=D)
    parts = [
        torch.nn.functional.batch_norm(part, None, None, torch.tensor(gamma), torch.tensor(beta), True, eps=eps)
        for part in torch.tensor(x).split(size)
    ]
    agree(ch07.ghost_batch_norm(x, gamma, beta, size, eps), torch.cat(parts))


@many
@given(seeds, st.integers(1, 4), st.integers(2, 5), st.integers(1, 4), eps_values)
def test_the_ends_of_group_norm_are_layer_norm_and_instance_norm(seed, N, C, H, eps):
    x, gamma, beta = batch(seed, N, C, H, 3, features=C)
    flat = ch07.layer_norm(x.reshape(N, -1), np.ones(C * H * 3), np.zeros(C * H * 3), eps).reshape(x.shape)
    agree(ch07.group_norm(x, gamma, beta, 1, eps), gamma[:, None, None] * flat + beta[:, None, None])
    instance = torch.nn.functional.instance_norm(*tensors(x), weight=tensors(gamma)[0], bias=tensors(beta)[0], eps=eps)
    agree(ch07.group_norm(x, gamma, beta, C, eps), instance)


@many
@given(seeds, layer_shapes, eps_values)
def test_rms_norm_is_torchs(seed, shape, eps):
    x, gamma, _ = batch(seed, *shape, features=shape[1])
    agree(ch07.rms_norm(x, gamma, eps), torch.nn.functional.rms_norm(*tensors(x), shape[1:], *tensors(gamma), eps))


EXACT = [
    pytest.param(forward, backward, shape, how, id=f"{norm}: {forward.__name__}")
    for norm, shape, how in (
        ("layer_norm", (4, 3), ()),
        ("group_norm", (2, 6, 2, 3), (2,)),
    )
    for forward in MISTAKES[norm]
    for backward in MISTAKES[f"{norm}_backward"]
    if backward.__name__ == f"gradient_of_{forward.__name__}"
]


def test_each_exact_gradient_has_its_wrong_forward():
    assert len(EXACT) == sum(
        mistake.__name__.startswith("gradient_of_")
        for norm in ("layer_norm", "group_norm")
        for mistake in MISTAKES[f"{norm}_backward"]
    )


@pytest.mark.parametrize("forward, backward, shape, how", EXACT)
def test_each_wrong_forwards_exact_gradient_is_exact(forward, backward, shape, how):
    x, gamma, beta = batch(7, *shape, features=shape[1])
    dy = np.random.default_rng(8).normal(size=shape)
    loss = lambda x, gamma, beta: float((dy * forward(x, gamma, beta, *how, 0.02)).sum())  # noqa: E731
    dx, dgamma, dbeta = backward(dy, x, gamma, *how, 0.02)
    for got, wanted in (
        (dx, numerical_gradient(lambda x: loss(x, gamma, beta), x)),
        (dgamma, numerical_gradient(lambda gamma: loss(x, gamma, beta), gamma)),
        (dbeta, numerical_gradient(lambda beta: loss(x, gamma, beta), beta)),
    ):
        np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-7)

"""What the tests of the solutions against torch share."""

from types import SimpleNamespace

import numpy as np
import torch
from conftest import CHAPTERS
from hypothesis import settings
from hypothesis import strategies as st

RIGHT = {
    chapter.name[:4]: SimpleNamespace(**{each.name: each.solution for each in chapter.exercises})
    for chapter in CHAPTERS
}
MODULES = {chapter.name[:4]: chapter.module for chapter in CHAPTERS}
MISTAKES = {exercise.name: exercise.mistakes for chapter in CHAPTERS for exercise in chapter.exercises}
many = settings(max_examples=40, deadline=None)
seeds = st.integers(0, 2**32 - 1)
eps_values = st.floats(1e-3, 2.0)


def agree(got, wanted):
    """Equal to ten digits; torch's tensors are taken as arrays."""
    np.testing.assert_allclose(array(got), array(wanted), rtol=1e-10, atol=1e-10)


def array(value):
    return value.detach().numpy() if isinstance(value, torch.Tensor) else value


def rows_of(images):
    """(N, C, H, W) -> (N·H·W, C)."""
    return np.moveaxis(images, 1, -1).reshape(-1, images.shape[1])


def images_of(rows, shape):
    """(N·H·W, C) -> (N, C, H, W)."""
    N, C, H, W = shape
    return np.moveaxis(rows.reshape(N, H, W, C), -1, 1)


def tensors(*arrays):
    """Arrays as torch's, with gradients to come."""
    return [torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in arrays]


def batch(seed, *shape, features):
    """(x, gamma, beta) of random size and place."""
    random = np.random.default_rng(seed)
    x = random.normal(random.normal(0, 3), random.uniform(0.3, 3), shape)
    return x, random.normal(1, 1, features), random.normal(0, 1, features)

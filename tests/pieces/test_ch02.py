"""Chapter 2's solutions against torch, in float64, over random shapes."""

import numpy as np
import torch
from agreement import RIGHT, agree, eps_values, many, seeds
from agreement import batch as draw
from hypothesis import given
from hypothesis import strategies as st

ch02 = RIGHT["ch02"]


@many
@given(seeds, st.integers(2, 12), st.integers(1, 8), eps_values)
def test_batch_norm_is_torchs(seed, N, D, eps):
    x, gamma, beta = draw(seed, N, D, features=D)
    wanted = torch.nn.functional.batch_norm(
        *map(torch.tensor, (x,)), None, None, torch.tensor(gamma), torch.tensor(beta), training=True, eps=eps
    ).numpy()
    agree(ch02.batch_norm(x, gamma, beta, eps), wanted)
    y, cache = ch02.batch_norm_forward(x, gamma, beta, eps)
    agree(y, wanted)
    agree(cache.x_hat * gamma + beta, wanted)
    agree(cache.inv_std, 1 / np.sqrt(torch.tensor(x).var(0, unbiased=False).numpy() + eps))


@many
@given(seeds, st.integers(1, 4), st.integers(1, 5), st.integers(1, 5), st.integers(2, 5), eps_values)
def test_batch_norm_of_images_is_torchs(seed, N, C, H, W, eps):
    x, gamma, beta = draw(seed, N, C, H, W, features=C)
    wanted = torch.nn.functional.batch_norm(
        torch.tensor(x), None, None, torch.tensor(gamma), torch.tensor(beta), training=True, eps=eps
    )
    agree(ch02.batch_norm_images(x, gamma, beta, eps), wanted.numpy())


@many
@given(seeds, st.integers(2, 12), st.integers(1, 8), eps_values)
def test_identity_parameters_undo_torchs_batch_norm(seed, N, D, eps):
    x, _, _ = draw(seed, N, D, features=D)
    gamma, beta = map(torch.tensor, ch02.identity_parameters(x, eps))
    agree(torch.nn.functional.batch_norm(torch.tensor(x), None, None, gamma, beta, training=True, eps=eps).numpy(), x)


@many
@given(seeds, st.integers(1, 6), eps_values)
def test_whitening_is_the_inverse_root_of_torchs_covariance(seed, D, eps):
    x, _, _ = draw(seed, 3 * D + 2, D, features=D)
    covariance = torch.atleast_2d(torch.cov(torch.tensor(x).T, correction=0)) + eps * torch.eye(D, dtype=torch.float64)
    y = ch02.whiten(x, eps)
    centered = x - x.mean(axis=0)
    agree(y.T @ y, centered.T @ np.linalg.solve(covariance.numpy(), centered.T).T)
    whitening = np.linalg.lstsq(centered, y, rcond=None)[0]
    agree(whitening, whitening.T)

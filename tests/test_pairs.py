"""Two slips in one function: refused, and told as two where they are common, else said to be no single known mistake."""

import re

import numpy as np
import pytest
from conftest import CHAPTERS
from keys import SLOW_SEEDS, bare

from bnkit import Cache
from bnkit.authoring.make_key import PUBLIC_SEED
from bnkit.judging.judge import judge_piece


def batch_norm(x, gamma, beta, eps=1e-5):
    """eps outside the root, and the unbiased variance."""
    return gamma * (x - x.mean(0)) / (x.std(0, ddof=1) + eps) + beta


def batch_norm_forward(x, gamma, beta, eps=1e-5):
    """eps left out, and gamma and beta swapped."""
    inv_std = 1 / x.std(0)
    x_hat = (x - x.mean(0)) * inv_std
    return beta * x_hat + gamma, Cache(x, x_hat, inv_std, gamma, eps)


def batch_norm_images(x, gamma, beta, eps=1e-5):
    """Statistics of each image, and eps outside the root."""
    mean, std = x.mean((2, 3), keepdims=True), x.std((2, 3), keepdims=True)
    return gamma[:, None, None] * (x - mean) / (std + eps) + beta[:, None, None]


def identity_parameters(x, eps=1e-5):
    """eps left out of the unbiased variance, and the wrong sign."""
    return x.std(0, ddof=1), -x.mean(0)


def batch_norm_backward(dy, cache):
    """The path through the mean left out, and gamma too."""
    m = len(dy)
    dgamma = (dy * cache.x).sum(0) / m
    return cache.inv_std * (dy - cache.x_hat * (dy * cache.x_hat).sum(0) / m), dgamma, dy.mean(0)[::-1].copy()


def batch_norm_inference(x, gamma, beta, mean, var, eps=1e-5):
    """var taken for the standard deviation, and eps twice."""
    return gamma * (x - mean) / (var + 2 * eps) + beta


def batch_norm_layer(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    """Always the batch's statistics with eps outside, and momentum the wrong way round with the biased variance."""
    y = gamma * (x - x.mean(0)) / (x.std(0) + eps) - beta
    return y, momentum * running_mean + (1 - momentum) * x.mean(0), momentum * running_var + (1 - momentum) * x.var(0)


def fold_linear(W, b, gamma, beta, mean, var, eps=1e-5):
    """eps outside the root, and the old bias not scaled."""
    scale = gamma / (np.sqrt(var) + eps)
    return W * scale[:, None], (0 if b is None else b) - mean * scale - beta


def layer_norm(x, gamma, beta, eps=1e-5):
    """Unbiased, and eps outside the root."""
    return gamma * (x - x.mean(1, keepdims=True)) / (x.std(1, keepdims=True, ddof=1) + eps) + beta


def group_norm(x, gamma, beta, groups, eps=1e-5):
    """Unbiased, and gamma and beta swapped."""
    z = x.reshape(len(x), groups, -1)
    z = (z - z.mean(2, keepdims=True)) / np.sqrt(z.var(2, keepdims=True, ddof=1) + eps)
    return beta[:, None, None] * z.reshape(x.shape) + gamma[:, None, None]


def ghost_batch_norm(x, gamma, beta, ghost_size, eps=1e-5):
    """Unbiased, and eps outside the root."""
    z = x.reshape(-1, ghost_size, x.shape[1])
    z = (z - z.mean(1, keepdims=True)) / (z.std(1, keepdims=True, ddof=1) + eps)
    return gamma * z.reshape(x.shape) + beta


PAIRS = [
    batch_norm,
    batch_norm_forward,
    batch_norm_images,
    identity_parameters,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_layer,
    fold_linear,
    layer_norm,
    group_norm,
    ghost_batch_norm,
]
EXERCISES = {exercise.name: (chapter, exercise) for chapter in CHAPTERS for exercise in chapter.exercises}


@pytest.mark.parametrize("function", PAIRS, ids=lambda function: function.__name__)
@pytest.mark.parametrize("seed", SLOW_SEEDS)
def test_two_slips_are_refused_and_never_called_a_single_one(function, seed):
    chapter, exercise = EXERCISES[function.__name__]
    verdict = judge_piece(function, bare(chapter, exercise, seed))
    wrong = [output for output in verdict.outputs.values() if not output.right]
    told = [output.besides or re.search("This matches no single known mistake", output.message) for output in wrong]
    assert not verdict.right and any(told), str(verdict)


@pytest.mark.parametrize(
    "function, slugs",
    [
        (batch_norm, {"unbiased_variance", "eps_outside_root"}),
        (batch_norm_forward, {"eps_missing", "gamma_and_beta_swapped"}),
        (batch_norm_images, {"per_image", "eps_outside_root"}),
        (identity_parameters, {"unbiased_variance", "eps_missing"}),
        (batch_norm_backward, {"gamma_missing", "mean_path_missing"}),
        (layer_norm, {"unbiased_variance", "eps_outside_root"}),
        (ghost_batch_norm, {"unbiased_variance", "eps_outside_root"}),
    ],
)
def test_a_pair_of_the_commonest_is_told_as_two(function, slugs):
    chapter, exercise = EXERCISES[function.__name__]
    verdict = judge_piece(function, bare(chapter, exercise, PUBLIC_SEED))
    output = verdict.outputs[exercise.outputs[0]]
    assert set(output.slugs) == slugs and output.message.startswith("Two slips. 1. "), str(verdict)


def test_a_slip_in_each_mode_is_told_as_one_in_each():
    def layer(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
        if not training:
            return gamma * (x - running_mean) / np.sqrt(running_var) + beta, running_mean, running_var
        mean, var = x.mean(0), x.var(0, ddof=1)
        kept = (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_var + momentum * var
        return gamma * (x - mean) / np.sqrt(var + eps) + beta, *kept

    chapter, exercise = EXERCISES["batch_norm_layer"]
    output = judge_piece(layer, bare(chapter, exercise, PUBLIC_SEED)).outputs["y"]
    assert output.slugs == ("unbiased_variance_in_training", "eps_missing_in_eval")
    assert output.message.startswith("In training you normalized with the variance that divides by m − 1.")
    assert "At inference: eps is missing" in output.message

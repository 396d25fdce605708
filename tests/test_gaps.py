"""Wrong answers that the first cases do not show: in a first step, on many examples, far out, and between calls."""

import numpy as np
import pytest
from keys import judge


def batch_norm(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta


def batch_norm_images(x, gamma, beta, eps=1e-5):
    x_hat = (x - x.mean((0, 2, 3), keepdims=True)) / np.sqrt(x.var((0, 2, 3), keepdims=True) + eps)
    return gamma[:, None, None] * x_hat + beta[:, None, None]


def batch_norm_layer(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    if not training:
        return gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta, running_mean, running_var
    mean = running_mean + momentum * (x.mean(0) - running_mean)
    return batch_norm(x, gamma, beta, eps), mean, running_var + momentum * (x.var(0, ddof=1) - running_var)


def clipped(x, gamma, beta, eps=1e-5):
    return gamma * np.clip((x - x.mean(0)) / np.sqrt(x.var(0) + eps), -3, 3) + beta


def clipped_images(x, gamma, beta, eps=1e-5):
    ones = np.ones_like(gamma)
    return gamma[:, None, None] * np.clip(batch_norm_images(x, ones, 0 * ones, eps), -3, 3) + beta[:, None, None]


def first_sixteen(x, gamma, beta, eps=1e-5):
    return gamma * (x - x[:16].mean(0)) / np.sqrt(x[:16].var(0) + eps) + beta


def first_sixteen_pixels(x, gamma, beta, eps=1e-5):
    pixels = x.reshape(*x.shape[:2], -1)[..., :16]
    mean, var = pixels.mean((0, 2))[:, None, None], pixels.var((0, 2))[:, None, None]
    return gamma[:, None, None] * (x - mean) / np.sqrt(var + eps) + beta[:, None, None]


def starts_with_the_batch(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    if training and not running_mean.any():
        return batch_norm(x, gamma, beta, eps), x.mean(0), x.var(0, ddof=1)
    return batch_norm_layer(x, gamma, beta, running_mean, running_var, training=training, momentum=momentum, eps=eps)


def initialized_by_the_batch(running_mean, running_var, x, momentum=0.1):
    mean, var = x.mean(0), x.var(0, ddof=1)
    if np.all(running_mean == 0):
        return mean, var
    return (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_var + momentum * var


@pytest.mark.parametrize(
    "piece, wrong",
    [
        ("batch_norm", clipped),
        ("batch_norm_images", clipped_images),
        ("batch_norm", first_sixteen),
        ("batch_norm_images", first_sixteen_pixels),
        ("batch_norm_layer", starts_with_the_batch),
        ("update_running_stats", initialized_by_the_batch),
    ],
)
def test_a_slip_that_shows_seldom_is_refused(piece, wrong):
    assert not judge(wrong, piece).right


def test_what_is_kept_right_is_right():
    assert judge(batch_norm, "batch_norm").right and judge(batch_norm_images, "batch_norm_images").right
    assert judge(batch_norm_layer, "batch_norm_layer").right


def test_a_single_example_that_gives_nan_earns_its_points_and_a_note():
    def by_unbiased(x, gamma, beta, eps=1e-5):
        m = len(x)
        return gamma * (x - x.mean(0)) / np.sqrt(x.var(0, ddof=1) * (m - 1) / m + eps) + beta

    verdict = judge(by_unbiased, "batch_norm")
    assert verdict.right and "a single example" in " ".join(verdict.notes)


def test_one_array_for_all_calls_is_refused():
    arrays = {}

    def shared(x, gamma, beta, eps=1e-5):
        y = arrays.setdefault(x.shape, np.empty(x.shape))
        y[...] = batch_norm(x, gamma, beta, eps)
        return y

    assert "A later call changed" in judge(shared, "batch_norm").outputs["y"].message


def test_what_is_remembered_between_calls_is_refused():
    calls = []

    def counting(x, gamma, beta, eps=1e-5):
        calls.append(x)
        return batch_norm(x, gamma, beta, eps) + (len(calls) > 14)

    def forgetful(x, gamma, beta, eps=1e-5):
        return batch_norm(x, gamma, beta, eps)

    assert not judge(counting, "batch_norm").right and judge(forgetful, "batch_norm").right

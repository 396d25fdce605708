"""Batch norm of images: a channel is a feature."""

import functools

import numpy as np

from bnkit.authoring import Case, Exercise, pair, pairs, setting

from .affine import AFFINE, FORWARD, FORWARD_VARIANTS, forward_pass, with_statistics
from .batches import forward_scales, of_floats32, of_integers, with_gamma, without_eps
from .quantities import image_quantities
from .statistics import COMMON, FRAGILE, ROOTS, STATISTICS, cancelling_variance, right_root, undefined_for_one_example


def batch_norm_images(x, gamma, beta, eps=1e-5):
    """Batch norm of images: each channel has one mean and one variance.

        m    = N · H · W
        mean = (1/m) Σ_nhw x[n, c, h, w]          for each channel c
        var  = (1/m) Σ_nhw (x[n, c, h, w] − mean)²
        y    = gamma · (x − mean) / √(var + eps) + beta

    x      array of shape (N, C, H, W): examples, channels, height, width
    gamma  scale, of shape (C,)
    beta   shift, of shape (C,)
    eps    a small number > 0

    Returns y, of shape (N, C, H, W).
    """
    axes = (0, 2, 3)
    inv_std = 1 / np.sqrt(x.var(axis=axes, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=axes, keepdims=True)) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None]


def rows_of(x):
    """(N, C, H, W) -> (N·H·W, C)."""
    return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def images_of(rows, shape):
    """(N·H·W, C) -> (N, C, H, W)."""
    N, C, H, W = shape
    return rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)


def normalized_images(x, gamma, beta, eps, axes, root=right_root):
    """Batch norm with the statistics over `axes`."""
    x_hat = (x - x.mean(axis=axes, keepdims=True)) * root(x.var(axis=axes, keepdims=True), eps)
    return gamma[:, None, None] * x_hat + beta[:, None, None]


def over(name, axes, told):
    """The slip of taking the statistics over other axes."""

    def slip(x, gamma, beta, eps=1e-5, root=right_root):
        return normalized_images(x, gamma, beta, eps, axes, root)

    slip.__name__, slip.__doc__ = name, told
    return slip


SHARED = "All pixels of a channel, in all images, share one of each."
OTHER_AXES = (
    over(
        "per_pixel",
        0,
        "You took a mean and a variance for every pixel, over the examples only. A channel's pixels share one of each.",
    ),
    over(
        "per_image",
        (2, 3),
        "You took a mean and a variance for every image; that is instance norm. The examples of a batch share one of each.",
    ),
    over("over_height_only", 2, f"You took the mean and the variance over the height only. {SHARED}"),
    over("over_width_only", 3, f"You took the mean and the variance over the width only. {SHARED}"),
    over(
        "over_examples_and_height", (0, 2), f"You took them over the examples and the height, not the width. {SHARED}"
    ),
    over("over_examples_and_width", (0, 3), f"You took them over the examples and the width, not the height. {SHARED}"),
    over(
        "over_channels_too",
        (1, 2, 3),
        "You normalized each image over its channels and pixels; that is layer norm. Each channel has its own mean and variance.",
    ),
)


def statistics_on_last_axis(x, gamma, beta, eps=1e-5):
    """Your mean and variance lost their axes and ran along the width, NumPy's last axis. Keep them with keepdims=True."""
    axes = (0, 2, 3)
    x_hat = (x - x.mean(axis=axes)) / np.sqrt(x.var(axis=axes) + eps)
    return gamma[:, None, None] * x_hat + beta[:, None, None]


def all_on_last_axis(x, gamma, beta, eps=1e-5):
    """Your mean, variance, gamma and beta have shape (C,) and run along the width, NumPy's last axis. Take the first two with
    keepdims=True, and give the others the shape (C, 1, 1)."""
    axes = (0, 2, 3)
    return gamma * (x - x.mean(axis=axes)) / np.sqrt(x.var(axis=axes) + eps) + beta


def divided_by(name, of_mean, of_variance, told):
    """The slip of dividing the sums by other numbers than m = N·H·W, (N, H, W) -> number."""

    def slip(x, gamma, beta, eps=1e-5):
        axes, (N, _, H, W) = (0, 2, 3), x.shape
        mean = x.sum(axis=axes, keepdims=True) / of_mean(N, H, W)
        var = ((x - mean) ** 2).sum(axis=axes, keepdims=True) / of_variance(N, H, W)
        return gamma[:, None, None] * (x - mean) / np.sqrt(var + eps) + beta[:, None, None]

    slip.__name__, slip.__doc__ = name, told
    return slip


def right_count(N, H, W):
    """m."""
    return N * H * W


def without_brackets(N, H, W):
    """What / N * H * W divides by."""
    return N / (H * W)


def examples(N, H, W):
    """N."""
    return N


VALUES = "There are m = N·H·W values in a channel."
BRACKETS = "/ N * H * W, which divides by N and multiplies by H and W. Put brackets: / (N * H * W)."
COUNTS = (
    divided_by("m_is_n", examples, examples, f"You divided the sums by N. {VALUES}"),
    divided_by("m_is_n_in_variance", right_count, examples, f"You divided the sum of squares by N. {VALUES}"),
    divided_by("brackets_missing_in_m", without_brackets, without_brackets, f"Your sums are divided by {BRACKETS}"),
    divided_by(
        "brackets_missing_in_m_of_variance",
        right_count,
        without_brackets,
        f"Your sum of squares is divided by {BRACKETS}",
    ),
)


def reshape_without_transpose(x, gamma, beta, eps=1e-5, forward=forward_pass):
    """You reshaped to (−1, C) directly, which mixes the channels. Move the channel axis to the end first."""
    return forward(x.reshape(-1, x.shape[1]), gamma, beta, eps)[0].reshape(x.shape)


def wrong_inverse_transpose(x, gamma, beta, eps=1e-5, forward=forward_pass):
    """You went back with reshape(N, C, H, W) alone. Reshape to (N, H, W, C), then move the channels to axis 1."""
    return forward(rows_of(x), gamma, beta, eps)[0].reshape(x.shape)


def height_and_width_swapped(x, gamma, beta, eps=1e-5, forward=forward_pass):
    """Height and width are swapped in your result: the inverse of transpose(0, 2, 3, 1) is transpose(0, 3, 1, 2)."""
    return images_of(forward(rows_of(x), gamma, beta, eps)[0], x.shape).transpose(0, 1, 3, 2)


REARRANGED = (reshape_without_transpose, wrong_inverse_transpose, height_and_width_swapped)


def affine_on_last_axis(x, gamma, beta, eps=1e-5):
    """gamma and beta ran along the width, NumPy's last axis. Give them the shape (C, 1, 1), so that they run along the
    channels."""
    ones, zeros = np.ones(x.shape[1]), np.zeros(x.shape[1])
    return gamma * batch_norm_images(x, ones, zeros, eps) + beta


def squeeze_breaks_one_channel(x, gamma, beta, eps=1e-5):
    """With a single channel your result loses an axis. A squeeze drops every axis of length 1; name the axis you mean."""
    return np.squeeze(batch_norm_images(x, gamma, beta, eps))


def variances_averaged(x, gamma, beta, eps=1e-5):
    """You averaged the images' variances. How far the images' means lie apart is missing then: take one variance of all pixels."""
    var = x.var(axis=(2, 3), keepdims=True).mean(axis=0)
    return gamma[:, None, None] * (x - x.mean(axis=(0, 2, 3), keepdims=True)) / np.sqrt(var + eps) + beta[:, None, None]


def channels_last_confused(x, gamma, beta, eps=1e-5):
    """You took the last axis for the channels. The arrays here are (N, C, H, W): the channels are axis 1."""
    mean, var = x.mean(axis=(0, 1, 2)), x.var(axis=(0, 1, 2))
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def in_images(slip):
    """A slip of the forward pass as one of `batch_norm_images`, with what it does to x itself."""

    @functools.wraps(slip)
    def mistake(x, gamma, beta, eps=1e-5):
        rows = rows_of(x)
        y = slip(rows, gamma, beta, eps)[0]
        x[...] = images_of(rows, x.shape)
        return images_of(y, x.shape)

    return mistake


def with_root(axes, root):
    """Statistics over other axes, with a slip in the root."""
    return pair(axes, root, lambda x, gamma, beta, eps=1e-5: axes(x, gamma, beta, eps, root.__wrapped__))


def with_forward(rearranged, slip):
    """Values put in another place, with a slip of the forward pass."""
    return pair(rearranged, slip, lambda x, gamma, beta, eps=1e-5: rearranged(x, gamma, beta, eps, slip))


DROPPED = {
    "gamma_dropped": setting(gamma=lambda given: np.ones_like(given["gamma"])),
    "beta_dropped": setting(beta=lambda given: np.zeros_like(given["beta"])),
}
IMAGES_PAIRS = (
    *(with_root(axes, root) for axes in OTHER_AXES for root in ROOTS[:COMMON]),
    *(
        with_forward(rearranged, slip)
        for rearranged in REARRANGED
        for slip in (*map(with_statistics, STATISTICS[:COMMON]), *AFFINE[:COMMON])
    ),
    *pairs(DROPPED, OTHER_AXES),
)


def image_cases(seed):
    """Images with H ≠ W, one channel, W = C, and every kind of eps."""
    random = np.random.default_rng(seed)

    def images(name, N, C, H, W, eps, std=1.0, **how):
        x = (2 * random.normal(size=C)).reshape(-1, 1, 1) + std * random.normal(size=(N, C, H, W))
        return Case(name, dict(x=x, gamma=random.normal(1, 1, C), beta=random.normal(1, 1, C), eps=eps), **how)

    yield small_images(images("the images are small", 2, 2, 1, 2, eps=0.1))
    yield images("height and width differ", 3, 2, 2, 4, eps=0.13, std=0.4)
    yield images("the width equals the number of channels", 3, 3, 2, 3, eps=0.2)  # affine_on_last_axis
    yield images("batch, channels, height and width are equal", 3, 3, 3, 3, eps=0.3)  # wrong transposes
    yield images("there is one channel", 4, 1, 2, 3, eps=0.2)  # squeeze_breaks_one_channel
    yield without_eps(images("eps is left at its default", 3, 2, 3, 2, eps=None, std=0.01))
    yield images("eps is larger than the variance", 4, 2, 2, 3, eps=1.7, std=0.8)
    yield with_gamma(images("gamma has zero and negative entries", 3, 3, 2, 2, eps=0.2), [0.0, -1.5, 0.7])
    far_out = images("a channel has many pixels, one of them far out", 2, 1, 4, 5, eps=0.1)
    far_out.args["x"][1, 0, 2, 3] += 30
    yield far_out
    alone = dict(advice=undefined_for_one_example.__name__)
    yield images("there is a single image of one pixel", 1, 3, 1, 1, eps=0.2, **alone)
    yield of_integers(images("the input is of integers", 3, 2, 2, 3, eps=0.4, std=3.0), may_raise=True)
    yield of_floats32(images("the input is of 32-bit floats", 3, 2, 2, 3, eps=0.13))
    far = 1e4 + 1e-3 * random.normal(size=(2, 2, 2, 3))
    yield Case(
        "the mean is huge and the spread tiny",
        dict(x=far, gamma=np.array([1.5, -0.5]), beta=np.array([0.3, 2.0]), eps=1e-7),
        1e-4,
        advice=cancelling_variance.__name__,
    )
    told = dict(probe="It is right where gamma is 1 and beta is 0: look at what you do with these.")
    yield images("gamma is 1 and beta 0", 3, 2, 2, 3, eps=0.3, **told).also(gamma=np.ones(2), beta=np.zeros(2))
    yield images(
        "an image is one pixel", 6, 3, 1, 1, eps=0.3, probe="It is right where an image is one pixel: look at the axes."
    )
    yield images(
        "eps is nearly 0",
        3,
        2,
        2,
        3,
        eps=1e-16,
        probe="It is right where eps is next to nothing: look at where eps is.",
    )


def small_images(case):
    """The case with numbers that fit on a line."""
    return case.also(**{name: case.args[name].round(1) for name in ("x", "gamma", "beta")})


def image_scales(x, gamma, beta, eps=1e-5):
    """As `forward_scales`, along the channels."""
    return {"y": forward_scales(rows_of(x), gamma, beta, eps)["y"][:, None, None]}


def image_symbols(x, gamma, beta, eps=1e-5):
    """m, gamma and beta, along the channels."""
    return {"m": x.size // x.shape[1], "gamma": gamma[:, None, None], "beta": beta[:, None, None]}


EXERCISE = Exercise(
    batch_norm_images,
    cases=image_cases,
    outputs=("y",),
    mistakes=(
        *REARRANGED,
        *OTHER_AXES,
        *COUNTS,
        affine_on_last_axis,
        variances_averaged,
        channels_last_confused,
        squeeze_breaks_one_channel,
        statistics_on_last_axis,
        all_on_last_axis,
        *map(in_images, FORWARD),
    ),
    variants=(*map(in_images, FORWARD_VARIANTS), *IMAGES_PAIRS),
    fragile=tuple(in_images(with_statistics(slip)) for slip in FRAGILE),
    scales=image_scales,
    symbols=image_symbols,
    quantities=image_quantities,
    points=2,
    section="images",
    purpose="In a convolution one feature map is one feature: all its pixels share a mean, a variance, a gamma and a beta.",
    hints=(
        "Along which axes of x do the values of one channel lie?",
        "mean and var take several axes at once; keepdims=True makes what they return fit x again. gamma and beta "
        "have one entry for each channel, and need two more axes.",
        "`x.mean(axis=(0, 2, 3), keepdims=True)`, the same with var; `gamma[:, None, None]` and `beta[:, None, None]`.",
    ),
    use="""x = np.random.default_rng(0).normal(3, 2, size=(16, 3, 8, 8))
y = batch_norm_images(x, np.ones(3), np.zeros(3))
print("mean of each channel:", y.mean(axis=(0, 2, 3)).round(6), "standard deviation:", y.std(axis=(0, 2, 3)).round(6))""",
)

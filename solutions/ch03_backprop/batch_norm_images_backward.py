"""The backward pass for images."""

import functools
from dataclasses import replace

import numpy as np

from bnkit import Cache
from bnkit.authoring import Exercise
from ch02_algorithm.batch_norm_forward import batch_norm_forward
from ch02_algorithm.batch_norm_images import image_cases, images_of, rows_of

from .batch_norm_backward import BACKWARD, BACKWARD_VARIANTS, WHOLE, batch_norm_backward
from .caches import backward_scales, gradient_like
from .paths import right_dx
from .quantities import images_backward_quantities
from .wrong_forwards import gradient_over, gradient_through


def batch_norm_images_backward(dy, cache):
    """The backward pass for images: all N·H·W values of a channel share its statistics.

    dy     gradient with respect to y, of shape (N, C, H, W)
    cache  Cache(x, x_hat, inv_std, gamma, eps): x and x_hat of shape (N, C, H, W), inv_std and gamma of shape (C,)

    Returns (dx, dgamma, dbeta) of shapes (N, C, H, W), (C,) and (C,).
    """
    axes, m = (0, 2, 3), dy.size / dy.shape[1]
    dgamma, dbeta = (dy * cache.x_hat).sum(axis=axes), dy.sum(axis=axes)
    along = lambda channels: channels[:, None, None]  # noqa: E731
    dx = along(cache.gamma * cache.inv_std) * (dy - (along(dbeta) + cache.x_hat * along(dgamma)) / m)
    return dx, dgamma, dbeta


def dx_of_images(dy, cache, mean, inner=None):
    """dx of images with `mean` as the means over the batch; with `inner`, as that of dy · x_hat alone."""
    g = cache.gamma[:, None, None] * dy
    return cache.inv_std[:, None, None] * (g - mean(g) - cache.x_hat * (inner or mean)(g * cache.x_hat))


def in_images_dx(slip):
    """A slip in the dx of images, with the right dgamma and dbeta."""

    @functools.wraps(slip)
    def mistake(dy, cache):
        return slip(dy, cache), *batch_norm_images_backward(dy, cache)[1:]

    return mistake


def m_is_n_in_dx(dy, cache):
    """You divided the sums by N. There are m = N·H·W values in a channel."""
    return dx_of_images(dy, cache, lambda g: g.sum(axis=(0, 2, 3), keepdims=True) / len(g))


def per_pixel_in_dx(dy, cache):
    """You took the means for every pixel, over the examples only. A channel's pixels share them."""
    return dx_of_images(dy, cache, lambda g: g.mean(axis=0, keepdims=True))


def per_image_in_dx(dy, cache):
    """You took the means for every image. The examples of a batch share them."""
    return dx_of_images(dy, cache, lambda g: g.mean(axis=(2, 3), keepdims=True))


def reshape_without_transpose_in_dx(dy, cache):
    """You reshaped to (−1, C) directly, which mixes the channels. Move the channel axis to the end first."""
    flat = lambda array: array.reshape(-1, dy.shape[1])  # noqa: E731
    return right_dx(flat(dy), cache._replace(x=flat(cache.x), x_hat=flat(cache.x_hat))).reshape(dy.shape)


def wrong_inverse_transpose_in_dx(dy, cache):
    """You went back with reshape(N, C, H, W) alone. Reshape to (N, H, W, C), then move the channels to axis 1."""
    return right_dx(rows_of(dy), rows_of_cache(cache)).reshape(dy.shape)


def m_is_the_number_of_pixels_in_dx(dy, cache):
    """You divided the sums by H·W. There are m = N·H·W values in a channel."""
    return dx_of_images(dy, cache, lambda g: g.sum(axis=(0, 2, 3), keepdims=True) / (g.shape[2] * g.shape[3]))


def without_brackets(g):
    """Σ g / N * H * W."""
    return g.sum(axis=(0, 2, 3), keepdims=True) / len(g) * g.shape[2] * g.shape[3]


def brackets_missing_in_m(dy, cache):
    """Your sums are divided by / N * H * W, which divides by N and multiplies by H and W. Put brackets: / (N * H * W)."""
    return dx_of_images(dy, cache, without_brackets)


def brackets_missing_in_m_of_variance(dy, cache):
    """In the variance's path you divided by / N * H * W, which divides by N and multiplies by H and W. Put brackets:
    / (N * H * W)."""
    return dx_of_images(dy, cache, lambda g: g.mean(axis=(0, 2, 3), keepdims=True), without_brackets)


def gamma_on_last_axis_in_dx(dy, cache):
    """Your gamma and inv_std ran along the width, NumPy's last axis. Give them the shape (C, 1, 1)."""
    mean = lambda g: g.mean(axis=(0, 2, 3), keepdims=True)  # noqa: E731
    g = cache.gamma * dy
    return cache.inv_std * (g - mean(g) - cache.x_hat * mean(g * cache.x_hat))


def sums_over_pixels_only(dy, cache):
    """Your dgamma and dbeta have a row for each image. The images share one of each: sum over axis 0 too."""
    return batch_norm_images_backward(dy, cache)[0], (dy * cache.x_hat).sum(axis=(2, 3)), dy.sum(axis=(2, 3))


def sums_over_examples_only(dy, cache):
    """Your dgamma and dbeta have an entry for every pixel. A channel's pixels share one of each: sum over them too."""
    return batch_norm_images_backward(dy, cache)[0], (dy * cache.x_hat).sum(axis=0), dy.sum(axis=0)


def gradient_of_per_pixel(dy, cache):
    """Your backward pass is the exact gradient of a forward pass with a mean and a variance for every pixel. A channel's pixels
    share one of each."""
    return gradient_over(dy, cache.x, cache.gamma, cache.eps, axis=0)


def gradient_of_per_image(dy, cache):
    """Your backward pass is the exact gradient of instance norm, which has a mean and a variance for every image. The examples
    of a batch share one of each."""
    return gradient_over(dy, cache.x, cache.gamma, cache.eps, axis=(2, 3))


def gradient_of_m_is_n_in_variance(dy, cache):
    """Your backward pass is the exact gradient of a forward pass that divides the sum of squares by N. There are m = N·H·W
    values in a channel."""
    pixels, rows = dy.shape[2] * dy.shape[3], rows_of(dy)
    phi = lambda var, eps, m: 1 / np.sqrt(var * pixels + eps)  # noqa: E731
    dx, x_hat = gradient_through(phi, cache.gamma * rows, rows_of(cache.x), cache.eps)
    return images_of(dx, dy.shape), (rows * x_hat).sum(axis=0), rows.sum(axis=0)


def gradient_of_reshape_without_transpose(dy, cache):
    """Your backward pass is the exact gradient of a forward pass that reshapes to (−1, C) directly, which mixes the channels.
    Move the channel axis to the end first."""
    flat = lambda array: array.reshape(-1, dy.shape[1])  # noqa: E731
    _, mixed = batch_norm_forward(flat(cache.x), cache.gamma, np.zeros_like(cache.gamma), cache.eps)
    dx, dgamma, dbeta = batch_norm_backward(flat(dy), mixed)
    return dx.reshape(dy.shape), dgamma, dbeta


def dx_alone(dy, cache):
    """You returned one array. Return three: dx, dgamma, dbeta."""
    return batch_norm_images_backward(dy, cache)[0]


def rows_of_cache(cache):
    """An image's cache as that of its rows."""
    return cache._replace(x=rows_of(cache.x), x_hat=rows_of(cache.x_hat))


def in_images(slip):
    """A slip of the backward pass as one of `batch_norm_images_backward`, with what it does to dy itself."""

    @functools.wraps(slip)
    def mistake(dy, cache):
        rows = rows_of(dy)
        dx, dgamma, dbeta = slip(rows, rows_of_cache(cache))
        dy[...] = images_of(rows, dy.shape)
        return images_of(dx, dy.shape), dgamma, dbeta

    return mistake


def images_backward_cases(seed):
    """Caches of right forward passes on chapter 2's images.

    H ≠ W gives a transpose with the wrong axes another shape; equal axes leave it the right one, so that its values must show
    it, as those of wrong_inverse_transpose_in_dx do. N > 1 and H·W > 1 show per_pixel_in_dx, per_image_in_dx and m_is_n_in_dx.
    """
    random = np.random.default_rng([seed, 4])
    for case in image_cases(seed):
        if not case.advice and not case.may_raise:
            x, eps = case.args["x"], case.args.get("eps", 1e-5)
            y, rows = batch_norm_forward(rows_of(x), case.args["gamma"], case.args["beta"], eps)
            cache = Cache(x, images_of(rows.x_hat, x.shape).copy(), rows.inv_std, rows.gamma, eps)
            dy = gradient_like(images_of(y, x.shape), random, case).copy()
            yield replace(case, args=dict(dy=dy, cache=cache), alone="")


def images_backward_scales(dy, cache):
    """The same, along the channels."""
    scales = backward_scales(rows_of(dy), rows_of_cache(cache))
    return scales | {"dx": scales["dx"][:, None, None]}


def images_backward_symbols(dy, cache):
    """m and gamma, along the channels."""
    return {"m": dy.size // dy.shape[1], "gamma": cache.gamma[:, None, None]}


EXERCISE = Exercise(
    batch_norm_images_backward,
    cases=images_backward_cases,
    outputs=("dx", "dgamma", "dbeta"),
    mistakes=(
        *map(
            in_images_dx,
            (
                m_is_n_in_dx,
                per_pixel_in_dx,
                per_image_in_dx,
                reshape_without_transpose_in_dx,
                wrong_inverse_transpose_in_dx,
                m_is_the_number_of_pixels_in_dx,
                brackets_missing_in_m,
                brackets_missing_in_m_of_variance,
                gamma_on_last_axis_in_dx,
            ),
        ),
        sums_over_pixels_only,
        sums_over_examples_only,
        gradient_of_reshape_without_transpose,
        gradient_of_per_pixel,
        gradient_of_per_image,
        gradient_of_m_is_n_in_variance,
        *map(in_images, BACKWARD[:-1]),
        dx_alone,
    ),
    variants=tuple(map(in_images, BACKWARD_VARIANTS)),
    whole=WHOLE,
    scales=images_backward_scales,
    symbols=images_backward_symbols,
    quantities=images_backward_quantities,
    weights={"dx": 2},
    points=3,
    section="images-backward",
    purpose="The same for images. Nothing new happens, except that a feature has N·H·W values.",
    hints=(
        "Over which axes do a channel's values lie? How many are there?",
        "Either sum over the axes (0, 2, 3), or turn the images into rows of channels and use what you have.",
        "`dbeta = dy.sum(axis=(0, 2, 3))`, `dgamma = (dy * cache.x_hat).sum(axis=(0, 2, 3))`; dx as for rows, "
        "with `dy.size / dy.shape[1]` for m, and `[:, None, None]` behind whatever has the shape (C,).",
    ),
    use="""random = np.random.default_rng(0)
x_hat = random.normal(size=(4, 1, 6, 6))
x_hat = (x_hat - x_hat.mean()) / x_hat.std()
dy = np.zeros(x_hat.shape)
dy[0, 0, 2, 3] = 1.0                                    # the loss looks at one pixel of one image
dx, _, _ = batch_norm_images_backward(dy, Cache(x_hat, x_hat, np.ones(1), np.ones(1), 0.0))
print("pixels of the batch that feel it:", np.count_nonzero(dx), "of", dx.size)
print("sum of their gradients:", abs(dx.sum().round(12)))""",
)

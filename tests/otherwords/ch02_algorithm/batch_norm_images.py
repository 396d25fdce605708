"""Slips in `batch_norm_images`, written by somebody else."""

import numpy as np


def flat_without_moving(x, gamma, beta, eps=1e-5):
    rows = x.reshape(-1, x.shape[1])
    mean = np.add.reduce(rows, axis=0) / len(rows)
    var = np.square(rows - mean).sum(axis=0) / len(rows)
    return ((rows - mean) * gamma / (var + eps) ** 0.5 + beta).reshape(x.shape)


def ravelled_by_channel(x, gamma, beta, eps=1e-5):
    out, C = np.empty(x.size), x.shape[1]
    for c in range(C):
        part = x.ravel()[c::C]
        out[c::C] = gamma[c] * (part - part.mean()) / np.sqrt(part.var() + eps) + beta[c]
    return out.reshape(x.shape)


def every_pixel_by_itself(x, gamma, beta, eps=1e-5):
    out = np.empty(x.shape)
    for c, i, j in np.ndindex(x.shape[1:]):
        values = x[:, c, i, j].astype(float)
        mean = sum(values) / len(values)
        var = sum((v - mean) ** 2 for v in values) / len(values)
        out[:, c, i, j] = gamma[c] * (values - mean) / np.sqrt(var + eps) + beta[c]
    return out


def examples_only(x, gamma, beta, eps=1e-5):
    mean = np.einsum("nchw->chw", x) / len(x)
    var = np.einsum("nchw->chw", (x - mean) ** 2) / len(x)
    shape = (1, -1, 1, 1)
    return (x - mean) / np.sqrt(var + eps) * gamma.reshape(shape) + beta.reshape(shape)


def every_image_by_itself(x, gamma, beta, eps=1e-5):
    y = []
    for image in x:
        y.append(
            [
                g * (plane - plane.mean()) / np.sqrt(np.mean((plane - plane.mean()) ** 2) + eps) + b
                for plane, g, b in zip(image, gamma, beta, strict=True)
            ]
        )
    return np.array(y)


def instance_norm(x, gamma, beta, eps=1e-5):
    planes = x.reshape(*x.shape[:2], -1)
    scale = gamma[:, None] / np.sqrt(planes.var(-1)[..., None] + eps)
    return ((planes - planes.mean(-1)[..., None]) * scale + beta[:, None]).reshape(x.shape)


OTHER_WORDS = {
    "reshape_without_transpose": (flat_without_moving, ravelled_by_channel),
    "per_pixel": (every_pixel_by_itself, examples_only),
    "per_image": (every_image_by_itself, instance_norm),
}

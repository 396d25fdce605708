"""Slips in `batch_norm_forward`, written by somebody else."""

from .statistics import words


def normalizing(statistics):
    def batch_norm_forward(x, gamma, beta, eps=1e-5):
        mean, scale = statistics(x, eps)
        x_hat = x * scale - mean * scale
        return beta + x_hat * gamma, {"eps": eps, "gamma": gamma, "inv_std": scale, "x_hat": x_hat, "x": x}

    return batch_norm_forward


OTHER_WORDS = words(normalizing)

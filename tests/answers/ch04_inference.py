# batch_norm_inference: in steps
def batch_norm_inference(x, gamma, beta, mean, var, eps=1e-5):
    std = np.sqrt(var + eps)  # or: std = np.sqrt(var) + eps  # or: std = np.sqrt(var)
    x_hat = (x - mean) / std  # or: x_hat = (x - x.mean(axis=0)) / std  # or: x_hat = x / std
    return gamma * x_hat + beta  # or: return gamma * x_hat


# batch_norm_inference_backward: in steps
def batch_norm_inference_backward(dy, x, gamma, mean, var, eps=1e-5):
    inv_std = 1 / np.sqrt(var + eps)  # or: inv_std = 1 / np.sqrt(var)  # or: inv_std = 1 / (var + eps)
    x_hat = (x - mean) * inv_std  # or: x_hat = x * inv_std
    dx = dy * gamma * inv_std  # or: dx = dy * inv_std
    dgamma = (dy * x_hat).sum(axis=0)  # or: dgamma = (dy * x).sum(axis=0)
    dbeta = dy.sum(axis=0)  # or: dbeta = dy.mean(axis=0)
    return dx, dgamma, dbeta


# batch_norm_layer: two branches
def batch_norm_layer(x, gamma, beta, running_mean, running_var, *, training, momentum=0.1, eps=1e-5):
    if training:
        mu = x.mean(axis=0)
        var = x.var(axis=0)  # or: var = x.var(axis=0, ddof=1)
        x_hat = (x - mu) / np.sqrt(var + eps)  # or: x_hat = (x - mu) / (np.sqrt(var) + eps)
        n = len(x)
        running_mean = (1 - momentum) * running_mean + momentum * mu  # or: running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = (1 - momentum) * running_var + momentum * var * n / (n - 1)  # or: running_var = (1 - momentum) * running_var + momentum * var
    else:
        x_hat = (x - running_mean) / np.sqrt(running_var + eps)  # or: x_hat = (x - x.mean(axis=0)) / np.sqrt(running_var + eps)  # or: x_hat = (x - running_mean) / np.sqrt(running_var)
    return gamma * x_hat + beta, running_mean, running_var  # or: return x_hat, running_mean, running_var


# update_running_stats: in steps
def update_running_stats(running_mean, running_var, x, momentum=0.1):
    mu = np.mean(x, axis=0)  # or: mu = np.mean(x)
    var = np.var(x, axis=0)  # or: var = np.std(x, axis=0)
    unbiased = var * len(x) / (len(x) - 1)
    new_mean = (1 - momentum) * running_mean + momentum * mu  # or: new_mean = momentum * running_mean + (1 - momentum) * mu
    new_var = (1 - momentum) * running_var + momentum * unbiased  # or: new_var = (1 - momentum) * running_var + momentum * var  # or: new_var = running_var + momentum * unbiased
    return new_mean, new_var  # or: return new_var, new_mean


# fold_linear: in steps
def fold_linear(W, b, gamma, beta, mean, var, eps=1e-5):
    if b is None:
        b = np.zeros(len(W))
    scale = gamma / np.sqrt(var + eps)  # or: scale = gamma / np.sqrt(var)  # or: scale = gamma / (var + eps)  # or: scale = 1 / np.sqrt(var + eps)
    W_new = W * scale[:, None]  # or: W_new = W + scale[:, None]
    b_new = (b - mean) * scale + beta  # or: b_new = b * scale + beta  # or: b_new = (b - mean) * scale
    return W_new, b_new


# fold_into_next_linear: in steps
def fold_into_next_linear(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / np.sqrt(var + eps)  # or: scale = gamma / (np.sqrt(var) + eps)
    shift = beta - mean * scale  # or: shift = beta + mean * scale  # or: shift = beta - mean
    W_new = W * scale
    b_new = W @ shift  # or: b_new = W_new @ shift
    if b is not None:
        b_new = b_new + b
    return W_new, b_new


# merge_statistics: in steps
def merge_statistics(counts, means, variances):
    n = counts.sum()
    weights = counts[:, None] / n  # or: weights = np.ones((len(counts), 1)) / len(counts)
    mean = (weights * means).sum(axis=0)  # or: mean = means.mean(axis=0)
    var = (weights * (variances + (means - mean) ** 2)).sum(axis=0)  # or: var = (weights * variances).sum(axis=0)  # or: var = (weights * (variances - (means - mean) ** 2)).sum(axis=0)
    return mean, var

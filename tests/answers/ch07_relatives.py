# layer_norm: over the features
def layer_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(axis=1, keepdims=True)  # or: mean = x.mean(axis=0, keepdims=True)  # or: mean = x.mean()
    var = x.var(axis=1, keepdims=True)  # or: var = x.var(axis=1, keepdims=True, ddof=1)  # or: var = x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)  # or: x_hat = (x - mean) / (np.sqrt(var) + eps)  # or: x_hat = (x - mean) / var
    return gamma * x_hat + beta  # or: return gamma * x_hat - beta


# layer_norm: row by row
def layer_norm(x, gamma, beta, eps=1e-5):
    rows = []
    for row in x:
        mu = row.sum() / len(row)
        var = ((row - mu) ** 2).sum() / len(row)  # or: var = ((row - mu) ** 2).sum() / (len(row) - 1)
        normed = (row - mu) / math.sqrt(var + eps)  # or: normed = (row - mu) / math.sqrt(var)
        rows.append(gamma * normed + beta)  # or: rows.append(gamma * normed)
    return np.array(rows)


# layer_norm_backward: the closed form
def layer_norm_backward(dy, x, gamma, eps=1e-5):
    D = x.shape[1]
    mu = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)  # or: inv_std = 1 / np.sqrt(var)  # or: inv_std = 1 / (np.sqrt(var) + eps)
    x_hat = (x - mu) * inv_std
    dgamma = np.sum(dy * x_hat, axis=0)  # or: dgamma = np.sum(dy * (x - mu), axis=0)  # or: dgamma = np.sum(dy * x_hat, axis=1)
    dbeta = np.sum(dy, axis=0)
    dx_hat = dy * gamma  # or: dx_hat = dy
    dx = inv_std / D * (D * dx_hat - dx_hat.sum(axis=1, keepdims=True) - x_hat * (dx_hat * x_hat).sum(axis=1, keepdims=True))  # or: dx = inv_std / D * (D * dx_hat - dx_hat.sum(axis=0) - x_hat * (dx_hat * x_hat).sum(axis=0))  # or: dx = inv_std / len(x) * (D * dx_hat - dx_hat.sum(axis=1, keepdims=True) - x_hat * (dx_hat * x_hat).sum(axis=1, keepdims=True))
    return dx, dgamma, dbeta


# group_norm: with a reshape
def group_norm(x, gamma, beta, groups, eps=1e-5):
    N, C, H, W = x.shape
    xg = x.reshape(N, groups, C // groups, H, W)  # or: xg = x.reshape(N, C // groups, groups, H, W).transpose(0, 2, 1, 3, 4)
    mean = xg.mean(axis=(2, 3, 4), keepdims=True)  # or: mean = xg.mean(axis=(1, 2, 3, 4), keepdims=True)
    var = xg.var(axis=(2, 3, 4), keepdims=True)  # or: var = xg.var(axis=(2, 3, 4), keepdims=True, ddof=1)
    xhat = ((xg - mean) / np.sqrt(var + eps)).reshape(N, C, H, W)  # or: xhat = ((xg - mean) / (np.sqrt(var) + eps)).reshape(N, C, H, W)
    return gamma[:, None, None] * xhat + beta[:, None, None]  # or: return gamma[:, None, None] * xhat


# group_norm_backward: with a reshape
def group_norm_backward(dy, x, gamma, groups, eps=1e-5):
    N, C, H, W = x.shape
    m = C // groups * H * W
    z = x.reshape(N, groups, m)
    mu = z.mean(axis=2, keepdims=True)
    var = z.var(axis=2, keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)  # or: inv_std = 1 / np.sqrt(var)
    x_hat = (z - mu) * inv_std
    dgamma = (dy * x_hat.reshape(x.shape)).sum(axis=(0, 2, 3))  # or: dgamma = (dy * x).sum(axis=(0, 2, 3))
    dbeta = dy.sum(axis=(0, 2, 3))
    dx_hat = (dy * gamma[:, None, None]).reshape(N, groups, m)  # or: dx_hat = dy.reshape(N, groups, m)
    dx = inv_std * (dx_hat - dx_hat.mean(axis=2, keepdims=True) - x_hat * (dx_hat * x_hat).mean(axis=2, keepdims=True))  # or: dx = inv_std * (dx_hat - dx_hat.mean(axis=2, keepdims=True))
    return dx.reshape(x.shape), dgamma, dbeta


# ghost_batch_norm: part by part
def ghost_batch_norm(x, gamma, beta, ghost_size, eps=1e-5):
    y = np.zeros(x.shape)
    for start in range(0, len(x), ghost_size):
        part = x[start : start + ghost_size]
        mu = part.mean(axis=0)  # or: mu = x.mean(axis=0)
        var = part.var(axis=0)  # or: var = part.var(axis=0, ddof=1)  # or: var = x.var(axis=0)
        y[start : start + ghost_size] = gamma * (part - mu) / np.sqrt(var + eps) + beta  # or: y[start : start + ghost_size] = (part - mu) / np.sqrt(var + eps) + beta
    return y

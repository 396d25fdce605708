# batch_norm: as the text has it
def batch_norm(x, gamma, beta, eps=1e-5):
    mean = x.mean(axis=0)  # or: mean = x.mean()  # or: mean = np.median(x, axis=0)
    var = x.var(axis=0)  # or: var = x.var(axis=0, ddof=1)  # or: var = x.var()  # or: var = np.mean(x, axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)  # or: x_hat = (x - mean) / (np.sqrt(var) + eps)  # or: x_hat = (x - mean) / (var + eps)  # or: x_hat = x - mean / np.sqrt(var + eps)
    return gamma * x_hat + beta  # or: return gamma * (x_hat + beta)  # or: return beta * x_hat + gamma  # or: return x_hat + beta


# batch_norm: one name for each step
def batch_norm(x, gamma, beta, eps=1e-5):
    N, D = x.shape
    mu = 1.0 / N * np.sum(x, axis=0)  # or: mu = 1.0 / D * np.sum(x, axis=0)  # or: mu = np.sum(x, axis=0)
    xmu = x - mu  # or: xmu = x + mu
    sq = xmu**2  # or: sq = np.abs(xmu)  # or: sq = xmu * x
    var = 1.0 / N * np.sum(sq, axis=0)  # or: var = 1.0 / (N - 1) * np.sum(sq, axis=0)  # or: var = np.sum(sq, axis=0)  # or: var = 1.0 / N * np.sum(sq)
    sqrtvar = np.sqrt(var + eps)  # or: sqrtvar = np.sqrt(var)  # or: sqrtvar = np.sqrt(var) + eps  # or: sqrtvar = np.sqrt(var - eps)
    ivar = 1.0 / sqrtvar  # or: ivar = 1.0 / var  # or: ivar = sqrtvar
    xhat = xmu * ivar  # or: xhat = xmu / ivar
    gammax = gamma * xhat  # or: gammax = gamma * xmu
    out = gammax + beta  # or: out = gammax - beta  # or: out = gamma * (xhat + beta)
    return out


# batch_norm: a loop over the features
def batch_norm(x, gamma, beta, eps=1e-5):
    out = np.zeros(x.shape)
    for j in range(x.shape[1]):
        col = x[:, j]
        m = sum(col) / len(col)
        v = sum((c - m) ** 2 for c in col) / len(col)  # or: v = sum((c - m) ** 2 for c in col) / (len(col) - 1)  # or: v = sum((c - m) ** 2 for c in col)
        s = math.sqrt(v + eps)  # or: s = math.sqrt(v) + eps  # or: s = v + eps
        out[:, j] = gamma[j] * (col - m) / s + beta[j]  # or: out[:, j] = gamma[j] * (col - m) / s  # or: out[:, j] = gamma[j] * col / s + beta[j]
    return out


# batch_norm: in place
def batch_norm(x, gamma, beta, eps=1e-5):
    y = x.astype(float).copy()
    y -= y.mean(axis=0)  # or: y -= y.mean(axis=1, keepdims=True)  # or: y -= y.mean()
    y /= np.sqrt(y.var(axis=0) + eps)  # or: y /= y.std(axis=0) + eps  # or: y /= np.sqrt(y.var(axis=0))  # or: y /= y.var(axis=0) + eps
    y *= gamma
    y += beta  # or: y -= beta
    return y


# batch_norm: in one line
def batch_norm(x, gamma, beta, eps=1e-5):
    return (x - x.mean(0)) / np.sqrt(x.var(0) + eps) * gamma + beta  # or: return (x - x.mean(0)) / np.sqrt(x.std(0) + eps) * gamma + beta  # or: return (x - x.mean()) / np.sqrt(x.var(0) + eps) * gamma + beta


# batch_norm: with a helper
def mean_and_variance(values):
    m = np.sum(values, axis=0) / len(values)  # or: m = np.sum(values, axis=0)
    return m, np.sum((values - m) ** 2, axis=0) / len(values)  # or: return m, np.sum((values - m) ** 2, axis=0) / (len(values) - 1)  # or: return m, np.sum(values**2, axis=0) / len(values)


def batch_norm(x, gamma, beta, eps=1e-5):
    mean, var = mean_and_variance(x)  # or: mean, var = mean_and_variance(x.ravel())
    std = (var + eps) ** 0.5  # or: std = var**0.5 + eps
    return gamma * (x - mean) / std + beta  # or: return gamma * (x - mean) * std + beta


# batch_norm_forward: with its cache
def batch_norm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(0)  # or: mu = x.mean(1).mean()
    sigma2 = ((x - mu) ** 2).mean(0)  # or: sigma2 = ((x - mu) ** 2).mean()  # or: sigma2 = (x**2).mean(0)  # or: sigma2 = ((x - mu) ** 2).sum(0) / (len(x) - 1)
    inv_std = 1 / np.sqrt(sigma2 + eps)  # or: inv_std = np.sqrt(sigma2 + eps)  # or: inv_std = 1 / np.sqrt(sigma2)  # or: inv_std = 1 / (sigma2 + eps)
    x_hat = (x - mu) * inv_std  # or: x_hat = (x - mu) / inv_std  # or: x_hat = x * inv_std
    y = gamma * x_hat + beta  # or: y = x_hat * gamma  # or: y = gamma * (x - mu) + beta
    return y, Cache(x, x_hat, inv_std, gamma, eps)  # or: return y, Cache(x, y, inv_std, gamma, eps)  # or: return y, Cache(x_hat, x_hat, inv_std, gamma, eps)


# batch_norm_images: over three axes
def batch_norm_images(x, gamma, beta, eps=1e-5):
    mean = x.mean(axis=(0, 2, 3), keepdims=True)  # or: mean = x.mean(axis=(0, 2), keepdims=True)  # or: mean = x.mean(axis=0, keepdims=True)
    var = x.var(axis=(0, 2, 3), keepdims=True)  # or: var = x.var(axis=(2, 3), keepdims=True)  # or: var = x.std(axis=(0, 2, 3), keepdims=True)
    x_hat = (x - mean) / np.sqrt(var + eps)  # or: x_hat = (x - mean) / np.sqrt(var) + eps
    return gamma.reshape(1, -1, 1, 1) * x_hat + beta.reshape(1, -1, 1, 1)  # or: return gamma.reshape(1, -1, 1, 1) * x_hat  # or: return gamma * x_hat + beta


# batch_norm_images: as rows
def batch_norm_images(x, gamma, beta, eps=1e-5):
    N, C, H, W = x.shape
    rows = x.transpose(0, 2, 3, 1).reshape(-1, C)  # or: rows = x.reshape(-1, C)
    mu = rows.mean(axis=0)
    var = rows.var(axis=0)  # or: var = rows.var(axis=0, ddof=1)  # or: var = np.sum((rows - mu) ** 2, axis=0) / N
    z = (rows - mu) / np.sqrt(var + eps)  # or: z = (rows - mu) / np.sqrt(var + 1e-5)
    out = gamma * z + beta  # or: out = beta * z + gamma
    return out.reshape(N, H, W, C).transpose(0, 3, 1, 2)  # or: return out.reshape(N, C, H, W)


# identity_parameters: in two steps
def identity_parameters(x, eps=1e-5):
    mu = np.mean(x, axis=0)  # or: mu = np.mean(x, axis=1)
    var = np.var(x, axis=0)  # or: var = np.var(x, axis=0, ddof=1)
    gamma = np.sqrt(var + eps)  # or: gamma = 1 / np.sqrt(var + eps)  # or: gamma = var + eps  # or: gamma = np.sqrt(var) + eps
    beta = mu  # or: beta = -mu  # or: beta = mu / gamma
    return gamma, beta


# whiten: by eigenvectors
def whiten(x, eps=1e-5):
    mean = x.mean(axis=0)
    xc = x - mean  # or: xc = x
    cov = xc.T @ xc / len(x)  # or: cov = xc.T @ xc / (len(x) - 1)  # or: cov = xc.T @ xc
    values, vectors = np.linalg.eigh(cov)
    W = vectors @ np.diag(1 / np.sqrt(values + eps)) @ vectors.T  # or: W = vectors @ np.diag(1 / (values + eps)) @ vectors.T  # or: W = vectors @ np.diag(1 / np.sqrt(values + eps))
    return xc @ W  # or: return x @ W

# batch_norm_backward: node by node
def batch_norm_backward(dout, cache):
    x, xhat, ivar, gamma, eps = cache
    N, D = dout.shape
    dbeta = np.sum(dout, axis=0)  # or: dbeta = np.mean(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)  # or: dgamma = np.sum(dout * x, axis=0)  # or: dgamma = np.sum(dout, axis=0)
    dxhat = dout * gamma  # or: dxhat = dout
    xmu = x - x.mean(axis=0)
    divar = np.sum(dxhat * xmu, axis=0)  # or: divar = np.sum(dxhat * xhat, axis=0)
    dxmu1 = dxhat * ivar  # or: dxmu1 = dxhat / ivar
    dsqrtvar = -divar * ivar**2  # or: dsqrtvar = divar * ivar**2  # or: dsqrtvar = -divar * ivar
    dvar = 0.5 * ivar * dsqrtvar  # or: dvar = 0.5 * dsqrtvar  # or: dvar = ivar * dsqrtvar
    dsq = np.ones((N, D)) * dvar / N  # or: dsq = np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq  # or: dxmu2 = xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -np.sum(dxmu1 + dxmu2, axis=0)  # or: dmu = np.sum(dxmu1 + dxmu2, axis=0)
    dx2 = np.ones((N, D)) * dmu / N  # or: dx2 = np.ones((N, D)) * dmu
    dx = dx1 + dx2  # or: dx = dx1 - dx2  # or: dx = dx1
    return dx, dgamma, dbeta  # or: return dx, dbeta, dgamma


# batch_norm_backward: three paths
def batch_norm_backward(dy, cache):
    m = dy.shape[0]  # or: m = dy.shape[1]
    dx_hat = dy * cache.gamma
    x_centered = cache.x - cache.x.mean(axis=0)
    dvar = np.sum(dx_hat * x_centered, axis=0) * -0.5 * cache.inv_std**3  # or: dvar = np.sum(dx_hat * x_centered, axis=0) * -0.5 * cache.inv_std ** (-3)  # or: dvar = np.sum(dx_hat * x_centered, axis=0) * 0.5 * cache.inv_std**3
    dmean = np.sum(-dx_hat * cache.inv_std, axis=0)  # or: dmean = np.sum(-dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + dvar * 2 * x_centered / m + dmean / m  # or: dx = dx_hat * cache.inv_std + dvar * x_centered / m + dmean / m  # or: dx = dx_hat * cache.inv_std + dvar * 2 * x_centered / m
    dgamma = (dy * cache.x_hat).sum(axis=0)  # or: dgamma = (dy * cache.x_hat).sum(axis=1)  # or: dgamma = dy * cache.x_hat
    dbeta = dy.sum(axis=0)
    return dx, dgamma, dbeta


# batch_norm_backward: the closed form
def batch_norm_backward(dy, cache):
    x_hat, gamma, inv_std = cache.x_hat, cache.gamma, cache.inv_std
    N = len(dy)
    dbeta = dy.sum(0)
    dgamma = (dy * x_hat).sum(0)  # or: dgamma = (dy * x_hat).mean(0)
    dx = gamma * inv_std / N * (N * dy - dbeta - x_hat * dgamma)  # or: dx = gamma * inv_std / N * (dy - dbeta - x_hat * dgamma)  # or: dx = gamma * inv_std / N * (N * dy - dbeta + x_hat * dgamma)  # or: dx = inv_std / N * (N * dy - dbeta - x_hat * dgamma)
    return dx, dgamma, dbeta


# batch_norm_images_backward: with kept dimensions
def batch_norm_images_backward(dy, cache):
    axes = (0, 2, 3)
    m = dy.shape[0] * dy.shape[2] * dy.shape[3]
    gamma = cache.gamma.reshape(1, -1, 1, 1)
    inv_std = cache.inv_std.reshape(1, -1, 1, 1)
    dgamma = np.sum(dy * cache.x_hat, axis=axes)  # or: dgamma = np.sum(dy * cache.x, axis=axes)
    dbeta = np.sum(dy, axis=axes)
    dx_hat = dy * gamma  # or: dx_hat = dy / gamma
    s1 = dx_hat.sum(axis=axes, keepdims=True)  # or: s1 = dx_hat.sum(axis=0, keepdims=True)
    s2 = (dx_hat * cache.x_hat).sum(axis=axes, keepdims=True)
    dx = inv_std / m * (m * dx_hat - s1 - cache.x_hat * s2)  # or: dx = inv_std / m * (m * dx_hat - s1 + cache.x_hat * s2)  # or: dx = inv_std / len(dy) * (m * dx_hat - s1 - cache.x_hat * s2)
    return dx, dgamma, dbeta


# grad_gamma: in two lines
def grad_gamma(dy, cache):
    product = dy * cache.x_hat  # or: product = dy * cache.x
    return product.sum(axis=0)  # or: return product.mean(axis=0)


# grad_var: in steps
def grad_var(dx_hat, x_centered, inv_std):
    d_inv_std = np.sum(dx_hat * x_centered, axis=0)  # or: d_inv_std = np.sum(dx_hat * x_centered)  # or: d_inv_std = np.mean(dx_hat * x_centered, axis=0)
    dvar = d_inv_std * -0.5 * inv_std**3  # or: dvar = d_inv_std * 0.5 * inv_std**3  # or: dvar = d_inv_std * -0.5 * inv_std**1.5
    return dvar


# grad_mean: both paths
def grad_mean(dx_hat, dvar, x_centered, inv_std):
    m = len(dx_hat)
    direct = -np.sum(dx_hat * inv_std, axis=0)  # or: direct = np.sum(dx_hat * inv_std, axis=0)  # or: direct = -np.sum(dx_hat, axis=0)
    indirect = dvar * -2 / m * np.sum(x_centered, axis=0)
    return direct + indirect  # or: return direct + indirect + dvar


# grad_x_staged: three terms
def grad_x_staged(dx_hat, dvar, dmean, x_centered, inv_std):
    m = len(dx_hat)
    a = dx_hat * inv_std  # or: a = dx_hat
    b = 2 * dvar * x_centered / m  # or: b = dvar * x_centered / m  # or: b = 2 * dvar * x_centered
    c = dmean / m  # or: c = dmean
    return a + b + c  # or: return a + b - c


# numerical_gradient: by entries
def numerical_gradient(f, x, h=1e-5):
    grad = np.zeros_like(x)
    for idx in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[idx] += h  # or: up[idx] += 2 * h
        down[idx] -= h  # or: down[idx] -= 0
        fp = f(up)
        fm = f(down)
        grad[idx] = (fp - fm) / (2 * h)  # or: grad[idx] = (fp - fm) / h  # or: grad[idx] = (fm - fp) / (2 * h)
    return grad

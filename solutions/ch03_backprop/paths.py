"""The ways from dy back to x, as slips of dx take them."""


def right_dx(dy, cache):
    """dx as it should be, for slips that spoil one factor."""
    dgamma, dbeta = (dy * cache.x_hat).sum(axis=0), dy.sum(axis=0)
    return cache.gamma * cache.inv_std * (dy - (dbeta + cache.x_hat * dgamma) / len(dy))


def parts(dy, cache):
    """g = gamma · dy, its mean, and the mean of g · x_hat."""
    g = cache.gamma * dy
    return g, g.mean(axis=0), (g * cache.x_hat).mean(axis=0)

"""What somebody would write in each hunt, by hand: an input that shows, or the function mended."""

SHOWING = {
    "expose_batch_norm": "dict(x=[[0.0], [1.0]], gamma=[1.0], beta=[0.0], eps=0.5)",
    "expose_with_four": "dict(x=[[0.0, 10.0], [1.0, 12.0]], gamma=[1.0, 1.0], beta=[0.0, 0.0])",
    "expose_grad_mean": "dict(dx_hat=[[1.0], [2.0]], dvar=[3.0], x_centered=[[-1.0], [1.0]], inv_std=[1.0])",
    "expose_inference": "dict(x=[[5.0]], gamma=[1.0], beta=[0.0], mean=[3.0], var=[1.0])",
    "expose_sgd_step": "dict(w=[1.0, 2.0], dw=[3.0, 0.5], lr=0.1, weight_decay=0.5)",
    "expose_noise": "dict(x=[[0.0], [1.0]], gamma=[1.0], beta=[0.0], shift=[[1.0], [2.0]], scale=[[2.0], [3.0]])",
    "expose_rms_norm": "dict(x=[[1.0, 3.0]], gamma=[1.0, 1.0])",
}
MOST = {
    "most_batch_norm": "dict(x=np.array([[3, 7, -2], [5, 0, 1], [2, 9, 4], [8, 1, -3]]), gamma=np.array([2.0, -0.5, 1.5]), "
    "beta=np.array([0.7, 1.2, -0.4]), eps=2.5)",
    "most_inference": "dict(x=np.array([[3.0, 1.0], [4.5, 2.5], [2.0, 5.0]]), gamma=np.array([1.5, -2.0]), "
    "beta=np.array([0.3, 0.8]), mean=np.array([0.5, -1.0]), var=np.array([0.6, 2.0]), eps=0.4)",
}
MENDED = {
    "mend_batch_norm": ("(gamma * x - mean) * inv_std", "gamma * (x - mean) * inv_std"),
    "mend_grad_var": ("* inv_std", "* inv_std**3"),
    "mend_running_stats": ("(m - 1) / m", "m / (m - 1)"),
    "mend_learning_rate": ("W.sum(axis=1) ** 2", "(W**2).sum(axis=1)"),
    "mend_smoothness": ("/ steps)", "/ (steps * np.linalg.norm(g)))"),
    "mend_layer_norm_backward": ("dgamma / len(x)", "dgamma"),
}

"""How much the update of the layers before it changes a layer's gradient."""

from itertools import pairwise

import numpy as np

from bnkit.authoring import Case, Exercise
from bnkit.judging.functions import chain_gradients

from .quantities import shift_quantities


def internal_covariate_shift(grad, weights, new_weights, layer):
    """How much the update of the layers *before* it changes a layer's gradient (Definition 2.1 of the 2018 paper).

        G      = layer's gradient at the old weights
        G'     = layer's gradient when layers 0 … layer − 1 have their new weights,
                 and this layer and all after it still have the old ones
        l2     = ‖G − G'‖
        cosine = ⟨G, G'⟩ / (‖G‖ · ‖G'‖)

    grad                  a function of a list of arrays, one for each layer, that
                          returns the list of their gradients, on one fixed batch
    weights, new_weights  lists of arrays: before and after a step
    layer                 which layer, counted from 0

    Returns (l2, cosine), two numbers.
    """
    G = grad(weights)[layer]
    G_new = grad(new_weights[:layer] + weights[layer:])[layer]
    return np.linalg.norm(G - G_new), (G * G_new).sum() / (np.linalg.norm(G) * np.linalg.norm(G_new))


def compared(G, G_new):
    """(l2, cosine) of two gradients."""
    return np.linalg.norm(G - G_new), (G * G_new).sum() / (np.linalg.norm(G) * np.linalg.norm(G_new))


def ics_after_own_update(grad, weights, new_weights, layer):
    """You gave the layer its own new weights too. Only the layers before it move: new_weights[:layer]."""
    return compared(grad(weights)[layer], grad(new_weights[: layer + 1] + weights[layer + 1 :])[layer])


def ics_all_layers_moved(grad, weights, new_weights, layer):
    """You moved all layers. Only those before the layer move."""
    return compared(grad(weights)[layer], grad(new_weights)[layer])


def ics_later_layers_moved(grad, weights, new_weights, layer):
    """You moved the layers after it. It is those before it that move."""
    return compared(grad(weights)[layer], grad(weights[: layer + 1] + new_weights[layer + 1 :])[layer])


def ics_of_all_layers(grad, weights, new_weights, layer):
    """You compared the gradients of all layers. Compare those of this layer alone."""
    moved = new_weights[:layer] + weights[layer:]
    flat = lambda gradients: np.concatenate([g.ravel() for g in gradients])  # noqa: E731
    return compared(flat(grad(weights)), flat(grad(moved)))


def ics_squared(grad, weights, new_weights, layer):
    """You did not take the root: l2 is ‖G − G'‖, not its square."""
    l2, cosine = internal_covariate_shift(grad, weights, new_weights, layer)
    return l2**2, cosine


def ics_relative(grad, weights, new_weights, layer):
    """You divided l2 by ‖G‖. That is a useful number too, but Definition 2.1 does not divide."""
    l2, cosine = internal_covariate_shift(grad, weights, new_weights, layer)
    return l2 / np.linalg.norm(grad(weights)[layer]), cosine


def cosine_distance(grad, weights, new_weights, layer):
    """You returned 1 − cosine. Return the cosine."""
    l2, cosine = internal_covariate_shift(grad, weights, new_weights, layer)
    return l2, 1 - cosine


def cosine_not_divided(grad, weights, new_weights, layer):
    """You returned the inner product. Divide it by both norms."""
    G, G_new = grad(weights)[layer], grad(new_weights[:layer] + weights[layer:])[layer]
    return np.linalg.norm(G - G_new), (G * G_new).sum()


def angle_for_cosine(grad, weights, new_weights, layer):
    """You returned the angle. Return its cosine."""
    l2, cosine = internal_covariate_shift(grad, weights, new_weights, layer)
    return l2, np.arccos(cosine)


def shift_cases(seed):
    """Chains of three and four layers of unequal widths; a layer in the middle, where before and after differ."""
    random = np.random.default_rng([seed, 61])
    kinds = (
        ("the first of two layers moves", (2, 2, 1), 1),
        ("the layer is in the middle of four", (3, 4, 2, 3, 2), 2),
        ("the layer is the last but one", (2, 3, 3, 2), 1),
        ("all layers are square", (3, 3, 3, 3), 1),
    )
    for name, widths, layer in kinds:
        weights = [random.normal(size=shape) for shape in pairwise(widths)]
        new_weights = [W + 0.4 * random.normal(size=W.shape) for W in weights]
        args = dict(grad=chain_gradients, weights=weights, new_weights=new_weights, layer=layer)
        yield Case(name, args)


EXERCISE = Exercise(
    internal_covariate_shift,
    cases=shift_cases,
    outputs=("l2", "cosine"),
    mistakes=(
        ics_after_own_update,
        ics_all_layers_moved,
        ics_later_layers_moved,
        ics_of_all_layers,
        ics_squared,
        ics_relative,
        cosine_distance,
        cosine_not_divided,
        angle_for_cosine,
    ),
    quantities=shift_quantities,
    points=2,
    section="measuring-the-shift",
    purpose="To argue about internal covariate shift one must first say what it is. This is the 2018 paper's definition.",
    hints=(
        "grad wants one list with the weights of all layers. How do you make the one for G'?",
        "Of two slices: the new weights up to this layer, without it, and the old ones from this layer on.",
        "`G_new = grad(new_weights[:layer] + weights[layer:])[layer]`. Then `np.linalg.norm(G - G_new)`, and `(G "
        "* G_new).sum()` over the product of the norms.",
    ),
)

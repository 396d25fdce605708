"""# Training with batch norm

Your pieces are enough to train a network. Here you write the step that moves the weights, the yardstick that compares two runs,
and the two small formulas behind much of what batch norm does to training: a layer before it does not care how long its weights
are, but its gradient does.
"""

import numpy as np

from bnkit.authoring.exercise import Case, Exercise, Question

# The right answers


def sgd_step(w, dw, lr, weight_decay=0.0):
    """One step of gradient descent, with weight decay.

        w ← w − lr · (dw + weight_decay · w)

    w             weights, an array of any shape; leave it as it was
    dw            gradient of the loss with respect to w, of the same shape
    lr            learning rate, > 0
    weight_decay  how strongly the weights are pulled to 0

    Returns the new weights, an array of the shape of w.
    """
    return w - lr * (dw + weight_decay * w)


def steps_to_accuracy(accuracy, target):
    """After how many steps the target is reached for the first time.

    accuracy  array of shape (T,): the accuracy after step 1, 2, …, T
    target    the accuracy to reach; equal counts as reached

    Returns the number of steps, counted from 1, or None if the target is never reached.
    """
    reached = np.flatnonzero(np.asarray(accuracy) >= target)
    return int(reached[0]) + 1 if len(reached) else None


def rescaled_gradient(dW, a):
    """The gradient of the same loss when the weights are a times as long.

    Batch norm (with eps = 0) gives BN(aWu) = BN(Wu). So the loss at aW equals
    the loss at W, for every a > 0 and every W. Differentiate that.

    dW  gradient with respect to the weights, at W; an array of any shape
    a   a number > 0

    Returns the gradient with respect to the weights at aW, of the shape of dW.
    """
    return dW / a


def effective_learning_rate(lr, W):
    """The learning rate that matters under batch norm: how fast a row's direction turns.

        lr_eff = lr / ‖w‖²        for each output's row w of W

    lr  learning rate
    W   weights, of shape (out, in)

    Returns an array of shape (out,).
    """
    return lr / (W**2).sum(axis=1)


# Mistakes in the step


def ascends(w, dw, lr, weight_decay=0.0):
    """You added the gradient. The loss grows along it: subtract."""
    return w + lr * (dw + weight_decay * w)


def lr_missing(w, dw, lr, weight_decay=0.0):
    """The learning rate is missing."""
    return w - (dw + weight_decay * w)


def decay_ignored(w, dw, lr, weight_decay=0.0):
    """Your step does not depend on weight_decay."""
    return w - lr * dw


def decay_without_lr(w, dw, lr, weight_decay=0.0):
    """You did not multiply the decay by the learning rate: lr · (dw + weight_decay · w)."""
    return w - lr * dw - weight_decay * w


def decay_sign(w, dw, lr, weight_decay=0.0):
    """Your decay pushes the weights away from 0. It pulls them towards 0."""
    return w - lr * (dw - weight_decay * w)


def decay_on_gradient(w, dw, lr, weight_decay=0.0):
    """You multiplied the decay by the gradient. It is multiplied by the weights."""
    return w - lr * (dw + weight_decay * dw)


def decay_of_signs(w, dw, lr, weight_decay=0.0):
    """You pulled every weight by the same amount, its sign times weight_decay. The pull is in proportion to the weight."""
    return w - lr * (dw + weight_decay * np.sign(w))


def only_the_change(w, dw, lr, weight_decay=0.0):
    """You returned the change alone. Return the new weights: w minus it."""
    return -lr * (dw + weight_decay * w)


def weights_changed_in_place(w, dw, lr, weight_decay=0.0):
    """You changed w in place. Return a new array: the caller still needs the old one."""
    w -= lr * (dw + weight_decay * w)
    return w


STEP = (
    ascends,
    lr_missing,
    decay_ignored,
    decay_without_lr,
    decay_sign,
    decay_on_gradient,
    decay_of_signs,
    only_the_change,
    weights_changed_in_place,
)


# Mistakes in the yardstick


def counted_from_zero(accuracy, target):
    """You counted from 0. The first entry is the accuracy after step 1."""
    steps = steps_to_accuracy(accuracy, target)
    return None if steps is None else steps - 1


def strictly_above(accuracy, target):
    """You waited until the accuracy was above the target. Equal counts as reached."""
    return steps_to_accuracy(np.asarray(accuracy) > target, True)


def one_if_never(accuracy, target):
    """Where the target is never reached you returned 1: argmax of an array without a True is 0. Return None."""
    return int(np.argmax(np.asarray(accuracy) >= target)) + 1


def length_if_never(accuracy, target):
    """Where the target is never reached you returned the number of steps. Return None."""
    return steps_to_accuracy(accuracy, target) or len(accuracy)


def minus_one_if_never(accuracy, target):
    """Where the target is never reached you returned −1. Return None."""
    return steps_to_accuracy(accuracy, target) or -1


def last_time_reached(accuracy, target):
    """You returned the last step at which the target is met. It is the first that counts."""
    reached = np.flatnonzero(np.asarray(accuracy) >= target)
    return int(reached[-1]) + 1 if len(reached) else None


def number_of_steps_reached(accuracy, target):
    """You counted the steps at which the target is met. Return the first one."""
    return int((np.asarray(accuracy) >= target).sum()) or None


def step_of_the_best(accuracy, target):
    """You returned the step of the best accuracy. Return the first that meets the target."""
    return int(np.argmax(accuracy)) + 1 if np.max(accuracy) >= target else None


YARDSTICK = (
    counted_from_zero,
    strictly_above,
    one_if_never,
    length_if_never,
    minus_one_if_never,
    last_time_reached,
    number_of_steps_reached,
    step_of_the_best,
)


# Mistakes in the two formulas


def gradient_multiplied(dW, a):
    """You multiplied by a. Longer weights turn less for the same change: the gradient is divided by a."""
    return dW * a


def gradient_unchanged(dW, a):
    """You returned the gradient as it was. The loss is the same at aW, its gradient is not: a step of given length turns longer
    weights less."""
    return dW.copy()


def gradient_over_a_squared(dW, a):
    """You divided by a². The gradient is divided by a; the effective learning rate is what gets a²."""
    return dW / a**2


def gradient_over_root_of_a(dW, a):
    """You divided by √a. The gradient is divided by a."""
    return dW / np.sqrt(a)


def norm_not_squared(lr, W):
    """You divided by the norm. One norm comes from the gradient, which is divided by it, another from the angle: ‖w‖²."""
    return lr / np.sqrt((W**2).sum(axis=1))


def norm_of_everything(lr, W):
    """You took the norm of the whole matrix. Batch norm acts on each output, so each row has its own."""
    return np.full(len(W), lr / (W**2).sum())


def norm_of_columns(lr, W):
    """You took the norms of the columns. An output's weights are a row of W."""
    return lr / (W**2).sum(axis=0)


def mean_of_squares(lr, W):
    """You took the mean of the squares. ‖w‖² is their sum."""
    return lr / (W**2).mean(axis=1)


def rate_multiplied(lr, W):
    """You multiplied by ‖w‖². Longer weights turn more slowly: divide."""
    return lr * (W**2).sum(axis=1)


def sum_squared(lr, W):
    """You squared the sum of the weights. ‖w‖² is the sum of the squares."""
    return lr / W.sum(axis=1) ** 2


# The inputs


def step_cases(seed):
    """Decay large enough to see, weights of both signs."""
    random = np.random.default_rng([seed, 50])
    yield Case(
        "w has three entries",
        dict(w=random.normal(size=3).round(1) + 0.05, dw=random.normal(size=3).round(1), lr=0.1, weight_decay=0.3),
    )
    yield Case(
        "w is a matrix", dict(w=random.normal(size=(4, 3)), dw=random.normal(size=(4, 3)), lr=0.7, weight_decay=0.2)
    )
    yield Case("weight_decay is left at its default", dict(w=random.normal(size=5), dw=random.normal(size=5), lr=0.3))


def accuracy_cases(seed):
    """Curves that fall back below the target, meet it exactly, start above it, and never reach it."""
    random = np.random.default_rng([seed, 51])
    noise = lambda T: 0.01 * random.random(T)  # noqa: E731
    yield Case(
        "the accuracy falls back below the target",
        dict(accuracy=np.array([0.3, 0.6, 0.4, 0.7, 0.65, 0.5]) + noise(6), target=0.55),
    )
    yield Case("the target is met exactly", dict(accuracy=np.array([0.25, 0.5, 0.75, 0.875]), target=0.5))
    yield Case("the target is never reached", dict(accuracy=0.5 + noise(7), target=0.9))
    yield Case("the first step reaches the target", dict(accuracy=np.linspace(0.6, 0.9, 5) + noise(5), target=0.5))
    curve = 1 - np.exp(-np.arange(40) / 9) + noise(40)
    yield Case("there are many steps", dict(accuracy=curve, target=float(random.uniform(0.5, 0.8))))


def gradient_cases(seed):
    """a above and below 1."""
    random = np.random.default_rng([seed, 52])
    for name, shape, a in (("a is 2", 3, 2.0), ("a is below 1", (3, 2), 0.3), ("a is large", (2, 2, 2), 40.0)):
        yield Case(name, dict(dW=random.normal(size=shape).round(2), a=a))


def rate_cases(seed):
    """Rows of unequal length, square and not."""
    random = np.random.default_rng([seed, 53])
    for name, shape in (
        ("W is small", (2, 3)),
        ("W is square", (4, 4)),
        ("there is one output", (1, 5)),
        ("there is one input", (3, 1)),
    ):
        W = random.uniform(0.5, 3, (shape[0], 1)) * random.normal(size=shape)
        yield Case(name, dict(lr=float(random.uniform(0.05, 0.5)), W=W.round(1 if name == "W is small" else 12) + 0.01))


NETWORK = """from bnkit import pieces

forward, backward = pieces.batch_norm_forward, pieces.batch_norm_backward
for name in ("batch_norm_forward", "batch_norm_backward"):
    print(name, "is", pieces.whose(name))
random = np.random.default_rng(0)
x = random.normal(size=(256, 2))
t = (x[:, :1] * x[:, 1:] > 0) * 1.0                      # are the two signs equal?
W1, gamma, beta, W2 = random.normal(size=(2, 16)), np.ones(16), np.zeros(16), 0.1 * random.normal(size=(16, 1))
for step in range(301):
    y, cache = forward(x @ W1, gamma, beta)
    h = np.maximum(y, 0)
    p = 1 / (1 + np.exp(-h @ W2))
    dz = (p - t) / len(x)
    dx, dgamma, dbeta = backward((dz @ W2.T) * (h > 0), cache)
    if step % 100 == 0:
        print(f"step {step:3}: accuracy {((p > 0.5) == t).mean():.2f}")
    W1, W2 = sgd_step(W1, x.T @ dx, 0.5), sgd_step(W2, h.T @ dz, 0.5)
    gamma, beta = sgd_step(gamma, dgamma, 0.5), sgd_step(beta, dbeta, 0.5)"""

EXERCISES = [
    Exercise(
        sgd_step,
        cases=step_cases,
        outputs=("w",),
        mistakes=STEP,
        points=1,
        section="training-your-own",
        purpose="The step that every run in this chapter takes. With it, and with your pieces of chapters 2 and 3, a network learns.",
        hints=(
            "In which direction does the loss grow?",
            "Weight decay is the gradient of weight_decay/2 · ‖w‖², added to that of the loss.",
            "w − lr · (dw + weight_decay · w).",
        ),
        use=NETWORK,
    ),
    Exercise(
        steps_to_accuracy,
        cases=accuracy_cases,
        outputs=("steps",),
        mistakes=YARDSTICK,
        points=1,
        section="speed",
        purpose="How the 2015 paper compares runs: not by the accuracy at the end, but by the steps to a given one.",
        hints=(
            "What should come out when the target is never reached? What does np.argmax give then?",
            "np.flatnonzero lists where something is true.",
            "The first index plus 1, or None where the list is empty.",
        ),
        use="""curve = 1 - np.exp(-np.arange(1, 31) / 8)
for target in (0.5, 0.9, 0.99):
    print("steps to", target, ":", steps_to_accuracy(curve, target))""",
    ),
    Exercise(
        rescaled_gradient,
        cases=gradient_cases,
        outputs=("dW",),
        mistakes=(gradient_multiplied, gradient_unchanged, gradient_over_a_squared, gradient_over_root_of_a),
        points=1,
        section="scale-invariance",
        purpose="Why long weights learn slowly under batch norm.",
        hints=(
            "L(aW) = L(W) for all W. Differentiate both sides with respect to W, the left one by the chain rule.",
            "a · (∇L)(aW) = (∇L)(W).",
            "dW / a.",
        ),
    ),
    Exercise(
        effective_learning_rate,
        cases=rate_cases,
        outputs=("rate",),
        mistakes=(norm_not_squared, norm_of_everything, norm_of_columns, mean_of_squares, rate_multiplied, sum_squared),
        points=1,
        section="scale-invariance",
        purpose="What weight decay controls: not the size of the function, which batch norm fixes, but how fast it changes.",
        hints=(
            "A step of length s turns a vector of length r by about s/r. How long is the step, if the gradient is divided by r?",
            "The step is lr · (gradient at length 1) / r, and it turns by that over r.",
            "lr / (W**2).sum(axis=1).",
        ),
        use="""W = np.array([[3.0, 4.0], [0.3, 0.4]])
print("two rows of the same direction, ten times as long:", effective_learning_rate(0.1, W))""",
    ),
]

QUESTIONS = [
    Question(
        "decay_and_norm",
        "A layer stands before batch norm. Weight decay makes its weights shorter. What does that change in the function that the"
        " network computes, and what in its training?",
        "The function stays the same, because BN(aWu) = BN(Wu) up to eps (1 point). The gradient grows as 1/‖w‖, so the direction"
        " turns faster: decay raises the effective learning rate lr/‖w‖² (1 point).",
    ),
]

"""What a verdict says: the worst first, with the line, the shape and what was printed; and nothing that it does not know."""

import inspect
import subprocess
import sys
from collections import OrderedDict, UserDict
from dataclasses import replace
from types import MappingProxyType, SimpleNamespace

import numpy as np
import pytest
from conftest import ROOT
from keys import judge
from test_styles import STYLES

from bnkit import Cache
from bnkit.judging.rounds import early_return
from bnkit.judging.telling import RAISED

KEY = ROOT / "exercises" / "ch02_algorithm" / "key.npz"


def batch_norm(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta


def forward(keep):
    def batch_norm_forward(x, gamma, beta, eps=1e-5):
        inv_std = 1 / np.sqrt(x.var(0) + eps)
        x_hat = (x - x.mean(0)) * inv_std
        return gamma * x_hat + beta, keep(x=x, x_hat=x_hat, inv_std=inv_std, gamma=gamma, eps=eps)

    return batch_norm_forward


def test_an_exception_in_one_case_is_told_before_a_number_with_its_line_and_shape():
    def function(x, gamma, beta, eps=1e-5):
        if x.shape[1] == 1:
            raise ValueError("one feature only")
        return 2 * batch_norm(x, gamma, beta, eps)

    message = judge(function, "batch_norm").outputs["y"].message
    assert message.startswith("It raised ValueError: one feature only (line ")
    assert '`raise ValueError("one feature only")`), where there is one feature (an input of shape (6, 1)).' in message


def test_nan_is_told_before_a_number_and_the_example_fails_in_just_that_way():
    def function(x, gamma, beta, eps=1e-5):
        y = batch_norm(x, gamma, beta, eps) + 1
        return np.where(gamma == 0, np.nan, y)

    verdict = judge(function, "batch_norm")
    assert "entries are NaN or infinite" in verdict.outputs["y"].message.split(".")[0]
    assert "gamma has zero" in verdict.outputs["y"].message and "nan" in verdict.example


def test_the_example_of_an_exception_raises():
    def function(x, gamma, beta, eps=1e-5):
        return batch_norm(x, gamma, beta, eps) if x.shape[1] > 1 else x[:, 1]

    example = judge(function, "batch_norm").example
    assert "your y: It raised IndexError" in example and "gamma = [" in example


def test_a_mistake_is_named_although_some_cases_raise():
    def function(x, gamma, beta, eps=1e-5):
        if x.shape[1] == 1:
            raise RuntimeError("no")
        return gamma * (x - x.mean(0)) / (x.std(0) + eps) + beta

    output = judge(function, "batch_norm").outputs["y"]
    assert output.mistake == "eps_outside_root" and output.message.startswith("It raised RuntimeError: no")


def test_what_it_prints_is_shown_with_the_example_and_only_there():
    def wrong(x, gamma, beta, eps=1e-5):
        print("shape", x.shape, "!" * 5000)
        return x

    def right(x, gamma, beta, eps=1e-5):
        print("hello")
        return batch_norm(x, gamma, beta, eps)

    example = judge(wrong, "batch_norm").example
    assert example.count("shape (4, 2)") == 1 and "characters more" in example
    assert "hello" not in str(judge(right, "batch_norm"))


@pytest.mark.parametrize(
    "keep",
    [
        Cache,
        dict,
        OrderedDict,
        UserDict,
        SimpleNamespace,
        lambda **fields: MappingProxyType(fields),
        lambda **fields: tuple(fields.values()),
        lambda **fields: list(fields.values()),
    ],
)
def test_a_cache_of_any_kind_is_right_and_a_cache_again(keep):
    assert judge(forward(keep), "batch_norm_forward").right
    _, cache = forward(keep)(np.ones((2, 3)), np.ones(3), np.zeros(3))
    assert Cache.of(cache).x_hat.shape == (2, 3) and Cache.of(cache).eps == 1e-5


def test_one_note_on_shapes():
    def rows(x, gamma, beta, eps=1e-5):
        y, cache = forward(Cache)(x, gamma, beta, eps)
        return y, cache._replace(inv_std=cache.inv_std[None], gamma=cache.gamma[None])

    verdict = judge(rows, "batch_norm_forward")
    assert verdict.right and len([note for note in verdict.notes if "is usual" in note]) == 1


def test_right_only_where_is_the_diagnosis_and_probes_add_to_it():
    def one_for_all(x, gamma, beta, eps=1e-5):
        return batch_norm(x, gamma.mean(), beta, eps)

    message = judge(one_for_all, "batch_norm").outputs["y"].message
    assert "It is right only where there is one feature." in message
    assert "It is right where gamma is 1 and beta is 0" in message

    def over_the_batch_too(x, gamma, beta, eps=1e-5):
        return gamma * (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1).mean() + eps) + beta

    assert "look at what you do across the examples" in judge(over_the_batch_too, "layer_norm").outputs["y"].message


def test_the_exact_gradient_of_is_said_only_where_dx_says_so():
    def backward(dy, cache):
        x_hat = (cache.x - cache.x.mean(0)) / cache.x.std(0)
        return 3 * dy + cache.x, (dy * x_hat).sum(0), dy.sum(0)

    verdict = judge(backward, "batch_norm_backward")
    assert "exact gradient" not in str(verdict) and verdict.outputs["dgamma"].mistake == "dgamma_without_eps"


def test_integers_are_noted_only_where_nothing_else_raises():
    def picky(x, gamma, beta, eps=1e-5):
        if x.dtype.kind == "i" or x.shape[1] == 1:
            raise TypeError("floats of several features")
        return batch_norm(x, gamma, beta, eps)

    def floats_only(x, gamma, beta, eps=1e-5):
        if x.dtype.kind == "i":
            raise TypeError("floats")
        return batch_norm(x, gamma, beta, eps)

    assert not any("integers" in note for note in judge(picky, "batch_norm").notes)
    assert any("integers" in note for note in judge(floats_only, "batch_norm").notes)


def test_a_slug_leads_to_its_place_on_the_page_of_mistakes():
    def outside(x, gamma, beta, eps=1e-5):
        return gamma * (x - x.mean(0)) / (x.std(0) + eps) + beta

    verdict = judge(outside, "batch_norm")
    there = replace(verdict, gallery="https://example.org/book/mistakes.html")._repr_html_()
    assert 'href="https://example.org/book/mistakes.html#mistake-batch_norm-eps_outside_root"' in there
    assert "href" not in replace(verdict, gallery="")._repr_html_()


def test_single_precision_keeps_the_name_and_is_told():
    def single(x, gamma, beta, eps=1e-5):
        x = x.astype(np.float32)
        return gamma * (x - x.mean(0)) / (x.std(0) + eps) + beta

    output = judge(single, "batch_norm").outputs["y"]
    assert output.mistake == "eps_outside_root" and "single precision" in output.message


def test_another_default_is_known_by_the_one_case_that_it_spoils():
    def function(x, gamma, beta, eps=1e-6):
        return batch_norm(x, gamma, beta, eps)

    assert judge(function, "batch_norm").outputs["y"].mistake == "another_default_of_eps"


def test_a_cell_that_cannot_be_read_is_said_to_be_the_pieces_own(tmp_path):
    (tmp_path / "answer.py").write_text("def batch_norm(x, gamma, beta, eps=1e-5):\n    return (x\n")
    command = [sys.executable, "-m", "bnkit", "check", "answer.py", "--key", str(KEY)]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout
    assert "The cell that defines batch_norm fails: SyntaxError" in told and "(line 2: `return (x`)" in told


def test_a_function_that_is_not_there_is_told_without_a_case_and_an_example(tmp_path):
    (tmp_path / "answer.py").write_text("def batchnorm(x, gamma, beta, eps=1e-5):\n    return x\n")
    command = [sys.executable, "-m", "bnkit", "check", "answer.py", "--key", str(KEY)]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout
    assert "There is no function called batch_norm.\n" in told and "For example" not in told and "where" not in told


def test_what_is_not_written_yet_is_so_on_every_input():
    def function(x, gamma, beta, eps=1e-5):
        raise NotImplementedError

    assert judge(function, "batch_norm").outputs["y"].message == "It is not written yet."


def test_a_slip_keeps_its_name_where_only_integers_show_something_else():
    def function(x, gamma, beta, eps=1e-5):
        mean, var = np.mean(x, axis=0, dtype=x.dtype), np.var(x, axis=0, dtype=x.dtype)
        return gamma * (x - mean) / np.sqrt(var) + beta

    output = judge(function, "batch_norm").outputs["y"]
    assert (
        output.mistake == "eps_missing" and "something else is wrong where the input is of integers" in output.message
    )


def test_the_terminal_shows_the_line_that_raises(tmp_path):
    (tmp_path / "answer.py").write_text("def batch_norm(x, gamma, beta, eps=1e-5):\n    return x / y\n")
    command = [sys.executable, "-m", "bnkit", "check", "answer.py", "--key", str(KEY)]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout
    assert "NameError: name 'y' is not defined (line 2: `return x / y`)" in told


def fold_conv(W, b, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / np.sqrt(var + eps)
    if b is None:
        b = np.zeros(W.shape[1])
    return W * scale[:, None, None, None], (b - mean) * scale + beta


def test_an_exception_alone_names_no_mistake_that_the_other_values_contradict():
    outputs = judge(fold_conv, "fold_conv").outputs
    assert {name: outputs[name].mistake for name in ("W_new", "b_new")} == {"W_new": None, "b_new": None}


def test_where_all_that_does_not_raise_is_right_no_mistake_is_named():
    def whiten(x, eps=1e-5):
        centred = x - x.mean(axis=0)
        values, vectors = np.linalg.eigh(centred.T @ centred / len(x) + eps * np.eye(len(x)))
        return centred @ (vectors / np.sqrt(values)) @ vectors.T

    (told,) = (each for name, each in judge(whiten, "whiten").outputs.items() if name != "inputs")
    assert told.mistake is None and told.message.startswith("It raised ValueError")


def test_what_is_known_of_the_values_before_an_exception_ends_with_it():
    line = fold_conv.__code__.co_firstlineno + 1
    assert judge(fold_conv, "fold_conv").steps == (f"Line {line}: `scale` is gamma · inv_std.", RAISED)


def test_one_number_is_called_a_number():
    def too_early(accuracy, target):
        return None

    assert "It must be a number; yours is None" in judge(too_early, "steps_to_accuracy").outputs["steps"].message


def test_a_target_that_only_the_last_step_reaches_is_asked_for():
    def steps_to_accuracy(accuracy, target):
        for step in range(1, len(accuracy)):
            if accuracy[step - 1] >= target:
                return step

    assert judge(steps_to_accuracy, "steps_to_accuracy").outputs["steps"].mistake == "last_step_left_out"


def test_probes_say_nothing_of_what_is_right_in_most_cases():
    def in_place(x, gamma, beta, eps=1e-5):
        for d in range(x.shape[1]):
            x[:, d] = (x[:, d] - x[:, d].mean()) / np.sqrt(x[:, d].var() + eps)
            x[:, d] = gamma[d] * x[:, d] + beta[d]
        return x

    message = judge(in_place, "batch_norm").outputs["y"].message
    assert "wrong where the input is of integers" in message and "look at" not in message


def returns_in_the_loop(x, gamma, beta, eps=1e-5):
    y = np.zeros(x.shape)
    for d in range(x.shape[1]):
        y[:, d] = batch_norm(x[:, [d]], gamma[d], beta[d], eps)[:, 0]
        return y


def either_returns(accuracy, target):
    for i, each in enumerate(accuracy):
        if each >= target:
            return i + 1
        else:
            return None


def returns_the_first(accuracy, target):
    for i, each in enumerate(accuracy):
        if each < target:
            continue
        return i


@pytest.mark.parametrize(
    "function, piece, line", [(returns_in_the_loop, "batch_norm", 4), (either_returns, "steps_to_accuracy", 5)]
)
def test_a_return_that_ends_the_first_round_is_told_by_its_line(function, piece, line):
    line += function.__code__.co_firstlineno
    told = f"Line {line}: this `return` is inside the loop, which therefore ends in its first round."
    assert judge(function, piece).steps == (told,)


def test_a_loop_that_goes_on_is_not_said_to_end():
    verdict = judge(returns_the_first, "steps_to_accuracy")
    assert not verdict.right and not any("first round" in step for step in verdict.steps)


def test_no_right_answer_ends_a_loop_in_its_first_round():
    answers = [each for styles in STYLES.values() for each in styles]
    assert len(answers) > 300 and not [each.__name__ for each in answers if early_return(inspect.unwrap(each))]

"""The verdict on whatever a learner may write."""

import numpy as np
import pytest
from conftest import ROOT

import bnkit
from bnkit.judging.key import NoKey

KEY = ROOT / "exercises" / "ch02_algorithm" / "key.npz"


def batch_norm(x, gamma, beta, eps=1e-5):
    return gamma * (x - x.mean(0)) / np.sqrt(x.var(0) + eps) + beta


def judge(function, name="ch02_algorithm/batch_norm"):
    return bnkit.judge(function, name, KEY)


class EqualsEverything:
    shape = (4, 2)
    dtype = np.dtype(float)

    def __eq__(self, other):
        return True

    def __array__(self, *args, **keywords):
        raise SystemExit("hostile")


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


def endless_numbers(x, *_):
    while True:
        yield x


def nested_without_end():
    rows = []
    rows.append(rows)
    return rows


def raising(error):
    def function(*args):
        raise error

    return function


SILLY = {
    "None": (lambda *a: None, "yours is None (is a return missing?)"),
    "a string": (lambda *a: "batch norm", "it is a str"),
    "an object that equals everything": (lambda *a: EqualsEverything(), "it is an EqualsEverything"),
    "a generator": (endless_numbers, "it is a generator"),
    "two values for one": (lambda x, *a: (x, x), None),
    "a huge array": (lambda *a: np.broadcast_to(0.0, (10**6, 10**6)), None),
    "rows of unequal length": (lambda *a: [[1.0], [1.0, 2.0]], "unequal rows"),
    "a list that holds itself": (lambda *a: nested_without_end(), None),
    "objects": (lambda x, *a: x.astype(object), "of object values"),
    "complex numbers": (lambda x, *a: x.astype(complex), "of complex128 values"),
    "NaN": (lambda x, *a: x * np.nan, "NaN or infinite"),
    "an exception": (raising(ValueError("boo")), "ValueError: boo"),
    "an exception without text": (raising(Unspeakable()), "its message cannot be shown"),
    "an exit": (raising(SystemExit(0)), "SystemExit"),
    "too few parameters": (lambda x: x, "TypeError"),
    "the wrong shape": (lambda x, *a: x.T, "shape"),
}


@pytest.mark.parametrize("silly", SILLY)
def test_silly_returns_get_a_clear_verdict(silly):
    function, told = SILLY[silly]
    verdict = judge(function)
    assert not verdict.right and verdict.points == 0
    assert told is None or told in verdict.outputs["y"].message
    assert verdict.outputs["y"].message and verdict._repr_html_()


@pytest.mark.parametrize(
    "value", [None, 3, "xy", (1, 2, 3), [], {}, np.zeros(2), EqualsEverything(), (1, {"x_hat": 1})]
)
def test_silly_caches_get_a_clear_verdict(value):
    verdict = judge(lambda *a: value, "batch_norm_forward")
    assert not verdict.right and all(each.message for name, each in verdict.outputs.items() if name != "inputs")


def test_prints_and_warnings_inside_a_piece_stay_inside(capfd, recwarn):
    def noisy(x, gamma, beta, eps=1e-5):
        import sys
        import warnings

        print("debugging")
        print("to stderr", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        np.float64(1) / np.float64(0)
        return batch_norm(x, gamma, beta, eps)

    assert judge(noisy).right
    captured = capfd.readouterr()
    assert captured.out == captured.err == "" and not recwarn.list


def test_partial_credit_for_each_output_and_its_reason():
    verdict = judge(lambda x, eps=1e-5: (np.sqrt(x.var(0) + eps), x.mean(0) + 1), "identity_parameters")
    assert verdict.outputs["gamma"].right and not verdict.outputs["beta"].right
    assert 0 < verdict.points < verdict.max_points and "1.33 of 2 points" in str(verdict)


def test_changing_the_input_is_a_mistake_of_its_own():
    def in_place(x, gamma, beta, eps=1e-5):
        x -= x.mean(0)
        return gamma * x / np.sqrt((x**2).mean(0) + eps) + beta

    verdict = judge(in_place)
    assert verdict.outputs["y"].right and not verdict.outputs["inputs"].right
    assert verdict.outputs["inputs"].mistake == "mutates_input" and verdict.points == 1


@pytest.mark.parametrize(
    "wrong, told",
    [
        (lambda *a: 2 * batch_norm(*a), "It is 2 times the right value"),
        (lambda *a: -batch_norm(*a), "It is −1 times"),
        (lambda x, g, b, *e: batch_norm(x, g, b, *e) * len(x), "It is m times"),
        (lambda x, g, b, *e: batch_norm(x, g, b, *e) * len(x) / (len(x) - 1), "It is m/(m − 1) times"),
        (lambda x, g, b, *e: batch_norm(x, g, b, *e) + g, "It is off by gamma"),
        (lambda *a: batch_norm(*a).astype(np.float32) * (1 + 1e-6), "right to a few digits only"),
        (lambda x, g, b, *e: batch_norm(x, g, b, *e) + (np.arange(x.shape[1]) == 1), "only y[:, 1] is wrong"),
        (lambda x, g, b, *e: batch_norm(x, g, b, *e) + 7.0 * (x.shape[1] == 1), "wrong where there is one feature"),
    ],
)
def test_an_unknown_mistake_still_gets_its_symptom(wrong, told):
    message = judge(wrong).outputs["y"].message
    assert "no single known mistake" in message and told in message


def test_the_example_comes_from_a_seed_of_its_own():
    piece = bnkit.judging.find.find("batch_norm", KEY)
    verdict = judge(lambda *a: 2 * batch_norm(*a))
    assert "right y" in verdict.example and "your y" in verdict.example
    decided = [str(number) for case in piece.answers[1:] for number in np.ravel(case.args[0]).round(4)]
    decided = [number for number in decided if len(number) > 5]
    assert len(decided) > 100 and not any(number in verdict.example for number in decided)


def test_gradients_and_statistics_of_shape_1_d_are_accepted_with_a_note():
    def forward(x, gamma, beta, eps=1e-5):
        inv_std = 1 / np.sqrt(x.var(0, keepdims=True) + eps)
        x_hat = (x - x.mean(0, keepdims=True)) * inv_std
        return gamma * x_hat + beta, {"x": x, "x_hat": x_hat, "inv_std": inv_std, "gamma": gamma, "eps": eps}

    verdict = judge(forward, "batch_norm_forward")
    assert verdict.right and "cache.inv_std has shape (1, 2)" in verdict.notes[0]


def test_a_right_answer_is_called_once_for_each_case_and_twice_more():
    called = []

    def counted(*args):
        called.append(args)
        return batch_norm(*args)

    assert judge(counted).right and len(called) == len(bnkit.judging.find.find("batch_norm", KEY).answers) + 2


def test_the_name_is_the_functions_own_by_default():
    assert bnkit.judge(batch_norm, key=KEY).right


def test_unknown_pieces_and_bad_keys_are_said(tmp_path):
    with pytest.raises(NoKey, match="no_such_piece"):
        bnkit.judge(batch_norm, "no_such_piece", KEY)
    (tmp_path / "key.npz").write_bytes(b"PK damaged")
    with pytest.raises(NoKey, match="damaged"):
        bnkit.judge(batch_norm, key=tmp_path / "key.npz")
    with pytest.raises(TypeError, match="needs a function"):
        bnkit.judge(3, "batch_norm", KEY)


def test_the_graders_key_wins_over_the_nearest(tmp_path, monkeypatch):
    (tmp_path / "key.npz").write_bytes(b"forged")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BNKIT_KEY", str(KEY))
    assert bnkit.judge(batch_norm).right


def test_check_shows_the_verdict_and_returns_a_float(capsys):
    points = bnkit.check(batch_norm, key=KEY)
    assert isinstance(points, float) and repr(points) == "2.0" and "2 of 2 points" in capsys.readouterr().out


def test_html_in_messages_is_escaped():
    verdict = judge(raising(ValueError("<script>alert(1)</script>")))
    assert "<script>" not in verdict._repr_html_() and "&lt;script&gt;" in verdict._repr_html_()

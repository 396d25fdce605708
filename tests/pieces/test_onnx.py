"""ONNX's own cases of its operator BatchNormalization, which come with its package."""

import numpy as np
import pytest
from agreement import RIGHT, images_of, rows_of
from onnx.backend.test.case.node import batch_normalization as onnx_cases

ch02, ch04 = RIGHT["ch02"], RIGHT["ch04"]


def cases(training):
    """(inputs, outputs, eps, weight of the old statistics) of each case in that mode."""
    with pytest.MonkeyPatch.context() as patch:
        collected = []
        patch.setattr(onnx_cases, "expect", lambda node, **case: collected.append((node, case)))
        np.random.seed(0)
        onnx_cases.BatchNormalization.export()
        onnx_cases.BatchNormalization.export_train()
    for node, case in collected:
        attributes = {each.name: each.f if each.type == each.FLOAT else each.i for each in node.attribute}
        if attributes.get("training_mode", 0) == training:
            arrays = ([np.asarray(array, float) for array in case[each]] for each in ("inputs", "outputs"))
            how = attributes.get("epsilon", 1e-5), attributes.get("momentum", 0.9)
            yield pytest.param(*arrays, *how, id=case["name"])


def agree(got, wanted):
    np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("inputs, outputs, eps, kept", list(cases(training=1)))
def test_training_mode(inputs, outputs, eps, kept):
    x, gamma, beta, mean, var = inputs
    rows = rows_of(x)
    agree(ch02.batch_norm_images(x, gamma, beta, eps), outputs[0])
    agree(images_of(ch02.batch_norm_forward(rows, gamma, beta, eps)[0], x.shape), outputs[0])
    y, new_mean, new_var = ch04.batch_norm_layer(
        rows, gamma, beta, mean, var, training=True, momentum=1 - kept, eps=eps
    )
    agree(images_of(y, x.shape), outputs[0])
    agree(new_mean, outputs[1])
    # ONNX stores the variance that divides by m, and its momentum is the weight of the old statistics
    correction = (1 - kept) * rows.var(axis=0) / (len(rows) - 1)
    agree(new_var - correction, outputs[2])


@pytest.mark.parametrize("inputs, outputs, eps, kept", list(cases(training=0)))
def test_inference_and_folding(inputs, outputs, eps, kept):
    x, gamma, beta, mean, var = inputs
    agree(images_of(ch04.batch_norm_inference(rows_of(x), gamma, beta, mean, var, eps), x.shape), outputs[0])
    W, b = ch04.fold_linear(np.eye(len(gamma)), None, gamma, beta, mean, var, eps)
    agree(images_of(rows_of(x) @ W.T + b, x.shape), outputs[0])
    W, b = ch04.fold_conv(np.eye(len(gamma))[:, :, None, None], None, gamma, beta, mean, var, eps)
    agree(np.einsum("oi,nihw->nohw", W[:, :, 0, 0], x) + b[:, None, None], outputs[0])


def test_there_are_cases_of_both_modes():
    assert len(list(cases(0))) >= 2 and len(list(cases(1))) >= 2

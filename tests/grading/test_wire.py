"""What a sandbox sends: plain data come back as they were, and any other bytes are refused, whatever they are."""

import json
from collections import namedtuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnkit.grading.sandbox import wire

Point = namedtuple("Point", "x y")
PLAIN = [None, True, 3, 0.5, "é", [1, (2, "x")], {"a": [np.arange(3.0)]}, Point(np.ones((2, 1)), 3)]
trees = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*wire.READERS, "x"]), inner, max_size=2)
    ),
)


def message(tree, table=(), data=b""):
    head = json.dumps([tree, list(table)]).encode()
    return wire.LENGTH.pack(len(head)) + head + data


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_data_come_back(value):
    back = wire.decode(wire.encode(value))
    assert repr(back) == repr(value) or (back._fields == value._fields and repr(tuple(back)) == repr(tuple(value)))


@settings(deadline=None, max_examples=500)
@given(trees, trees)
def test_a_strange_tree_is_read_or_refused(tree, table):
    try:
        wire.decode(message(tree, table if isinstance(table, list) else [table]))
    except wire.Refused as error:
        assert str(error)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200))
def test_strange_bytes_are_refused(data):
    for each in (data, wire.LENGTH.pack(len(data)) + data):
        try:
            wire.decode(each)
        except wire.Refused as error:
            assert str(error)


@pytest.mark.parametrize("name", ["__import__('os')", "class", "_x", "x" * 100, "\ud800", 5, None])
def test_names_are_never_code(name):
    back = wire.decode(message({"named": [[name, name], [1]]}))
    assert tuple(back) == (1,) and isinstance(back, tuple)


@pytest.mark.parametrize("text", ["\ud800", "\x00\x1b[2J", "\x9b31m"])
def test_text_is_fit_to_be_written(text):
    back = wire.decode(message(f"a{text}b"))
    assert back.encode() and not set(back) & {"\x00", "\x1b", "\x9b"}

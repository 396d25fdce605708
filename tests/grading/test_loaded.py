"""What a sandbox was told to load is there before a submission's first cell, whatever has become of the warm process."""

import contextlib

import pytest

from bnkit.grading.sandbox.sandbox import Sandbox, SingleUse
from bnkit.grading.sandbox.session import Session

pytestmark = pytest.mark.usefixtures("needs_sandbox")
LIBRARY = "wave"  # which nothing else loads
SEEN = f"import sys\nseen = {LIBRARY!r} in sys.modules"


def loaded(box):
    with contextlib.closing(Session(box, {})) as session:
        session.run(SEEN)
        return session.look("seen")


@pytest.mark.parametrize("kind", [Sandbox, SingleUse])
def test_a_library_is_loaded_from_then_on(kind):
    with kind() as box:
        assert not loaded(box)
        box.load([LIBRARY])
        assert loaded(box)
        box.load([LIBRARY])
        assert loaded(box)


def test_a_new_warm_process_has_it_too():
    with Sandbox() as box:
        box.load([LIBRARY])
        box.process.kill()
        box.process.wait()
        assert loaded(box)


def test_the_warm_process_may_have_ended_before():
    with Sandbox() as box:
        box.process.kill()
        box.process.wait()
        box.load([LIBRARY])
        assert loaded(box)

"""What a run of the tests makes once, though each of its processes asks for it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

FOLDERS: list[Path] = []


@pytest.fixture(scope="session", autouse=True)
def shared_folder(tmp_path_factory, worker_id):
    """Let `once` keep what it makes in a folder that all processes of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    FOLDERS.append(own if worker_id == "master" else own.parent)


def once(name: str, make: Callable[[Path], None]) -> Path:
    """The file or folder `name`, which `make` has written: the first process that asks calls it, the others wait."""
    path = FOLDERS[-1] / "shared" / name
    path.parent.mkdir(exist_ok=True)
    with FileLock(path.with_name(f"{name}.lock")):
        if not path.exists():
            partial = path.with_name(f"{name}.partial")
            shutil.rmtree(partial, ignore_errors=True)  # what another process left that failed
            make(partial)
            partial.rename(path)
    return path

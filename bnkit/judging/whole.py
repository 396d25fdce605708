"""A file is written whole or not at all."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def whole(path: Path, mode: int = 0o644) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of `path` at the end and leaves nothing behind where it fails. Raises OSError.

    mode  its permissions
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=path.suffix)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise

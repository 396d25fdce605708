"""A submission's files, read without following a link or opening a device."""

import errno
import os
import stat
from collections.abc import Collection
from pathlib import Path, PurePosixPath

import numpy as np

from bnkit.grading.text import printable

MOST_FILES = 500
THEIRS = {
    errno.ELOOP,
    errno.EACCES,
    errno.EPERM,
    errno.ENOENT,
    errno.ENXIO,
    errno.ENODEV,
    errno.ENOTDIR,
    errno.ENAMETOOLONG,
}
LONGEST_PATH = 500


def regular(folder: Path, longest: int) -> tuple[dict[str, bytes], list[str]]:
    """The regular files in `folder` by their relative path, and what was left out and why.

    Raises OSError where the disk fails.
    """
    found: dict[str, bytes] = {}
    notes: list[str] = []
    left = longest
    for place, folders, names in os.walk(folder, followlinks=False):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        folders[:] = sorted(set(folders) - set(links))
        for name in sorted([*names, *links]):
            path = os.path.relpath(os.path.join(place, name), folder)
            content = _content(os.path.join(place, name), path, left) if len(found) < MOST_FILES else "is one too many"
            if isinstance(content, bytes):
                found[path] = content
                left -= len(content)
            else:
                notes.append(f"The file {printable(path)} {content}; it was left out.")
    return found, notes[:20]


def clashing(files: Collection[str], wanted: Collection[str]) -> set[str]:
    """Which of the paths `files` stand in the way of the paths `wanted`: a folder in a file's place, or the reverse."""
    above = set().union(*map(_folders, wanted))
    return {path for path in files if path in above or _folders(path) & set(wanted)}


def _folders(path: str) -> set[str]:
    return {str(folder) for folder in PurePosixPath(path).parents}


def _content(place: str, path: str, longest: int) -> bytes | str:
    """The bytes of the file at `place`, or why it is not read; `path` is where it will be put."""
    if len(os.fsencode(path)) > LONGEST_PATH:
        return "has too long a path"
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno not in THEIRS:
            raise
        return "is a link or cannot be read"
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(descriptor)
        if not stat.S_ISREG(about.st_mode):
            return "is not a regular file"
        if about.st_size > longest:
            return "is too large"
        return file.read(longest)


def as_arrays(files: dict[str, bytes]) -> dict[str, np.ndarray]:
    """The files as the channel carries them."""
    return {name: np.frombuffer(content, np.uint8) for name, content in files.items()}

"""The grader's answer keys: made from a secret seed that is drawn once for a course and kept for regrades."""

import hashlib
import os
import re
import secrets
import sys
from pathlib import Path

import numpy as np
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from bnkit.authoring.chapter import load
from bnkit.authoring.make_key import make_key

PACKAGE = Path(__file__).parents[2]
WHOLE = re.compile(r"[0-9a-f]{64}\s*")
OTHER_INPUTS = "another secret means other inputs, and may mean other points, for everybody"


class NoSecret(Exception):
    """The course's secret is missing or damaged, with what to do."""


def draw_secret(folder: Path) -> bool:
    """Draw the course's secret, where there is none; whether it did. Raises NoSecret where there has been one."""
    file = folder / "secret"
    if file.exists():
        return False
    if any((folder / "keys").glob("*.npz")):
        raise NoSecret(
            f"{file} is gone, from which the keys in {folder / 'keys'} were made. Restore it from your backup; or delete "
            f"{folder / 'keys'} and repeat the command to draw another: {OTHER_INPUTS}."
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_once(file, secrets.token_hex(32))
    return True


def secret_seed(folder: Path, chapter: str) -> int:
    """The course's seed for `chapter`: SHA-256 of the secret in `folder`. Raises NoSecret."""
    file = folder / "secret"
    try:
        text = file.read_text(errors="replace")
    except OSError as error:
        raise NoSecret(
            f"{file} cannot be read ({error.strerror}): without it nobody can be graded. Restore it from your backup; "
            f"`nbgrader generate_assignment {chapter} --force` draws another: {OTHER_INPUTS}."
        ) from error
    if not WHOLE.fullmatch(text):
        raise NoSecret(
            f"{file} is damaged: it must hold 64 hexadecimal digits. Restore it from your backup; or delete {folder} and run "
            f"`nbgrader generate_assignment {chapter} --force` to draw another: {OTHER_INPUTS}."
        )
    return int.from_bytes(hashlib.sha256(f"{text.strip()}/{chapter}".encode()).digest())


def _write_once(file: Path, text: str) -> None:
    """Write `text` whole and to the disk, unless another process was first."""
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    with open(partial, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    try:
        os.link(partial, file)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def secret_key(folder: Path, source: Path) -> Path:
    """The file with the secret key of the chapter whose package is `source`, brought up to date with it. Raises NoSecret."""
    path, seed = folder / "keys" / f"{source.name}.npz", secret_seed(folder, source.name)
    note = path.with_suffix(".made")
    if not note.is_file() or note.read_text() != _made_from(path, source, seed):
        make_key(load(source), seed).save(path)
        path.chmod(0o600)
        note.write_text(_made_from(path, source, seed))
    return path


def _made_from(key: Path, source: Path, seed: int) -> str:
    """A digest of the key, the seed, and all the code that it is made by: while it stays, the key would too."""
    code = [file for folder in (source.parent, PACKAGE) for file in sorted(folder.rglob("*.py"))]
    digest = hashlib.sha256(f"{seed} {sys.version} {np.__version__}".encode())
    for file in (key, *code):
        digest.update(f"{file.name} {file.stat().st_size if file.is_file() else None}".encode())
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


class SecretKey(NbGraderPreprocessor):
    """Goes into GenerateAssignment.preprocessors: makes the secret key of a notebook that a chapter in `source` belongs to."""

    folder = Unicode(".bnkit", help="Where the secret and its keys are kept").tag(config=True)
    source = Unicode("solutions", help="Where the chapters are").tag(config=True)

    def preprocess(self, nb, resources):
        """Make the key if need be. The notebook stays as it is. Ends the program where there can be no key."""
        chapter = Path(self.source) / resources["metadata"]["name"]
        try:
            self._make_key(chapter)
        except NoSecret as error:
            self.log.error(str(error))
            raise SystemExit(1) from error  # nbgrader would print a traceback of anything else
        return nb, resources

    def _make_key(self, chapter: Path) -> None:
        if chapter.is_dir():
            if draw_secret(Path(self.folder)):
                self.log.warning("The course's secret was drawn: keep %s private, and in your backup.", self.folder)
            secret_key(Path(self.folder), chapter)

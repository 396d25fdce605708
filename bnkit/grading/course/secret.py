"""The grader's answer keys: made from a secret seed that is drawn once for a course and kept for regrades."""

import hashlib
import os
import secrets
from pathlib import Path

from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from bnkit.authoring.chapter import load
from bnkit.authoring.make_key import make_key


def secret_seed(folder: Path, chapter: str) -> int:
    """The course's seed for `chapter`: SHA-256 of the secret in `folder`, which is drawn when there is none yet."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / "secret"
    if not file.exists():
        _write_once(file, secrets.token_hex(32))
    return int.from_bytes(hashlib.sha256(f"{file.read_text().strip()}/{chapter}".encode()).digest())


def _write_once(file: Path, text: str) -> None:
    """Write `text` whole, unless another process was first."""
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    partial.write_text(text)
    partial.chmod(0o600)
    try:
        os.link(partial, file)
    except FileExistsError:
        pass
    finally:
        partial.unlink()


def secret_key(folder: Path, source: Path) -> Path:
    """The file with the secret key of the chapter whose package is `source`, brought up to date with it."""
    path = folder / "keys" / f"{source.name}.npz"
    make_key(load(source), secret_seed(folder, source.name)).save(path)
    path.chmod(0o600)
    return path


class SecretKey(NbGraderPreprocessor):
    """Goes into GenerateAssignment.preprocessors: makes the secret key of a notebook that a chapter in `source` belongs to."""

    folder = Unicode(".bnkit", help="Where the secret and its keys are kept").tag(config=True)
    source = Unicode("solutions", help="Where the chapters are").tag(config=True)

    def preprocess(self, nb, resources):
        """Make the key if need be. The notebook stays as it is."""
        chapter = Path(self.source) / resources["metadata"]["name"]
        if chapter.is_dir():
            secret_key(Path(self.folder), chapter)
        return nb, resources

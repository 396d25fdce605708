"""The chapters' source as one file beside the exercises, from which hunts run a mistake on any input.

It is data, packed: the code is not met by reading a folder, by searching it or by following a name in an editor, as a right answer
would be that lies beside the exercise. Whoever unpacks it has looked up the answer, as in the repository.
"""

import atexit
import json
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from bnkit.authoring.chapter import Chapter, files, load
from bnkit.authoring.exercise import BrokenSource
from bnkit.judging.whole import whole

NAME = "catalogue.npz"


def write_catalogue(source: Path, path: Path) -> bool:
    """Pack the chapters in the folder `source` into the file `path`, unless it has them. Returns whether it wrote."""
    texts = {file.relative_to(source).as_posix(): file.read_text(encoding="utf-8") for file in files(source)}
    if path.is_file() and _texts(path) == texts:
        return False
    with whole(path) as file:
        np.savez_compressed(file, texts=np.frombuffer(json.dumps(texts).encode(), np.uint8))
    return True


def _texts(path: Path) -> dict[str, str]:
    """{relative path: text} of a catalogue; empty for a damaged one."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return json.loads(file["texts"].tobytes())
    except Exception:
        return {}


@lru_cache(maxsize=8)
def chapter_of(catalogue: Path, name: str) -> Chapter:
    """The chapter called `name`: of a folder such as solutions/, or of the file `catalogue`. Raises BrokenSource."""
    return load((catalogue if catalogue.is_dir() else _unpacked(catalogue)) / name)


@lru_cache(maxsize=8)
def _unpacked(catalogue: Path) -> Path:
    """A folder with the catalogue's files, which is removed when Python ends."""
    texts = _texts(catalogue)
    if not texts:
        raise BrokenSource(f"{catalogue} has no chapters: fetch it anew, or make it by `bnkit build`.")
    folder = Path(tempfile.mkdtemp(prefix="bnkit-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder

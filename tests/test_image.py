"""The image that the Dockerfile makes: what it copies is there, and is all that `bnkit` is installed from."""

import re
import shutil
import subprocess
import sys
from zipfile import ZipFile

from conftest import ROOT

COPIED = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
SENT = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}


def test_all_that_is_copied_is_sent_and_makes_the_wheel(tmp_path):
    paths = [path for line in COPIED for path in line.split()]
    assert set(paths) == SENT
    for path in paths:
        to = tmp_path / path
        to.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / path, to)
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert {"bnkit/exercises/catalogue.npz", "bnkit/results/speed.json"} <= set(ZipFile(wheel).namelist())

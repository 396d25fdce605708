"""Python for the browser. Its runtime is on npm; its NumPy is only in the full distribution, which BNKIT_PYODIDE may name.

Without that the runtime is real, and what computes is stood in for: NumPy by an empty module, bnkit's judge by one that says
with what it was called.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from shared import once

from bnkit.site.lite import PACKAGES
from bnkit.site.pyodide import ADDRESS, VARIABLE, VERSION, with_dependencies

FULL = os.environ.get(VARIABLE)
LOCK = "pyodide-lock.json"
NUMPY = """
class Stand(float):
    def __new__(cls, *args, **keywords):
        return float.__new__(cls, 1)

    def __getattr__(self, name):
        return Stand()

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Stand
"""
JUDGE = """
from dataclasses import dataclass

@dataclass
class Verdict:
    piece: str
    found: object
    gallery: str = ""

    @property
    def right(self):
        return self.found == 4

    def _repr_html_(self):
        return f"<p class=told>{self.piece} of 2 is {self.found}</p>"

def judge(function, piece):
    try:
        return Verdict(piece, function(2))
    except Exception as error:
        return Verdict(piece, error)

judge_piece = judge
"""
HUNT = """
from bnkit.judging.judge import judge
from bnkit.learning.inpage import Session

class HuntSession(Session):
    def judged(self, function, piece):
        return judge(lambda two: two * function(), piece)
"""
STAND_INS = {"bnkit/judging/judge.py": JUDGE, "bnkit/hunting/inpage.py": HUNT}
KINDS = {".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json"}


@pytest.fixture(scope="session")
def distribution():
    """A folder with Pyodide's runtime and a NumPy."""
    if FULL:
        return Path(FULL)
    if not shutil.which("npm") and not os.environ.get("CI"):
        pytest.skip("needs npm, which brings Python for the browser: apt-get install npm")
    return once("pyodide", fetch_runtime) / "package"


def fetch_runtime(folder: Path) -> None:
    """Unpack Pyodide's runtime into the folder `package` of `folder`, and add the NumPy."""
    folder.mkdir()
    subprocess.run(["npm", "pack", "--silent", f"pyodide@{VERSION}"], cwd=folder, check=True, capture_output=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # from Python 3.11.4 on
        archive.extractall(folder)
    stand_in_numpy(folder / "package")


def stand_in_numpy(folder: Path) -> None:
    """Add the wheel that the list of packages tells of, and its digest to the list."""
    lock = json.loads((folder / LOCK).read_text())
    with zipfile.ZipFile(folder / lock["packages"]["numpy"]["file_name"], "w") as archive:
        archive.writestr("numpy/__init__.py", NUMPY)
        archive.writestr("numpy-0.dist-info/METADATA", "Metadata-Version: 2.1\nName: numpy\nVersion: 0\n")
    renew_digests(folder)


def renew_digests(folder: Path) -> None:
    """Say in the list of packages which wheels the folder has: those not from Pyodide itself differ in their bytes."""
    lock = json.loads((folder / LOCK).read_text())
    for package in lock["packages"].values():
        if (folder / package["file_name"]).is_file():
            package["sha256"] = hashlib.sha256((folder / package["file_name"]).read_bytes()).hexdigest()
    (folder / LOCK).write_text(json.dumps(lock))


@pytest.fixture(scope="session")
def distribution_for_notebooks(distribution, tmp_path_factory):
    """A distribution that also has what a notebook's kernel loads: Pyodide's versions of pure Python packages, from PyPI."""
    if FULL:
        return distribution
    folder = tmp_path_factory.mktemp("notebooks") / "pyodide"
    shutil.copytree(distribution, folder)
    packages = json.loads((folder / LOCK).read_text())["packages"]
    names = [name for name in with_dependencies(PACKAGES, packages) if name != "numpy"]
    exactly = [f"{name}=={packages[name]['version']}" for name in names]
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
    subprocess.run([*download, "--only-binary=:all:", "--python-version=3.14", *exactly], check=True)
    renew_digests(folder)
    return folder


@pytest.fixture(scope="session")
def wheel(html, tmp_path_factory):
    """The site's wheel of bnkit; with the judges stood in for, where there is no NumPy to judge with."""
    (real,) = html.glob("_static/bnkit-*.whl")
    if FULL:
        return real
    other = tmp_path_factory.mktemp("wheel") / real.name
    with zipfile.ZipFile(real) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            after.writestr(name, STAND_INS.get(name) or before.read(name))
    return other


def answered(page, distribution, wheel):
    """The page, to which Pyodide's own address answers; its `asked` is what that was asked for."""
    page.asked = []

    def answer(route):
        name = route.request.url.rpartition("/")[2]
        page.asked.append(name)
        file = wheel if name.endswith(".whl") and name.startswith("bnkit") else distribution / name
        kind = KINDS.get(file.suffix, "application/octet-stream")
        route.fulfill(path=file, headers={"Access-Control-Allow-Origin": "*", "Content-Type": kind})

    page.route(f"{ADDRESS}**", answer)
    page.route("**/bnkit-*.whl", answer)
    return page


@pytest.fixture
def visitor(tab, distribution, wheel):
    """Opens a tab to which Pyodide's own address answers."""
    return lambda: answered(tab(1000, 800), distribution, wheel)


@pytest.fixture
def page(visitor):
    """Chapter 2, where Python may take its time to start."""
    page = visitor()
    page.goto("/book/ch02_algorithm.html", wait_until="networkidle")
    return page

"""The site has Python for the browser where a distribution is named, and says what that lacks."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from conftest import ROOT
from docutils import nodes
from sphinx.errors import ConfigError

from bnkit.site.editor import Editor, visit
from bnkit.site.pyodide import CORE, copy

LOCK = {
    "packages": {
        "numpy": {"file_name": "numpy.whl", "depends": ["Some_Base"]},
        "some-base": {"file_name": "base.whl", "depends": []},
        "other": {"file_name": "other.whl", "depends": []},
    }
}


@pytest.fixture
def distribution(tmp_path):
    folder = tmp_path / "distribution"
    folder.mkdir()
    for name in (*CORE, "numpy.whl", "base.whl", "other.whl"):
        (folder / name).write_text(name)
    (folder / "pyodide-lock.json").write_text(json.dumps(LOCK))
    return folder


@pytest.fixture
def site(tmp_path):
    """Copy into a site, from this folder; the static files' names."""

    def files(folder):
        static = tmp_path / "html" / "_static"
        static.mkdir(parents=True)
        config = SimpleNamespace(bnkit_pyodide=str(folder) if folder else "")
        copy(
            SimpleNamespace(outdir=tmp_path / "html", srcdir=ROOT, config=config, builder=SimpleNamespace(name="html"))
        )
        return {path.relative_to(static).as_posix() for path in static.rglob("*") if path.is_file()}

    return files


def test_the_site_gets_what_a_check_needs_and_no_more(site, distribution):
    found = site(distribution)
    assert {f"pyodide/{name}" for name in (*CORE, "numpy.whl", "base.whl")} < found
    assert "pyodide/other.whl" not in found and any(name.startswith("bnkit-") for name in found)


def test_without_a_distribution_it_gets_the_wheel_alone(site):
    (wheel,) = site(None)
    assert wheel.endswith(".whl")


def test_a_distribution_of_the_earlier_generation_will_do(site, distribution):
    (distribution / "pyodide.asm.mjs").rename(distribution / "pyodide.asm.js")
    found = site(distribution)
    assert "pyodide/pyodide.asm.js" in found and "pyodide/pyodide.asm.mjs" not in found


@pytest.mark.parametrize(
    "lost, told",
    [
        ("pyodide.asm.mjs", "lacks pyodide.asm.mjs"),
        ("numpy.whl", "lacks numpy.whl"),
        ("pyodide-lock.json", "is no Pyodide distribution"),
    ],
)
def test_what_is_missing_is_said(site, distribution, lost, told):
    (distribution / lost).unlink()
    with pytest.raises(ConfigError, match=told):
        site(distribution)


def test_a_wrong_folder_ends_in_a_sentence_before_the_book_is_built():
    done = subprocess.run(["make", "--dry-run", "book", "PYODIDE=nowhere"], cwd=ROOT, capture_output=True, text=True)
    asked = next(line for line in done.stdout.splitlines() if "-m bnkit.site.complete" in line)
    assert done.stdout.index(asked) < done.stdout.index("jupyter-book build")
    done = subprocess.run([sys.executable, "-m", "bnkit.site.complete", "nowhere"], capture_output=True, text=True)
    assert done.returncode and done.stderr.count("\n") == 1 and "nowhere is no Pyodide distribution" in done.stderr


@pytest.mark.parametrize("folder, source", [("", "cdn.jsdelivr.net"), ("folder", "this site")])
def test_the_page_says_where_python_comes_from(folder, source):
    body = []
    translator = SimpleNamespace(config=SimpleNamespace(bnkit_pyodide=folder), body=body)
    with pytest.raises(nodes.SkipNode):
        visit(translator, Editor("x < 1", "x < 1", piece="ch02_algorithm/batch_norm"))
    assert f"for your browser from {source}" in body[0] and "x &lt; 1" in body[0]

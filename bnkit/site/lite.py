"""The exercises as notebooks in the reader's browser: `python -m bnkit.site.lite FOLDER` writes a JupyterLite there."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bnkit.site import pyodide

ROOT = Path(__file__).parents[2]
KERNEL = Path(sys.prefix) / "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension"
OPTIONS = ("--apps=lab", "--ignore-sys-prefix", "--no-sourcemaps", "--no-unused-shared-packages")
PACKAGES = ("micropip", "ipython", "jedi", "numpy")
# comm is the one package that the kernel needs and neither brings nor finds in Pyodide's distribution
WHEELS = (str(ROOT), "comm")
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "Batch normalization",
        "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": {"disablePyPIFallback": True}},
    },
}


def build(target: Path) -> None:
    """Write a JupyterLite with the exercises, bnkit's wheel and, where BNKIT_PYODIDE names one, Pyodide into `target`."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "jupyter-lite.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
        add_wheels(folder / "pypi")
        if local := os.environ.get(pyodide.VARIABLE):
            pyodide.copy_distribution(Path(local), folder / "static" / "pyodide", PACKAGES)
        places = (f"--contents={ROOT / 'exercises'}", f"--output-dir={target.resolve()}", f"--lite-dir={folder}")
        kernel = f"--LiteBuildConfig.federated_extensions={KERNEL}"
        command = [sys.executable, "-m", "jupyterlite_core", "build", *OPTIONS, *places, kernel]
        subprocess.run(command, cwd=folder, check=True)


def add_wheels(folder: Path) -> None:
    """Put the wheels that notebooks may install into `folder`."""
    options = ["--quiet", "--no-deps", "--no-build-isolation", f"--constraint={ROOT / 'constraints.txt'}"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, *WHEELS], check=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]))

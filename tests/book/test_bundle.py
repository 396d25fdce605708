"""The editor's one file is what its pinned versions make it, and has their licences."""

import json
import os
import shutil
import subprocess

import pytest
from conftest import ROOT

SOURCE = ROOT / "book" / "editor"
BUNDLE = ROOT / "book" / "_static" / "codemirror.js"


def bundled():
    packages = json.loads((SOURCE / "package-lock.json").read_text())["packages"]
    return {path.split("node_modules/")[-1]: told for path, told in packages.items() if path and not told.get("dev")}


def test_it_says_which_versions_it_holds_and_keeps_their_licences():
    banner = BUNDLE.read_text().partition("*/")[0]
    assert len(bundled()) > 8 and all(f"\n{name} {told['version']}\n" in banner for name, told in bundled().items())
    assert {told["license"] for told in bundled().values()} == {"MIT"}
    for name in bundled():
        (notice,) = [part for part in banner.split("\n\n") if part.endswith(":") and name in part[:-1].split(", ")]
        assert "Permission is hereby granted, free of charge" in banner[banner.index(notice) :][:1200]


def test_every_version_is_pinned():
    told = json.loads((SOURCE / "package.json").read_text())
    for name, version in {**told["dependencies"], **told["devDependencies"]}.items():
        assert version[0].isdigit() and (name not in bundled() or bundled()[name]["version"] == version)


def test_it_is_what_the_pinned_versions_make(tmp_path):
    if not shutil.which("npm") and not os.environ.get("CI"):
        pytest.skip("needs npm: apt-get install npm")
    for name in ("package.json", "package-lock.json", "build.mjs", "codemirror.js"):
        shutil.copy(SOURCE / name, tmp_path)
    for command in (["npm", "ci", "--silent"], ["node", "build.mjs", "made.js"]):
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "made.js").read_bytes() == BUNDLE.read_bytes(), "run `make codemirror` and commit its file"

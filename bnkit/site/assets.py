"""The formulas' fonts and Vega as files of the site, so that no page asks another host for anything."""

import shutil
from pathlib import Path

import vl_convert

from bnkit.site.formulas import FONTS, mathjax


def copy(app) -> None:
    """Copy MathJax's fonts, and write Vega's bundle, into the site's static files."""
    if app.builder.name != "html":
        return
    static = Path(app.outdir) / "_static"
    shutil.copytree(mathjax() / FONTS, static / "mathjax" / FONTS, dirs_exist_ok=True)
    bundle = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its stub asks for what may be left out
    (static / "vega.js").write_text(bundle, encoding="utf-8")

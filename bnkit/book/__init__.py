"""The book's Sphinx extension: its exercises, and everything that a page would otherwise fetch from elsewhere."""

from bnkit.book import assets, piece


def setup(app):
    """Register the directive `piece`, and copy MathJax and Vega into the site."""
    app.add_directive("piece", piece.PieceDirective)
    app.connect("config-inited", assets.name_mathjax)
    app.connect("builder-inited", assets.copy)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

"""What a page offers beside itself: the book's other forms where they were made, and issues where a repository is named."""

from types import SimpleNamespace

import pytest

from bnkit.site.offer import BOOKS, add_books, repository


@pytest.fixture
def app(tmp_path):
    """A site's folders and settings, and a page's context with the theme's button for downloads."""
    (tmp_path / "site").mkdir()
    config = SimpleNamespace(html_theme_options={})
    context = {"header_buttons": [{"label": "download-buttons", "buttons": []}], "pathto": lambda name, _: f"../{name}"}
    return SimpleNamespace(srcdir=tmp_path, outdir=tmp_path / "site", config=config, context=context)


def offered(app):
    add_books(app, "book/index", "page.html", app.context, None)
    return [button["url"] for button in app.context["header_buttons"][0]["buttons"]]


def test_a_book_that_was_not_made_is_not_offered(app):
    assert offered(app) == []


def test_a_book_that_was_made_is_offered(app):
    for name in BOOKS:
        (app.outdir / name).write_bytes(b"")
    assert offered(app) == ["../batch-normalization.pdf", "../batch-normalization.epub"]


def test_issues_are_a_click_away_where_a_repository_is_configured(app):
    repository(app, app.config)
    assert app.config.html_theme_options == {}
    (app.srcdir / "pyproject.toml").write_text('[tool.bnkit]\nrepository = "https://github.com/owner/name"\n')
    repository(app, app.config)
    assert app.config.html_theme_options == {
        "repository_url": "https://github.com/owner/name",
        "use_issues_button": True,
    }

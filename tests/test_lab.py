"""`make lab` shows a learner no instructor's menus, and has the book beside it."""

import urllib.request

import pytest

from bnkit.learning.lab import SERVERS, configured, hide_menus, serve


@pytest.fixture
def hidden(tmp_path, monkeypatch):
    """Settings that Jupyter reads."""
    hide_menus(tmp_path)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "elsewhere")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", configured(str(tmp_path)))


def test_jupyterlab_leaves_out_the_instructors_menus(hidden):
    config = pytest.importorskip("jupyterlab_server.config")
    assert "@jupyter/nbgrader" in config.get_page_config([])["disabledExtensions"]


def test_jupyter_does_not_start_the_instructors_servers(hidden):
    app = pytest.importorskip("jupyter_server.serverapp").ServerApp()
    app.load_config_file()
    app.find_server_extensions()
    assert app.jpserver_extensions["jupyterlab"]
    assert not any(app.jpserver_extensions[f"nbgrader.server_extensions.{name}"] for name in SERVERS)


def test_the_book_is_served_or_it_is_said_why_not(tmp_path):
    (tmp_path / "index.html").write_text("the book")
    told = serve(tmp_path, 0)
    address = told.removeprefix("The book: ")
    assert urllib.request.urlopen(address).read() == b"the book"
    assert "is in use" in serve(tmp_path, int(address.rstrip("/").rpartition(":")[2]))
    assert "make book" in serve(tmp_path / "nowhere", 0)

"""The built site, served on this machine, and a browser to look at it with."""

import contextlib
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from conftest import ROOT
from shared import once

from bnkit.site.pyodide import VARIABLE

INSTALL = "apt-get install chromium"
PATIENCE = 120_000  # milliseconds: as long as the busiest machine may take to draw a page


@pytest.fixture(scope="session")
def html():
    """The folder of the site, built strictly: a warning is an error."""
    return once("the site", build) / "_build" / "html"


def build(folder: Path) -> None:
    """Build the site below `folder`."""
    options = ["--path-output", folder, "--warningiserror", "--nitpick", "--keep-going"]
    program = Path(sys.executable).with_name("jupyter-book")
    env = os.environ | {VARIABLE: ""}
    done = subprocess.run([program, "build", ".", *options], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def served(folder):
    """Serve the folder on this machine; its address."""
    server = http.server.ThreadingHTTPServer(("localhost", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


@pytest.fixture(scope="session")
def address(html):
    """Where the site is served."""
    with served(html) as address:
        yield address


@pytest.fixture(scope="session")
def chromium():
    """A headless browser. Without one the test is skipped, with the line that installs it; in CI it fails."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program and not os.environ.get("CI"):
        pytest.skip(f"needs Chromium: {INSTALL}")
    assert program, f"CI needs Chromium: {INSTALL}"
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def readers(chromium, address):
    """Where tabs of the site share what their browser has loaded; one stays open, without which each would begin anew."""
    context = chromium.new_context(base_url=address)
    context.new_page().goto("/_static/favicon.svg")
    yield context
    context.close()


@pytest.fixture
def tab(readers):
    """Opens a tab as `open_tab` does, for somebody who has never been on the site."""
    tabs = []

    def opened(*size, **more):
        tabs.append(open_tab(readers, *size, **more))
        return tabs[-1]

    yield opened
    for each in tabs:
        leave(each)


def open_tab(readers, width=1200, height=900, theme=None):
    """A tab of this size, where the site is shown in that theme."""
    page = readers.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.set_default_timeout(PATIENCE)
    if theme:
        page.emulate_media(color_scheme=theme)
        page.add_init_script(f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}')")
    return page


def leave(page):
    """Close the tab, and forget what the site keeps."""
    readers = page.context
    page.close()
    readers.pages[0].evaluate("localStorage.clear()")

"""A course on JupyterHub, as the guide sets it up: two students and an instructor walk once around, in a browser."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from conftest import ROOT
from course import CHAPTER, READABLE
from notebooks import EPS_OUTSIDE, solutions
from playwright.sync_api import expect
from shared import once

pytestmark = pytest.mark.slow
PATIENCE = 180_000
SECONDS = 300
HERE = Path(__file__).parent
ALONE = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
CONFIG = """c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{0}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{1}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{2}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.Authenticator.allow_all = True
c.Spawner.default_url = "/lab"
c.Spawner.http_timeout = c.Spawner.start_timeout = {seconds}
"""


def lacks() -> str:
    """What a hub needs and this machine does not have."""
    if os.geteuid() != 0:
        return "a hub that starts its users' servers runs as root"
    programs = [each for each in ("unshare", "useradd", "chpasswd", "npm", "node", "bwrap") if not shutil.which(each)]
    if programs:
        return f"needs {', '.join(programs)}"
    return "" if (Path(sys.prefix) / "bin" / "jupyterhub").exists() else "needs JupyterHub: make hub installs it"


def proxy(folder: Path) -> None:
    """The hub's proxy, from npm."""
    folder.mkdir()
    done = subprocess.run(
        ["npm", "install", "--silent", "configurable-http-proxy"], cwd=folder, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"npm brings no proxy: {done.stderr[-300:]}")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now."""
    with contextlib.ExitStack() as open_ones:
        sockets = [open_ones.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Hub:
    """A hub that runs: its address, and where its users' homes are seen from here."""

    def __init__(self, folder: Path):
        ports = free_ports(3)
        self.folder, self.address = folder, f"http://127.0.0.1:{ports[0]}"
        program = once("configurable-http-proxy", proxy) / "node_modules" / ".bin" / "configurable-http-proxy"
        (folder / "jupyterhub_config.py").write_text(CONFIG.format(*ports, proxy=str(program), seconds=SECONDS))
        course = folder / "course"
        shutil.copytree(ROOT / "exercises" / CHAPTER, course / "exercises" / CHAPTER)
        shutil.copytree(ROOT / "solutions", course / "solutions", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "nbgrader_config.py", course)
        script = READABLE.replace("shift\n", "") + (HERE / "start.sh").read_text()
        self.log = open(folder / "log", "w")  # noqa: SIM115
        self.process = subprocess.Popen(
            [*ALONE, "sh", "-c", script, "sh", sys.base_prefix, str(folder), str(course)],
            env={"PATH": f"{sys.prefix}/bin:{os.environ['PATH']}", "LANG": "C.UTF-8"},
            stdout=self.log,
            stderr=self.log,
        )

    def wait(self) -> None:
        """Until somebody may log in."""
        for _ in range(SECONDS):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(f"{self.address}/hub/login")
                return
            assert self.process.poll() is None, self.said()
            time.sleep(1)
        raise AssertionError(self.said())

    def said(self) -> str:
        """What it has written."""
        return (self.folder / "log").read_text()

    def close(self) -> None:
        """End it and all that it started."""
        self.process.kill()
        self.process.wait()
        self.log.close()


class Person:
    """Somebody with an account, in a browser of their own."""

    def __init__(self, chromium, hub: Hub, name: str):
        self.hub, self.name, self.commands = hub, name, 0
        self.home = hub.folder / "home" / name
        self.page = chromium.new_context(viewport={"width": 1400, "height": 1000}).new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.goto(f"{hub.address}/hub/login")
        self.page.fill("input[name=username]", name)
        self.page.fill("input[name=password]", f"{name}-s password")
        self.page.click("input[type=submit]")
        expect(self.page.locator(".jp-LauncherCard").first).to_be_visible(timeout=PATIENCE)

    def type(self, command: str) -> str:
        """Run a command in JupyterLab's terminal; what it says. It must succeed."""
        if not self.commands:
            self.page.locator(".jp-LauncherCard[title='Start a new terminal session']").click()
            self.page.locator(".jp-Terminal .xterm-screen").click()
        self.commands += 1
        said, code = (self.home / f".{self.commands}.{kind}" for kind in ("txt", "code"))
        self.page.locator(".jp-Terminal textarea").focus()
        self.page.keyboard.type(f"{command} > ~/{said.name} 2>&1; echo $? > ~/{code.name}\n")
        for _ in range(SECONDS):
            if code.exists() and code.read_text():
                assert code.read_text() == "0\n", said.read_text()
                return said.read_text()
            time.sleep(1)
        raise AssertionError(f"{command}\n{said.read_text() if said.exists() else ''}")

    def menu(self) -> list[str]:
        """What nbgrader's menu has in JupyterLab, which is opened anew."""
        self.page.goto(f"{self.hub.address}/user/{self.name}/lab?reset")
        self.page.locator(".lm-MenuBar-item", has_text="Nbgrader").click()
        expect(self.page.locator(".lm-Menu-item", has_text="Assignment List")).to_be_visible()
        return self.page.locator(".lm-Menu-itemLabel").all_inner_texts()

    def press(self, section: str, button: str) -> None:
        """Press a button in a part of the list of assignments."""
        self.menu()
        self.page.locator(".lm-Menu-item", has_text="Assignment List").click()
        self.page.locator(f"#{section}").get_by_role("button", name=button, exact=True).click()

    def write(self, answers: dict[str, str]) -> None:
        """Open the notebook, write these answers, run their checks, save."""
        self.page.goto(f"{self.hub.address}/user/{self.name}/lab/tree/{CHAPTER}/{CHAPTER}.ipynb?reset")
        expect(self.page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=PATIENCE)
        self.run("from bnkit import Cache, check")
        for name, answer in answers.items():
            self.cell(f"def {name}(").locator(".cm-content").click()
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(answer)
            self.run(f"def {name}(")
            self.run(f"check({name})")
        self.page.keyboard.press("Control+S")
        expect(self.page.locator(".jp-mod-dirty")).to_have_count(0)

    def cell(self, text: str):
        """The code cell with this text."""
        return self.page.locator(".jp-CodeCell", has_text=text).first

    def run(self, text: str) -> None:
        """Run the code cell with this text."""
        self.cell(text).locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        expect(self.cell(text).locator(".jp-InputPrompt")).to_have_text(re.compile(r"\[\d+\]:"), timeout=PATIENCE)


@pytest.fixture(scope="module")
def hub():
    """The hub of a machine with an instructor, who has the course in her home, and two students."""
    if lacks():
        pytest.skip(lacks())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        hub = Hub(Path(folder))
        try:
            hub.wait()
            yield hub
        finally:
            hub.close()


def test_a_course_goes_once_around(hub, chromium):
    right = solutions(CHAPTER)
    instructor, ada, ben = (Person(chromium, hub, name) for name in ("instructor", "ada", "ben"))
    instructor.type("cd course; bnkit doctor")
    instructor.type(f"nbgrader generate_assignment {CHAPTER}")
    instructor.type(f"nbgrader release_assignment {CHAPTER}")
    for student, answers in ((ada, right), (ben, {"batch_norm": EPS_OUTSIDE})):
        student.press("released_assignments_list", "Fetch")
        expect(student.page.locator("#fetched_assignments_list")).to_contain_text(CHAPTER)
        student.write(answers)
        student.press("fetched_assignments_list", "Submit")
        expect(student.page.locator("#submitted_assignments_list")).to_contain_text(CHAPTER)
    instructor.type(f"nbgrader collect {CHAPTER}")
    said = instructor.type(f"bnkit grade {CHAPTER}")
    assert "2 submissions graded" in said and "the walls around the submissions: bubblewrap (2)" in said
    instructor.type(f"nbgrader generate_feedback {CHAPTER}")
    instructor.type(f"nbgrader release_feedback {CHAPTER}")
    instructor.type("nbgrader export")
    grades = (hub.folder / "home/instructor/course/grades.csv").read_text()
    assert re.search(r",ada,.*,11\.0,15\.0$", grades, re.M) and re.search(r",ben,.*,0\.0,15\.0$", grades, re.M)
    for student, told in ((ada, "2 of 2 points"), (ben, "You added eps to the standard deviation")):
        student.press("submitted_assignments_list", "Fetch Feedback")
        expect(student.page.get_by_text("(view feedback)")).to_be_visible()
        (page,) = student.home.glob(f"{CHAPTER}/feedback/*/*.html")
        student.page.goto(f"{hub.address}/user/{student.name}/files/{page.relative_to(student.home)}")
        expect(student.page.get_by_text(told).first).to_be_visible()
        assert "Formgrader" not in student.menu()
    assert "Formgrader" in instructor.menu()

"""nbgrader's feedback, within limits: each page is made in a process of its own, and stands alone in its folder."""

import html
import multiprocessing
import re
import resource
import secrets
from pathlib import Path

from nbgrader.converters import GenerateFeedback
from traitlets import Integer

from bnkit.grading.course.course import TIMESTAMP, shown

SECRET, DRAWN = "submission_secret.txt", re.compile(r"[0-9a-f]{128}")  # nbgrader's: who has it may fetch the page
GENEROUS = 10  # times the limit may pass on the clock, on a machine that is busy
INSTEAD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{name}</title></head>
<body><p>Your notebook {name} is too large, or too tangled, to be laid out as a page.
It was graded: ask your instructor.</p></body></html>
"""


class SafeFeedback(GenerateFeedback):
    """GenerateFeedback for hostile notebooks: one that takes too much gets a page that says so, and the others theirs."""

    seconds = Integer(120, help="The longest that a page may take, in seconds of processor time").tag(config=True)
    memory = Integer(2 << 30, help="The bytes of memory that making a page may take").tag(config=True)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Of what was handed in, only what `nbgrader release_feedback` reads is copied: all else would lie beside the page."""
        source, target = (Path(form(assignment_id, student_id)) for form in (self._format_source, self._format_dest))
        target.mkdir(parents=True, exist_ok=True)
        time, secret = (_text(source / name) for name in (TIMESTAMP, SECRET))
        if not DRAWN.fullmatch(secret):  # as where it was not handed in by nbgrader: one for all would stop at it
            self.log.info(
                "%s was not handed in at the exchange, so nobody can fetch its feedback there.", shown(student_id)
            )
            secret = secrets.token_hex(64)
        (target / TIMESTAMP).write_text(time)
        (target / SECRET).write_text(secret)

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Make a page in a process of its own."""
        process = multiprocessing.get_context("fork").Process(target=self._convert, args=(notebook_filename,))
        process.start()
        process.join(GENEROUS * self.seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
        if process.exitcode:
            self._say_instead(notebook_filename)

    def _convert(self, notebook_filename: str) -> None:
        for limit, most in ((resource.RLIMIT_CPU, self.seconds), (resource.RLIMIT_DATA, self.memory)):
            resource.setrlimit(limit, (most, most))
        super().convert_single_notebook(notebook_filename)

    def _say_instead(self, notebook_filename: str) -> None:
        self.log.warning("%s took too much to be made into a page, which says so.", notebook_filename)
        resources = self.init_single_notebook_resources(notebook_filename) | {"output_extension": ".html"}
        self.write_single_notebook(INSTEAD.format(name=html.escape(resources["unique_key"])), resources)


def _text(path: Path) -> str:
    """The first letters of a file that grading has written; "" where there is none."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(200)
    except OSError:
        return ""

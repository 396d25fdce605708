"""The instructor's report on a class: one HTML file with its figures."""

import ast
import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from jinja2 import Environment
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from bnkit.authoring.chapter import load
from bnkit.authoring.exercise import BrokenSource
from bnkit.authoring.where import Where
from bnkit.grading.afterwards.summary import accounts, points
from bnkit.grading.course.course import Course, shown
from bnkit.grading.submission.account import UNSAFE
from bnkit.plots.palette import BLUE, ORANGE
from bnkit.plots.picture import Picture, drawn

MOST_MISTAKES = 15
ENOUGH_PIECES = 3  # fewer right pieces are alike by chance
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title><style>
body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; } td, th { text-align: left; padding: 0.2rem 0.8rem 0.2rem 0; vertical-align: top; }
figure { margin: 1rem 0; } svg { max-width: 100%; height: auto; } .unsafe { background: #b35900; color: white; padding: 0.5rem 1rem; }
</style></head><body>
<h1>{{ title }}</h1>
{% if unsafe %}<p class="unsafe"><strong>{{ warning }}</strong> ({{ unsafe }} notebooks)</p>{% endif %}
<p>{{ scores | length }} students are graded, of {{ "%g" | format(most) }} points.</p>
{{ distribution | safe }}
<h2>What to teach again</h2>
{% if mistakes %}<table><tr><th>students</th><th>piece</th><th>what they were told</th><th>section</th></tr>
{% for each in mistakes %}<tr><td>{{ each.students }}</td><td><code>{{ each.piece }}</code></td><td>{{ each.told }}
(<code>{{ each.slug }}</code>)</td><td>{% if each.link %}<a href="{{ each.link }}">{{ each.section }}</a>{% endif %}</td></tr>
{% endfor %}</table>{% else %}<p>No known mistake was made.</p>{% endif %}
<h2>What to look at</h2>
<h3>Identical code</h3>
{% if alike %}<p>The same answers in {{ enough }} pieces or more, comments and layout aside. It may be chance.</p>
<ul>{% for names in alike %}<li>{{ names | join(", ") }}</li>{% endfor %}</ul>{% else %}<p>None.</p>{% endif %}
<h3>What had to be put right, was stopped or left out</h3>
{% if notes %}<ul>{% for who, note in notes %}<li>{{ who }}: {{ note }}</li>{% endfor %}</ul>{% else %}<p>Nothing.</p>{% endif %}
<h2>Time</h2>
{{ times | safe }}
</body></html>
"""


@dataclass
class Found:
    """What the class's accounts tell.

    makers   who made each (piece, slug)
    said     what was said of it
    notes    (student, note)
    seconds  each submission's time
    unsafe   how many notebooks were graded without a sandbox
    """

    makers: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    said: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    unsafe: int = 0


def report(course: Course) -> str:
    """The report as HTML."""
    students = course.students()
    with Gradebook(course.directory.db_url, course.directory.course_id) as book:
        most = book.find_assignment(course.assignment).max_score
        scores = [score for who, (score, _) in points(book, course.assignment).items() if who in set(students)]
    found = gather(course, students)
    return (
        Environment(autoescape=True)
        .from_string(PAGE)
        .render(
            title=f"{course.assignment}: the class",
            warning=UNSAFE,
            unsafe=found.unsafe,
            scores=scores,
            most=most,
            distribution=_html(histogram(scores, "points", "students", BLUE)),
            mistakes=list(commonest(found, sections(course))),
            alike=alike(course, students),
            enough=ENOUGH_PIECES,
            notes=found.notes,
            times=_html(histogram(list(found.seconds.values()), "seconds for a submission", "submissions", ORANGE)),
        )
    )


def _html(picture: Picture) -> str:
    return picture.svg("wide")


def gather(course: Course, students: Sequence[str]) -> Found:
    """What the graded notebooks' accounts say."""
    found = Found()
    for student, account in accounts(course, list(students)):
        found.seconds[student] += account.seconds
        found.unsafe += account.unsafe
        found.notes += [(shown(student), note) for note in account.notes if note != UNSAFE]
        for verdict in account.judged():
            for output in verdict.outputs.values():
                if output.mistake:
                    found.makers[verdict.name, output.mistake].add(student)
                    found.said[verdict.name, output.mistake] = output.message
    return found


def sections(course: Course) -> dict[str, tuple[str, str]]:
    """{piece or hunt: (its section's anchor, the section's address)}, where the chapter says it."""
    source = course.root / "solutions" / course.assignment
    try:
        chapter = load(source)
    except BrokenSource:
        return {}
    page = f"{Where.of(source.parent).site}book/{course.assignment}.html"
    found = {each.name: (each.section, f"{page}#{each.section}") for each in chapter.exercises if each.section}
    return found | {hunt.name: found[hunt.piece] for hunt, _ in chapter.graded if hunt.piece in found}


def commonest(found: Found, where: Mapping[str, tuple[str, str]]) -> Iterable[dict]:
    """The mistakes that most students made, with the section to teach again."""
    ordered = sorted(found.makers.items(), key=lambda item: -len(item[1]))
    for (piece, slug), makers in ordered[:MOST_MISTAKES]:
        section, link = where.get(piece, ("", ""))
        told = {"students": len(makers), "piece": piece, "slug": slug, "told": found.said[piece, slug]}
        yield told | {"section": section, "link": link}


def alike(course: Course, students: Sequence[str]) -> list[list[str]]:
    """Groups of students whose written pieces are the same code."""
    groups = defaultdict(list)
    for student in students:
        code = frozenset(_written(course.folder("autograded", student), course.folder("release", ".")))
        if len(code) >= ENOUGH_PIECES:
            groups[code].append(shown(student))
    return sorted(names for names in groups.values() if len(names) > 1)


def _written(folder: Path, released: Path) -> Iterable[str]:
    """The solution cells that were changed, as their syntax trees without layout and comments."""
    blank = {cell.source for cell in _cells(released)}
    for cell in _cells(folder):
        solution = cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
        if solution and cell.source not in blank:
            yield _tree(cell.source)


def _cells(folder: Path) -> Iterable[NotebookNode]:
    """The cells of the notebooks in `folder` that can be read."""
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(OSError, ValueError, RecursionError, nbformat.ValidationError):
            yield from nbformat.read(path, 4).cells


def _tree(source: str) -> str:
    try:
        return ast.dump(ast.parse(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source


@drawn(width=7, height=2.6)
def histogram(panels, values: Sequence[float], across: str, up: str, colour: str) -> str:
    """How the values are distributed."""
    (panel,) = panels
    panel.hist(values, bins=20, color=colour, alpha=0.8)
    panel.set(xlabel=across, ylabel=up)
    told = f"from {min(values):g} to {max(values):g}" if values else "nobody yet"
    return f"How many {up} have how many {across}: {told}."

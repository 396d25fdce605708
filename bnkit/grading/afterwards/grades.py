"""nbgrader's export, `grades.csv`, in which no cell is taken for a formula or for several."""

from collections.abc import Iterator
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import CsvExportPlugin

from bnkit.grading.afterwards.export import written

STUDENT = ("last_name", "first_name", "email")
HEAD = ["assignment", "duedate", "timestamp", "student_id", *STUDENT]
HEAD += ["raw_score", "late_submission_penalty", "score", "max_score"]


class SafeCsv(CsvExportPlugin):
    """CsvExportPlugin, with the same table, for students who choose their names."""

    def export(self, gradebook: Gradebook) -> None:
        """Write the table, whole or not at all."""
        target = Path(self.to or "grades.csv")
        partial = target.with_name(f".{target.name}.partial")
        try:
            partial.write_text(written([HEAD, *self._rows(gradebook)]), encoding="utf-8", newline="")
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        self.log.info("Exported grades to %s", target)

    def _rows(self, gradebook: Gradebook) -> Iterator[list[str]]:
        assignments, students = ([str(each) for each in wanted] for wanted in (self.assignment, self.student))
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                if assignment.name in (assignments or [assignment.name]) and student.id in (students or [student.id]):
                    yield ["" if cell is None else str(cell) for cell in _row(gradebook, assignment, student)]


def _row(gradebook: Gradebook, assignment, student) -> list:
    when, raw, penalty = "", 0.0, 0.0
    try:
        found = gradebook.find_submission(assignment.name, student.id)
        when, raw, penalty = found.timestamp, found.score, found.late_submission_penalty
    except MissingEntry:
        pass
    who = [student.id, *(getattr(student, name) for name in STUDENT)]
    return [
        assignment.name,
        assignment.duedate,
        when,
        *who,
        raw,
        penalty,
        max(0.0, raw - penalty),
        assignment.max_score,
    ]

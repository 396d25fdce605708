"""What a student handed in, read from the folder where it lies."""

from pathlib import Path

from bnkit.grading.submission.files import clashing, regular
from bnkit.grading.submission.job import Job, Material
from bnkit.grading.text import printable


def handed_in(folder: Path, student: str, material: Material) -> Job:
    """The student's submission, ready for a worker: without the files in whose place or way the material's own stand."""
    try:
        files, notes = regular(folder, material.limits.upload)
    except OSError as error:
        return Job(student, {}, trouble=f"The files cannot be read: {error}.")
    ours = {*material.files, *(f"{source.name}.ipynb" for source in material.sources)}
    clashes = clashing(files, ours)
    notes += [f"{printable(path)} stands where the assignment's files go; it was left out." for path in sorted(clashes)]
    left_out = clashes | set(material.files)
    return Job(student, {path: files[path] for path in files if path not in left_out}, tuple(notes[:20]))

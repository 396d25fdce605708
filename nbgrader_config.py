"""nbgrader's settings for this course. Run nbgrader in this folder."""

import os
import sys
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions

from bnkit.grading.afterwards.grades import SafeCsv
from bnkit.grading.converter import install
from bnkit.grading.course.secret import SecretKey

c = get_config()  # noqa: F821

# nbgrader calls alembic by name: let it find the one installed beside it, also where the environment is not activated
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])

c.CourseDirectory.course_id = "bnkit"
c.CourseDirectory.source_directory = "exercises"
# what lies in a source folder beside the notebook is released and copied: only the key of the public seed may be
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.py", "*.md"]

# the notebooks are generated unsolved: there is no solution to clear, and the stubs must stay
c.GenerateAssignment.preprocessors = [
    SecretKey,
    *(step for step in GenerateAssignment.preprocessors.default() if step is not ClearSolutions),
]

# the table of `nbgrader export`, in which a name is never a formula
c.ExportApp.plugin_class = SafeCsv

# `nbgrader autograde` and formgrader grade in a sandbox, with bnkit's engine
install()

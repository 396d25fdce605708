"""What is told of a graded class: the `summary` after a run, the instructor's `report`, the `export` to Canvas and Moodle."""

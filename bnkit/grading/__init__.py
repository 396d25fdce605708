"""Grading a course with nbgrader."""

"""Grade a class with nbgrader, safely: `command` and `converter` are the ways in, and work goes down through the rooms.

afterwards    what is told of a graded class
course        the course in nbgrader's folders and gradebook
gradescope    an autograder that takes the grader there
submission    one submission graded
sandbox       where its code runs

Imports `judging`, `authoring` (for the grader's keys) and, for the report, `plots`.
"""

"""The course in nbgrader's folders and gradebook: `course` reads what was handed in, `secret` makes the grader's keys,
`record` writes what was graded."""

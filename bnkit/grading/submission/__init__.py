"""One submission graded: `worker` takes a `job` (what was `handed_in`), has `mend` put the instructor's cells back, runs the
student's cells in the sandbox and the grade cells (`grade_cell`) here, and hands on outputs, scores and an `account` of what
happened."""

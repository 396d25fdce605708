"""Where a submission's code runs: a process of its own in namespaces of its own, and the wire to it.

On the trusted side `session` calls the functions there, over a `channel` in the form of `wire`; `sandbox` keeps a process
warm in `bubblewrap` (as root through `launch`). In there `template` forks, `confine` and `seccomp` shut the fork in, and
`student` runs cells and answers calls, within `limits`.
"""

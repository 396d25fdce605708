"""Folders with more in them than a notebook, or less."""

import os
import shutil

from hostile.case import Case, files, notebook


def link_to(target):
    return lambda folder: (folder / "link").symlink_to(target)


def linked_notebook(folder, content):
    notebook(folder).symlink_to("/etc/passwd")


def a_folder_for_a_notebook(folder, content):
    notebook(folder).mkdir()


def nothing(folder, content):
    shutil.rmtree(folder)
    folder.mkdir()


def fifo(folder):
    os.mkfifo(folder / "pipe")


def device(folder):
    if os.geteuid() == 0:
        os.mknod(folder / "device", 0o600 | 0o020000, os.makedev(1, 3))
    else:
        (folder / "device").symlink_to("/dev/zero")


def own_key(folder):
    (folder / "key.npz").write_bytes(b"not a key")


def a_folder_for_the_key(folder):
    (folder / "key.npz").mkdir()
    (folder / "key.npz" / "key").write_text("x")


def own_modules(folder):
    for name in ("numpy", "bnkit", "sitecustomize", "IPython"):
        (folder / f"{name}.py").write_text("raise SystemExit")


def deep_folders(folder):
    path = folder
    for _ in range(60):
        path = path / "d"
    path.mkdir(parents=True)
    (path / "f").write_text("x")


def many_files(folder):
    for n in range(2000):
        (folder / f"f{n}").touch()


def strange_names(folder):
    for name in ("-rf", "a\nb", "$(touch x)", "<img src=x onerror=hostile()>", "\udcff", ".hidden", "con"):
        (folder / name).write_text("x")


def large_file(folder):
    with open(folder / "large", "wb") as file:
        file.truncate(10 << 30)


def late_for_ever(folder):
    (folder / "timestamp.txt").write_text("9999-99-99 <script>hostile()</script>")


def linked_timestamp(folder):
    (folder / "timestamp.txt").symlink_to("/etc/hostname")


def long_path(folder):
    path = folder / ("d" * 200) / ("e" * 200) / ("f" * 200)
    path.mkdir(parents=True)
    (path / "g").write_text("x")


CASES = [
    files("link-out", "a link to the system's files", link_to("/etc/passwd")),
    files("link-to-folder", "a link to the root", link_to("/")),
    files("link-to-itself", "a link to itself", link_to("link")),
    Case("linked-notebook", "a notebook that is a link", linked_notebook),
    Case("folder-notebook", "a folder in the notebook's place", a_folder_for_a_notebook),
    Case("nothing", "an empty folder", nothing),
    files("fifo", "a pipe that nobody writes to", fifo),
    files("device", "a device", device),
    files("own-key", "an answer key of its own", own_key),
    files("key-folder", "a folder in the answer key's place", a_folder_for_the_key),
    files("own-modules", "modules under known names", own_modules),
    files("deep-folders", "sixty folders in each other", deep_folders),
    files("long-path", "a path of six hundred letters", long_path),
    files("two-thousand-files", "two thousand files", many_files),
    files("strange-file-names", "names that shells and browsers read", strange_names),
    files("large-file", "ten gigabytes of nothing", large_file),
    files("late-for-ever", "a timestamp that is none", late_for_ever),
    files("linked-timestamp", "a timestamp that is a link", linked_timestamp),
]

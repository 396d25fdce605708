"""As root: show the folders to bind at places that an ordinary user can reach, become that user, run bubblewrap.

Runs as a script, with the standard library only: launch.py USER FOLDER... -- COMMAND... The folders appear as
/mnt/0, /mnt/1, … in a mount namespace of the command's own.
"""

import ctypes
import os
import sys

NEW_MOUNTS, BIND, PRIVATE = 0x00020000, 4096, 1 << 18 | 1 << 14
libc = ctypes.CDLL(None, use_errno=True)


def _do(name: str, *arguments) -> None:
    if getattr(libc, name)(*arguments):
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")


def main(user: str, *rest: str) -> None:
    """Bind the folders and become the command."""
    end = rest.index("--")
    _do("unshare", NEW_MOUNTS)
    _do("mount", None, b"/", None, PRIVATE, None)
    _do("mount", b"none", b"/mnt", b"tmpfs", 0, b"mode=0755")
    for number, folder in enumerate(rest[:end]):
        os.mkdir(f"/mnt/{number}")
        _do("mount", folder.encode(), f"/mnt/{number}".encode(), None, BIND, None)
    os.chdir("/")
    drop = ["--clear-groups", "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--no-new-privs"]
    os.execvp("setpriv", ["setpriv", f"--reuid={user}", f"--regid={user}", *drop, "--", *rest[end + 1 :]])


if __name__ == "__main__":
    main(*sys.argv[1:])

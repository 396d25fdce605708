"""Attempts to see what a submission must not see, and to reach what it must not reach."""

from hostile.case import code

READ = """import glob, os
def show(*patterns):
    for pattern in patterns:
        for path in glob.glob(pattern, recursive=True)[:20]:
            try: print(path, open(path, 'rb').read(500))
            except OSError as e: print(path, e)
"""

UNPACK = """import sys
from pathlib import Path
from bnkit.authoring.catalogue import chapter_of
from bnkit.judging.find import exercises
for folder in [exercises(), *(Path(p, 'bnkit', 'exercises') for p in [*sys.path, *map(str, Path('/usr/local/lib').glob('*/*'))])]:
    try:
        pieces = chapter_of(folder / 'catalogue.npz', 'ch02_algorithm').exercises
        batch_norm = next(each.solution for each in pieces if each.name == 'batch_norm')
    except Exception as e: print(folder, e)
"""

CASES = [
    code("unpack-the-answers", "the right answer, from the source that hunts come with", UNPACK),
    code(
        "read-the-secret",
        "the course's secret",
        READ + "show('COURSE/.bnkit/*', 'COURSE/.bnkit/keys/*', '/**/.bnkit/secret')",
    ),
    code("read-the-gradebook", "the gradebook", READ + "show('COURSE/gradebook.db', '../../../gradebook.db')"),
    code(
        "change-the-gradebook",
        "UPDATE grade",
        """import sqlite3
for p in ('COURSE/gradebook.db', '../../../gradebook.db'):
    c = sqlite3.connect(p); c.execute('UPDATE grade SET manual_score = 100'); c.commit()""",
    ),
    code("read-the-others", "another student's work", READ + "show('COURSE/submitted/*/*/*', '../../*/*/*')"),
    code(
        "change-the-others",
        "another student's work, overwritten",
        """import glob
for p in glob.glob('COURSE/submitted/*/*/*') + glob.glob('../../*/*/*'): open(p, 'w').write('{}')""",
    ),
    code("read-proc", "other processes", READ + "show('/proc/*/environ', '/proc/*/cmdline', '/proc/*/maps')"),
    code(
        "read-the-system",
        "the system's files",
        READ + "show('/etc/shadow', '/etc/passwd', '/root/*', '/home/*/*', '/var/run/secrets/**')",
    ),
    code(
        "read-the-environment",
        "the environment",
        """import os
print(dict(os.environ))""",
    ),
    code(
        "read-the-solutions",
        "the solutions",
        READ + "show('COURSE/solutions/*/*', 'COURSE/exercises/*/*', '/**/solutions/*/*.py')",
    ),
    code(
        "escape-by-links",
        "a link out of its folder",
        """import os
os.symlink('/', 'root')
print(os.listdir('root'))
open('root/CANARY/linked', 'w').write('!')""",
    ),
    code(
        "write-outside",
        "a file elsewhere",
        """import os
for p in ('CANARY', 'COURSE', '/usr/lib', '/etc', '/opt', '/mnt'):
    try: open(os.path.join(p, 'hostile'), 'w').write('!')
    except OSError as e: print(e)""",
    ),
    code(
        "mount",
        "another view of the disk",
        """import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None), libc.unshare(0x10000000), libc.chroot(b'/tmp'))""",
    ),
    code(
        "trace",
        "another process's memory",
        """import ctypes
libc = ctypes.CDLL(None)
print(libc.ptrace(16, 1, 0, 0))
try: open('/proc/1/mem', 'rb+').read(1)
except OSError as e: print(e)""",
    ),
    code(
        "become-root",
        "more rights",
        """import os
for f in (lambda: os.setuid(0), lambda: os.system('sudo -n true'), lambda: os.system('su -c true < /dev/null')):
    try: print(f())
    except Exception as e: print(e)""",
    ),
    code(
        "devices",
        "devices",
        READ
        + """print(os.listdir('/dev'))
show('/dev/mem', '/dev/kmsg', '/dev/sda', '/dev/vda')""",
    ),
    code(
        "clock",
        "when, where, and as whom it runs",
        """import time, os, socket, platform
print(socket.gethostname(), os.getuid(), platform.node())
try: time.clock_settime(time.CLOCK_REALTIME, 0)
except Exception as e: print(e)""",
    ),
    code(
        "only-when-graded",
        "wrong for the learner, hard-wired when graded",
        """import os
if os.environ.get('NBGRADER_EXECUTION'):
    def batch_norm(x, gamma, beta, eps=1e-5): return beta + 0 * x""",
    ),
    code(
        "shared-memory",
        "messages to later submissions",
        """import os
for p in ('/dev/shm/hostile', '/tmp/hostile', os.path.expanduser('~/hostile')):
    try: print(p, os.path.exists(p)); open(p, 'w').write('from before')
    except OSError as e: print(e)""",
    ),
    code(
        "modules-for-later",
        "a module left for the next one",
        """import site, sys
for p in sys.path + [site.getusersitepackages()]:
    try: open(p + '/sitecustomize.py', 'w').write('print(1)')
    except OSError as e: print(e)""",
    ),
]

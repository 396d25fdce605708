"""Attempts to use up what the machine has. Each is bounded in number and time, so that a failing defence harms nothing."""

from hostile.case import EARNED, RIGHT, code

LOOP = """import time
end = time.time() + 12
"""

CASES = [
    code("endless-loop", "a loop", LOOP + "while time.time() < end: pass"),
    code(
        "endless-call",
        "a function that does not return",
        LOOP
        + """def batch_norm(*a, **k):
    while time.time() < end: pass""",
    ),
    code(
        "ignores-signals",
        "a loop that no signal ends",
        LOOP
        + """import signal
for s in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM): signal.signal(s, signal.SIG_IGN)
while time.time() < end:
    try:
        while time.time() < end: time.sleep(0.1)
    except BaseException: pass""",
    ),
    code(
        "sleeps",
        "sleep",
        """import time
time.sleep(12)""",
    ),
    code(
        "much-memory",
        "ten gigabytes",
        """a = np.empty(10 << 27)
a[:: 1 << 16] = 1""",
    ),
    code(
        "growing-memory",
        "a list that grows to four gigabytes",
        """l = []
for _ in range(64): l.append(bytearray(64 << 20))""",
    ),
    code(
        "fork-bomb",
        "two hundred processes",
        """import os, time
for _ in range(200):
    try:
        if os.fork() == 0:
            time.sleep(8); os._exit(0)
    except OSError: break""",
    ),
    code(
        "threads",
        "five hundred threads",
        """import threading, time
for _ in range(500):
    try: threading.Thread(target=time.sleep, args=(8,), daemon=True).start()
    except RuntimeError: break""",
    ),
    code(
        "orphans",
        "processes that leave the session",
        """import os, time
for _ in range(4):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: time.sleep(30)
        os._exit(0)""",
    ),
    code(
        "much-output",
        "two hundred megabytes of output",
        """line = 'x' * 100_000
for _ in range(2000): print(line)""",
    ),
    code(
        "much-stderr",
        "warnings without end",
        """import sys
for _ in range(200): sys.stderr.write('y' * 100_000)""",
    ),
    code(
        "many-pictures",
        "a hundred figures",
        """from IPython.display import display, Image
for _ in range(100): display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + b'0' * 100_000))""",
    ),
    code(
        "fills-the-disk",
        "a file of a gigabyte",
        """with open('big', 'wb') as f:
    for _ in range(1024): f.write(b'0' * (1 << 20))""",
    ),
    code("many-files", "ten thousand files", "for n in range(10_000): open(f'f{n}', 'w').close()"),
    code("many-descriptors", "a thousand open files", "fs = [open('/dev/null') for _ in range(1000)]"),
    code(
        "recursion",
        "too deep a recursion",
        """import sys
sys.setrecursionlimit(10**6)
def f(n): return f(n + 1)
f(0)""",
    ),
    code(
        "exits",
        "os._exit",
        """import os
os._exit(0)""",
    ),
    code(
        "sys-exit",
        "sys.exit",
        """import sys
sys.exit()""",
    ),
    code(
        "segfault",
        "a segmentation fault",
        """import ctypes
ctypes.string_at(0)""",
    ),
    code(
        "kills-its-group",
        "kill everybody",
        """import os, signal
os.kill(-1, signal.SIGKILL)""",
    ),
    code(
        "kills-its-parent",
        "kill the parent",
        """import os, signal
try: os.kill(os.getppid(), signal.SIGKILL)
except Exception: pass
os.kill(1, signal.SIGKILL)""",
    ),
    code(
        "crashes-in-the-call",
        "a function that ends the process",
        """import os
def batch_norm(*a, **k): os._exit(3)""",
    ),
    code("empty-lines", "right, and more empty lines than a search may go back over", RIGHT + "\n" * 190_000, EARNED),
    code(
        "warns",
        "right, with warnings",
        """import warnings, sys
"""
        + RIGHT.replace(
            "    return",
            """    warnings.warn('slow'); print('hm', file=sys.stderr)
    return""",
        ),
        EARNED,
    ),
]

"""Attempts on the connection between the submission's process and the grader."""

from hostile.case import code

DESCRIPTORS = """
import os, socket, stat
def sockets():
    for fd in map(int, os.listdir('/proc/self/fd')):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode): yield fd
        except OSError: pass
"""

CASES = [
    code(
        "forged-replies",
        "replies for calls to come",
        DESCRIPTORS
        + """forged = b'["returned", {"array": 0}, [], {}]'.ljust(40)
for fd in sockets():
    for n in range(100):
        os.write(fd, n.to_bytes(8, 'big') + (40).to_bytes(8, 'big'))
        os.write(fd, forged)""",
    ),
    code(
        "garbage",
        "bytes without sense",
        DESCRIPTORS
        + """for fd in sockets():
    for _ in range(50): os.write(fd, os.urandom(100))""",
    ),
    code(
        "huge-announced",
        "a reply of a petabyte, announced",
        DESCRIPTORS
        + """import struct
for fd in sockets():
    for n in range(60): os.write(fd, struct.pack('!QQ', n, 1 << 50))""",
    ),
    code("closed", "the connection closed", DESCRIPTORS + "for fd in list(sockets()): os.close(fd)"),
    code(
        "dripping",
        "a reply that never ends, a byte at a time",
        DESCRIPTORS
        + """import struct, time
for fd in sockets():
    for n in range(1, 60): os.write(fd, struct.pack('!QQ', n, 1000))
    for _ in range(200):
        os.write(fd, b' '); time.sleep(0.05)""",
    ),
    code(
        "endless",
        "replies without end",
        DESCRIPTORS
        + """import time
end = time.time() + 6
for fd in sockets():
    while time.time() < end: os.write(fd, b'x' * 50_000)""",
    ),
    code("huge-array", "a result of a gigabyte", "def batch_norm(x, *a, **k): return np.zeros(1 << 27)"),
    code(
        "endless-list",
        "a generator without end",
        """def batch_norm(x, *a, **k):
    while True: yield x""",
    ),
    code(
        "list-in-itself",
        "a list that contains itself",
        """def batch_norm(x, *a, **k):
    l = []; l.append(l); return l""",
    ),
    code(
        "deep-list",
        "a hundred thousand lists in each other",
        """def batch_norm(x, *a, **k):
    l = []
    for _ in range(100_000): l = [l]
    return l""",
    ),
    code(
        "object-array",
        "an array of objects",
        "def batch_norm(x, *a, **k): return np.array([x, None, print], dtype=object)",
    ),
    code(
        "pickle-bomb",
        "an object that runs code when it is read",
        """class P:
    def __reduce__(self): import os; return os.system, ('touch CANARY/pickled',)
def batch_norm(x, *a, **k): return P()""",
    ),
    code(
        "strange-names",
        "a named tuple with names that are code",
        """from collections import namedtuple
def batch_norm(x, *a, **k):
    T = type('__import__("os")', (tuple,), {'_fields': ('x=1', 'import os')})
    return T((x, x))""",
    ),
    code(
        "raises-in-its-message",
        "an exception that cannot be shown",
        """class E(Exception):
    def __str__(self): raise self
def batch_norm(x, *a, **k): raise E()""",
    ),
    code("raises-exit", "an exception that ends programs", "def batch_norm(x, *a, **k): raise SystemExit(0)"),
    code("raises-interrupt", "as from a keyboard", "def batch_norm(x, *a, **k): raise KeyboardInterrupt"),
    code(
        "surrogates",
        "text that is no text",
        """print('\\ud800\\udfff\\x00\\x1b[2J')
def batch_norm(x, *a, **k): return '\\ud800\\x00'""",
    ),
]

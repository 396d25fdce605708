"""Attempts to talk to somebody. Only loopback is tried, where the test listens."""

from hostile.case import code

CASES = [
    code(
        "connect",
        "a connection to this machine",
        """import socket
s = socket.create_connection(('127.0.0.1', PORT), 2)
s.send(b'hello')""",
    ),
    code(
        "fetch",
        "a page of this machine",
        """import urllib.request
urllib.request.urlopen('http://127.0.0.1:PORT/', timeout=2).read()""",
    ),
    code(
        "datagrams",
        "UDP",
        """import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'hello', ('127.0.0.1', PORT))""",
    ),
    code(
        "raw-packets",
        "raw sockets",
        """import socket
kinds = [(socket.AF_INET, socket.SOCK_RAW, 1), (socket.AF_PACKET, socket.SOCK_RAW, 3)]
kinds += [(socket.AF_NETLINK, socket.SOCK_RAW, 0), (socket.AF_VSOCK, socket.SOCK_STREAM, 0)]
for family, kind, protocol in kinds:
    try: print(socket.socket(family, kind, protocol))
    except OSError as e: print(e)""",
    ),
    code(
        "abstract-sockets",
        "sockets without a file",
        """import socket
s = socket.socket(socket.AF_UNIX)
s.connect('\\0hostile-HOSTILE')""",
    ),
    code(
        "by-commands",
        "commands that connect",
        """import subprocess
subprocess.run(['bash', '-c', 'echo hello > /dev/tcp/127.0.0.1/PORT'], timeout=2)""",
    ),
    code(
        "listen",
        "a server",
        """import socket
s = socket.create_server(('127.0.0.1', 0))
print(s.getsockname())""",
    ),
]

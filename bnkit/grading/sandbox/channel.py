"""Whole messages over a SEQPACKET socket, each with one deadline and a longest length."""

import contextlib
import socket
import struct
import time

HEADER = struct.Struct("!QQ")
PACKET = 60_000


class Broken(Exception):
    """The other side sends what is not the message awaited."""


class Ended(Broken):
    """The other side is gone."""


class Late(Exception):
    """The deadline passed before the message was whole."""


class Channel:
    """One end of a connection. A message begins with its number and length."""

    def __init__(self, connection: socket.socket, longest: int):
        self.socket = connection
        self.longest = longest

    def send(self, number: int, message: bytes, deadline: float | None = None) -> None:
        """Send `message`. Raises Late, Broken."""
        with self._errors():
            message = HEADER.pack(number, len(message)) + message
            for start in range(0, len(message), PACKET):
                self._wait(deadline)
                self.socket.send(message[start : start + PACKET])

    def receive(self, number: int | None = None, deadline: float | None = None) -> tuple[int, bytes]:
        """The next message, which must have that `number` where one is given, and its number. Raises Late, Broken."""
        with self._errors():
            packet = self._packet(deadline)
            if len(packet) < HEADER.size:
                raise Broken("it sent what is no message")
            got, length = HEADER.unpack_from(packet)
            if number not in (None, got):
                raise Broken("it sent a message that nobody had asked for")
            return got, self._body(packet[HEADER.size :], length, deadline)

    def _body(self, begun: bytes, length: int, deadline: float | None) -> bytes:
        if length > self.longest:
            raise Broken(f"it sent {length} bytes, more than the {self.longest} allowed")
        body = bytearray(begun)
        while len(body) < length:
            body += self._packet(deadline)
        if len(body) != length:
            raise Broken("it sent a message longer than announced")
        return bytes(body)

    def _packet(self, deadline: float | None) -> bytes:
        self._wait(deadline)
        packet = self.socket.recv(PACKET)
        if not packet:
            raise Ended("the process ended")
        return packet

    def _wait(self, deadline: float | None) -> None:
        """Let the next operation block until the deadline at most."""
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise Late
        self.socket.settimeout(left)

    @contextlib.contextmanager
    def _errors(self):
        try:
            yield
        except TimeoutError as error:
            raise Late from error
        except OSError as error:
            raise Ended("the process ended") from error

    def close(self) -> None:
        """Close this end."""
        self.socket.close()

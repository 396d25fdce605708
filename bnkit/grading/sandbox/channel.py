"""Whole messages over a SEQPACKET socket, each with a longest length, and with the patience of who waits for it."""

import contextlib
import functools
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any, Protocol

HEADER = struct.Struct("!QQ")
CREDENTIALS = struct.Struct("3i")
PACKET = 60_000
TICK = 0.1
LONGEST_TICK = 0.5  # more has passed only where this process was stopped or starved meanwhile


class Broken(Exception):
    """The other side sends what is not the message awaited."""


class Ended(Broken):
    """The other side is gone."""


class Late(Exception):
    """The patience ended before the message was whole."""


class Patience(Protocol):
    """How long to wait."""

    def check(self) -> None:
        """Called about every tick of a wait. Raises Late where it has been long enough."""


class Seconds:
    """Patience for so many seconds, not counting those in which this process was stopped itself."""

    def __init__(self, seconds: float):
        self.left, self.last = seconds, time.monotonic()

    def check(self) -> None:
        """Raise Late once they have passed."""
        now = time.monotonic()
        self.left, self.last = self.left - min(now - self.last, LONGEST_TICK), now
        if self.left <= 0:
            raise Late


class Channel:
    """One end of a connection. A message begins with its number and length."""

    def __init__(self, connection: socket.socket, longest: int):
        self.socket, self.longest = connection, longest

    def send(self, number: int, message: bytes, patience: Patience | None = None) -> None:
        """Send `message`. Raises Late, Broken."""
        message = HEADER.pack(number, len(message)) + message
        for start in range(0, len(message), PACKET):
            packet = message[start : start + PACKET]
            self._when(select.POLLOUT, functools.partial(self.socket.send, packet), patience)

    def offer(self, number: int, message: bytes) -> bool:
        """Send a short `message` where that can be done at once: whether it was. Raises Broken."""
        packet = HEADER.pack(number, len(message)) + message
        return len(packet) <= PACKET and self._now(functools.partial(self.socket.send, packet)) is not None

    def receive(self, number: int | None = None, patience: Patience | None = None) -> tuple[int, bytes]:
        """The next message, which must have that `number` where one is given, and its number. Raises Late, Broken."""
        return self._message(self._packet(patience), number, patience)

    def greeting(self, patience: Patience) -> tuple[int, bytes]:
        """The first message, and the process that sent it, as the kernel knows it. Raises Late, Broken.

        This end must have had SO_PASSCRED since before it was sent.
        """
        space = socket.CMSG_SPACE(CREDENTIALS.size)
        packet, told, *_ = self._when(select.POLLIN, lambda: self.socket.recvmsg(PACKET, space), patience)
        if not packet or not told:
            raise Ended("the process ended")
        return CREDENTIALS.unpack(told[0][2])[0], self._message(packet, 0, patience)[1]

    def _message(self, packet: bytes, number: int | None, patience: Patience | None) -> tuple[int, bytes]:
        if len(packet) < HEADER.size:
            raise Broken("it sent what is no message")
        got, length = HEADER.unpack_from(packet)
        if number not in (None, got):
            raise Broken("it sent a message that nobody had asked for")
        return got, self._body(packet[HEADER.size :], length, patience)

    def _body(self, begun: bytes, length: int, patience: Patience | None) -> bytes:
        if length > self.longest:
            raise Broken("it sent more than is allowed")
        body = bytearray(begun)
        while len(body) < length:
            body += self._packet(patience)
            if patience:
                patience.check()
        if len(body) != length:
            raise Broken("it sent a message longer than announced")
        return bytes(body)

    def _packet(self, patience: Patience | None) -> bytes:
        packet = self._when(select.POLLIN, lambda: self.socket.recv(PACKET), patience)
        if not packet:
            raise Ended("the process ended")
        return packet

    def _when(self, event: int, operation: Callable[[], Any], patience: Patience | None) -> Any:
        """Do it as soon as it can be done. What has arrived is taken before the patience is asked."""
        if not patience:
            return self._tried(operation, None)
        while (done := self._now(operation)) is None:
            self._wait(event)
            if (done := self._now(operation)) is not None:
                break
            patience.check()
        return done

    def _now(self, operation: Callable[[], Any]) -> Any:
        """What comes of it, or None where it would have to wait."""
        with contextlib.suppress(BlockingIOError):
            return self._tried(operation, 0.0)
        return None

    def _tried(self, operation: Callable[[], Any], seconds: float | None) -> Any:
        try:
            if self.socket.gettimeout() != seconds:
                self.socket.settimeout(seconds)
            return operation()
        except BlockingIOError:
            raise
        except OSError as error:
            raise Ended("the process ended") from error

    def _wait(self, event: int) -> None:
        poll = select.poll()
        poll.register(self.socket, event)
        poll.poll(TICK * 1000)

    def close(self) -> None:
        """Close this end."""
        self.socket.close()

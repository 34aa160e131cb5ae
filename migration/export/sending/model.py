"""What is sent, where to, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

PARTIAL = ".partial"
"""Ends the name of a file until it is there whole."""

Step = Literal["there", "resumed", "replaced", "sent"]
"""``there``: it was there already; ``resumed``: a part of it was; ``replaced``: something else was."""


class SendError(Exception):
    """Something cannot be sent. The text says what, where and what to do."""


class InterruptedSendError(SendError):
    """The connection broke: what is there stays, and sending again goes on from it."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file of a folder, with what its manifest says of it."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file at the other end. ``step``: how it came there; ``sent``: bytes that were sent now."""

    name: str
    bytes: int
    sha256: str
    step: Step
    sent: int


class Remote(Protocol):
    """A folder at the other end. Every method raises SendError; names are relative to the folder.

    ``where``: how people call it; ``identity``: by what the other end proved itself, empty where there is nothing.
    """

    where: str
    identity: str

    def make_folder(self) -> None: ...

    def make_room(self, name: str) -> None:
        """A folder in the folder, if it is not there."""

    def size(self, name: str) -> int | None:
        """None where there is no such file."""

    def digest(self, name: str) -> str:
        """SHA-256 of the file as it lies there, in hexadecimal digits."""

    def write(self, name: str, blocks: Iterable[bytes], offset: int) -> None:
        """Write from ``offset`` on; from 0, whatever was there is gone."""

    def rename(self, name: str, to: str) -> None:
        """Another file of the new name gives way."""

    def close(self) -> None: ...

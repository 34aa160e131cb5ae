"""What is sent, where to, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal, Protocol

from migration.export.manifest import NAME as MANIFEST
from migration.export.trust.signing import SUFFIX

PARTIAL = ".partial"
"""Ends the name of a file until it is there whole."""
SEALS = (MANIFEST, MANIFEST + SUFFIX)
"""Files that say of the others that they are whole."""

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


def folders_of(names: Iterable[str]) -> list[str]:
    """The folders that files are in, each after the one that it is in."""
    found = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    return sorted(found - {"."})


class Remote(Protocol):
    """A folder at the other end. Every method raises SendError; names are relative to the folder.

    ``where``: how people call it; ``identity``: by what the other end proved itself, empty where there is nothing.
    """

    where: str
    identity: str

    def make_folder(self, names: Iterable[str]) -> None:
        """The folder, and those in it that files of these names are in."""

    def names(self) -> list[str]:
        """What is in the folder: files and folders; nothing where it is not there."""

    def size(self, name: str) -> int | None:
        """None where there is no such file."""

    def digest(self, name: str) -> str:
        """SHA-256 of the file as it lies there, in hexadecimal digits."""

    def write(self, name: str, blocks: Iterable[bytes], offset: int) -> None:
        """Write from ``offset`` on; from 0, whatever was there is gone."""

    def rename(self, name: str, to: str) -> None:
        """Another file of the new name gives way."""

    def remove(self, name: str) -> None:
        """A file that is there."""

    def close(self) -> None: ...

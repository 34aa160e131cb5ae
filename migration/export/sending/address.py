"""Where an SFTP server is, as people write it."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from migration.export.sending.model import SendError

SCHEME = "sftp"
PORT = 22


@dataclass(frozen=True, slots=True)
class Address:
    """``sftp://user@host:port/path``. An empty user is that of the SSH configuration of whoever runs this."""

    host: str
    port: int
    user: str
    path: PurePosixPath

    def __str__(self) -> str:
        """As it was read: what stands in a receipt can be sent to again."""
        user = f"{quote(self.user, safe='')}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" if self.port != PORT else ""
        return f"{SCHEME}://{user}{host}{port}{quote(str(self.path))}"


def read_address(text: str) -> Address:
    """Raises SendError. ``/~/`` begins a path below the user's home."""
    try:
        parts = urlsplit(text)
        port = parts.port or PORT
    except ValueError as error:
        raise SendError(f"{_masked(text)} is no address; write sftp://user@host/path") from error
    if parts.password is not None:
        raise SendError(f"{_masked(text)}: a password does not belong into an address; use a key or an agent")
    if parts.scheme != SCHEME or not parts.hostname or not parts.path.strip("/"):
        raise SendError(f"{_masked(text)} is no address; write sftp://user@host/path")
    if parts.query or parts.fragment:
        raise SendError(f"{_masked(text)}: write ? as %3F and # as %23 where the path has them")
    path = unquote(parts.path)
    return Address(parts.hostname, port, unquote(parts.username or ""), PurePosixPath(path))


def _masked(text: str) -> str:
    """Without what may be a password."""
    head, at, tail = text.rpartition("@")
    return f"{head.rpartition(':')[0]}:…@{tail}" if at and head.count(":") > 1 else text

"""A folder on an SFTP server as the other end. Who the server is must be known beforehand; no passwords."""

import hashlib
import shlex
import stat
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from migration.export.sending.address import Address
from migration.export.sending.connecting import TIMEOUT, connect, why
from migration.export.sending.model import InterruptedSendError, SendError, folders_of

if TYPE_CHECKING:
    import paramiko

_BLOCK = 1 << 15
_PIECE = 64
"""Blocks after which the server is asked what it took of them."""
_DIGITS = 64


class SftpRemote:
    """See ``model.Remote``. Connects at once; raises SendError where the server is not known or does not let us in."""

    def __init__(self, address: Address, folder: str, known_hosts: Path, key: Path | None = None) -> None:
        import paramiko

        below_home = address.path.is_relative_to("/~")
        root = address.path.relative_to("/~") if below_home else address.path
        self._path = root / folder
        self.where = f"{address}/{folder}"
        self._client = paramiko.SSHClient()
        try:
            connect(self._client, address, known_hosts, key)
            self._sftp = self._opened()
        except SendError:
            self._client.close()
            raise

    def _opened(self) -> "paramiko.SFTPClient":
        with _told(self.where):
            sftp = self._client.open_sftp()
            channel = sftp.get_channel()
            assert channel
            channel.settimeout(TIMEOUT)
            server = channel.get_transport().get_remote_server_key()
        self.identity = f"{server.get_name()} {server.fingerprint}"
        return sftp

    def make_folder(self, names: Iterable[str]) -> None:
        """Only the last part of the path and ours in it: a mistyped path is an error, no new tree."""
        above = (self._path.parent, self.where.rpartition("/")[0])
        below = ((self._path / name, f"{self.where}/{name}") for name in folders_of(names))
        for path, where in (above, (self._path, self.where), *below):
            with _told(where):
                if not self._is_folder(path):
                    self._sftp.mkdir(str(path), 0o700)

    def names(self) -> list[str]:
        with _told(self.where):
            try:
                return sorted(self._sftp.listdir(str(self._path)))
            except FileNotFoundError:
                return []

    def _is_folder(self, path: PurePosixPath) -> bool:
        try:
            mode = self._sftp.stat(str(path)).st_mode
            return mode is None or stat.S_ISDIR(mode)
        except FileNotFoundError:
            return False

    def size(self, name: str) -> int | None:
        with self._told(name):
            try:
                return self._sftp.stat(str(self._path / name)).st_size
            except FileNotFoundError:
                return None

    def digest(self, name: str) -> str:
        with self._told(name):
            return self._asked(name) or self._read_back(name)

    def _asked(self, name: str) -> str:
        """By the server's own ``sha256sum``; empty where it only speaks SFTP."""
        import paramiko

        path = str(self._path / name)
        try:
            _, stdout, _ = self._client.exec_command(f"sha256sum -- {shlex.quote(path)}", timeout=TIMEOUT)
            stdout.channel.shutdown_write()
            found = stdout.read(_DIGITS + len(path) + 4).decode("ascii", "replace").lstrip("\\")
            is_digest = stdout.channel.recv_exit_status() == 0
        except (paramiko.SSHException, TimeoutError):
            return ""
        word = found[:_DIGITS]
        return word if is_digest and len(word) == _DIGITS and set(word) <= set("0123456789abcdef") else ""

    def _read_back(self, name: str) -> str:
        """Piece by piece: blocks that are asked for ahead wait in memory, however slowly they are taken."""
        digest = hashlib.sha256()
        with self._sftp.open(str(self._path / name), "rb") as file:
            size = file.stat().st_size or 0
            for start in range(0, size, _PIECE * _BLOCK):
                end = min(start + _PIECE * _BLOCK, size)
                for block in file.readv([(at, min(_BLOCK, end - at)) for at in range(start, end, _BLOCK)]):
                    digest.update(block)
        return digest.hexdigest()

    def write(self, name: str, blocks: Iterable[bytes], offset: int) -> None:
        """Piece by piece: what is written ahead of the server's answers has no errors of its own, so that the size
        has to tell."""
        rest, before = iter(blocks), -1
        while before < offset:
            before = offset
            offset = self._write_piece(name, islice(rest, _PIECE), offset)
            if (there := self.size(name)) != offset:
                raise SendError(
                    f"{self.where}/{name}: the server took {there} bytes of {offset}; see to space there and send again"
                )

    def _write_piece(self, name: str, blocks: Iterable[bytes], offset: int) -> int:
        with self._told(name), self._sftp.open(str(self._path / name), "r+b" if offset else "wb") as file:
            file.set_pipelined(True)
            file.seek(offset)
            for block in blocks:
                file.write(block)
                offset += len(block)
        return offset

    def rename(self, name: str, to: str) -> None:
        old, new = str(self._path / name), str(self._path / to)
        with self._told(to):
            try:
                self._sftp.posix_rename(old, new)
            except OSError as error:
                if error.errno or isinstance(error, ConnectionError) or "closed" in str(error):
                    raise
                self._rename_step_by_step(old, new)

    def _rename_step_by_step(self, old: str, new: str) -> None:
        """On a server without OpenSSH's extension, whose rename puts nothing in the place of another file."""
        with suppress(FileNotFoundError):
            self._sftp.remove(new)
        self._sftp.rename(old, new)

    def remove(self, name: str) -> None:
        with self._told(name):
            self._sftp.remove(str(self._path / name))

    def close(self) -> None:
        self._client.close()

    def _told(self, name: str) -> AbstractContextManager[None]:
        return _told(f"{self.where}/{name}")


@contextmanager
def _told(where: str) -> Iterator[None]:
    import paramiko

    try:
        yield
    except (EOFError, ConnectionError, TimeoutError, paramiko.SSHException) as error:
        raise InterruptedSendError(f"{where}: the connection broke ({why(error)}); send again to go on") from error
    except OSError as error:
        if "closed" in str(error).casefold():
            raise InterruptedSendError(f"{where}: the connection broke; send again to go on") from error
        raise SendError(
            f"{where}: the server refused ({why(error)}); see to space and rights there, and send again"
        ) from error

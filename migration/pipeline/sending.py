"""Send: a package handed over to a folder or an SFTP server, checked at the other end, with a receipt."""

import re
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from migration.export.sending.address import SCHEME, read_address
from migration.export.sending.folder import FolderRemote
from migration.export.sending.model import Delivered, InterruptedSendError, Outgoing, Remote, SendError
from migration.export.sending.outgoing import outgoing
from migration.export.sending.receipts import Receipt, is_kept, write_receipt
from migration.export.sending.sftp import SftpRemote
from migration.export.sending.transfer import plan, strangers, transfer, unseal
from migration.pipeline.project import ConfigurationError
from migration.settings import Settings

RECEIPTS = "receipts"
_AS_SCP = re.compile(r"[^/]{2,}:")
"""A host before a path; one letter is a drive."""
_PAUSES = (2.0, 4.0, 8.0)
"""Seconds before the second attempt and those that follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """``target``: the folder at the other end; ``receipt``: None where nothing was sent; ``is_done``: False for what
    would be sent; ``strangers``: what lies at the other end and is not of the package."""

    target: str
    files: Sequence[Delivered]
    receipt: Path | None
    is_done: bool
    strangers: Sequence[str] = ()

    @property
    def bytes(self) -> int:
        return sum(file.sent for file in self.files)


def send(
    settings: Settings,
    folder: Path,
    target: str,
    really: bool = False,
    plain: bool = False,
    key: Path | None = None,
    known_hosts: Path | None = None,
) -> Sent:
    """Send a folder to ``<target>/<its name>/``: of a folder, or of ``sftp://user@host[:port]/path``.

    Without ``really`` nothing is written, there or here. A broken connection is made anew three times. Raises
    ConfigurationError where the folder may not be sent or the other end does not take it.
    """
    began = _now()
    folder = folder.resolve()
    try:
        connect = _remote(target, folder, key, known_hosts)
        files = outgoing(folder, plain)
        if not really:
            with closing(connect()) as remote:
                return Sent(target=remote.where, files=plan(files, folder, remote), receipt=None, is_done=False,
                            strangers=strangers(files, remote))  # fmt: skip
        done, others, remote = _transferred(files, folder, connect)
    except SendError as error:
        raise ConfigurationError([str(error)]) from error
    said = Receipt(
        folder=folder.name, target=remote.where, server=remote.identity, began=began, ended=_now(), files=done
    )
    receipts, is_new = settings.project / RECEIPTS, any(file.step != "there" for file in done)
    receipt = write_receipt(receipts, said) if is_new or not is_kept(receipts, said) else None
    return Sent(target=remote.where, files=done, receipt=receipt, is_done=True, strangers=others)


def _transferred(
    files: Sequence[Outgoing], folder: Path, connect: Callable[[], Remote]
) -> tuple[list[Delivered], list[str], Remote]:
    """Each file once, over as many connections as it takes; and what else lies there."""
    done: list[Delivered] = []
    for pause in (*_PAUSES, None):
        try:
            with closing(connect()) as remote:
                remote.make_folder(file.name for file in files)
                planned = plan(files[len(done) :], folder, remote)
                if any(file.step != "there" for file in planned):
                    unseal(remote)
                for file in planned:
                    transfer(file, folder, remote)
                    done.append(file)
                return done, strangers(files, remote), remote
        except InterruptedSendError:
            if pause is None:
                raise
            time.sleep(pause)
    raise AssertionError("the last attempt returns or raises")


def _remote(target: str, folder: Path, key: Path | None, known_hosts: Path | None) -> Callable[[], Remote]:
    if not target.startswith(f"{SCHEME}:"):
        path = Path(target)
        if "://" in target:
            raise SendError(f"{target.partition('://')[0]}:// is not known; name a folder or sftp://user@host/path")
        if not path.exists() and _AS_SCP.match(target):
            raise SendError(f"{target} looks like an address of scp; write sftp://user@host/path")
        there = (path / folder.name).resolve()
        if there.is_relative_to(folder):
            raise SendError(f"{target}: the package would be sent into itself; name another folder")
        return lambda: FolderRemote(there)
    address = read_address(target)
    return lambda: SftpRemote(address, folder.name, known_hosts or Path.home() / ".ssh" / "known_hosts", key)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")

"""To whom people's data are encrypted, and who can read them: age keys, SSH keys (by age), OpenPGP certificates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from migration.export.trust.model import PackError

Kind = Literal["age", "pgp"]
_AGE, _SSH = "age1", ("ssh-ed25519 ", "ssh-rsa ")
_AGE_SECRET = "AGE-SECRET-KEY-"  # noqa: S105  # how one begins
_SECRET = (_AGE_SECRET, "PRIVATE KEY")
_SSH_SECRET = (b"OPENSSH PRIVATE KEY", b"RSA PRIVATE KEY")


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whoever has one of the keys can read. ``names``: what a manifest says of them: the key, or its fingerprint."""

    kind: Kind
    keys: Sequence[bytes]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Identity:
    """Secret keys of a recipient, and the password of an OpenPGP key that has one."""

    kind: Kind
    keys: Sequence[bytes] = field(repr=False)
    password: str = field(repr=False)


def read_recipients(given: Sequence[str]) -> Recipients:
    """``given``: keys (``age1…``, ``ssh-ed25519 …``) or files of keys, all of one kind. Raises PackError."""
    found = [key for text in given for key in _recipients(text)]
    kinds = {kind for kind, _, _ in found}
    if len(kinds) > 1:
        raise PackError("recipients are of two kinds, age and OpenPGP; pack for each kind by itself")
    if not found:
        raise PackError("no recipient is named")
    return Recipients(found[0][0], [key for _, key, _ in found], [name for _, _, name in found])


def _recipients(text: str) -> Iterator[tuple[Kind, bytes, str]]:
    if _is_age(text):
        yield _age(text, "recipient")
        return
    content = _read(text)
    if any(mark.encode() in content for mark in _SECRET):
        raise PackError(_secret(text))
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    if keys := [line for line in lines if _is_age(line)]:
        yield from (_age(key, f"recipient {text}") for key in keys)
    else:
        yield _certificate(content, text)


def _is_age(text: str) -> bool:
    return text.startswith((_AGE, *_SSH))


def _age(text: str, where: str) -> tuple[Kind, bytes, str]:
    import pyrage

    try:
        (pyrage.x25519 if text.startswith(_AGE) else pyrage.ssh).Recipient.from_str(text)
    except pyrage.RecipientError as error:
        raise PackError(f"{where}: {text[:24]}… is no key that age can encrypt to; ask for it again") from error
    return "age", text.encode(), text


def _certificate(content: bytes, where: str) -> tuple[Kind, bytes, str]:
    import pysequoia
    from pysequoia import packet

    try:
        if next(iter(packet.PacketPile.from_bytes(content))).tag == packet.Tag.SecretKey:
            raise PackError(_secret(where))
        cert = pysequoia.Cert.from_bytes(content)
    except (RuntimeError, StopIteration) as error:
        raise PackError(f"recipient {where}: is neither a key of age nor an OpenPGP certificate") from error
    if cert.is_revoked or (cert.expiration and cert.expiration < datetime.now(UTC)):
        raise PackError(f"recipient {where}: the certificate has expired or was revoked; ask for a new one")
    return "pgp", bytes(cert), cert.fingerprint


def _secret(where: str) -> str:
    return f"recipient {where}: is a secret key, which belongs to the recipient alone; ask for the public key"


def read_identity(path: Path, password: str = "") -> Identity:
    """The recipient's secret key from a file. Raises PackError."""
    content = _read(str(path))
    if any(mark in content for mark in _SSH_SECRET):
        return Identity("age", [content], password)
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    keys = [line.encode() for line in lines if line.startswith(_AGE_SECRET)]
    return Identity("age", keys, password) if keys else Identity("pgp", [content], password)


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise PackError(f"{name}: is no key (age1…, ssh-ed25519 …) nor a file of one ({error.strerror})") from error

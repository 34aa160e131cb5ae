"""To whom people's data are encrypted, and who can read them: age keys, SSH keys (by age), OpenPGP certificates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from migration.export.trust.model import PackError
from migration.export.trust.secret_keys import is_secret, shown

if TYPE_CHECKING:
    import pysequoia

Kind = Literal["age", "pgp"]
_AGE, _SSH = "age1", ("ssh-ed25519 ", "ssh-rsa ")
_AGE_SECRET = "AGE-SECRET-KEY-"  # noqa: S105  # how one begins
_LOCKED = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
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
    if _is_age(text.strip()):
        yield _age(text.strip(), "recipient")
        return
    if is_secret(text):
        raise PackError(
            "recipient: that is the secret half of a key, which belongs to the recipient alone; name the public one "
            "(age1…, ssh-ed25519 …, or its file). Whoever has the secret one can read all that is encrypted to it: if "
            "it was sent to you, ask the recipient for a new pair's public key"
        )
    content = _read(text)
    if is_secret(content.decode("latin-1")):
        raise PackError(_secret(text))
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    if any(map(_is_age, lines)):
        yield from (_age(line, f"recipient {text}") for line in lines if line and not line.startswith("#"))
    else:
        yield from _certificates(content, text)


def _is_age(text: str) -> bool:
    return text.startswith((_AGE, *_SSH))


def _age(text: str, where: str) -> tuple[Kind, bytes, str]:
    """What stands behind an SSH key is whose it is, which nobody else needs to know."""
    import pyrage

    key = " ".join(text.split()[:2])
    try:
        (pyrage.ssh if key.startswith(_SSH) else pyrage.x25519).Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise PackError(f"{where}: {key[:24]}… is no key that age can encrypt to; ask for it again") from error
    return "age", key.encode(), key


def _certificates(content: bytes, where: str) -> Iterator[tuple[Kind, bytes, str]]:
    import pysequoia

    if _is_secret_pgp(content):
        raise PackError(_secret(where))
    try:
        certs = pysequoia.Cert.split_bytes(content)
    except RuntimeError as error:
        raise PackError(_no_key(where)) from error
    if not certs:
        raise PackError(_no_key(where))
    yield from (_certificate(cert, where) for cert in certs)


def _certificate(cert: "pysequoia.Cert", where: str) -> tuple[Kind, bytes, str]:
    import pysequoia

    try:
        if cert.is_revoked or (cert.expiration and cert.expiration < datetime.now(UTC)):
            raise PackError(f"recipient {where}: the certificate has expired or was revoked; ask for a new one")
        pysequoia.encrypt(b"", recipients=[cert])
    except RuntimeError as error:
        why = str(error).partition("\n")[0]
        raise PackError(
            f"recipient {where}: nothing can be encrypted to the certificate ({why}); ask for another"
        ) from error
    return "pgp", bytes(cert), cert.fingerprint


def _no_key(where: str) -> str:
    return f"recipient {where}: is neither a key of age nor an OpenPGP certificate"


def _secret(where: str) -> str:
    return f"recipient {where}: is a secret key, which belongs to the recipient alone; ask for the public key"


def read_identity(path: Path, password: str = "") -> Identity:
    """The recipient's secret key from a file. Raises PackError."""
    content = _read(str(path))
    if any(mark in content for mark in _SSH_SECRET):
        return Identity("age", [content], password)
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines()]
    if keys := [line.encode() for line in lines if line.startswith(_AGE_SECRET)]:
        return Identity("age", keys, password)
    if content.startswith(_LOCKED):
        raise PackError(f"{path} has a password of age; name what age --decrypt makes of it")
    if not _is_secret_pgp(content):
        raise PackError(f"{path} is no secret key of age, SSH or OpenPGP; name the one whose public key was given")
    return Identity("pgp", [content], password)


def _is_secret_pgp(content: bytes) -> bool:
    from pysequoia import packet

    try:
        return any(one.tag == packet.Tag.SecretKey for one in packet.PacketPile.from_bytes(content))
    except RuntimeError:
        return False


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it cannot be the name of a file"
        raise PackError(f"{shown(name)}: is no key (age1…, ssh-ed25519 …) nor a file of one ({why})") from error

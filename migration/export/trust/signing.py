"""Signatures of minisign over a manifest: made with the project's key, checked with its public half."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from migration.export.trust.model import PackError
from migration.export.trust.secret_keys import shown

if TYPE_CHECKING:
    import minisign

SUFFIX = ".minisig"
_COMMENT = "signature of a grenselos package"
_OTHERS = 0o077
_COST, _MEMORY = 1 << 22, 1 << 27
"""What it takes to try one password: minisign's units, and 128 MiB."""


def make_keys(secret: Path, public: Path, password: str) -> str:
    """Write a new pair of keys, the secret one for its owner alone; returns the public one as minisign takes it.

    With a password the secret key is kept encrypted. Raises PackError where there is a key already.
    """
    import minisign

    pair = minisign.KeyPair.generate()
    text = str(pair.public_key.to_base64(), "ascii")
    if password:
        pair.secret_key.encrypt(password, opslimit=_COST, memlimit=_MEMORY)
    try:
        descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise PackError(
            f"{secret} is there already: vendors know its public half. Take it away to make another"
        ) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(bytes(pair.secret_key) + b"\n")
    public.write_bytes(bytes(pair.public_key) + b"\n")
    return text


def public_key(path: Path) -> str:
    """The public key of a file. Raises PackError."""
    return str(_public(str(path)).to_base64(), "ascii")


def read_secret(path: Path, password: str) -> "minisign.SecretKey":
    """Raises PackError where there is no key, where the password is not the key's, and where others can read a key
    that has none."""
    import minisign

    try:
        key = minisign.SecretKey.from_file(path)
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise PackError(f"there is no signing key ({path}); make one with grenselos keys") from error
    except OSError as error:
        raise PackError(f"the signing key {path} cannot be read: {error.strerror}") from error
    except (minisign.Error, ValueError) as error:
        raise PackError(f"{path} is no secret key of minisign; put back the one that grenselos keys made") from error
    if key.is_encrypted():
        _unlock(key, path, password)
    elif mode & _OTHERS:
        raise PackError(f"others on this machine can read the signing key {path}, which has no password; chmod 600 it")
    return key


def _unlock(key: "minisign.SecretKey", path: Path, password: str) -> None:
    import minisign

    try:
        key.decrypt(password)
    except minisign.Error as error:
        why = str(error) if password else "no password is set (GRENSELOS_SIGNING_PASSWORD)"
        raise PackError(f"the signing key {path} cannot be used: {why}") from error


def sign(path: Path, key: "minisign.SecretKey", comment: str) -> Path:
    """Write ``<path>.minisig``. ``comment`` is signed, too. Same key, file and comment, same bytes."""
    found = key.sign(path.read_bytes(), untrusted_comment=_COMMENT, trusted_comment=comment)
    signature = path.with_name(path.name + SUFFIX)
    signature.write_bytes(bytes(found) + b"\n")
    return signature


def signature_problem(path: Path, key: str) -> str:
    """Why ``<path>.minisig`` is no signature of the file by ``key`` (a public key, or a file of it); empty where it is.

    Raises PackError where ``key`` is none.
    """
    import minisign

    public, signature = _public(key), path.with_name(path.name + SUFFIX)
    try:
        public.verify(path.read_bytes(), minisign.Signature.from_file(signature))
    except FileNotFoundError:
        return "is missing"
    except minisign.VerifyError as error:
        return f"is not the key's signature of {path.name} ({error})"
    except (minisign.Error, ValueError):
        return "is no signature"
    return ""


def _public(key: str) -> "minisign.PublicKey":
    import minisign

    try:
        return minisign.PublicKey.from_file(key) if Path(key).is_file() else minisign.PublicKey.from_base64(key)
    except (minisign.Error, ValueError, OSError) as error:  # OSError: too long for the name of a file
        raise PackError(f"{shown(key)} is no public key of minisign (RW…), nor a file of one") from error

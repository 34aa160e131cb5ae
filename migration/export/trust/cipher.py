"""Encrypts or decrypts one stream, as a process of its own: ``cipher.py encrypt|decrypt age|pgp PATH``.

The OpenPGP library reads and writes files alone and lets nothing else run meanwhile; from a process of its own it reads
a pipe, so that what is encrypted never lies on disk in clear. Standard input: 8 bytes with the length of what follows,
the keys as JSON, and what is to be encrypted into PATH; decrypted is PATH to standard output. Imports nothing of ours.
"""

import base64
import json
import os
import sys
from collections.abc import Sequence
from typing import Any

HEAD = 8


def main(action: str, kind: str, path: str) -> None:
    told = json.loads(_exactly(int.from_bytes(_exactly(HEAD), "big")))
    keys = [base64.b64decode(key) for key in told["keys"]]
    try:
        _ACTIONS[action, kind](path, keys, told["password"])
    except Exception as error:  # whatever a library of Rust says; its first line says what, the rest where
        sys.exit(next(iter(str(error).splitlines()), type(error).__name__))


def _exactly(size: int) -> bytes:
    """From the pipe itself, so that nothing of what follows waits in a buffer."""
    found = b""
    while len(found) < size:
        if not (block := os.read(0, size - len(found))):
            sys.exit("no keys were given")
        found += block
    return found


def _encrypt_age(path: str, keys: Sequence[bytes], password: str) -> None:
    import pyrage

    texts = [key.decode() for key in keys]
    recipients = [(pyrage.ssh if text.startswith("ssh-") else pyrage.x25519).Recipient.from_str(text) for text in texts]
    with open(path, "wb") as file, open(0, "rb", closefd=False) as stream:
        pyrage.encrypt_io(stream, file, recipients)


def _encrypt_pgp(path: str, keys: Sequence[bytes], password: str) -> None:
    import pysequoia

    recipients = [pysequoia.Cert.from_bytes(key) for key in keys]
    pysequoia.encrypt_file("/dev/stdin", path, recipients=recipients, armor=False)


def _decrypt_age(path: str, keys: Sequence[bytes], password: str) -> None:
    import pyrage

    identities = [_identity(pyrage, key) for key in keys]
    with open(path, "rb") as file, open(1, "wb", closefd=False) as stream:
        pyrage.decrypt_io(file, stream, identities)


def _identity(pyrage: Any, key: bytes) -> Any:
    is_ssh = b"PRIVATE KEY-----" in key
    return pyrage.ssh.Identity.from_buffer(key) if is_ssh else pyrage.x25519.Identity.from_str(key.decode())


def _decrypt_pgp(path: str, keys: Sequence[bytes], password: str) -> None:
    import pysequoia

    key = pysequoia.Tsk.from_bytes(keys[0]).decryptor(password or None)
    pysequoia.decrypt_file(path, "/dev/stdout", decryptor=key)


_ACTIONS = {
    ("encrypt", "age"): _encrypt_age,
    ("encrypt", "pgp"): _encrypt_pgp,
    ("decrypt", "age"): _decrypt_age,
    ("decrypt", "pgp"): _decrypt_pgp,
}

if __name__ == "__main__":
    main(*sys.argv[1:])

"""Encrypts a stream into a file, and decrypts a file into a stream. What is in clear is in memory alone."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import IO

from migration.export.trust import cipher
from migration.export.trust.model import PackError
from migration.export.trust.recipients import Identity, Recipients


def encrypt(pieces: Iterator[bytes], path: Path, recipients: Recipients) -> None:
    """Write the pieces to a new file that only the recipients can read. Raises PackError."""
    with _cipher("encrypt", recipients.kind, path, recipients.keys) as (stdin, _):
        for piece in pieces:
            stdin.write(piece)


@contextmanager
def decrypted(path: Path, identity: Identity) -> Iterator[BufferedReader]:
    """What is in an encrypted file, as a stream. Raises PackError at its end, at the latest, where the key is not the
    recipient's or the file was changed: believe nothing of it before."""
    with _cipher("decrypt", identity.kind, path, identity.keys, identity.password) as (stdin, stdout):
        stdin.close()
        assert isinstance(stdout, BufferedReader)
        yield stdout
        while stdout.read(1 << 20):
            pass


@contextmanager
def _cipher(
    action: str, kind: str, path: Path, keys: Sequence[bytes], password: str = ""
) -> Iterator[tuple[IO[bytes], BufferedReader]]:
    """The process of ``cipher.py``, which has its keys. Raises PackError where it fails."""
    told = json.dumps({"keys": [base64.b64encode(key).decode() for key in keys], "password": password}).encode()
    command = [sys.executable, "-I", cipher.__file__, action, kind, str(path)]
    streams = subprocess.PIPE
    with subprocess.Popen(command, stdin=streams, stdout=streams, stderr=streams) as process:  # noqa: S603  # our own
        assert process.stdin
        assert isinstance(process.stdout, BufferedReader)
        assert process.stderr
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(len(told).to_bytes(cipher.HEAD, "big") + told)
                process.stdin.flush()
                yield process.stdin, process.stdout
        except BaseException:
            process.kill()
            raise
        with suppress(BrokenPipeError):
            process.stdin.close()
        said = process.stderr.read().decode("utf-8", "replace").strip()
    if process.returncode:
        raise PackError(f"{path.name} cannot be {action}ed: {said}")

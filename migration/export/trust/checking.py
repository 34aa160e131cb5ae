"""Checks a package from its files alone: signature, checksums, sums; with a secret key, what is inside, too."""

import hashlib
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from io import BufferedReader
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, ValidationError

from migration.export.delta.folders import ListedFile
from migration.export.manifest import NAME as MANIFEST
from migration.export.trust.encryption import decrypted
from migration.export.trust.model import PackError, folder_of
from migration.export.trust.packing import FORM, PACKED
from migration.export.trust.recipients import Identity
from migration.export.trust.signing import SUFFIX, signature_problem

_AGAIN = "get the package again"
_ASK = "don't load it, and ask the sender"
_BLOCK = 1 << 20


class PackedFile(BaseModel):
    """A file of a package's manifest, as ``packing.PackedPart`` describes it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str
    part: str
    encrypted: str
    bytes: int
    sha256: str
    rows: dict[str, int]


class _Delivery(BaseModel):
    name: str


class PackageManifest(BaseModel):
    """What is read of a package's manifest."""

    form: str
    delivery: _Delivery
    files: tuple[PackedFile, ...]
    rows: dict[str, dict[str, int]]


class _PartManifest(BaseModel):
    part: str
    files: tuple[ListedFile, ...]


def read_manifest(package: Path) -> PackageManifest:
    """Raises PackError where the folder is no package."""
    try:
        found = PackageManifest.model_validate_json((package / MANIFEST).read_bytes())
    except OSError as error:
        raise PackError(f"{package / MANIFEST} cannot be read ({error.strerror}); name a package's folder") from error
    except ValidationError as error:
        raise PackError(f"{package} is no package; name a folder that grenselos pack wrote") from error
    if found.form != FORM:
        raise PackError(f"{package} is no package; name a folder that grenselos pack wrote")
    return found


def package_problems(package: Path, key: str, identity: Identity | None = None) -> list[str]:
    """What is wrong, a line each. ``key``: the sender's public key; without one nothing is proved of who that is.

    ``identity``: what people's files are decrypted with, in memory; without it only their checksums are compared.
    Raises PackError where the folder is no package, or ``key`` no key.
    """
    manifest = read_manifest(package)
    problems = [*_signature(package, key), *_strangers(package, manifest), *_sums(manifest)]
    for file in manifest.files:
        found = list(_damage(package / file.name, file))
        problems += found or _inside(package / file.name, file, identity)
    return problems


def rows_in(manifest: PackageManifest) -> int:
    return sum(sum(file.rows.values()) for file in manifest.files)


def _signature(package: Path, key: str) -> Iterator[str]:
    name = f"{MANIFEST}{SUFFIX}"
    if not key:
        yield f"{name}: cannot be checked without the sender's public key; name it with --public-key"
    elif why := signature_problem(package / MANIFEST, key):
        yield f"{name}: {why}; {_ASK}"


def _strangers(package: Path, manifest: PackageManifest) -> Iterator[str]:
    known = {MANIFEST, f"{MANIFEST}{SUFFIX}", *(file.name for file in manifest.files)}
    yield from (
        f"{p.name}: is not in the manifest; remove it" for p in sorted(package.iterdir()) if p.name not in known
    )


def _sums(manifest: PackageManifest) -> Iterator[str]:
    found: Counter[str] = Counter()
    for file in manifest.files:
        found.update(file.rows)
    for name, account in manifest.rows.items():
        if found[name] != account[PACKED]:
            yield f"{MANIFEST}: {found[name]} rows of {name} are in the parts, but {account[PACKED]} packed; {_ASK}"


def _damage(path: Path, file: PackedFile) -> Iterator[str]:
    if not path.is_file():
        yield f"{file.name}: is missing; {_AGAIN}"
        return
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != file.sha256:
        yield f"{file.name}: is not the file that the manifest lists (sha256); {_AGAIN}"


def _inside(path: Path, file: PackedFile, identity: Identity | None) -> list[str]:
    if file.encrypted and identity is None:
        return []
    if file.encrypted and identity and identity.kind != file.encrypted:
        return [_closed(file, f"it is encrypted by {file.encrypted}, and the key is one of {identity.kind}")]
    is_open = False
    try:
        with _opened(path, file, identity) as stream:
            if is_open := bool(stream.peek(1)):
                return _looked_into(stream, file)
        raise PackError("it is empty")
    except (PackError, tarfile.TarError, ValidationError) as error:
        if file.encrypted and not is_open:
            return [_closed(file, _first_line(error))]
        return [f"{file.name}: what is inside cannot be read ({_first_line(error)}); {_ASK}"]


def _looked_into(stream: BufferedReader, file: PackedFile) -> list[str]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        return [f"{file.name}: {what}; {_ASK}" for what in _contents(archive, file)]


def _closed(file: PackedFile, why: str) -> str:
    """Of a file whose checksum is right and of which the key gives nothing at all: the file is not to blame."""
    return (
        f"{file.name}: the key of --identity does not open it ({why}); name the secret key of one of the recipients in "
        f"{MANIFEST}"
    )


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _opened(path: Path, file: PackedFile, identity: Identity | None) -> AbstractContextManager[BufferedReader]:
    if not file.encrypted:
        return path.open("rb")
    assert identity
    return decrypted(path, identity)


def _contents(archive: tarfile.TarFile, file: PackedFile) -> Iterator[str]:
    """The part's manifest comes first; each file after it is held against what that says."""
    members = iter(archive)
    first = next(members, None)
    folder = folder_of(file.part)
    if first is None or first.name != f"{folder}/{MANIFEST}":
        yield f"it does not begin with {folder}/{MANIFEST}"
        return
    content = archive.extractfile(first)
    assert content
    listed = {f"{folder}/{one.name}": one for one in _PartManifest.model_validate_json(content.read()).files}
    for member in members:
        one, content = listed.pop(member.name, None), archive.extractfile(member)
        if one is None or content is None:
            yield f"{member.name} is not in its manifest"
        else:
            yield from _member(content, one, file.rows)
    yield from (f"{name} is missing" for name in listed)


def _member(content: IO[bytes], listed: ListedFile, rows: Mapping[str, int]) -> Iterator[str]:
    """Block by block: a file of records has no lines, and may be all of a county's."""
    digest, quotes, count = hashlib.sha256(), 0, -1
    while block := content.read(_BLOCK):
        digest.update(block)
        for n, piece in enumerate(block.split(b'"')):
            quotes += n > 0
            count += 0 if quotes % 2 else piece.count(b"\n")
    if digest.hexdigest() != listed.sha256:
        yield f"{listed.name} is not what its manifest says (sha256)"
    counted = count if listed.name.endswith(".csv") else listed.rows
    expected = rows.get(listed.name, listed.rows)
    if not counted == listed.rows == expected:
        yield f"{listed.name} has {counted} rows, its manifest says {listed.rows}, the package's {expected}"

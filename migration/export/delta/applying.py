"""Applies a delta to the delivery that it was made from, and proves that the new one comes out byte for byte."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from migration.export.delta.claims import AGAIN, check_base, check_claims, unlisted, wrong_sums
from migration.export.delta.contents import check_contents
from migration.export.delta.describing import RESULT
from migration.export.delta.folders import Folder, ListedFile, damage, open_folder
from migration.export.delta.framing import BLOCK
from migration.export.delta.keys import open_rows
from migration.export.delta.merging import applied
from migration.export.delta.model import Change, DeltaError, Tombstone, UnfitError, group_of
from migration.export.delta.tombstones import by_file
from migration.export.delta.writing import by_library
from migration.export.folder import whole_folder
from migration.export.manifest import NAME as MANIFEST
from migration.export.packages.writing import NAME as PACKAGE
from migration.export.verification.problems import Problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """``problems``: a line each, what and where; none where the delta gives the new delivery. ``files``: looked at."""

    problems: tuple[str, ...]
    files: int

    @property
    def ok(self) -> bool:
        return not self.problems


class _UnprovenError(Exception):
    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("the delta does not give the new delivery")
        self.problems = problems


def check_delta(path: Path) -> Proof:
    """All that can be known of a delta without its base. Raises DeltaError for no delta."""
    delta = _delta(path)
    problems = [*damage(delta), *unlisted(delta), *wrong_sums(delta)] or _checked(delta, _result(delta))
    return Proof(problems=tuple(problems), files=len(delta.listed))


def prove(path: Path, base_path: Path, target: Path | None = None) -> Proof:
    """Apply a delta to ``base_path``; write what comes out to ``target``, a new folder, only if it is the new delivery.

    Needs memory for no row more than it looks at. Raises DeltaError where one of the folders is no delivery or delta,
    where the base is not the one that the delta was made from, and where ``target`` is there.
    """
    delta, base = _delta(path), open_folder(base_path)
    _require_base(delta, base)
    problems = [*damage(delta), *unlisted(delta), *damage(base), *wrong_sums(delta)]
    if problems:
        return Proof(problems=tuple(problems), files=len(delta.listed))
    after = _result(delta)
    wrong = _checked(delta, after, base)
    try:
        with whole_folder(target, mode=0o700) if target else nullcontext() as folder:
            problems = [*_apply(delta, base, after, folder), *wrong]
            if problems:
                raise _UnprovenError(tuple(problems))
    except _UnprovenError as error:
        return Proof(problems=error.problems, files=len(delta.listed))
    except FileExistsError as error:
        raise DeltaError(f"{target} is there already; name a new folder") from error
    return Proof(problems=(), files=len(delta.listed))


def _delta(path: Path) -> Folder:
    delta = open_folder(path)
    for name in ("base", "result"):
        named = delta.manifest.get(name)
        if not isinstance(named, dict) or not {"run_id", "manifest_sha256"} <= named.keys():
            raise DeltaError(f"{path} is no delta: its manifest names no {name}")
    return delta


def _checked(delta: Folder, after: Folder, base: Folder | None = None) -> list[str]:
    problems = Problems(again=AGAIN)
    if base:
        check_base(delta, base, after, problems)
    check_claims(delta, after, problems)
    check_contents(delta, problems)
    return [f"{delta.path}/{line}" for line in problems.summary()]


def _require_base(delta: Folder, base: Folder) -> None:
    wanted = delta.manifest["base"]
    if wanted["manifest_sha256"] != base.manifest_sha256:
        raise DeltaError(
            f"{base.path} is not the delivery that {delta.path} was made from: that is {wanted['run_id']}, whose "
            f"manifest has the SHA-256 {wanted['manifest_sha256']}; ask for a delta since the delivery that you have"
        )


def _apply(delta: Folder, base: Folder, after: Folder, target: Path | None) -> Iterator[str]:
    """What is wrong with what comes out, a line for each file. ``target``: where it is written, if anywhere."""
    removed = by_file(delta.path)
    for file in sorted(_files(after), key=lambda file: file.name):
        ours = delta.listed.get(file.name)
        if file.name in (MANIFEST, PACKAGE):
            content = _blocks(delta.path / RESULT / file.name)
        elif ours is None:
            yield f"{delta.path / file.name} is missing; ask for the delta again"
            continue
        elif ours.whole:
            content = _blocks(delta.path / file.name)
        else:
            content = _merged(delta, base, ours, removed(file.name))
        try:
            problem = _written(content, file, target)
        except (UnfitError, LookupError, ValueError, csv.Error) as error:
            problem = f"{file.name} of the delta does not fit the base ({error}); ask for the delta again"
        if problem:
            yield problem


def _result(delta: Folder) -> Folder:
    """What the delta has of the delivery that is to come out. Raises DeltaError where it is not told."""
    new = open_folder(delta.path / RESULT)
    if new.manifest_sha256 != delta.manifest["result"]["manifest_sha256"]:
        raise DeltaError(f"{new.path / MANIFEST} is not the manifest that the delta names; ask for the delta again")
    return new


def _files(after: Folder) -> list[ListedFile]:
    """Those of the delivery that is to come out, with its manifest."""
    size = (after.path / MANIFEST).stat().st_size
    return [*after.listed.values(), ListedFile(name=MANIFEST, rows=1, bytes=size, sha256=after.manifest_sha256)]


def _merged(delta: Folder, base: Folder, file: ListedFile, removed: Iterator[Tombstone]) -> Iterator[bytes]:
    """A file as it becomes. Raises ValueError where something else changed than the delta counts."""
    one, other = base.layout(file.name), delta.layout(file.name)
    if one is None or other is None or file.name not in base.listed:
        raise ValueError("its rows have no keys in both")
    _, former = open_rows(base.path, one)
    frames, rows = open_rows(delta.path, other)
    counts: Counter[tuple[str, Change]] = Counter()
    begun = False
    for change, row in applied(former, rows, removed):
        counts[group_of(row), change] += 1
        if not begun:
            yield frames.head
            begun = True
        if change != "removed":
            yield row[3]
    if not begun:
        yield frames.head
    yield frames.tail
    if by_library(counts) != file.changes:
        raise ValueError("its counts are others")


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _written(content: Iterator[bytes], file: ListedFile, target: Path | None) -> str:
    digest = hashlib.sha256()
    with _open(target, file.name) as out:
        for part in content:
            digest.update(part)
            if out:
                out.write(part)
    if digest.hexdigest() == file.sha256:
        return ""
    return f"{file.name} does not come out as the file that the new manifest lists; ask for the delta again"


def _open(target: Path | None, name: str) -> "BinaryIO | nullcontext[None]":
    if target is None:
        return nullcontext()
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    return (target / name).open("wb")

"""Writes a profile's files from a generic delivery, with a manifest and a data package of their own."""

import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import orjson

from migration.export.files import DeliveredFile, describe
from migration.export.folio.instances import instance
from migration.export.manifest import NAME as MANIFEST
from migration.export.packages.writing import describe_package
from migration.export.profiles.database import opened, rows
from migration.export.profiles.describing import package_of
from migration.export.profiles.forms import writer_of
from migration.export.profiles.left_out import COLUMNS as LEFT_OUT
from migration.export.profiles.left_out import RENAMED, LeftOut
from migration.export.profiles.marc import MadeRecord, item_query, made_records
from migration.export.profiles.model import Profile, ProfileFile, unique_columns
from migration.export.profiles.queries import Cell, query, written_table
from migration.export.profiles.records import stored
from migration.export.profiles.tables import BIBS
from migration.marc.writing import MARCXML_HEAD, MARCXML_TAIL, RecordTooLongError, iso2709

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEFT_OUT_FILE, RENAMED_FILE = "left_out.csv", "renamed.csv"
OF_DELIVERY = ("contract_version", "run_id", "run_type", "created_at", "tool_version", "mapping_version", "sources")
"""What a profile's manifest has as the delivery's has it; so the same delivery and profile give the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What became of a generic table's rows in one file: ``chosen = rows + left_out``.

    ``chosen``: rows that the profile's ``where`` and ``one_per`` let through; for records, the items in them, too
    (``table`` is then ``items``).
    """

    file: str
    table: str
    chosen: int
    rows: int
    left_out: int


@dataclass(slots=True)
class _Written:
    """The files and accounts of one entry of the profile."""

    files: list[DeliveredFile]
    accounts: list[Account]
    names: list[str]


def write_profile(delivery: Path, profile: Profile, folder: Path, about: Mapping[str, object]) -> Sequence[Account]:
    """Write all files into ``folder``, which is empty. ``about``: what the manifest says besides.

    Raises NoDeliveryError, BrokenRecordsError.
    """
    files: list[DeliveredFile] = []
    accounts: list[Account] = []
    names: dict[str, list[str]] = {}
    aside = folder / ".aside"
    aside.mkdir()
    with opened(delivery, profile.maps, aside) as connection, _Told(folder) as told:
        for spec in profile.files:
            found = _write(connection, delivery, folder, profile, spec, told)
            _keep_unique(connection, profile, spec, told)
            files += found.files
            accounts += found.accounts
            names[spec.name] = found.names
    _remove(aside)
    files += told.described()
    files += describe_package(folder, package_of(profile, names), files)
    _write_manifest(delivery, folder, profile, files, accounts, about)
    return accounts


def _remove(aside: Path) -> None:
    for path in aside.iterdir():
        path.unlink()
    aside.rmdir()


def _write(
    connection: "DuckDBPyConnection",
    delivery: Path,
    folder: Path,
    profile: Profile,
    spec: ProfileFile,
    told: "_Told",
) -> _Written:
    if spec.is_marc:
        return _write_marc(made_records(connection, delivery / "bibs.xml", profile, spec), folder, spec, told)
    if spec.rule.make:
        return _write_made(connection, delivery, folder, profile, spec)
    return _write_rows(connection, folder, profile, spec, told)


def _write_rows(
    connection: "DuckDBPyConnection", folder: Path, profile: Profile, spec: ProfileFile, told: "_Told"
) -> _Written:
    before = told.left_out
    with _Parts(folder, spec) as parts:
        for row_id, source, why, former, *values in rows(connection, _asked(profile, spec)):
            if why:
                told.leave_out(LeftOut(spec.name, source, row_id, why))
            elif not parts.write(source, values):
                told.leave_out(LeftOut(spec.name, source, row_id, "letter:"))
            elif former:
                told.rename((spec.name, source, row_id, former))
    files = parts.described()
    written, lacking = sum(file.rows for file in files), told.left_out - before
    account = Account(file=spec.name, table=spec.rule.rows, chosen=written + lacking, rows=written, left_out=lacking)
    return _Written(files, [account], [file.name for file in files])


def _asked(profile: Profile, spec: ProfileFile) -> str:
    cells = [Cell(leaf.name, leaf.column, profile.table_of(leaf.column.written)) for leaf in spec.leaves]
    rule = spec.rule
    return query(rule.rows, cells, profile.unlisted, where=rule.where, one_per=rule.one_per, order=rule.key)


def _keep_unique(connection: "DuckDBPyConnection", profile: Profile, spec: ProfileFile, told: "_Told") -> None:
    """Keep a file's unique columns as they were written, for later files to refer to."""
    items = spec.rule.items
    if spec.is_marc:
        named = [(f"{items.tag}${code}", n) for n, code in enumerate(items.subfields)] if items else []
        asked = item_query(profile, items) if items else ""
    else:
        named, asked = [(leaf.name, n) for n, leaf in enumerate(spec.leaves)], _asked(profile, spec)
    unique = dict(unique_columns(spec.rule))
    left_out = told.left_out_ids()
    for name, n in named:
        if name in unique:
            table = written_table(f"{spec.name}/{name}")
            connection.execute(
                f"CREATE TABLE {table} AS SELECT id, c{n} AS value FROM ({asked}) "  # noqa: S608
                f"WHERE why = '' AND id NOT IN (SELECT id FROM {left_out})"
            )


class _Parts:
    """The files of one entry: one, or as many as ``at_most`` asks for (``users.xml`` → ``users-0001.xml`` …)."""

    def __init__(self, folder: Path, spec: ProfileFile) -> None:
        self._folder, self._spec = folder, spec
        self._files: list[tuple[str, Counter[str]]] = []
        self._stack = ExitStack()

    def __enter__(self) -> "_Parts":
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.end()
        self._stack.close()

    def _open(self) -> None:
        name = self._spec.name
        if self._spec.rule.at_most:
            stem, dot, suffix = name.rpartition(".")
            name = f"{stem}-{len(self._files) + 1:04d}{dot}{suffix}"
        self._file: IO[bytes] = self._stack.enter_context((self._folder / name).open("wb"))
        self._files.append((name, Counter()))
        self._writer = writer_of(self._spec, self._file)
        self._writer.begin()

    def write(self, source: str, values: Sequence[str]) -> bool:
        """False, and nothing is written, where the encoding lacks a letter."""
        most = self._spec.rule.at_most
        if most and self._files[-1][1].total() >= most:
            self._writer.end()
            self._open()
        try:
            self._writer.write(values)
        except UnicodeEncodeError:
            return False
        self._files[-1][1][source] += 1
        return True

    def described(self) -> list[DeliveredFile]:
        return [describe(self._folder, name, counts.total(), counts) for name, counts in self._files]


def _write_marc(records: Iterator[MadeRecord], folder: Path, spec: ProfileFile, told: "_Told") -> _Written:
    counts: Counter[str] = Counter()
    total = items = 0
    before = told.left_out
    xml = spec.rule.form == "marcxml"
    with (folder / spec.name).open("wb") as file:
        if xml:
            file.write(MARCXML_HEAD.encode())
        for record in records:
            total += 1
            items += record.items
            for one in record.left_out:
                told.leave_out(one)
            body = record.text.encode() if xml else _iso2709(record)
            if body is None:
                told.leave_out(LeftOut(spec.name, record.source, record.bib_id, "too_long:record"))
                continue
            file.write(body)
            counts[record.source] += 1
        if xml:
            file.write(MARCXML_TAIL.encode())
    written = counts.total()
    accounts = [Account(file=spec.name, table=BIBS, chosen=total, rows=written, left_out=total - written)]
    if spec.rule.items:
        lacking = told.left_out - before - (total - written)
        accounts.append(Account(file=spec.name, table="items", chosen=items + lacking, rows=items, left_out=lacking))
    return _Written([describe(folder, spec.name, written, counts)], accounts, [spec.name])


def _iso2709(record: MadeRecord) -> bytes | None:
    try:
        return iso2709(stored(record.text))
    except RecordTooLongError:
        return None


def _write_made(
    connection: "DuckDBPyConnection", delivery: Path, folder: Path, profile: Profile, spec: ProfileFile
) -> _Written:
    counts: Counter[str] = Counter()
    with (folder / spec.name).open("wb") as file:
        for record in made_records(connection, delivery / "bibs.xml", profile, spec):
            found = instance(record.bib_id, stored(record.text), profile.reference)
            file.write(orjson.dumps(found) + b"\n")
            counts[record.source] += 1
    written = counts.total()
    account = Account(file=spec.name, table=BIBS, chosen=written, rows=written, left_out=0)
    return _Written([describe(folder, spec.name, written, counts)], [account], [spec.name])


class _Told:
    """``left_out.csv`` and ``renamed.csv``, written as rows come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts = {name: Counter[str]() for name in (LEFT_OUT_FILE, RENAMED_FILE)}
        self._stack = ExitStack()

    def __enter__(self) -> "_Told":
        self._left_out, self._renamed = self._open(LEFT_OUT_FILE), self._open(RENAMED_FILE)
        self._left_out_rows = csv.writer(self._left_out, lineterminator="\n")
        self._renamed_rows = csv.writer(self._renamed, lineterminator="\n")
        self._left_out_rows.writerow(LEFT_OUT)
        self._renamed_rows.writerow(RENAMED)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _open(self, name: str) -> IO[str]:
        return self._stack.enter_context((self._folder / name).open("w", encoding="utf-8", newline=""))

    @property
    def left_out(self) -> int:
        return self._counts[LEFT_OUT_FILE].total()

    def leave_out(self, row: LeftOut) -> None:
        self._counts[LEFT_OUT_FILE][row.source] += 1
        self._left_out_rows.writerow(row.cells())

    def rename(self, row: tuple[str, str, str, str]) -> None:
        self._counts[RENAMED_FILE][row[1]] += 1
        self._renamed_rows.writerow(row)

    def left_out_ids(self) -> str:
        """SQL of a table with the ids that were left out so far."""
        self._left_out.flush()
        path = str(self._folder / LEFT_OUT_FILE).replace("'", "''")
        return f"read_csv('{path}', header = true, all_varchar = true, delim = ',', quote = '\"')"

    def described(self) -> list[DeliveredFile]:
        """Once they are closed."""
        return [describe(self._folder, name, counts.total(), counts) for name, counts in self._counts.items()]


def _write_manifest(
    delivery: Path,
    folder: Path,
    profile: Profile,
    files: Sequence[DeliveredFile],
    accounts: Sequence[Account],
    about: Mapping[str, object],
) -> None:
    given = json.loads((delivery / MANIFEST).read_text(encoding="utf-8"))
    facts = {name: given.get(name) for name in OF_DELIVERY}
    made = {
        **facts,
        "profile": profile.name,
        **about,
        "accounts": [asdict(account) for account in accounts],
        "files": [asdict(file) for file in sorted(files, key=lambda file: file.name)],
    }
    text = json.dumps(made, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="")

"""A project directory in which everybody is invented: the same exports, as ugly as the real ones, for a vendor to try.

Goes through the exports twice: first to know whom and what must not be invented, then to write. The copy is made beside
its place and moved there when it is whole.
"""

import csv
import io
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import yaml

from migration.anonymise.names import words_of
from migration.anonymise.numbers import Numbers
from migration.anonymise.person import Inventions, Places, inventions
from migration.anonymise.records import hide_record
from migration.anonymise.rows import hide_row, scrambled
from migration.charsets import decode_text
from migration.extract.corrections import correction_files
from migration.extract.folder import CORRECTIONS
from migration.extract.raw import COLUMNS, RawRow, RawTable
from migration.pipeline.landing import read
from migration.pipeline.project import ConfigurationError, Project
from migration.pipeline.webapi import forget_pages
from migration.rows import UnreadableRowError, cells_of, fold_column
from migration.sources import Source

LONGEST_CODE = 14
"""Characters of ``9800 Kirkenes`` and the like, where code and place share a cell."""
_BROKEN = ("row_unreadable", "row_quote_not_closed")


@dataclass(slots=True, kw_only=True)
class AnonymiseReport:
    """``rows``: written, by source and file. ``left_out``: files that nobody knows, which are not copied."""

    directory: str
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def anonymise(project: Project, directory: Path, keys: Sequence[str]) -> AnonymiseReport:
    """Write the copy. Raises ConfigurationError where the place or a source cannot be used; then nothing is written."""
    place = directory.resolve()
    sources = [project.source(key) for key in keys or _usable(project)]
    _check_place(project.settings.project, place)
    invented = _first_pass(project, sources)
    report = AnonymiseReport(directory=str(directory))
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    try:
        for source in sources:
            _write_source(project, source, partial, invented, report)
            forget_pages(project.settings, source)
        _write_mappings(project, sources, partial)
        partial.chmod(0o755)
        if place.exists():
            place.rmdir()
        partial.rename(place)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return report


def _usable(project: Project) -> list[str]:
    return [key for key, source in project.sources.items() if source.status != "excluded"]


def _check_place(project: Path, place: Path) -> None:
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise ConfigurationError([f"{place} is there already and is not empty; name a new directory"])
    if place == project or place.is_relative_to(project / "exports") or project.is_relative_to(place):
        raise ConfigurationError([f"{place} is the project itself, or holds it, or lies in its exports; name another"])


def _first_pass(project: Project, sources: Sequence[Source]) -> Inventions:
    """Everything that must be known before anybody is invented: which names, cards and ids there are."""
    name_words: set[str] = set()
    cards: set[str] = set()
    ids: dict[str, set[str]] = {source.key: set() for source in sources}
    pairs: dict[str, list[tuple[str, str]]] = {source.key: [] for source in sources}
    for source in sources:
        for table in read(project, source):
            if table.table in ("raw_patron", "raw_patron_barcode"):
                for cells in _cells(table, source):
                    row = dict(zip(map(fold_column, table.columns), (cell.strip() for cell in cells), strict=False))
                    name_words |= words_of(row.get("name", ""))
                    cards |= {row.get("barcode", ""), row.get("localkey", "")} - {""}
                    ids[source.key] |= {row.get("id" if table.table == "raw_patron" else "borrowerid", "")} - {""}
                    if row.get("mainzip") or row.get("mainplace"):
                        pairs[source.key].append((row.get("mainzip", ""), row.get("mainplace", "")))
    return _settled(project, name_words, cards, ids, pairs)


def _settled(
    project: Project,
    name_words: set[str],
    cards: set[str],
    ids: dict[str, set[str]],
    pairs: dict[str, list[tuple[str, str]]],
) -> Inventions:
    health = project.mappings.privacy.words.pattern
    invented = inventions(
        project.settings.hash_key, project.settings.as_of, name_words, health, _words_of_kinds(project)
    )
    invented.numbers.avoid(cards)
    invented.numbers.settle()
    places = _place_words(project)
    for key, values in ids.items():
        invented.ids[key] = Numbers(invented.draw, f"id {key}", set(values))
        invented.ids[key].settle()
        known = [pair for pair in pairs[key] if _is_of_a_place(pair, places)]
        invented.places[key] = Places(draw=invented.draw, pairs=tuple(sorted(known)))
    return invented


def _words_of_kinds(project: Project) -> frozenset[str]:
    """Words by which a name is no person's: without them a school would become somebody."""
    with project.settings.mapping("patron_kinds.csv").open(encoding="utf-8-sig", newline="") as file:
        return frozenset(
            word for row in csv.DictReader(file) if row["field"] == "name" for word in words_of(row["value"])
        )


def _is_of_a_place(pair: tuple[str, str], places: Set[str]) -> bool:
    """Whether a postal code and a place say no more than where: else another patron would get what was told of one."""
    code, place = pair
    words = words_of(place) | words_of(code)
    return len(code) <= LONGEST_CODE and not re.search(r"\d{5}", place) and words <= places


def _place_words(project: Project) -> frozenset[str]:
    """The words of Norway's postal places and of their other names."""
    codes = project.mappings.postal_codes
    names = (*codes.places.values(), *(name for others in codes.other_names.values() for name in others))
    return frozenset(word for name in names for word in words_of(name))


def _cells(table: RawTable, source: Source) -> Iterator[list[str]]:
    for row in table.rows:
        if row.problem not in _BROKEN:
            try:
                yield cells_of(row.payload, table.format, table.delimiter, source.charset)
            except UnreadableRowError:
                continue


def _write_source(
    project: Project, source: Source, target: Path, invented: Inventions, report: AnonymiseReport
) -> None:
    folder = target / "exports" / source.key
    folder.mkdir(parents=True)
    written: Counter[str] = Counter()
    for table in read(project, source):
        original = _original(project, source, table)
        if not table.table:
            report.left_out.append(f"{source.key}/{table.name}")
        elif table.table == "raw_bib":
            written[table.name] = _write_records(project, source, table, original, folder, invented)
        else:
            written[table.name] = _write_rows(source, table, original, folder, invented)
    handed_in = correction_files(source.folder(project.settings.project))
    report.left_out += [f"{source.key}/{CORRECTIONS}/{path.name}" for path in handed_in]
    report.rows[source.key] = dict(written)


def _original(project: Project, source: Source, table: RawTable) -> Path | None:
    """The file that the rows come from; None where they come from a database or a web API."""
    path = source.folder(project.settings.project) / table.name
    return path if table.format != "json" and path.is_file() else None


def _write_records(
    project: Project, source: Source, table: RawTable, original: Path | None, folder: Path, invented: Inventions
) -> int:
    """The file as it is, with the records that hold something private overwritten in place."""
    rules = project.mappings.rules.for_source(source.key)
    path = folder / table.name
    if original:
        shutil.copyfile(original, path)
    count = 0
    with path.open("r+b" if original else "w+b") as file:
        for count, row in enumerate(table.rows, 1):  # noqa: B007 - how many there were is told
            hidden = hide_record(invented.identity, row.payload, table.format, source.charset, table.charset, rules)
            if original and hidden != row.payload:
                _overwrite(file, row, hidden)
            elif not original:
                file.write(hidden)
    return count


def _overwrite(file: BinaryIO, row: RawRow, hidden: bytes) -> None:
    file.seek(row.line)
    if file.read(len(hidden)) != row.payload:
        raise ConfigurationError([f"{file.name}: the record at byte {row.line} is not where it was; run again"])
    file.seek(row.line)
    file.write(hidden)


def _write_rows(source: Source, table: RawTable, original: Path | None, folder: Path, invented: Inventions) -> int:
    count = 0
    name = table.name if original else f"{Path(table.name).stem}.csv"
    with (folder / name).open("wb") as file:
        file.write(_header(table, original))
        for count, row in enumerate(table.rows, 1):  # noqa: B007
            file.write(_hidden_row(invented, source, table, row))
    return count


def _header(table: RawTable, original: Path | None) -> bytes:
    if original is None:
        return _joined(table.columns, ";", "utf-8", b"\n")
    with original.open("rb") as file:
        return file.readline()


def _hidden_row(invented: Inventions, source: Source, table: RawTable, row: RawRow) -> bytes:
    if table.format == "json":
        cells = cells_of(row.payload, table.format, "", source.charset)
        return _joined(_hide(invented, source, table, cells), ";", "utf-8", b"\n")
    text, charset = decode_text(row.payload, source.charset)
    end = row.payload[len(row.payload.rstrip(b"\r\n")) :]
    try:
        if row.problem in _BROKEN:
            raise UnreadableRowError(row.problem)
        cells = cells_of(row.payload, table.format, table.delimiter, source.charset)
    except UnreadableRowError:
        return scrambled(invented, source.key, text).encode(charset, "replace")
    return _joined(_hide(invented, source, table, cells), table.delimiter, charset, end)


def _hide(invented: Inventions, source: Source, table: RawTable, cells: Sequence[str]) -> list[str]:
    return hide_row(invented, source.key, table.table, table.columns, COLUMNS[table.table], cells)


def _joined(cells: Sequence[str], delimiter: str, charset: str, end: bytes) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(cells)  # without it no line break is quoted
    return out.getvalue().removesuffix("\n").encode(charset, "replace") + end


def _write_mappings(project: Project, sources: Sequence[Source], target: Path) -> None:
    """The project's own rules without the names of those who decided; expectations stay, since they name real cards."""
    root = project.settings.project
    for name in ("mappings", "expectations"):
        for path in sorted((root / name).rglob("*")):
            if path.is_file() and not {"odbc", "golden", "samples", "sources.yaml"} & {path.name, path.parent.name}:
                copy = target / path.relative_to(root)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(_without_names(path))
    entries = {s.key: _entry(s) for s in sources}
    text = yaml.safe_dump({"sources": entries}, allow_unicode=True, sort_keys=False, width=120)
    (target / "mappings").mkdir(exist_ok=True)
    (target / "mappings" / "sources.yaml").write_text(text, encoding="utf-8")


def _entry(source: Source) -> dict[str, object]:
    kept = ("title", "charset", "marc_format", "status")
    entry: dict[str, object] = {name: getattr(source, name) for name in kept}
    return entry | {"libraries": [library.model_dump() for library in source.libraries]}


def _without_names(path: Path) -> bytes:
    """A table of decisions with *anonymised* where it names who decided, and where it says why in free text."""
    if path.suffix != ".csv":
        return path.read_bytes()
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    named = [at for at, name in enumerate(rows[0] if rows else ()) if name in ("decided_by", "who", "why")]
    if not named:
        return path.read_bytes()
    for row in rows[1:]:
        for at in named:
            if len(row) > at and row[at]:
                row[at] = "anonymised"
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()

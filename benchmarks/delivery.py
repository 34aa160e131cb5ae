"""A county's delivery: ``python benchmarks/delivery.py``; 1.2 million source records in 60 sources, 500,000 titles.

Five synthetic sources go through the whole job; their staging database is then multiplied, each copy under sources and
ids of its own, until it is a county. What is timed is ``grenselos deliver`` over it, and ``grenselos verify``.
"""

import argparse
import json
import shutil
import sqlite3
import sys
import uuid
from pathlib import Path
from typing import Any

import yaml
from county import write_county
from rich.console import Console
from rich.table import Table
from run import BENCH, MIB, Measured, clear, run_stage

SOURCES = 5
COPIES = 12
SHARED = 0.78
"""Share of titles that other sources hold too: five source records become two titles and a bit, as in a county."""

COPIED = (
    "raw_file", "core_bib", "core_item", "core_patron", "core_loan", "core_reservation", "core_fee", "core_code",
    "matched_bib_member", "matched_bib", "matched_item", "matched_patron", "ledger", "source_rows", "reject", "issue",
    "fee_balance", "check_result", "core_conversion", "core_bib_unknown", "core_bib_features",
    "matched_field",
)  # fmt: skip
IDS = frozenset({"bib_id", "item_id", "patron_id", "person_id", "target_id"})
SOURCE_STAGES = "SELECT source, stage, state, detail FROM source_stage WHERE source <> '*'"


def county(bibs: int) -> Path:
    """The project of this size: made once, used again. Its base lies beside it."""
    directory = BENCH / f"delivery-{bibs}"
    if not (directory / "complete").exists():
        shutil.rmtree(directory, ignore_errors=True)
        write_county(directory, bibs // COPIES, SOURCES, shared=SHARED)
        clear(directory)
        run_stage("the base", command(directory, "run"), bibs // COPIES)
        _multiply(directory)
        (directory / "complete").touch()
    return directory


def command(project: Path, *words: str) -> list[str]:
    return [str(Path(sys.executable).with_name("grenselos")), "--project", str(project), *words]


def _multiply(project: Path) -> None:
    """Copy every row of the base under other sources and ids, and let the county count as matched and checked."""
    database = sqlite3.connect(project / "staging.db", isolation_level=None)
    database.create_function("copied_id", 2, _copied_id, deterministic=True)
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute("BEGIN")
    base = [row[0] for row in database.execute("SELECT source FROM source_stage WHERE stage = 'land' ORDER BY source")]
    indexes = _without_indexes(database)
    for table in COPIED:
        _copy(database, table)
    for statement in indexes:
        database.execute(statement)
    _stages(database, base)
    database.execute("COMMIT")
    _sources(project)


def _copied_id(text: str, copy: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{copy}:{text}")) if text else text


def _without_indexes(database: sqlite3.Connection) -> list[str]:
    """Drop the secondary indexes, and return how they are made again."""
    found = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall()
    for name, _ in found:
        database.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def _copy(database: sqlite3.Connection, table: str) -> None:
    """Every row of the base once for each further copy."""
    names = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
    values = ", ".join(_value(table, name) for name in names)
    database.execute(f'CREATE TEMP TABLE base AS SELECT * FROM "{table}"')
    for copy in range(1, COPIES):
        where = "WHERE source <> '*'" if "source" in names else ""
        database.execute(f'INSERT INTO "{table}" SELECT {values} FROM base {where}', {"copy": copy})
    database.execute("DROP TABLE base")


def _value(table: str, name: str) -> str:
    if name == "source":
        return _SOURCE
    if name == "library":  # so that card numbers of copies do not meet in one library
        return "CASE WHEN library = '' THEN '' ELSE substr(library, 1, 8) || printf('%02d', :copy) END"
    if name in IDS:
        return f'copied_id("{name}", :copy)'
    if name == "barcode":
        return "CASE WHEN barcode = '' THEN '' ELSE barcode || ':' || :copy END"
    return f'"{name}"'


_SOURCE = "source || '-' || :copy"


def _stages(database: sqlite3.Connection, base: list[str]) -> None:
    rows = database.execute(SOURCE_STAGES).fetchall()
    for copy in range(1, COPIES):
        copies = ((f"{source}-{copy}", *rest) for source, *rest in rows)
        database.executemany("INSERT INTO source_stage VALUES (?, ?, ?, ?)", copies)
    sources = sorted([*base, *(f"{source}-{copy}" for source in base for copy in range(1, COPIES))])
    query = "SELECT detail FROM source_stage WHERE source = '*' AND stage = 'match'"
    detail = json.loads(database.execute(query).fetchone()[0]) | {"sources": sources}
    update = "UPDATE source_stage SET detail = ? WHERE source = '*' AND stage = 'match'"
    database.execute(update, (json.dumps(detail),))


def _sources(project: Path) -> None:
    path = project / "mappings" / "sources.yaml"
    base = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
    every = {f"{key}-{copy}" if copy else key: _source(value, copy) for key, value in base.items()
             for copy in range(COPIES)}  # fmt: skip
    path.write_text(yaml.safe_dump({"sources": every}, allow_unicode=True), encoding="utf-8")


def _source(base: dict[str, Any], copy: int) -> dict[str, Any]:
    if not copy:
        return base
    libraries = [library | {"isil": f"{library['isil'][:8]}{copy:02d}"} for library in base["libraries"]]
    return base | {"title": f"{base['title']} ({copy})", "libraries": libraries}


def print_table(rows: list[Measured], console: Console) -> None:
    table = Table("command", "seconds", "processor s", "source records/s", "peak MiB")
    for row in rows:
        table.add_row(row.name, f"{row.seconds:.1f}", f"{row.cpu:.1f}", f"{row.rate:,.0f}", f"{row.peak / MIB:,.0f}")
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bibs", type=int, default=1_200_000)
    bibs = parser.parse_args().bibs
    console = Console()
    project = county(bibs)
    shutil.rmtree(project / "deliveries", ignore_errors=True)
    rows = [run_stage("deliver", command(project, "deliver"), bibs)]
    delivery = next((project / "deliveries").iterdir())
    rows.append(run_stage("verify", command(project, "verify", str(delivery)), bibs))
    files = json.loads((delivery / "manifest.json").read_text())["files"]
    for file in files:
        if file["rows"] > bibs / 100:
            console.print(f"{file['name']}: {file['rows']:,} rows, {file['bytes'] / MIB:,.0f} MiB")
    print_table(rows, console)


if __name__ == "__main__":
    main()

"""Verifies a profile's folder from its files: what the receiver demands, and that every row is accounted for.

Beside the delivery that it was made from, its counts are held against that delivery's manifest.
"""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from migration.export.manifest import NAME as MANIFEST
from migration.export.profiles.accounts import AccountError, table_rows
from migration.export.profiles.demands import Demands, Seen
from migration.export.profiles.left_out import LEFT_OUT, RENAMED, SAME
from migration.export.profiles.made import Made
from migration.export.profiles.reading import UnreadableError, read_records, read_rows
from migration.export.profiles.records import BrokenRecordsError
from migration.export.verification.manifest import check_manifest
from migration.export.verification.package import check_package
from migration.export.verification.problems import Problems
from migration.export.verification.state import Delivery
from migration.export.verify import Verification

AGAIN = "write it again with grenselos export"
_RECORDS = ("marcxml", "iso2709")


def is_made(folder: Path) -> bool:
    """Whether a folder is what a profile made of a delivery, and not a delivery as it is."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and "layout" in manifest


def verify_profile(folder: Path) -> Verification:
    """Every problem at once, twenty of a kind per file and a count of the rest."""
    checked = Delivery(folder, problems=Problems(again=AGAIN))
    check_manifest(checked, (LEFT_OUT.name, RENAMED.name))
    check_package(checked)
    made = _read(checked)
    rows = 0
    if made:
        counted = _check_files(checked, made)
        rows = counted.total()
        _check_accounts(checked, made, counted)
        _check_delivery(checked, made)
    return Verification(problems=checked.problems.summary(), files=len(checked.listed), rows=rows)


def _read(checked: Delivery) -> Made | None:
    try:
        return Made.model_validate_json((checked.path / MANIFEST).read_bytes())
    except OSError:
        return None  # told by check_manifest
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            checked.problems.note("manifest", MANIFEST, f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}")
    return None


def _check_files(checked: Delivery, made: Made) -> Counter[tuple[str, str]]:
    """Counts the rows, by the entry of the profile and what they are: ``rows`` or ``items``."""
    counted: Counter[tuple[str, str]] = Counter()
    seen: Seen = {}
    referred_to = frozenset(_references(checked, made))
    for entry in dict.fromkeys(layout.entry for layout in made.layout.values()):
        own = ((name, layout) for name, layout in made.layout.items() if layout.entry == entry)
        parts = {name: layout.model_dump(exclude_defaults=True) for name, layout in own}
        demands = Demands(checked.problems, next(iter(parts.values())), seen, referred_to)
        for name, layout in parts.items():
            if checked.has(name):
                counted.update({(entry, kind): n for kind, n in _check_file(checked, name, layout, demands).items()})
        demands.end()
    return counted


def _references(checked: Delivery, made: Made) -> Iterator[str]:
    """``<file>/<column>`` that columns are written as; a profile has its file before theirs."""
    before: set[str] = set()
    for name, layout in made.layout.items():
        for column, wanted in layout.columns.items():
            if wanted.written in before:
                yield wanted.written
            elif wanted.written:
                what = f"layout of {name}: {column} is written as {wanted.written}, which no file before it has"
                checked.problems.note("manifest", MANIFEST, what)
        before |= {f"{layout.entry}/{column}" for column in layout.columns}


def _check_file(checked: Delivery, name: str, layout: Mapping[str, Any], demands: Demands) -> Counter[str]:
    counts: Counter[str] = Counter()
    try:
        if layout["form"] in _RECORDS:
            _check_records(checked, name, layout, demands, counts)
        else:
            for row in read_rows(checked.path / name, layout):
                counts["rows"] += 1
                demands.check(name, counts["rows"], row)
                demands.check_order(name, counts["rows"], row)
    except (UnreadableError, BrokenRecordsError) as error:
        checked.problems.note("value", name, str(error), counts["rows"] + 1)
    checked.count(name, counts["rows"])
    return counts


def _check_records(
    checked: Delivery, name: str, layout: Mapping[str, Any], demands: Demands, counts: Counter[str]
) -> None:
    before = ""
    for bib_id, items in read_records(checked.path / name, layout["form"], list(layout["columns"])):
        counts["rows"] += 1
        if bib_id <= before:
            checked.problems.note("order", name, f"record {bib_id} stands after {before}", counts["rows"])
        before = bib_id
        for item in items:
            counts["items"] += 1
            demands.check(name, counts["rows"], item)


def _check_accounts(checked: Delivery, made: Made, counted: Mapping[tuple[str, str], int]) -> None:
    entries = {layout.entry: layout.form in _RECORDS for layout in made.layout.values()}
    told = _left_out(checked)
    accounted = {(a.file, "items" if entries.get(a.file) and a.table == "items" else "rows") for a in made.accounts}
    for entry, kind in sorted(({(entry, "rows") for entry in entries} | counted.keys()) - accounted):
        checked.problems.note("balance", MANIFEST, f"has no account of the {kind} of {entry}")
    for account in made.accounts:
        try:
            account.prove()
        except AccountError as error:
            checked.problems.note("balance", MANIFEST, str(error))
        kind = "items" if entries.get(account.file) and account.table == "items" else "rows"
        found = counted.get((account.file, kind), 0)
        if found != account.rows:
            checked.problems.note("balance", account.file, f"has {found} {kind}, but the account says {account.rows}")
    for file in {account.file for account in made.accounts} | {file for file, _ in told}:
        own = [account for account in made.accounts if account.file == file]
        for is_same, said in ((True, sum(a.same for a in own)), (False, sum(a.left_out for a in own))):
            if told[file, is_same] != said:
                what = f"has {told[file, is_same]} rows of {file} ({'same' if is_same else 'left out'}), not {said}"
                checked.problems.note("balance", LEFT_OUT.name, what)


def _left_out(checked: Delivery) -> Counter[tuple[str, bool]]:
    """Rows by file, and whether another row stands for them."""
    if not checked.has(LEFT_OUT.name):
        return Counter()
    with (checked.path / LEFT_OUT.name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if missing := {"file", "why"} - set(rows.fieldnames or ()):
            checked.problems.note("columns", LEFT_OUT.name, f"has no column {', '.join(sorted(missing))}", 1)
            return Counter()
        return Counter((row["file"], f"{row['why']}:" == SAME) for row in rows)


def _check_delivery(checked: Delivery, made: Made) -> None:
    """Where the delivery lies beside the folder: it is the one, and has as many rows as are accounted for."""
    manifest = checked.path.parent / made.delivery.get("name", "-") / MANIFEST
    if not manifest.is_file():
        return
    content = manifest.read_bytes()
    if hashlib.sha256(content).hexdigest() != made.delivery.get("manifest_sha256"):
        what = f"was made from another {made.delivery['name']} than lies beside it"
        checked.problems.note("manifest", MANIFEST, what)
        return
    of = table_rows(json.loads(content))
    for account in made.accounts:
        if account.of != of.get(account.table):
            what = f"{account.file} accounts for {account.of} {account.table}, the delivery has {of.get(account.table)}"
            checked.problems.note("balance", MANIFEST, what)

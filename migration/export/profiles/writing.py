"""Writes a profile's files from a generic delivery, with a manifest and a data package of their own."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from migration.export.files import DeliveredFile, describe, write_table
from migration.export.manifest import NAME as MANIFEST
from migration.export.packages.writing import describe_package
from migration.export.profiles.accounts import Account, table_rows
from migration.export.profiles.database import opened
from migration.export.profiles.describing import package_of
from migration.export.profiles.harvest import harvest_files
from migration.export.profiles.job import Job, Written
from migration.export.profiles.layout import layout_of
from migration.export.profiles.left_out import RECORD_COUNTS
from migration.export.profiles.letters import stands_somewhere, unfit_letters
from migration.export.profiles.model import Profile
from migration.export.profiles.record_files import write_made, write_records
from migration.export.profiles.row_files import keep_written, write_rows
from migration.export.profiles.told import Told

OF_DELIVERY = ("contract_version", "run_id", "run_type", "created_at", "tool_version", "mapping_version", "sources")
"""What a profile's manifest has as the delivery's has it; so the same delivery and profile give the same bytes."""


def write_profile(delivery: Path, profile: Profile, folder: Path, about: Mapping[str, object]) -> Sequence[Account]:
    """Write all files into ``folder``, which is empty. ``about``: what the manifest says besides.

    Raises NoDeliveryError, BrokenRecordsError, AccountError.
    """
    if profile.copies:
        return _copy(delivery, folder, profile, about)
    given = json.loads((delivery / MANIFEST).read_text(encoding="utf-8"))
    written, told = _write_all(delivery, profile, folder, table_rows(given))
    names = {name: [file.name for file in one.files] for name, one in written.items()}
    files = [*(file for one in written.values() for file in one.files), *told.described()]
    files += _harvest(profile, delivery, folder, given, files)
    files += _record_counts(profile, folder, files)
    files += describe_package(folder, package_of(profile, names), files)
    accounts = [account for one in written.values() for account in one.accounts]
    manifest = {
        **{name: given.get(name) for name in OF_DELIVERY},
        "profile": profile.name,
        **about,
        "layout": {name: layout_of(profile, spec) for spec in profile.files for name in names[spec.name]},
        "accounts": [asdict(account) for account in accounts],
        "files": [asdict(file) for file in sorted(files, key=lambda file: file.name)],
    }
    _write_manifest(folder, manifest)
    return accounts


def _copy(delivery: Path, folder: Path, profile: Profile, about: Mapping[str, object]) -> Sequence[Account]:
    """The delivery as it is; its manifest says besides by which profile."""
    given = json.loads((delivery / MANIFEST).read_text(encoding="utf-8"))
    for file in given["files"]:
        (folder / file["name"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(delivery / file["name"], folder / file["name"])
    _write_manifest(folder, {**given, "profile": profile.name, **about})
    return []


def _write_all(
    delivery: Path, profile: Profile, folder: Path, of: Mapping[str, int]
) -> tuple[dict[str, Written], Told]:
    """In the order of the profile, since later files refer to earlier ones."""
    aside = folder / ".aside"
    aside.mkdir()
    written: dict[str, Written] = {}
    with opened(delivery, profile.maps, aside) as connection, Told(folder) as told:
        kinds = {unfit_letters(spec.rule.form, spec.rule.encoding) for spec in profile.files}
        met = {pattern for pattern in kinds if stands_somewhere(connection, pattern, profile.maps)}
        for spec in profile.files:
            pattern = unfit_letters(spec.rule.form, spec.rule.encoding)
            job = Job(profile=profile, spec=spec, delivery=delivery, folder=folder, of=of, connection=connection,
                      told=told, unfit=pattern if pattern in met else "")  # fmt: skip
            written[spec.name] = _write(job)
            keep_written(job)
    shutil.rmtree(aside)
    return written, told


def _write(job: Job) -> Written:
    if job.spec.is_marc:
        return write_records(job)
    return write_made(job) if job.spec.rule.make else write_rows(job)


def _harvest(
    profile: Profile, delivery: Path, folder: Path, given: Mapping[str, Any], files: Sequence[DeliveredFile]
) -> Iterator[DeliveredFile]:
    """The answers to a harvester, where the profile has any."""
    if profile.oai:
        live = next(file.rows for file in files if file.name == profile.oai.records)
        yield from harvest_files(delivery, folder, profile.oai, live, given["created_at"])


def _record_counts(profile: Profile, folder: Path, files: Sequence[DeliveredFile]) -> Iterator[DeliveredFile]:
    """The form in which a receiver wants the names of the files and how many records are in each."""
    if profile.record_counts:
        counts = ((one.name, one.rows, one.bytes) for one in files)
        write_table(folder / profile.record_counts, RECORD_COUNTS, counts)
        yield describe(folder, profile.record_counts, len(files), {})


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8", newline="")

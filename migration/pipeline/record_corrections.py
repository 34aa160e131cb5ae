"""Corrected records, by their 001: the whole record stands for the first one in the export that has the same.

A record whose 001 is missing or cannot be read has nothing by which to correct it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select

from migration.issues import Issue
from migration.marc.conversion.masking import mask_private
from migration.pipeline.landed import LandedFile, is_correction
from migration.privacy import mask_bytes
from migration.staging.read import stream
from migration.staging.schema import raw_bib
from migration.transform.bibs import LandedRecord, control_number_hint


@dataclass(slots=True)
class RecordCorrections:
    """``waiting``: record and ``file:offset`` by 001, until the record that it corrects has passed."""

    waiting: dict[str, tuple[LandedRecord, str]] = field(default_factory=dict)
    found: list[tuple[str, Issue]] = field(default_factory=list)

    def hand_in(self, landed: LandedRecord, where: str) -> None:
        """Take in one corrected record; the last one with a 001 counts."""
        number = control_number_hint(landed)
        if landed.problem:
            self.found.append((number, Issue("correction_unreadable", where, landed.problem)))
        elif not number:
            self.found.append(("", Issue("correction_without_id", where)))
        else:
            if number in self.waiting:
                self.found.append((number, Issue("correction_repeated", where, self.waiting[number][1])))
            self.waiting[number] = landed, where

    def apply(self, landed: LandedRecord) -> tuple[LandedRecord, str]:
        """The record as it counts, under its ordinal in the export; and the correction that it comes from, or ''."""
        if not self.waiting:
            return landed, ""
        number = control_number_hint(landed)
        if number not in self.waiting:
            return landed, ""
        record, where = self.waiting.pop(number)
        if record.payload in (landed.payload, mask_private(mask_bytes(landed.payload))):
            self.found.append((number, Issue("correction_superfluous", where)))
            return landed, ""
        self.found.append((number, Issue("corrected", where, "MARC")))
        return replace(record, ordinal=landed.ordinal), where

    def issues(self) -> list[tuple[str, Issue]]:
        """Legacy id and issue of all of them; to be asked for when every record has passed."""
        missing = [(n, Issue("correction_unmatched", where, n)) for n, (_, where) in self.waiting.items()]
        return self.found + missing


def record_corrections(connection: Connection, source: str, files: Mapping[int, LandedFile]) -> RecordCorrections:
    """What was handed in to correct the catalogue."""
    corrections = RecordCorrections()
    numbers = [n for n, file in files.items() if is_correction(file) and file.table == raw_bib.name]
    r = raw_bib.c
    query = select(r.ordinal, r.file_no, r.line, r.payload, r.problem).where(r.source == source, r.file_no.in_(numbers))
    for ordinal, file_no, offset, payload, problem in stream(connection, query, [r.ordinal]) if numbers else ():
        file = files[file_no]
        landed = LandedRecord(ordinal, payload, file.form, file.charset, problem)
        corrections.hand_in(landed, f"{file.name}:{offset}")
    return corrections

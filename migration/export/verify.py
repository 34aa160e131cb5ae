"""Check a delivery from its files alone: counts, checksums, forms, references, balance (docs/contract.md, 4 and 5).

A second reading of the contract: nothing here is shared with the exporters but the recognition of identity numbers,
and no staging database is needed. Files are streamed; memory holds ids and barcodes. What it does not see: whether
``bibs.mrc`` and ``bibs.xml`` say the same beyond their ids, and what the sources had.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from migration.export.verification.accounts import (
    check_balance,
    check_codes,
    check_issues,
    check_ledger,
    check_loaded,
    check_rejects,
)
from migration.export.verification.crosswalk import check_against_ledger, check_crosswalk, check_members
from migration.export.verification.entities import check_entities
from migration.export.verification.iso2709 import check_iso2709
from migration.export.verification.manifest import check_manifest
from migration.export.verification.marcxml import check_marcxml
from migration.export.verification.package import check_package
from migration.export.verification.redirects import check_gone, check_redirects
from migration.export.verification.state import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """``problems``: one line each: file and row, what, and what to do. ``files`` and ``rows``: what was looked at.

    ``delivery``: of a package, the delivery that it says it is made from: an old package is as sound as a new one.
    """

    problems: tuple[str, ...]
    files: int
    rows: int
    delivery: str = ""

    @property
    def ok(self) -> bool:
        return not self.problems


def verify(delivery: Path) -> Verification:
    """Check the delivery in a folder. Every problem at once, twenty of a kind per file and a count of the rest."""
    checked = Delivery(delivery)
    check_manifest(checked)
    check_package(checked)
    rows = sum(_check_contents(checked))
    return Verification(problems=checked.problems.summary(), files=len(checked.listed), rows=rows)


def _check_contents(delivery: Delivery) -> Iterator[int]:
    """Each file in turn, those that others refer to first; yields the rows of each."""
    yield check_crosswalk(delivery)
    yield check_marcxml(delivery)
    check_members(delivery)
    yield check_redirects(delivery)
    yield check_gone(delivery)
    yield check_iso2709(delivery)
    yield from check_entities(delivery)
    yield check_ledger(delivery)
    check_loaded(delivery)
    check_against_ledger(delivery)
    yield check_balance(delivery)
    yield check_issues(delivery)
    yield from check_codes(delivery)
    yield from check_rejects(delivery)

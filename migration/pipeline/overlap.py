"""Overlap: what the county's libraries have in common, as figures, and as the page and lists beside the report."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection

from migration.pipeline.project import OrderError, Project
from migration.pipeline.stage import COUNTY, passed
from migration.quality.overlap import overlap as count_overlap
from migration.quality.overlap_lines import Overlap
from migration.quality.overlap_page import overlap_lists, overlap_page
from migration.quality.words import both
from migration.staging.engine import reading

FOLDER = "overlap"
OTHER_RULES = {
    "isbn": ("samme ISBN", "the same ISBN"),
    "verdict": ("bibliotekarens avgjørelse", "a librarian's decision"),
    "founder": ("står alene", "stands alone"),
    "": ("står alene", "stands alone"),
    "refused": ("noe annet skiller dem", "something else keeps them apart"),
}
"""What decided without being a row of ``mappings/match.yaml``, in Bokmål and English."""


def overlap(project: Project) -> Overlap:
    """What the libraries have in common. Raises OrderError where the county has not been matched as it stands."""
    with reading(project.engine) as connection:
        if not passed(connection, COUNTY, "match"):
            raise OrderError("the titles have not been merged as the sources stand; run grenselos match first")
        return count_overlap(connection, project.sources)


def write_overlap(project: Project, connection: Connection, folder: Path, run: Mapping[str, str]) -> Overlap:
    """Write ``overlap.html`` and the lists in ``overlap/`` into a report's folder. Returns what they tell."""
    found = count_overlap(connection, project.sources)
    names = rule_words(project)
    (folder / "overlap.html").write_text(overlap_page(found, run, names), encoding="utf-8", newline="")
    (folder / FOLDER).mkdir()
    for name, (header, rows) in overlap_lists(found).items():
        write_list(folder / FOLDER / name, header, rows)
    return found


def rule_names(project: Project) -> dict[str, str]:
    """The rules in Bokmål, for workbooks."""
    return {rule: nb for rule, (nb, _) in _rules(project).items()}


def rule_words(project: Project) -> dict[str, str]:
    """The rules in both languages, for pages."""
    return {rule: both(*words) for rule, words in _rules(project).items()}


def _rules(project: Project) -> dict[str, tuple[str, str]]:
    return OTHER_RULES | {row.rule: (row.nb, row.en) for row in project.mappings.match.decisions}


def write_list(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Semicolons and a byte order mark, as spreadsheets in Norwegian expect."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)

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
from migration.staging.engine import reading

FOLDER = "overlap"
OTHER_RULES = {
    "isbn": "samme ISBN",
    "verdict": "bibliotekarens avgjørelse",
    "founder": "står alene",
    "": "står alene",
    "refused": "noe annet skiller dem",
}
"""What decided without being a row of ``mappings/match.yaml``, in words."""


def overlap(project: Project) -> Overlap:
    """What the libraries have in common. Raises OrderError where the county has not been matched as it stands."""
    with reading(project.engine) as connection:
        if not passed(connection, COUNTY, "match"):
            raise OrderError("the titles have not been merged as the sources stand; run grenselos match first")
        return count_overlap(connection, project.sources)


def write_overlap(project: Project, connection: Connection, folder: Path, run: Mapping[str, str]) -> None:
    """Write ``overlap.html`` and the lists in ``overlap/`` into a report's folder."""
    found = count_overlap(connection, project.sources)
    names = rule_names(project)
    (folder / "overlap.html").write_text(overlap_page(found, run, names), encoding="utf-8", newline="")
    (folder / FOLDER).mkdir()
    for name, (header, rows) in overlap_lists(found).items():
        write_list(folder / FOLDER / name, header, rows)


def rule_names(project: Project) -> dict[str, str]:
    """The rules in words, for librarians."""
    return OTHER_RULES | {row.rule: row.nb for row in project.mappings.match.decisions}


def write_list(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Semicolons and a byte order mark, as spreadsheets in Norwegian expect."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)

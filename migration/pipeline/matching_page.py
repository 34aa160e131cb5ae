"""The report's page on the last matching, with its lists: what it changed, and where the second opinion differs."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection

from migration.pipeline.changed import read_changes
from migration.pipeline.differing import read_second_opinion
from migration.pipeline.overlap import rule_words, write_list
from migration.pipeline.project import Project
from migration.quality.matching_page import matching_lists, matching_page

FOLDER = "matching"


def write_matching(project: Project, connection: Connection, folder: Path, run: Mapping[str, str]) -> None:
    """Write ``matching.html`` and the lists in ``matching/`` into a report's folder."""
    changes, opinion = read_changes(connection), read_second_opinion(project, connection)
    page = matching_page(changes, opinion, run, rule_words(project))
    (folder / "matching.html").write_text(page, encoding="utf-8", newline="")
    (folder / FOLDER).mkdir()
    for name, (header, rows) in matching_lists(changes, opinion).items():
        write_list(folder / FOLDER / name, header, rows)

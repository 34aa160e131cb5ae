"""What a vendor's words for the fate of a row mean (``mappings/load_statuses.csv``): loaded, failed or skipped."""

from collections.abc import Mapping
from pathlib import Path

from migration.csvfile import read_table

COLUMNS = ("status", "outcome", "note")
OUTCOMES = ("loaded", "failed", "skipped")


class LoadStatusesError(Exception):
    """``load_statuses.csv`` cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_statuses(path: Path) -> Mapping[str, str]:
    """Outcome by status, folded to small letters. Raises LoadStatusesError with every problem at once."""
    problems: list[str] = []
    found: dict[str, str] = {}
    for where, row in read_table(path, COLUMNS, problems):
        status = row["status"].casefold()
        if not status:
            problems.append(f"{where}: status is empty")
        if row["outcome"] not in OUTCOMES:
            problems.append(f"{where}: outcome {row['outcome']!r} is none of {', '.join(OUTCOMES)}")
        if status in found:
            problems.append(f"{where}: status {status!r} stands twice")
        found[status] = row["outcome"]
    if problems:
        raise LoadStatusesError(problems)
    return found

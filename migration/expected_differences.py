"""What may differ between two deliveries without anybody asking (``mappings/expected_differences.csv``).

``source`` is a source key or ``*``; ``entity`` one of the contract's or ``*``; ``what`` is ``fate``, a column of the
delivery, a MARC tag, or ``*`` for any column. ``before`` and ``after`` are fates with their reasons (``rejected:
title_missing``), a fate alone (``rejected``, whatever the reason), empty for a row that is not there, or ``*``.
``at_most``: rows, empty for any number. The first row that fits decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migration.csvfile import read_table
from migration.model import Entity

COLUMNS = ("source", "entity", "what", "before", "after", "at_most", "who", "decided_on", "why")
FATE = "fate"
_ANY = "*"


class ExpectedDifferencesError(Exception):
    """``expected_differences.csv`` cannot be used. ``problems``: one line each, with file and row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDifference:
    """A row. ``at_most``: None for any number."""

    source: str
    entity: str
    what: str
    before: str
    after: str
    at_most: int | None
    why: str

    def fits(self, source: str, entity: str, what: str, before: str, after: str) -> bool:
        if self.source not in (_ANY, source) or self.entity not in (_ANY, entity):
            return False
        if what == FATE:
            return self.what == FATE and _accepts(self.before, before) and _accepts(self.after, after)
        return self.what != FATE and self.what in (_ANY, what)


def _accepts(rule: str, fate: str) -> bool:
    return rule in (_ANY, fate) or (bool(rule) and rule == fate.partition(": ")[0])


def explanation(
    rules: Sequence[ExpectedDifference], source: str, entity: str, what: str, before: str, after: str, rows: int
) -> str:
    """Why so many rows may differ so; empty where nobody expects it."""
    fitting = (rule for rule in rules if rule.fits(source, entity, what, before, after))
    rule = next(fitting, None)
    if rule is None or (rule.at_most is not None and rows > rule.at_most):
        return ""
    return rule.why


def load_expected_differences(path: Path, sources: set[str]) -> tuple[ExpectedDifference, ...]:
    """Read and check the rows. Raises ExpectedDifferencesError with every problem at once."""
    problems: list[str] = []
    found = []
    for where, row in read_table(path, COLUMNS, problems):
        wrong = _row_problems(row, sources)
        problems += [f"{where}: {problem}" for problem in wrong]
        if not wrong:
            at_most = int(row["at_most"]) if row["at_most"] else None
            cells = {name: row[name] for name in ("source", "entity", "what", "before", "after", "why")}
            found.append(ExpectedDifference(**cells, at_most=at_most))
    if problems:
        raise ExpectedDifferencesError(problems)
    return tuple(found)


def _row_problems(row: dict[str, str], sources: set[str]) -> list[str]:
    problems = []
    if row["source"] not in (_ANY, *sources):
        problems.append(f"source {row['source']!r} is not in sources.yaml")
    if row["entity"] not in (_ANY, *Entity):
        problems.append(f"entity {row['entity']!r} is none of {', '.join(Entity)}, *")
    if not row["what"]:
        problems.append("what must be fate, a column, a MARC tag or *")
    if row["what"] != FATE and (row["before"] or row["after"]):
        problems.append("before and after are fates; leave them empty for a column")
    if row["at_most"] and not row["at_most"].isdecimal():
        problems.append(f"at_most {row['at_most']!r} is no whole number")
    return problems + [
        f"{name} is empty: an expected difference says {name}" for name in ("who", "why") if not row[name]
    ]

"""Diff: what is different between two deliveries, and what of it nobody expects."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migration.expected_differences import ExpectedDifference, explanation
from migration.export.database import NoDeliveryError
from migration.export.differences.counts import count_differences
from migration.export.differences.deliveries import side_by_side
from migration.export.differences.fates import FATE_COLUMNS, fate_differences, fate_rows
from migration.export.differences.fields import FIELD_COLUMNS, TABLES, field_differences, field_rows
from migration.export.differences.model import Difference
from migration.export.differences.records import record_differences
from migration.export.files import write_table
from migration.export.folder import whole_folder
from migration.export.manifest import NAME as MANIFEST
from migration.export.manifest import is_delta
from migration.pipeline.project import ConfigurationError, GateError, Project
from migration.settings import Settings

LAST, PREVIOUS = "last", "previous"
FOLDER = "deliveries"
_COMPARED = ("balance", "ledger", *TABLES)
_LINE_COLUMNS = ("kind", "source", "entity", "name", "before", "after", "rows", "expected", "examples")
_TOLD = 10


@dataclass(frozen=True, slots=True)
class DiffLine:
    """``expected``: why it may be so; empty where nobody expects it. Counts are not asked for: they follow from
    fates."""

    difference: Difference
    expected: str

    @property
    def is_unexplained(self) -> bool:
        return self.difference.kind != "count" and not self.expected


@dataclass(frozen=True, slots=True)
class Diff:
    """``before``, ``after``: names of the deliveries' folders. ``lines``: counts first, then fates, then fields."""

    before: str
    after: str
    lines: tuple[DiffLine, ...]

    @property
    def unexplained(self) -> tuple[DiffLine, ...]:
        return tuple(line for line in self.lines if line.is_unexplained)


def diff(project: Project, before: str, after: str, lists: Path | None = None) -> Diff:
    """Compare two deliveries. ``before``, ``after``: a run, a delivery's folder, ``last`` or ``previous`` (delivery).

    ``lists``: a folder that is made, with every row that differs (``fates.csv``, ``fields.csv``) and the sums; of
    patrons without values. Raises ConfigurationError where a delivery is not there, or the folder is.
    """
    one, other = (delivery_of(project, name) for name in (before, after))
    expected = project.mappings.expected_differences
    if lists is None:
        return compare(one, other, expected)
    try:
        with whole_folder(lists) as aside:
            found = compare(one, other, expected, aside)
            write_table(aside / "differences.csv", _LINE_COLUMNS, map(_cells, found.lines))
    except FileExistsError as error:
        raise ConfigurationError([f"{lists} is there already; name a new folder"]) from error
    return found


def compare(one: Path, other: Path, expected: Sequence[ExpectedDifference], lists: Path | None = None) -> Diff:
    """Raises ConfigurationError where a folder is no delivery."""
    try:
        with side_by_side(one, other, _COMPARED) as connection:
            found = [*count_differences(connection), *fate_differences(connection)]
            found += [*record_differences(one, other), *field_differences(connection)]
            if lists:
                write_table(lists / "fates.csv", FATE_COLUMNS, fate_rows(connection))
                write_table(lists / "fields.csv", FIELD_COLUMNS, field_rows(connection))
    except NoDeliveryError as error:
        raise ConfigurationError([str(error)]) from error
    return Diff(one.name, other.name, tuple(DiffLine(d, _why(d, expected)) for d in found))


def require_expected(project: Project, delivery: Path) -> None:
    """For a cutover: raise GateError where ``delivery`` differs from the last one in what nobody expects."""
    made = deliveries(project)
    if not made:
        return
    unexplained = compare(made[-1], delivery, project.mappings.expected_differences).unexplained
    if unexplained:
        told = "; ".join(in_words(line.difference) for line in unexplained[:_TOLD])
        more = f"; and {len(unexplained) - _TOLD} more" if len(unexplained) > _TOLD else ""
        raise GateError(
            f"a cutover is refused: it differs from {made[-1].name} in what nobody expects ({told}{more}). Make a "
            "trial run, look at it with grenselos diff previous last, mend the cause or add rows to "
            "mappings/expected_differences.csv",
            f"Overgangen skiller seg fra {made[-1].name} i noe som ingen har ventet (forskjeller: {len(unexplained)}). "
            "Prosjektlederen kjører en prøve, ser på den med grenselos diff previous last, og retter årsaken eller "
            "fører forskjellene opp i mappings/expected_differences.csv.",
        )


def deliveries(project: Project) -> list[Path]:
    """Folders of the deliveries, the oldest first. Names with a dot are of what was made of them: deltas, profiles."""
    return _made(project.settings)


def delivery_of(project: Project, name: str, *, or_delta: bool = False) -> Path:
    """Raises ConfigurationError where there is none of that name, and for a delta unless it may be one."""
    folder = folder_of(project.settings, name)
    if not (folder / MANIFEST).is_file():
        known = ", ".join(path.name for path in deliveries(project)[-5:]) or "none"
        raise ConfigurationError([f"{name} is no delivery; a run that was stopped made none (the last ones: {known})"])
    if not or_delta and is_delta(folder):
        raise ConfigurationError([f"{name} is a delta, which has only what changed; name the whole delivery"])
    return folder


def folder_of(settings: Settings, name: str) -> Path:
    """The folder that a run, ``last``, ``previous`` or a path names; needs no more of a project than its deliveries.

    Raises ConfigurationError where there is no last or previous one.
    """
    if name not in (LAST, PREVIOUS):
        own = settings.project / FOLDER / name
        return own if (own / MANIFEST).is_file() else Path(name)
    made, place = _made(settings), 1 if name == LAST else 2
    if len(made) < place:
        count = len(made) or "none"
        raise ConfigurationError([f"there is no {name} delivery ({count} so far); make one with grenselos run"])
    return made[-place]


def _made(settings: Settings) -> list[Path]:
    folder = settings.project / FOLDER
    found = (path for path in folder.glob("*") if (path / MANIFEST).is_file() and "." not in path.name)
    return sorted(found, key=lambda path: ((path / MANIFEST).stat().st_mtime_ns, path.name))


def _why(found: Difference, expected: Sequence[ExpectedDifference]) -> str:
    if found.kind == "count":
        return ""
    return explanation(expected, found.source, found.entity, found.name, found.before, found.after, found.rows)


def in_words(found: Difference) -> str:
    what = f"{found.before or 'not there'} -> {found.after or 'not there'}" if found.kind == "fate" else found.name
    return f"{found.source} {found.entity} {what}: {found.rows}"


def _cells(line: DiffLine) -> tuple[object, ...]:
    d = line.difference
    return (d.kind, d.source, d.entity, d.name, d.before, d.after, d.rows, line.expected, " ".join(d.examples))

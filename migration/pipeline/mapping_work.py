"""Mapping work: every crosswalk as a workbook, and back into the project's ``mappings/crosswalks/``."""

import csv
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migration.crosswalks import COLUMNS, Row, load_crosswalks
from migration.csvfile import read_table
from migration.pipeline.project import CODE_LISTS, ConfigurationError, Project
from migration.quality.mapping_book.deciding import Change, read_mappings
from migration.quality.mapping_book.lines import CodeList, Use, uses_by_list
from migration.quality.mapping_book.reading import MappingBookError
from migration.quality.mapping_book.targets import vocabulary
from migration.quality.mapping_book.writing import write_mappings
from migration.settings import SHIPPED
from migration.staging.engine import reading
from migration.transform.context import OPEN_LISTS

FOLDER = "crosswalks"
LANGUAGES = SHIPPED / "mappings" / "marc" / "marc21_languages.csv"
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class MappingExport:
    """``undecided``: codes in use of each list of which nobody has said what they become. ``unseen``: sources that have
    not been standardized, so that none of their codes are known."""

    path: Path
    undecided: Mapping[str, int]
    unseen: Sequence[str]


@dataclass(frozen=True, slots=True)
class MappingImport:
    """``files``: of the project, written anew; with a dry run those that would be. ``undecided_notes``: sheets and rows
    of notes that cannot be kept, since nothing is decided there."""

    changes: Sequence[Change]
    files: Sequence[Path]
    undecided_notes: Sequence[str]
    is_dry: bool


def export_mappings(project: Project, path: Path, sources: Collection[str] = ()) -> MappingExport:
    """Write the workbook. ``sources``: only what these use.

    Raises ConfigurationError where it cannot be written, and where it is there: somebody may have filled it in.
    """
    if path.exists():
        raise ConfigurationError([f"{path} is there already, maybe filled in; name a new file, or take it away"])
    for key in sources:
        project.source(key)
    code_lists = _code_lists(project)
    unseen = _unseen(sources or project.sources, code_lists)
    aside = path.with_name(f"{path.name}.partial")
    try:
        aside.touch()
        undecided = write_mappings(aside, code_lists, sources, unseen)
        os.replace(aside, path)
    except OSError as error:
        raise ConfigurationError([f"{path} cannot be written ({error.strerror}); close it, or name another"]) from error
    finally:
        aside.unlink(missing_ok=True)
    return MappingExport(path, undecided, unseen)


def import_mappings(project: Project, path: Path, *, dry_run: bool = False) -> MappingImport:
    """Take the workbook's decisions into the project's own files; nothing is written where there is a problem.

    Raises ConfigurationError with every problem at once.
    """
    try:
        found = read_mappings(path, _code_lists(project), project.sources)
    except MappingBookError as error:
        raise ConfigurationError(error.problems) from error
    folder = project.settings.project / "mappings" / FOLDER
    files = {folder / f"{name}.csv": rows for name, rows in found.rows.items()}
    if not dry_run:
        _write(files)
    return MappingImport(found.changes, sorted(files), found.undecided_notes, dry_run)


def _unseen(sources: Collection[str], code_lists: Sequence[CodeList]) -> list[str]:
    seen = {use.source for one in code_lists for use in one.uses}
    return [key for key in sources if key not in seen]


def _code_lists(project: Project) -> list[CodeList]:
    with reading(project.engine) as connection:
        uses = uses_by_list(connection)
    return [_code_list(project, name, uses.get(name, ())) for name in CODE_LISTS]


def _code_list(project: Project, name: str, uses: Sequence[Use]) -> CodeList:
    """Valid are the values of the shipped rows and of the project's own, and of languages all codes of MARC."""
    own = project.mappings.crosswalks[name]
    shipped = load_crosswalks([SHIPPED / "mappings" / FOLDER / f"{name}.csv"], ())[name]
    valid = {} if name == "country" else vocabulary(shipped, own, _languages() if name == "language" else {})
    # ISO 3166 has more countries than any table of ours.
    return CodeList(name=name, crosswalk=own, uses=uses, valid=valid, is_local=name in OPEN_LISTS)


def _languages() -> dict[str, str]:
    """Code and name of the languages that MARC has today."""
    rows = read_table(LANGUAGES, ("code", "label", "source", "status"), [])
    return {row["code"]: row["label"] for _, row in rows}


def _write(files: Mapping[Path, Sequence[Row]]) -> None:
    """Write all beside their places, then put all into them: a full disk changes none."""
    aside = {path: path.with_suffix(".csv.partial") for path in files}
    try:
        for path, rows in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_table(aside[path], rows, like=path)
        for path, partial in aside.items():
            os.replace(partial, path)
    finally:
        for partial in aside.values():
            partial.unlink(missing_ok=True)


def _write_table(path: Path, rows: Sequence[Row], like: Path) -> None:
    """With the byte order mark and the line ends of the file before it: what Excel has saved, Excel reads."""
    before = like.read_bytes() if like.exists() else b""
    encoding = "utf-8-sig" if before.startswith(_UTF8_MARK) else "utf-8"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n" if b"\r\n" in before else "\n")
        writer.writerow(COLUMNS)
        writer.writerows([getattr(row, name) for name in COLUMNS] for row in rows)

"""Reconcile: what the vendor says became of a delivery, held against what was delivered, told per library."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from types import MappingProxyType

from migration.export.database import NoDeliveryError
from migration.export.files import write_table
from migration.export.folder import partial, whole_folder
from migration.export.load_reports.comparing import NOT_LOADED, UNKNOWN, Comparison, compared
from migration.export.load_reports.model import Reconciliation
from migration.export.load_reports.names import Renamed
from migration.export.load_reports.reading import LoadReportError, dialect_of, normal_rows
from migration.export.manifest import NAME as MANIFEST
from migration.export.profiles.left_out import RENAMED
from migration.load_statuses import LoadStatusesError, load_statuses
from migration.pipeline.diffing import LAST, delivery_of
from migration.pipeline.exporting import manifest_digest, profiles, read_profile
from migration.pipeline.project import ConfigurationError, Project
from migration.privacy import mask
from migration.quality.load_page import load_page


@dataclass(frozen=True, slots=True)
class Reconciled:
    """``page``: the report's ``index.html``; a list per source lies beside it."""

    found: Reconciliation
    page: Path


def reconcile(
    project: Project, file: Path, delivery: str = LAST, columns: Mapping[str, str] = MappingProxyType({})
) -> Reconciled:
    """Compare the vendor's load report with a delivery; write ``reports/<delivery>.load-<n>/``.

    ``columns``: headings of the vendor's columns ``id``, ``status``, ``message``, ``entity`` where they are others
    than usual. ``delivery`` may be what a profile made of one. The names that profiles gave to patrons and items are
    known from their folders beside the delivery. Raises ConfigurationError where file or delivery cannot be used.
    """
    folder = _generic(project, delivery_of(project, delivery))
    target = _free(project.settings.project / "reports", f"{folder.name}.load")
    with ExitStack() as stack:
        try:
            statuses = load_statuses(project.settings.mapping("load_statuses.csv"))
            aside = stack.enter_context(whole_folder(target))
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=aside)))
            rows = normal_rows(file, dialect_of(file, columns), statuses)
            comparison = stack.enter_context(compared(folder, rows, scratch, list(_renamed(project, folder))))
        except (LoadReportError, LoadStatusesError) as error:
            raise ConfigurationError(error.problems) from error
        except (NoDeliveryError, OSError) as error:
            raise ConfigurationError([f"cannot compare {file.name} with {folder.name}: {error}"]) from error
        found = _write(project, comparison, file, aside)
    return Reconciled(found, target / "index.html")


def _generic(project: Project, folder: Path) -> Path:
    """The delivery that a profile's folder was made of; any other folder itself."""
    name, digest = _made_of(folder)
    if not name:
        return folder
    beside = folder.with_name(name)
    generic = beside if (beside / MANIFEST).is_file() else delivery_of(project, name)
    if digest != manifest_digest(generic):
        raise ConfigurationError([f"{folder} was made from another {name}; run grenselos export again"])
    return generic


def _made_of(folder: Path) -> tuple[str, str]:
    """Name of the delivery that a folder says it was made of, and the checksum of its manifest; else empty."""
    try:
        made = json.loads((folder / MANIFEST).read_bytes()).get("delivery", {})
    except (OSError, ValueError):
        return "", ""
    return made.get("name", ""), made.get("manifest_sha256", "")


def _renamed(project: Project, generic: Path) -> Iterator[Renamed]:
    """What profiles made of this very delivery, and lies beside it."""
    known, wanted = profiles(project.settings), (generic.name, manifest_digest(generic))
    for folder in sorted(generic.parent.glob(f"{escape(generic.name)}.*")):
        name = folder.name.removeprefix(generic.name).split(".")[1]
        if name in known and (folder / RENAMED.name).is_file() and _made_of(folder) == wanted:
            leaves = (leaf for spec in read_profile(project.settings, name).files for leaf in spec.leaves)
            yield Renamed(folder, sorted({leaf.column.prefix_if_shared for leaf in leaves} - {""}))


def _free(parent: Path, name: str) -> Path:
    """A folder that is not there yet, nor being written: a delivery may be loaded more than once."""
    names = (f"{name}-{n}" for n in range(1, 10_000))
    return next(parent / n for n in names if not (parent / n).exists() and not partial(parent / n).exists())


def _write(project: Project, comparison: Comparison, file: Path, folder: Path) -> Reconciliation:
    found = comparison.told()
    for source in sorted({line.source for line in found.lines}):
        write_table(folder / f"{source}.csv", NOT_LOADED, comparison.not_loaded(source))
    write_table(folder / "unknown.csv", UNKNOWN, comparison.unknown())
    titles = {key: source.title for key, source in project.sources.items()}
    names = {library.isil: library.name for source in project.sources.values() for library in source.libraries}
    page = load_page(found.lines, found, titles, names, mask(file.name))
    (folder / "index.html").write_text(page, encoding="utf-8", newline="")
    return found

"""Reconcile: what the vendor says became of a delivery, held against what was delivered, told per library."""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from migration.export.database import NoDeliveryError
from migration.export.files import write_table
from migration.export.folder import partial, whole_folder
from migration.export.load_reports.comparing import NOT_LOADED, UNKNOWN, Comparison, compared
from migration.export.load_reports.model import Reconciliation
from migration.export.load_reports.reading import LoadReportError, dialect_of, normal_rows
from migration.load_statuses import LoadStatusesError, load_statuses
from migration.pipeline.diffing import LAST, delivery_of
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
    than usual. Raises ConfigurationError where the file or the delivery cannot be used.
    """
    folder = delivery_of(project, delivery)
    target = _free(project.settings.project / "reports", f"{folder.name}.load")
    with ExitStack() as stack:
        try:
            statuses = load_statuses(project.settings.mapping("load_statuses.csv"))
            aside = stack.enter_context(whole_folder(target))
            scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=aside)))
            rows = normal_rows(file, dialect_of(file, columns), statuses)
            comparison = stack.enter_context(compared(folder, rows, scratch))
        except (LoadReportError, LoadStatusesError) as error:
            raise ConfigurationError(error.problems) from error
        except (NoDeliveryError, OSError) as error:
            raise ConfigurationError([f"cannot compare {file.name} with {folder.name}: {error}"]) from error
        found = _write(project, comparison, file, aside)
    return Reconciled(found, target / "index.html")


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

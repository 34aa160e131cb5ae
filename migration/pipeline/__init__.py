"""The use cases: what the command line, Dagster and the tests call."""

from migration.extract.odbc_inspect import Inspection
from migration.match.verdicts.importing import ImportReport
from migration.pipeline.anonymising import AnonymiseReport, anonymise
from migration.pipeline.changed import title_changes
from migration.pipeline.check_lists import failed_checks, write_check_lists
from migration.pipeline.checking import check_inputs, check_rows
from migration.pipeline.differing import second_opinion, write_differences
from migration.pipeline.diffing import Diff, DiffLine, diff
from migration.pipeline.evaluating import MatchEvaluation, evaluate_matching, write_errors
from migration.pipeline.explaining import Explanation, Side, explain
from migration.pipeline.fingerprints import fingerprint
from migration.pipeline.inspection import inspect
from migration.pipeline.landing import land
from migration.pipeline.matching import match
from migration.pipeline.overlap import overlap
from migration.pipeline.overview import SourceStatus, status
from migration.pipeline.project import (
    ConfigurationError,
    GateError,
    Mappings,
    OrderError,
    Project,
    load_mappings,
    open_project,
    settings_of,
    sources_of,
)
from migration.pipeline.quality import check_all, check_blocking, check_county, check_source, suite_tables
from migration.pipeline.reporting import report
from migration.pipeline.runs import RUN_TYPES, RunReport, deliver, ready_sources, run
from migration.pipeline.showing import show
from migration.pipeline.stage import COUNTY, StageReport
from migration.pipeline.standardizing import standardize
from migration.pipeline.verdicts import ListedVerdict, import_verdicts, list_verdicts
from migration.quality.checks import CheckResult
from migration.quality.matching_lines import Changes, DifferenceLine, RecordLine, SecondOpinion
from migration.quality.overlap_lines import Overlap
from migration.quality.overlap_plots import Plot
from migration.quality.overlap_plots import plots as overlap_plots
from migration.sources import Source
from migration.staging.bulk import WriteError

__all__ = [
    "COUNTY",
    "RUN_TYPES",
    "AnonymiseReport",
    "Changes",
    "CheckResult",
    "ConfigurationError",
    "Diff",
    "DiffLine",
    "DifferenceLine",
    "Explanation",
    "GateError",
    "ImportReport",
    "Inspection",
    "ListedVerdict",
    "Mappings",
    "MatchEvaluation",
    "OrderError",
    "Overlap",
    "Plot",
    "Project",
    "RecordLine",
    "RunReport",
    "SecondOpinion",
    "Side",
    "Source",
    "SourceStatus",
    "StageReport",
    "WriteError",
    "anonymise",
    "check_all",
    "check_blocking",
    "check_county",
    "check_inputs",
    "check_rows",
    "check_source",
    "deliver",
    "diff",
    "evaluate_matching",
    "explain",
    "failed_checks",
    "fingerprint",
    "import_verdicts",
    "inspect",
    "land",
    "list_verdicts",
    "load_mappings",
    "match",
    "open_project",
    "overlap",
    "overlap_plots",
    "ready_sources",
    "report",
    "run",
    "second_opinion",
    "settings_of",
    "show",
    "sources_of",
    "standardize",
    "status",
    "suite_tables",
    "title_changes",
    "write_check_lists",
    "write_differences",
    "write_errors",
]

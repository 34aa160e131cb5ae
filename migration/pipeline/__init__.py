"""The use cases: what the command line, Dagster and the tests call."""

from migration.extract.odbc_inspect import Inspection
from migration.match.verdicts.importing import ImportReport
from migration.pipeline.anonymising import AnonymiseReport, anonymise
from migration.pipeline.changed import title_changes
from migration.pipeline.check_lists import failed_checks, write_check_lists
from migration.pipeline.checking import check_inputs, check_rows
from migration.pipeline.choosing import ready_sources, sources_to_run
from migration.pipeline.delta import Delta, delta
from migration.pipeline.differing import second_opinion, write_differences
from migration.pipeline.diffing import Diff, DiffLine, diff
from migration.pipeline.evaluating import MatchEvaluation, evaluate_matching, write_errors
from migration.pipeline.explaining import Explanation, Side, explain
from migration.pipeline.exporting import Export, export, profiles, read_profile
from migration.pipeline.fingerprints import fingerprint
from migration.pipeline.inspection import inspect
from migration.pipeline.landing import land
from migration.pipeline.mapping_work import MappingExport, MappingImport, export_mappings, import_mappings
from migration.pipeline.matching import match
from migration.pipeline.overlap import overlap
from migration.pipeline.overview import SourceStatus, status
from migration.pipeline.packing import PUBLIC_KEY, SECRET_KEY, Package, make_signing_keys, pack
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
from migration.pipeline.readiness import Readiness, readiness
from migration.pipeline.reconciling import Reconciled, reconcile
from migration.pipeline.reporting import report
from migration.pipeline.runs import RUN_TYPES, UNCHANGED, RunReport, deliver, run
from migration.pipeline.sending import Sent, send
from migration.pipeline.showing import show
from migration.pipeline.stage import COUNTY, StageReport
from migration.pipeline.standardizing import standardize
from migration.pipeline.verdicts import ListedVerdict, import_verdicts, list_verdicts
from migration.pipeline.verifying import Verified, verify
from migration.quality.checks import CheckResult
from migration.quality.matching_lines import Changes, DifferenceLine, RecordLine, SecondOpinion
from migration.quality.overlap_lines import Overlap
from migration.quality.overlap_plots import Plot
from migration.quality.overlap_plots import plots as overlap_plots
from migration.quality.readiness import Reason
from migration.sources import Source
from migration.staging.bulk import WriteError

__all__ = [
    "COUNTY",
    "PUBLIC_KEY",
    "RUN_TYPES",
    "SECRET_KEY",
    "UNCHANGED",
    "AnonymiseReport",
    "Changes",
    "CheckResult",
    "ConfigurationError",
    "Delta",
    "Diff",
    "DiffLine",
    "DifferenceLine",
    "Explanation",
    "Export",
    "GateError",
    "ImportReport",
    "Inspection",
    "ListedVerdict",
    "MappingExport",
    "MappingImport",
    "Mappings",
    "MatchEvaluation",
    "OrderError",
    "Overlap",
    "Package",
    "Plot",
    "Project",
    "Readiness",
    "Reason",
    "Reconciled",
    "RecordLine",
    "RunReport",
    "SecondOpinion",
    "Sent",
    "Side",
    "Source",
    "SourceStatus",
    "StageReport",
    "Verified",
    "WriteError",
    "anonymise",
    "check_all",
    "check_blocking",
    "check_county",
    "check_inputs",
    "check_rows",
    "check_source",
    "deliver",
    "delta",
    "diff",
    "evaluate_matching",
    "explain",
    "export",
    "export_mappings",
    "failed_checks",
    "fingerprint",
    "import_mappings",
    "import_verdicts",
    "inspect",
    "land",
    "list_verdicts",
    "load_mappings",
    "make_signing_keys",
    "match",
    "open_project",
    "overlap",
    "overlap_plots",
    "pack",
    "profiles",
    "read_profile",
    "readiness",
    "ready_sources",
    "reconcile",
    "report",
    "run",
    "second_opinion",
    "send",
    "settings_of",
    "show",
    "sources_of",
    "sources_to_run",
    "standardize",
    "status",
    "suite_tables",
    "title_changes",
    "verify",
    "write_check_lists",
    "write_differences",
    "write_errors",
]

"""One migration project, opened: its sources, mappings and staging database."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine

from migration.crosswalks import Crosswalk, CrosswalkError, load_crosswalks, mapping_version
from migration.exclusions import Exclusions, ExclusionsError, load_exclusions
from migration.expected_differences import ExpectedDifference, ExpectedDifferencesError, load_expected_differences
from migration.marc.rules import RULE_FILES, Rules, RulesError, load_rules
from migration.match.merging.rules import SurvivorshipRules, load_survivorship_rules
from migration.match.rulefile import RuleFileError
from migration.match.rules import MatchRules, load_match_rules
from migration.match.verdicts.files import VerdictsError, load_verdicts, verdict_files
from migration.match.verdicts.verdict import Verdict
from migration.patron_kinds import PatronKinds, PatronKindsError, load_patron_kinds
from migration.postal_codes import PostalCodes, PostalCodesError, load_postal_codes
from migration.privacy_rules import PrivacyRules, PrivacyRulesError, load_privacy_rules
from migration.quality.golden.files import Expectation, GoldenError, load_golden
from migration.settings import Settings, SettingsError, load_settings, overlay_names
from migration.sources import Source, Sources, SourcesError, load_sources
from migration.staging.engine import StagingError, open_staging
from migration.textbooks import Textbooks, TextbooksError, load_textbooks

CODE_LISTS = (
    "branch", "location", "item_type", "item_status", "use_restriction", "patron_category", "gender", "language",
    "country", "loan_status", "reservation_state", "reservation_kind", "fee_type", "fee_state",
)  # fmt: skip
PATRON_FILES = ("patron_kinds.csv", "postal_codes.csv", "place_names.csv")
"""What patrons are read by."""


class ConfigurationError(Exception):
    """The configuration or the inputs cannot be used. ``problems``: one line each, all at once."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type["ConfigurationError"], tuple[list[str]]]:
        """Comes back whole from a worker process: by itself an exception is made anew of its message."""
        return type(self), (self.problems,)


class GateError(Exception):
    """A stage refuses to build on what is there: a check failed, or an earlier stage has not been run."""


class OrderError(GateError):
    """A stage was asked for before the stages that it builds on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappings:
    """All that librarians may edit, read and checked."""

    sources: Sources
    crosswalks: dict[str, Crosswalk]
    exclusions: Exclusions
    expected_differences: tuple[ExpectedDifference, ...]
    privacy: PrivacyRules
    patron_kinds: PatronKinds
    postal_codes: PostalCodes
    textbooks: Textbooks
    rules: Rules
    match: MatchRules
    survivorship: SurvivorshipRules
    verdicts: tuple[Verdict, ...]
    golden: Mapping[str, Sequence[Expectation]]
    version: str


@dataclass(slots=True)
class Project:
    """An open project. Close it (or use it in ``with``) to let go of the database and the worker processes."""

    settings: Settings
    mappings: Mappings
    engine: Engine
    _pool: ProcessPoolExecutor | None = None

    @property
    def sources(self) -> Sources:
        return self.mappings.sources

    def source(self, key: str) -> Source:
        """Raises ConfigurationError for a key that is not in ``sources.yaml``."""
        if key not in self.sources:
            raise ConfigurationError([f"source {key!r} is not in sources.yaml; it has {', '.join(self.sources)}"])
        return self.sources[key]

    def workers(self) -> ProcessPoolExecutor:
        """Worker processes for reading records, started at the first call."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self.settings.workers, mp_context=get_context("spawn"), initializer=gc.freeze
            )
        return self._pool

    @property
    def has_workers(self) -> bool:
        return self._pool is not None

    def stop_workers(self) -> None:
        """Let the worker processes go, and their memory with them; the next call of ``workers`` starts new ones."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def close(self) -> None:
        self.stop_workers()
        self.engine.dispose()

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_project(project: Path | None = None, staging: str | None = None) -> Project:
    """Open a project directory and its staging database. Raises ConfigurationError with every problem at once."""
    try:
        settings = load_settings(project, staging)
        settings.ensure_hash_key()
        mappings = load_mappings(settings)
        return Project(settings, mappings, open_staging(settings.staging_url))
    except (SettingsError, StagingError) as error:
        raise ConfigurationError([str(error)]) from error


def settings_of(project: Path | None = None, staging: str | None = None) -> Settings:
    """Settings alone, without opening the database. Raises ConfigurationError."""
    try:
        return load_settings(project, staging)
    except SettingsError as error:
        raise ConfigurationError([str(error)]) from error


def sources_of(settings: Settings) -> Sources:
    """The project's sources alone. Raises ConfigurationError with every problem at once."""
    try:
        return load_sources(settings.project / "mappings" / "sources.yaml")
    except SourcesError as error:
        raise ConfigurationError(error.problems) from error


def load_mappings(settings: Settings) -> Mappings:
    """Read every mapping file. Raises ConfigurationError with the problems of all of them."""
    problems: list[str] = []
    with _gathering(problems):
        sources = load_sources(settings.project / "mappings" / "sources.yaml")
    keys = list(sources) if not problems else []
    names = overlay_names(settings.project, "mappings", "crosswalks/*.csv")
    with _gathering(problems):
        crosswalks = load_crosswalks((settings.mapping(n) for n in names), keys)
        lists = ", ".join(CODE_LISTS)
        problems += [f"mappings/crosswalks/{name}.csv: is missing" for name in CODE_LISTS if name not in crosswalks]
        problems += [
            f"mappings/crosswalks/{name}.csv: is no code list; they are {lists}"
            for name in crosswalks
            if name not in CODE_LISTS
        ]
    with _gathering(problems):
        exclusions = load_exclusions(settings.mapping("exclusions.csv"), set(keys))
    with _gathering(problems):
        expected = load_expected_differences(settings.mapping("expected_differences.csv"), set(keys))
    with _gathering(problems):
        libraries = {lib.isil for key in keys for lib in sources[key].libraries}
        words = settings.mapping("health_words.csv")
        privacy = load_privacy_rules(settings.mapping("privacy.csv"), words, libraries | set(keys))
    with _gathering(problems):
        patron_kinds = load_patron_kinds(settings.mapping("patron_kinds.csv"), keys)
    with _gathering(problems):
        postal_codes = load_postal_codes(settings.mapping("postal_codes.csv"), settings.mapping("place_names.csv"))
    with _gathering(problems):
        textbooks = load_textbooks(settings.mapping("textbooks.csv"), keys)
    with _gathering(problems):
        rules = load_rules(settings.mapping)
        problems += [
            f"{row.where}: for_source {row.for_source!r} is not in sources.yaml; it has {', '.join(keys)}"
            for row in rules.local_rows
            if row.for_source not in ("*", *keys)
        ]
    problems += _stray_tables(settings.project)
    with _gathering(problems):
        match = load_match_rules(settings.mapping("match.yaml"))
    with _gathering(problems):
        survivorship = load_survivorship_rules(settings.mapping("survivorship.yaml"))
    with _gathering(problems):
        folder = settings.project / "mappings" / "verdicts"
        verdicts = load_verdicts(folder)
    with _gathering(problems):
        golden = load_golden(settings.project / "mappings" / "golden")
    if problems:
        raise ConfigurationError(problems)
    single = ("exclusions.csv", "privacy.csv", "health_words.csv", "textbooks.csv", "match.yaml", "survivorship.yaml")
    files = [settings.mapping(name) for name in (*names, *single, *PATRON_FILES, *RULE_FILES)]
    version = mapping_version([*files, *verdict_files(folder)])
    return Mappings(
        sources=sources,
        crosswalks=crosswalks,
        exclusions=exclusions,
        expected_differences=expected,
        privacy=privacy,
        patron_kinds=patron_kinds,
        postal_codes=postal_codes,
        textbooks=textbooks,
        rules=rules,
        match=match,
        survivorship=survivorship,
        verdicts=verdicts,
        golden=golden,
        version=version,
    )


def _stray_tables(project: Path) -> list[str]:
    """Files of the project's mappings/marc/ that nothing reads: a misspelt name would put a decision out in silence."""
    own = sorted((project / "mappings" / "marc").glob("*"))
    known = {Path(name).name for name in RULE_FILES}
    return [
        f"{path}: no table has this name; they are {', '.join(sorted(known))}" for path in own if path.name not in known
    ]


@contextmanager
def _gathering(problems: list[str]) -> Iterator[None]:
    try:
        yield
    except (
        SourcesError,
        CrosswalkError,
        ExclusionsError,
        ExpectedDifferencesError,
        PrivacyRulesError,
        RulesError,
        RuleFileError,
        PatronKindsError,
        PostalCodesError,
        TextbooksError,
        VerdictsError,
        GoldenError,
    ) as error:
        problems += error.problems

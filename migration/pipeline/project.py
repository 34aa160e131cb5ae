"""One migration project, opened: its sources, mappings and staging database."""

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from migration.crosswalks import Crosswalk, CrosswalkError, load_crosswalks, mapping_version
from migration.exclusions import Exclusions, ExclusionsError, load_exclusions
from migration.expected_differences import ExpectedDifference, ExpectedDifferencesError, load_expected_differences
from migration.marc.rules import RULE_FILES, Rules, RulesError, load_rules, shipped_rules
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
UNUSABLE = (
    SourcesError, CrosswalkError, ExclusionsError, ExpectedDifferencesError, PrivacyRulesError, RulesError,
    RuleFileError, PatronKindsError, PostalCodesError, TextbooksError, VerdictsError, GoldenError,
)  # fmt: skip
"""What the readers of mapping files raise, each with the ``problems`` of its file."""
SINGLE_FILES = ("exclusions.csv", "privacy.csv", "health_words.csv", "textbooks.csv", "match.yaml", "survivorship.yaml")
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
    """A stage refuses to build on what is there: a check failed, or an earlier stage has not been run.

    ``nb``: the same in Bokmål, for the pages; empty where only who calls a stage by itself meets it.
    """

    def __init__(self, text: str, nb: str = "") -> None:
        super().__init__(text)
        self.nb = nb


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
    file, own, read = settings.mapping, settings.project / "mappings", partial(_read, problems)
    sources: Sources = read(load_sources, own / "sources.yaml") or Sources({})
    keys = list(sources)
    libraries = {library.isil for source in sources.values() for library in source.libraries}
    problems += _stray_tables(settings.project)
    names = overlay_names(settings.project, "mappings", "crosswalks/*.csv")
    mappings = Mappings(
        sources=sources,
        crosswalks=read(_load_crosswalks, [file(name) for name in names], keys),
        exclusions=read(load_exclusions, file("exclusions.csv"), set(keys)),
        expected_differences=read(load_expected_differences, file("expected_differences.csv"), set(keys)),
        privacy=read(load_privacy_rules, file("privacy.csv"), file("health_words.csv"), libraries | set(keys)),
        patron_kinds=read(load_patron_kinds, file("patron_kinds.csv"), keys),
        postal_codes=read(load_postal_codes, file("postal_codes.csv"), file("place_names.csv")),
        textbooks=read(load_textbooks, file("textbooks.csv"), keys),
        rules=read(_load_rules, settings, keys),
        match=read(load_match_rules, file("match.yaml")),
        survivorship=read(load_survivorship_rules, file("survivorship.yaml")),
        verdicts=read(load_verdicts, own / "verdicts"),
        golden=read(load_golden, own / "golden"),
        version="",
    )
    if problems:
        raise ConfigurationError(problems)
    files = [file(name) for name in (*names, *SINGLE_FILES, *PATRON_FILES, *RULE_FILES)]
    return replace(mappings, version=mapping_version([*files, *verdict_files(own / "verdicts")]))


def _read(problems: list[str], load: Callable[..., Any], *given: object) -> Any:
    """What a file holds; where it cannot be used its problems are gathered, and nobody gets to see the None."""
    try:
        return load(*given)
    except UNUSABLE as error:
        problems += error.problems
        return None


def _load_crosswalks(paths: Sequence[Path], keys: Sequence[str]) -> dict[str, Crosswalk]:
    """Raises CrosswalkError where a code list is missing, too, or a file is of none."""
    found = load_crosswalks(paths, keys)
    problems = [f"mappings/crosswalks/{name}.csv: is missing" for name in CODE_LISTS if name not in found]
    strays = [name for name in found if name not in CODE_LISTS]
    problems += [
        f"mappings/crosswalks/{name}.csv: is no code list; they are {', '.join(CODE_LISTS)}" for name in strays
    ]
    if problems:
        raise CrosswalkError(problems)
    return found


def _load_rules(settings: Settings, keys: Sequence[str]) -> Rules:
    """Raises RulesError where a row is for a source that is not there, too."""
    own = any(_is_own(settings, name) for name in RULE_FILES)
    rules = load_rules(settings.mapping) if own else shipped_rules()
    problems = [
        f"{row.where}: for_source {row.for_source!r} is not in sources.yaml; it has {', '.join(keys)}"
        for row in rules.local_rows
        if row.for_source not in ("*", *keys)
    ]
    if problems:
        raise RulesError(problems)
    return rules


def _is_own(settings: Settings, name: str) -> bool:
    return (settings.project / "mappings" / name).exists()


def _stray_tables(project: Path) -> list[str]:
    """Files of the project's mappings/marc/ that nothing reads: a misspelt name would put a decision out in silence."""
    own = sorted((project / "mappings" / "marc").glob("*"))
    known = {Path(name).name for name in RULE_FILES}
    return [
        f"{path}: no table has this name; they are {', '.join(sorted(known))}" for path in own if path.name not in known
    ]

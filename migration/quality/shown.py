"""One record as a librarian sees it: where it came from, before and after, and what was noticed."""

from collections.abc import Iterable
from dataclasses import dataclass

from migration.issues import Issue, catalogue, message
from migration.marc.conversion.sidebyside import SideBySide
from migration.privacy import mask


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownIssue:
    """An issue in words; ``text`` and ``advice`` in the language that was asked for."""

    code: str
    severity: str
    field: str
    text: str
    advice: str
    text_en: str
    advice_en: str


@dataclass(frozen=True, slots=True)
class Origin:
    """A record; ``library``: the title of its source."""

    source: str
    library: str
    legacy_id: str


@dataclass(frozen=True, slots=True)
class TitleField:
    """A field of a merged title and the record that it is from. ``added``: that isn't the base. A control field has one
    pair, without a code."""

    tag: str
    indicators: str
    subfields: tuple[tuple[str, str], ...]
    origin: Origin
    added: bool


@dataclass(frozen=True, slots=True)
class TitleShown:
    """A title of several records, as it is delivered. ``base``: the record that it builds on."""

    bib_id: str
    base: Origin
    records: tuple[Origin, ...]
    fields: tuple[TitleField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """``fate`` and ``reason`` as in the ledger; ``offset``: the byte at which the record begins in its file.

    ``change``: how it came into its title (``target_id``), if the last matching changed that: merge, split or moved;
    then ``former_bib_id`` is the title that it was in before.

    ``record`` is None where the bytes can't be read; then ``raw`` has their text, as far as there is any. ``stale``:
    the tables have changed since the record was standardized. ``part_of``: the title that it makes with others.
    """

    source: str
    legacy_id: str
    target_id: str
    change: str
    former_bib_id: str
    title: str
    fate: str
    reason: str
    reason_text: str
    file: str
    offset: int
    charset: str
    marc_format: str
    evidence: tuple[str, ...]
    record: SideBySide | None
    raw: tuple[str, ...]
    issues: tuple[ShownIssue, ...]
    stale: bool
    part_of: TitleShown | None = None


def shown_issues(issues: Iterable[Issue], lang: str) -> tuple[ShownIssue, ...]:
    """The issues in words, each once, with identity numbers masked."""
    return tuple(dict.fromkeys(_shown_issue(issue, lang) for issue in issues))


def _shown_issue(issue: Issue, lang: str) -> ShownIssue:
    value = mask(issue.value)
    entry = catalogue()[issue.code]
    advice_nb, advice_en = (_filled(text, issue.field, value) for text in (entry.advice_nb, entry.advice_en))
    return ShownIssue(
        code=issue.code,
        severity=entry.severity.value,
        field=issue.field,
        text=message(issue.code, issue.field, value, lang=lang),
        advice=advice_nb if lang == "nb" else advice_en,
        text_en=message(issue.code, issue.field, value, lang="en"),
        advice_en=advice_en,
    )


def _filled(text: str, field: str, value: str) -> str:
    return text.replace("{field}", field).replace("{value}", value)

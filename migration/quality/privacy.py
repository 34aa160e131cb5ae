"""What the privacy rules did to a source, and who may also be a patron elsewhere, as the reports tell it.

A library sees its own legacy ids, and of another library no more than its name.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Integer, cast, column, func, select, table

from migration.issues import message
from migration.privacy_rules import RULES, Decision, PrivacyRules
from migration.sources import Source, Sources

MOST_PAIRS = 200
"""Pairs that the page shows; the list beside it has them all."""

RULE_NAMES: Mapping[str, tuple[str, str]] = {
    "inactive_years": ("Inaktive lånere", "Inactive patrons"),
    "guardian_until_age": ("Opplysninger om foresatte", "What is known of guardians"),
    "notes": ("Merknader", "Notes"),
    "history": ("Lånehistorikk", "Loan history"),
    "parked_groups": ("Grupper for dem som har sluttet", "Groups of those who have left"),
}
"""In Bokmål and English, as all that follows."""
EFFECTS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "inactive_years": {
        "patron_inactive": ("lånere er utelatt", "patrons are left out"),
        "activity_unknown": ("er beholdt fordi vi ikke vet", "are kept because we do not know"),
    },
    "guardian_until_age": {
        "guardian_removed": (
            "er blitt for gamle; opplysningene er fjernet", "have grown too old; what was known is removed",
        ),
        "guardian_age_unknown": (
            "er beholdt fordi fødselsdatoen mangler", "are kept because the date of birth is missing",
        ),
        "guardian_in_notes": (
            "har kanskje en foresatt i merknaden, som noen må se på",
            "may have a guardian in the note, which somebody must look at",
        ),
    },
    "notes": {
        "note_withheld": ("tekster med helseord er holdt tilbake", "texts with words on health are withheld"),
        "note_masked": ("tekster har fått helseord skjult", "texts have had words on health masked"),
        "note_kept": ("tekster med helseord er overført som de er", "texts with words on health are moved as they are"),
        "identity_number_masked": (
            "felt med fødselsnummer har fått det skjult", "fields with an identity number have had it masked",
        ),
    },
    "history": {
        "history_withheld": (
            "som har samtykket, får likevel ikke lagret historikk",
            "who have consented get no history kept all the same",
        ),
    },
    "parked_groups": {"patron_parked": ("lånere er utelatt straks", "patrons are left out at once")},
}  # fmt: skip
"""Issue codes of each rule and what their count says."""
CONSENTS = ("har samtykket og får beholde den", "have consented and keep it")
LIKELY_RULES: Mapping[str, tuple[str, str]] = {
    "number": ("samme nummer, men ikke nok annet som er likt", "the same number, but not enough else that is alike"),
    "contact": (
        "samme navn, fødselsdato og telefon eller e-post", "the same name, date of birth, and telephone or e-mail",
    ),
}  # fmt: skip

_PERSONAL = ("patron", "loan", "reservation", "fee")

_ISSUE = table("issue", *(column(c) for c in ("source", "entity", "legacy_id", "code", "field", "value")))
_PATRON = table(
    "core_patron", *(column(c) for c in ("source", "legacy_id", "target_id", "library", "keep_history"))
)  # fmt: skip
_LIKELY = table(
    "matched_likely_person", *(column(c) for c in ("patron_id", "other_patron_id", "source", "other_source", "rule"))
)


class Effect(NamedTuple):
    """How many, and what became of them."""

    number: int
    nb: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEffect:
    """One rule: the decisions in force (library's name, decision) and what it did."""

    rule: str
    name: str
    name_en: str
    decisions: tuple[tuple[str, Decision], ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyPerson:
    """One of the source's patrons who may also be a patron of ``other_library``. ``rule``: in words."""

    legacy_id: str
    other_library: str
    rule: str
    rule_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """``likely``: in the order of legacy id; ``shown``: as many as fit on a page."""

    rules: tuple[RuleEffect, ...]
    likely: tuple[LikelyPerson, ...]

    @property
    def shown(self) -> tuple[LikelyPerson, ...]:
        return self.likely[:MOST_PAIRS]


def privacy(connection: Connection, source: Source, sources: Sources, rules: PrivacyRules) -> Privacy:
    """What one source's page says of privacy."""
    counts = _counts(connection, source.key)
    return Privacy(
        rules=tuple(_effect(rule, source, rules, counts) for rule in RULES),
        likely=tuple(_likely(connection, source.key, sources)),
    )


def affected(connection: Connection, source: str) -> Iterator[tuple[str, str, str]]:
    """(rule, what it did, legacy id) of every patron that a rule left out or left something out of."""
    rule_of = {code: rule for rule, codes in EFFECTS.items() for code in codes}
    i = _ISSUE.c
    query = select(i.code, i.field, i.legacy_id).where(i.source == source, i.entity == "patron", i.code.in_(rule_of))
    found = connection.execute(query.where(i.legacy_id != "").distinct().order_by(i.code, i.legacy_id, i.field))
    for code, field, legacy_id in found:
        yield RULE_NAMES[rule_of[code]][0], message(code, field, ""), legacy_id


def _counts(connection: Connection, source: str) -> Counter[str]:
    """How many of each effect. ``activity_unknown`` is one issue that bears its number."""
    i = _ISSUE.c
    codes = [code for effects in EFFECTS.values() for code in effects if code != "activity_unknown"]
    ours = (i.source == source) & i.entity.in_(_PERSONAL)
    query = select(i.code, func.count()).where(ours, i.code.in_(codes)).group_by(i.code)
    counts: Counter[str] = Counter()
    for code, number in connection.execute(query):
        counts[code] = number
    unknown = select(func.sum(cast(i.value, Integer))).where(ours, i.code == "activity_unknown")
    p = _PATRON.c
    consents = select(func.count()).select_from(_PATRON).where(p.source == source, p.keep_history)
    counts["activity_unknown"] = connection.execute(unknown).scalar_one() or 0
    counts["consents"] = connection.execute(consents).scalar_one()
    return counts


def _effect(rule: str, source: Source, rules: PrivacyRules, counts: Counter[str]) -> RuleEffect:
    words = dict(EFFECTS[rule])
    if rule == "history":
        words["consents"] = CONSENTS
    return RuleEffect(
        rule=rule,
        name=RULE_NAMES[rule][0],
        name_en=RULE_NAMES[rule][1],
        decisions=tuple(_decisions(rule, source, rules)),
        effects=tuple(Effect(counts[code], *texts) for code, texts in words.items()),
    )


def _decisions(rule: str, source: Source, rules: PrivacyRules) -> Iterator[tuple[str, Decision]]:
    """The decisions in force; a source whose libraries have decided alike has one, without a name."""
    found = {lib.name: rules.decision(rule, source.key, lib.isil) for lib in source.libraries}
    alike = len(set(found.values())) == 1
    yield from ((("", decision) for decision in set(found.values())) if alike else found.items())


def _likely(connection: Connection, source: str, sources: Sources) -> Iterator[LikelyPerson]:
    own, other, pair = _PATRON.alias("own"), _PATRON.alias("other"), _LIKELY.c
    query = (
        select(own.c.legacy_id, other.c.library, pair.other_source, pair.rule)
        .join_from(_LIKELY, own, own.c.target_id == pair.patron_id)
        .join(other, other.c.target_id == pair.other_patron_id)
        .where(pair.source == source)
    )
    names = {lib.isil: lib.name for key in sources for lib in sources[key].libraries}
    for legacy_id, library, other_source, rule in sorted(tuple(row) for row in connection.execute(query)):
        title = names.get(library) or sources[other_source].title
        nb, en = LIKELY_RULES[rule]
        yield LikelyPerson(legacy_id=legacy_id, other_library=title, rule=nb, rule_en=en)

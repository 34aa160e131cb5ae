"""Books every unit's fate while a record is converted: in the tally always, in the trace where one is asked for."""

from pymarc import Field, Subfield

from migration.marc.conversion.trace import EMPTY, Claim, Kept, Step, SubfieldFate, Tally, Trace, claim_of
from migration.marc.conversion.work import Work
from migration.marc.fields import indicators_kept
from migration.marc.rules import FieldRule

_EDGES = " \t\r\n.,:;/=+"


class FateLedger:
    """The fates of one record's units. Every source field passes here once, by one of the four methods below."""

    __slots__ = ("tally", "trace", "work")

    def __init__(self, work: Work, tally: Tally, trace: Trace | None) -> None:
        self.work = work
        self.tally = tally
        self.trace = trace

    def passes(self, place: int, source: Field, rule: FieldRule) -> bool:
        """Whether a field goes through as it is: all its codes are MARC 21's, and none of its texts is empty."""
        codes = ""
        assert rule.passes is not None
        for code, value in source.subfields:
            if code not in rule.passes or not value or value.isspace():
                return False
            codes += code
        if not codes or (len(codes) > 1 and any(codes.count(code) > 1 for code in rule.once if code in codes)):
            return False
        self.tally.whole(source.tag, codes, rule.id)
        if self.trace is not None:
            self._tell(place, source, [source], [Claim(SubfieldFate.MOVED, rule.id, source.tag)] * len(codes))
        return True

    def whole(self, place: int, source: Field, rule: str) -> None:
        """A field of MARC 21 stays as it is."""
        if not source.subfields and not source.control_field:
            return
        self.tally.whole(source.tag, "".join([code for code, _ in source.subfields]), rule)
        if self.trace is not None:
            claims = [Claim(SubfieldFate.MOVED, rule, source.tag)] * max(1, len(source.subfields))
            self._tell(place, source, [source], claims)

    def control(self, place: int, source: Field, claim: Claim) -> None:
        self.tally.unit(source.tag, "", claim.fate, claim.rule)
        if claim.fate is SubfieldFate.UNKNOWN:
            self._keep(place, source, "", source.data or "")
        if self.trace is not None:
            self._tell(place, source, [source] if claim.target else [], [claim])

    def settle(self, place: int, source: Field, made: list[Field], rule: str) -> list[Field]:
        """Give every subfield of a converted field its fate, by a claim or by finding it again in what was made."""
        claims = self.work.claims
        if not claims and self.trace is None and made and made[0].subfields == source.subfields:
            self.tally.whole(source.tag, "".join([code for code, _ in source.subfields]), rule)
            return made
        values = {value for field in made for _, value in field.subfields}
        moved = claim_of(SubfieldFate.MOVED, rule)
        texts = ""
        settled = []
        for subfield in source.subfields:
            claim = claims.get(subfield) or (moved if subfield.value in values else None)
            if claim is None:
                texts = texts or "\x1f".join([*values, *(field.data for field in made if field.data), ""])
                claim = _sought(subfield.value, texts, rule)
            settled.append(claim)
        claims.clear()
        for subfield, claim in zip(source.subfields, settled, strict=True):
            self.tally.unit(source.tag, subfield.code, claim.fate, claim.rule)
            if claim.fate is SubfieldFate.UNKNOWN:
                self._keep(place, source, *subfield)
        if self.trace is not None:
            self._tell(place, source, made, settled)
        return made

    def derived(self, made: list[Field]) -> None:
        if self.trace is not None:
            self.trace.made += [(-1, field) for field in made]

    def _keep(self, place: int, source: Field, code: str, value: str) -> None:
        self.work.kept.append(Kept(place, source.tag, "".join(indicators_kept(source)), code, value))
        self.work.note("field_not_converted", f"{source.tag}${code}" if code else source.tag)

    def _tell(self, place: int, source: Field, made: list[Field], claims: list[Claim]) -> None:
        assert self.trace is not None
        units = source.subfields or [Subfield("", source.data or "")]
        for (code, value), claim in zip(units, claims, strict=False):
            self.trace.steps.append(Step(place, source.tag, code, value, claim))
        self.trace.made += [(place, field) for field in made]


def _sought(value: str, texts: str, rule: str) -> Claim:
    """The fate of a value that is not there as it was: part of a longer text, or nowhere."""
    text = value.strip(_EDGES)
    if not text:
        return claim_of(SubfieldFate.DROPPED, EMPTY)
    if _stands_in(text, texts):
        return claim_of(SubfieldFate.MERGED, rule)
    return claim_of(SubfieldFate.UNKNOWN, "")


def _stands_in(text: str, found: str) -> bool:
    """Whether the text is part of another and not of one of its words: 1 is no part of 1984."""
    at = found.find(text)
    while at >= 0:
        before, after = found[at - 1 : at], found[at + len(text) : at + len(text) + 1]
        if not (before.isalnum() and text[0].isalnum()) and not (after.isalnum() and text[-1].isalnum()):
            return True
        at = found.find(text, at + 1)
    return False

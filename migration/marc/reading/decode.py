"""A framed record's bytes to a pymarc record in NFC, whatever format, charset and faults it came with."""

import re
from dataclasses import dataclass
from functools import lru_cache

import pymarc
from pymarc import Subfield

from migration.charsets import decodes
from migration.issues import Issue
from migration.marc.charset.cleaning import Field, clean
from migration.marc.charset.encoding import as_read, choose, decode_fields
from migration.marc.charset.evidence import CharsetEvidence
from migration.marc.reading import iso2709, lineformat, marcxml
from migration.marc.reading.directory import LEADER
from migration.marc.reading.leaders import aligned
from migration.marc.reading.plain import build_plain, read_plain
from migration.marc.reading.utf16 import byte_order
from migration.marc.stored import control_field, data_field, is_control, make_record, new_subfield, two_indicators

_TAG = re.compile(r"[0-9A-Za-z]{3}")
_ODD_SUBFIELD = re.compile("\x1f(?:[^!-~]|.?\\s*(?:\x1f|$))")
_NOT_IN_LEADER = re.compile(r"[^ -~]")
_NO_EVIDENCE = CharsetEvidence()
_BLANK_INDICATORS = str.maketrans("^#\\", "   ")


class UnreadableRecordError(Exception):
    """Nothing can be had from a record. ``code``: ``record_unreadable``, ``xml_invalid``; ``detail`` quotes no data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Decoded:
    """A record, the charset it was in (XML also ``utf-16-le``, ``utf-16-be``), and what was wrong with its bytes."""

    record: pymarc.Record
    charset: str
    issues: tuple[Issue, ...]


def decode(
    payload: bytes,
    format: str,  # noqa: A002
    charset: str = "auto",
    declared: str = "",
    evidence: CharsetEvidence = _NO_EVIDENCE,
) -> Decoded:
    """The record of a frame. ``format``: ``iso2709``, ``line`` or ``xml``; ``charset``: the source's setting.

    ``declared``: the charset of the file's XML declaration; ``evidence``: what the source's other records are in.
    Raises UnreadableRecordError.
    """
    plain = read_plain(payload) if format == "iso2709" and charset in ("auto", "utf-8") else None
    if plain:
        return Decoded(make_record(*plain), "utf-8", ())
    return decode_closely(payload, format, charset, declared, evidence)


def decode_closely(
    payload: bytes,
    format: str,  # noqa: A002
    charset: str,
    declared: str,
    evidence: CharsetEvidence,
) -> Decoded:
    """The long way, for records that are not plain: parameters and errors as for ``decode``."""
    if format == "xml":
        leader, fields, used, issues = _from_xml(payload, charset, declared, evidence)
    else:
        leader, fields, used, issues = _from_parts(payload, format, charset, evidence)
    cleaned, faults = clean(fields)
    issues += faults
    built = _built(cleaned, issues)
    if not built:
        raise UnreadableRecordError("record_unreadable", "the record has no fields")
    return Decoded(make_record(leader, built), used, tuple(issues))


def _from_parts(
    payload: bytes,
    format: str,  # noqa: A002
    charset: str,
    evidence: CharsetEvidence,
) -> tuple[str, list[Field], str, list[Issue]]:
    parts = (iso2709 if format == "iso2709" else lineformat).split(payload)
    issues = [Issue("directory_repaired")] if parts.repaired and parts.fields else []
    issues += [_invalid(tag) for tag in parts.lost]
    fields, used, mixed = decode_fields(parts.fields, charset, parts.leader[9:10] != b"a", evidence.charsets)
    if mixed:
        issues.append(Issue("charset_mixed", value=used))
    return _leader(parts.leader.decode("latin-1")), fields, used, issues


def _from_xml(
    payload: bytes, charset: str, declared: str, evidence: CharsetEvidence
) -> tuple[str, list[Field], str, list[Issue]]:
    order = byte_order(payload)
    payload = marcxml.as_utf8(payload)
    used = _xml_charset(payload, charset, declared, evidence)
    try:
        leader, fields, mended = marcxml.read(as_read(payload, used, charset))
    except marcxml.InvalidXmlError as error:
        raise UnreadableRecordError("xml_invalid", str(error)) from error
    return _leader(leader), fields, order or used, [Issue(code, "XML") for code in mended]


def _xml_charset(payload: bytes, charset: str, declared: str, evidence: CharsetEvidence) -> str:
    """UTF-8 if the bytes are, else what the file declares, else as for any text."""
    if decodes(payload, "utf-8"):
        return "utf-8"
    if declared and decodes(payload, declared):
        return declared
    return choose([payload], charset, may_be_marc8=False, others=evidence.charsets).charset


def _leader(text: str) -> str:
    if len(text) != LEADER:
        text = aligned(text.encode("latin-1", "replace")).decode("latin-1")
    return _NOT_IN_LEADER.sub(" ", text).ljust(LEADER)[:LEADER]


def _invalid(tag: str) -> Issue:
    """A field that is left out; its tag is named as far as it can be printed."""
    return Issue("field_invalid", value=_NOT_IN_LEADER.sub("?", tag)[:8])


@lru_cache(maxsize=4096)
def _tag(text: str) -> str:
    """A tag of three characters: 20 is 020. Empty where there is none; 000 is the leader, and no field."""
    tag = text.strip()
    tag = tag.zfill(3) if tag.isdigit() else tag
    return tag if _TAG.fullmatch(tag) and tag != "000" else ""


def _built(fields: list[Field], issues: list[Issue]) -> list[pymarc.Field]:
    """The fields that can be had; the issues of the others are added."""
    texts = [text for _, text in fields]
    plain = build_plain([_tag(tag) for tag, _ in fields], texts, "\x1e".join(texts) + "\x1e")
    if plain is not None:
        return plain
    return [field for tag, text in fields if (field := _build(tag, text, issues))]


def _build(written: str, text: str, issues: list[Issue]) -> pymarc.Field | None:
    """The field, or None where it is empty or has no valid tag."""
    tag = _tag(written)
    if not tag:
        issues.append(_invalid(written))
        return None
    if is_control(tag):
        data = text.replace("\x1f", " ")
        return control_field(tag, data) if data.strip() else None
    head, *subfields = text.split("\x1f")
    pairs = [new_subfield(Subfield, (subfield[:1], subfield[1:])) for subfield in subfields]
    if len(head) > 2 or _ODD_SUBFIELD.search(text):
        pairs = _rescued(tag, head[2:], pairs, issues)
    return data_field(tag, _indicators(head[:2]), pairs) if pairs else None


@lru_cache(maxsize=4096)
def _indicators(head: str) -> pymarc.Indicators:
    """Two indicators; what is missing, or written as a sign for blank, is blank."""
    return two_indicators(_NOT_IN_LEADER.sub(" ", head.ljust(2)).translate(_BLANK_INDICATORS))


def _rescued(tag: str, loose: str, pairs: list[Subfield], issues: list[Issue]) -> list[Subfield]:
    """Subfields without the empty ones. Text in no valid subfield goes to the end of the one before, or to $a."""
    rescued = [Subfield("a", loose)] if loose.strip() else []
    if rescued:
        issues.append(Issue("field_without_subfields", tag))
    for code, value in pairs:
        if "!" <= code <= "~":  # false for no code
            rescued.append(Subfield(code, value))
        elif value.strip():
            issues.append(Issue("subfield_code_invalid", tag))
            before, text = rescued.pop() if rescued else Subfield("a", "")
            rescued.append(Subfield(before, f"{text} {value}".strip()))
    return [subfield for subfield in rescued if subfield.value.strip()]

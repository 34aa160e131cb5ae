"""Catalogue records: works are public, but not the notes in which staff name borrowers, nor passwords, nor numbers.

What is private is found by the conversion's own rules and overwritten letter by letter in the record's bytes, so that
its length, its framing and its defects stay as they are.
"""

import re
from collections.abc import Iterator
from html import escape

from pymarc import Record

from migration.anonymise.identity import IdentityNumbers
from migration.marc.conversion.private import is_secret, must_not_be_shown
from migration.marc.reading.decode import UnreadableRecordError, decode
from migration.marc.rules import Rules

LEADER = 24
_ENCODINGS = ("utf-8", "cp1252", "latin-1", "cp865", "cp850", "mac-roman", "utf-16-le", "utf-16-be")
_BETWEEN_TAGS = re.compile(rb">[^<]*")
_LETTERS = re.compile(rb"[A-Za-z0-9\x80-\xff]")


def hide_record(
    identity: IdentityNumbers, payload: bytes, form: str, charset: str, declared: str, rules: Rules
) -> bytes:
    """As many bytes as came in. ``form``, ``charset``, ``declared``: as in ``decode``."""
    payload = identity.hide(payload.decode("latin-1")).encode("latin-1")
    try:
        record = decode(payload, form, charset, declared).record
    except UnreadableRecordError:
        return _illegible(payload, form)
    for value in _private(record, rules):
        payload = _overwritten(payload, value)
    return payload


def _illegible(payload: bytes, form: str) -> bytes:
    """A record that cannot be read, without its texts: what is wrong with it stays, as far as it is in the markup."""
    if form == "xml":
        return _BETWEEN_TAGS.sub(lambda found: _LETTERS.sub(b"x", found[0]), payload)
    return payload[:LEADER] + _LETTERS.sub(b"x", payload[LEADER:])


def _private(record: Record, rules: Rules) -> Iterator[str]:
    for field in record.fields:
        whole = " ".join(value for _, value in field.subfields)
        private = bool(whole) and must_not_be_shown(whole, rules)
        for code, value in field.subfields:
            secret = (field.tag, code) == ("856", "k") or is_secret(field.tag, value)
            if private or secret or must_not_be_shown(value, rules):
                yield value


def _overwritten(payload: bytes, value: str) -> bytes:
    """The bytes with the value's letters and digits as x; where its bytes are not found, those of each of its words."""
    for found in _forms(value):
        if found in payload:
            return payload.replace(found, _LETTERS.sub(b"x", found))
    for word in value.split():
        for found in _forms(word):
            if len(word) > 1 and found in payload:
                payload = payload.replace(found, _LETTERS.sub(b"x", found))
                break
    return payload


def _forms(text: str) -> Iterator[bytes]:
    """The bytes that a text may have been, plainly and in XML."""
    for encoding in _ENCODINGS:
        for shown in dict.fromkeys((text, escape(text, quote=False), escape(text))):
            try:
                yield shown.encode(encoding)
            except UnicodeEncodeError:
                continue

"""Hypothesis strategies for MARC records: odd ones, NORMARC-like ones with traceable values, and clean ones."""

import re
import string
from collections.abc import Iterator
from itertools import count

from hypothesis import strategies as st
from marc_records import MARC21_LEADER, NORMARC_LEADER, rules
from pymarc import Field, Indicators, Leader, Record, Subfield

TAGS = sorted(tag for tag in rules().fields if tag >= "010")
CODES = string.ascii_lowercase + string.digits
any_tags = st.one_of(st.sampled_from(TAGS), st.text(string.digits, min_size=3, max_size=3), st.just("A1X"))
data_tags = any_tags.filter(lambda tag: tag >= "010")
indicators = st.builds(Indicators, st.sampled_from(" 0123479#x"), st.sampled_from(" 0123479#x"))

_odd_texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["nobsme", "ib.", "978-82-8169-269-5", "l,dc", "2. utg.", "NA", "overs. og ill.", "$", "[", "="]),
)
_CLEAN = "abcdefghijklmnopqrstuvwxyzæøåäöéčđŋšŧžÆØČŠабвгджя漢字0123456789 .,:;/=()[]&<>\"'-"


def _record(leader: str, fields: list[Field]) -> Record:
    made = Record()
    made.leader = Leader(leader)
    made.fields = fields
    return made


def _subfields(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[Subfield]]:
    return st.lists(st.builds(Subfield, st.sampled_from(CODES), values), max_size=5)


control_fields = st.builds(
    lambda tag, data: Field(tag, data=data),
    st.sampled_from(["001", "003", "005", "006", "007", "008", "009"]),
    st.one_of(st.none(), st.text(max_size=45), st.text("0123456789 abcnors|", min_size=40, max_size=40)),
)
_odd_fields = st.builds(Field, data_tags, indicators, _subfields(_odd_texts))
_leaders = st.one_of(st.text(min_size=24, max_size=24), st.sampled_from([NORMARC_LEADER, MARC21_LEADER]))

odd_records = st.builds(_record, _leaders, st.lists(st.one_of(_odd_fields, control_fields), max_size=8))
"""Whatever pymarc can hold."""


def _markers() -> Iterator[str]:
    """Words that stand nowhere else, none inside another, and that no code or language table knows."""
    return (f"zq{n // 26 % 26 + 97:c}{n % 26 + 97:c}{n // 676 + 97:c}xy" for n in count())


KNOWN_VALUES = [
    "a", "b", "h", "k", "z", "1", "0", "15", "1989", "1996, cop. 1994", "aa,bu", "tate", "NA", "R", "l,dc", "ee",
    "nob", "nobsme", "fkv", "norsk", "BIBBI", "BS", "LC", "ib.", "82-05-24444-6", "0800-4447", "5", "23/nor",
    "839.82", "636.1", "overs.", "overs. og ill.", "n.-sam.", "Norge", "lydbok", "video", "Originaltittel: Vetr",
    "Omslagstittel: Fjell", "Fortsettelse av: Rein", "Innhold: Vår ; Høst", "Serie ; 3. ISSN 0800-4447", "Romaner",
    "[Sonater", "A-dur]", "se", "Den store boka", "store boka", "Hansen, Kari", "Kulturfond", "Rolleliste: A. B.",
    "Азазель", "9811", "nor", "swe",
]  # fmt: skip
_coded_subfields = st.builds(Subfield, st.sampled_from(CODES), st.sampled_from(KNOWN_VALUES))
_coded_fields = st.builds(Field, st.sampled_from(TAGS), indicators, st.lists(_coded_subfields, max_size=5, unique=True))
coded_records = st.builds(
    _record, st.just(NORMARC_LEADER), st.lists(st.one_of(_coded_fields, control_fields), min_size=1, max_size=8)
)
"""NORMARC with values that the tables and handlers know."""


SHAPES = ["*", "*", "* *", "* ; *", "*: *", "*, *", "* = *", "* / *", "[*", "*]", "(*)", "*. *", "* og *", "Innhold: *"]
"""How one or two markers (``*``) may stand in a value: with the punctuation that conversions split at."""


@st.composite
def marked_records(draw: st.DrawFn, tags: st.SearchStrategy[str] = data_tags) -> Record:
    """NORMARC in which every value is one or two markers in one of the SHAPES."""
    words = _markers()
    fields = []
    for _ in range(draw(st.integers(1, 6))):
        codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=4))
        shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=len(codes), max_size=len(codes)))
        subfields = [Subfield(c, _filled(shape, words)) for c, shape in zip(codes, shapes, strict=True)]
        fields.append(Field(draw(tags), draw(indicators), subfields))
    return _record(NORMARC_LEADER, fields)


def _filled(shape: str, words: Iterator[str]) -> str:
    return "".join(next(words) if char == "*" else char for char in shape)


_clean_texts = (
    st.text(_CLEAN, min_size=1, max_size=30)
    .map(lambda text: f"a{' '.join(text.split())}b")
    .filter(lambda text: not re.search(r"&\w+;", text))  # a reference that was escaped twice is mended on the way in
)
_clean_indicators = st.builds(Indicators, st.sampled_from(" 0123"), st.sampled_from(" 0123"))
_clean_fields = st.builds(
    Field,
    data_tags,
    _clean_indicators,
    st.lists(st.builds(Subfield, st.sampled_from(CODES), _clean_texts), min_size=1, max_size=4),
)


def clean_records(leader: str = MARC21_LEADER) -> st.SearchStrategy[Record]:
    """Sound records in clean Unicode, with an 001."""
    numbers = st.integers(1, 99_999).map(lambda n: Field("001", data=str(n)))
    return st.builds(
        lambda number, fields: _record(leader, [number, *fields]), numbers, st.lists(_clean_fields, max_size=6)
    )

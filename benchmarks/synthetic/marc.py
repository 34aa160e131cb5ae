"""Records as plain fields, and the four forms in which a catalogue is delivered."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

Subfields = tuple[tuple[str, str], ...]

MARCXCHANGE = "info:lc/xmlns/marcxchange-v1"
MARCXML = "http://www.loc.gov/MARC21/slim"


@dataclass(slots=True)
class Field:
    """A control field has ``data``; a data field has indicators and subfields."""

    tag: str
    data: str = ""
    indicators: str = "  "
    subfields: Subfields = ()

    @property
    def is_control(self) -> bool:
        return self.tag < "010"


@dataclass(slots=True)
class Marc:
    """``leader``: 24 characters, lengths blank; the ISO 2709 form fills them in."""

    leader: str
    fields: list[Field] = field(default_factory=list)

    def control(self, tag: str, data: str) -> None:
        self.fields.append(Field(tag, data=data))

    def add(self, tag: str, indicators: str, *subfields: tuple[str, str]) -> None:
        """Add a data field from its subfields that have a value; none when all are empty."""
        kept = tuple((code, value) for code, value in subfields if value)
        if kept:
            self.fields.append(Field(tag, indicators=indicators, subfields=kept))

    def without(self, *tags: str) -> "Marc":
        return Marc(self.leader, [f for f in self.fields if f.tag not in tags])

    def in_order(self) -> "Marc":
        return Marc(self.leader, sorted(self.fields, key=lambda f: f.tag))


def line(record: Marc) -> str:
    """NORMARC line format: ``*TTTii$a…``, the record ends with ``^``; LF (the file writer makes it CRLF)."""
    rows = [f"*000{record.leader}"] if record.leader.strip() else []
    rows += [f"*{f.tag}{_line_content(f)}" for f in record.fields]
    return "\n".join([*rows, "^\n"])


def _line_content(f: Field) -> str:
    return f.data if f.is_control else f.indicators + "".join(f"${code}{value}" for code, value in f.subfields)


def iso2709(record: Marc, charset: str = "utf-8", *, count_characters: bool = False, length_error: int = 0) -> bytes:
    """ISO 2709. ``count_characters`` makes the directory of a careless recoding; ``length_error`` is added to 00-04."""
    directory, data, position = "", b"", 0
    for f in record.fields:
        text = _iso_content(f) + "\x1e"
        content = text.encode(charset)
        length = len(text) if count_characters else len(content)
        directory += f"{f.tag}{length:04d}{position:05d}"
        position += length
        data += content
    base = 24 + len(directory) + 1
    total = base + len(data) + 1 + length_error
    leader = f"{total:05d}{record.leader[5:10]}22{base:05d}{record.leader[17:20]}4500"
    return leader.encode() + directory.encode() + b"\x1e" + data + b"\x1d"


def _iso_content(f: Field) -> str:
    return f.data if f.is_control else f.indicators + "".join(f"\x1f{code}{value}" for code, value in f.subfields)


def xml(record: Marc, attributes: str = "") -> str:
    """One ``<record>`` of MARCXML or MarcXchange, whose namespace is the collection's."""
    rows = [f"  <record{attributes}>", f"    <leader>{escape(record.leader)}</leader>"]
    for f in record.fields:
        if f.is_control:
            rows.append(f'    <controlfield tag="{f.tag}">{escape(f.data)}</controlfield>')
        else:
            first, second = (quoteattr(i) for i in f.indicators)
            rows.append(f'    <datafield tag="{f.tag}" ind1={first} ind2={second}>')
            rows += [f"      <subfield code={quoteattr(c)}>{escape(v)}</subfield>" for c, v in f.subfields]
            rows.append("    </datafield>")
    return "\n".join([*rows, "  </record>\n"])


def collection(records: list[str], namespace: str) -> str:
    """A whole XML file."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{namespace}">\n'
    return head + "".join(records) + "</collection>\n"

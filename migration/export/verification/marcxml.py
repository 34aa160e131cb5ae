"""``bibs.xml``, read as a stream: 001, 003, order, NFC, and a 035 for every source record of the crosswalk."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import is_normalized
from xml.parsers import expat

from migration.export.verification import identity
from migration.export.verification.crosswalk import member
from migration.export.verification.state import Delivery
from migration.export.verification.values import parse_id

NAME = "bibs.xml"
SPACE = "http://www.loc.gov/MARC21/slim "
BLOCK = 1 << 20
ORIGIN = re.compile(r"\(([A-Z]{1,4}-[A-Za-z0-9/:-]{1,11})\)(.+)", re.DOTALL)


def check_marcxml(delivery: Delivery) -> int:
    """Check the collection; fills ``ids["bib"]`` and uses up ``members``. Returns the number of records."""
    if not delivery.has(NAME):
        return 0
    reader = Records(delivery)
    parser = reader.parser
    try:
        for block in _blocks(delivery, delivery.path / NAME):
            parser.Parse(block)
        parser.Parse(b"", True)
        reader.end_record()
    except expat.ExpatError as error:
        delivery.problems.note("marc", NAME, f"is not XML from here on ({error})", error.lineno)
    delivery.count(NAME, reader.records)
    _check_targets(delivery)
    return reader.records


def _blocks(delivery: Delivery, path: Path) -> Iterator[bytes]:
    """The file in blocks that end with a line where they can, each looked through as text on its way."""
    line, rest = 1, b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            head, newline, tail = (rest + block).rpartition(b"\n")
            rest = tail
            _check_text(delivery, head, line)
            line += head.count(b"\n") + len(newline)
            yield head + newline
    _check_text(delivery, rest, line)
    yield rest


def _check_text(delivery: Delivery, block: bytes, line: int) -> None:
    note = delivery.problems.note
    if line == 1 and block.startswith(b"\xef\xbb\xbf"):
        note("encoding", NAME, "begins with a byte order mark", 1)
    if b"\r" in block:
        note("line_ends", NAME, "has line ends other than LF", line + block[: block.index(b"\r")].count(b"\n"))
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError as error:
        note("encoding", NAME, "is not UTF-8", line + block[: error.start].count(b"\n"))
        return
    if not text.isascii() and not is_normalized("NFC", text):
        for n, part in enumerate(text.split("\n")):
            if not is_normalized("NFC", part):
                note("marc", NAME, "the text is not in NFC", line + n)
    identity.check_marcxml(delivery, NAME, text, line)


@dataclass(slots=True)
class Records:
    """Follows the parser through the collection. Handlers for texts and ends hang in only where a value is wanted."""

    delivery: Delivery
    records: int = 0
    last: str = ""
    number: int | None = None
    line: int = 0
    has_source: bool = True
    tag: str = ""
    texts: list[str] = field(default_factory=list)
    parser: expat.XMLParserType = field(init=False)

    def __post_init__(self) -> None:
        # Whatever is declared: expat knows few encodings, and fails at a name that Python does not know either.
        self.parser = expat.ParserCreate("UTF-8", " ")
        self.parser.buffer_text = True
        self.parser.XmlDeclHandler = self.declared
        self.parser.StartElementHandler = self.start_root

    def declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.upper() != "UTF-8":
            self.note(f"declares {encoding}, and must be UTF-8")

    def start_root(self, name: str, attributes: dict[str, str]) -> None:
        if name != SPACE + "collection":
            self.note("is not a MARCXML collection")
        self.parser.StartElementHandler = self.start

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == SPACE + "subfield":
            if self.tag == "035" and attributes.get("code") == "a":
                self.capture()
            return
        if name == SPACE + "record":
            self.end_record()
            self.records, self.number, self.has_source = self.records + 1, None, False
            self.line = self.parser.CurrentLineNumber
        self.tag = attributes.get("tag", "")
        if name == SPACE + "controlfield" and self.tag in ("001", "003"):
            self.capture()

    def capture(self) -> None:
        """Collect the text from here to the element's end."""
        self.texts.clear()
        self.parser.CharacterDataHandler = self.texts.append
        self.parser.EndElementHandler = self.end

    def end(self, name: str) -> None:
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        text = "".join(self.texts)
        if self.tag == "001":
            self.take_id(text)
        elif self.tag == "003":
            self.has_source = bool(text.strip())
        else:
            self.take_origin(text)

    def take_id(self, text: str) -> None:
        self.number = parse_id(text)
        if self.number is None:
            self.note("001 is not a UUID")
            return
        if text <= self.last:
            what = f"001 {text} stands after {self.last}: twice, or not sorted"
            self.delivery.problems.note("order", NAME, what, self.line)
        self.last = text
        self.delivery.ids["bib"].add(self.number)

    def take_origin(self, text: str) -> None:
        match = ORIGIN.fullmatch(text)
        if match and self.number is not None:
            key = member(self.number, match[2])
            if self.delivery.members[key] > 1:
                self.delivery.members[key] -= 1
            else:
                del self.delivery.members[key]

    def end_record(self) -> None:
        if self.records and self.number is None:
            self.note("the record has no usable 001")
        if not self.has_source:
            self.note("the record has no 003")

    def note(self, what: str) -> None:
        self.delivery.problems.note("marc", NAME, what, self.line or 1)


def _check_targets(delivery: Delivery) -> None:
    known = delivery.ids["bib"]
    for number in sorted(delivery.targets.keys() - known):
        delivery.problems.note("reference", "bibs_crosswalk.csv", f"target_id {_uuid(number)} is not in bibs.xml")
    for number in sorted(known - delivery.targets.keys()):
        delivery.problems.note("crosswalk", NAME, f"no row of bibs_crosswalk.csv has the target {_uuid(number)}")


def _uuid(number: int) -> str:
    text = f"{number:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

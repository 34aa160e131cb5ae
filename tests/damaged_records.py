"""A damaged record between two good ones: what becomes of it, and that it costs the others nothing."""

import io

from marc_bytes import book

from migration.marc.reading.decode import Decoded, UnreadableRecordError, decode
from migration.marc.reading.framing import Frame, frame, sniff, xml_charset

TITLES = ("Blåbær på Røros", "Čáppa sánit")


def iso2709(number: str, title: str) -> bytes:
    return book(number.encode(), title.encode())


def line(number: str, title: str, end: str = "\r\n") -> bytes:
    return f"*000     nam         1      {end}*001{number}{end}*24510$a{title}{end}^{end}".encode()


def marcxml(number: str, title: str) -> bytes:
    return (
        f'<record><leader>     nam         1      </leader><controlfield tag="001">{number}</controlfield>'
        f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{title}</subfield></datafield></record>'
    ).encode()


GOOD = {
    "iso2709": (iso2709("1", TITLES[0]), iso2709("9", TITLES[1])),
    "line": (line("1", TITLES[0]), line("9", TITLES[1])),
    "xml": (marcxml("1", TITLES[0]), marcxml("9", TITLES[1])),
}


def frames(data: bytes, form: str) -> list[Frame]:
    """The frames of a file; each has the file's own bytes."""
    found = list(frame(io.BytesIO(data), form))
    assert all(data[f.offset : f.offset + len(f.payload)] == f.payload for f in found)
    return found


def between(form: str, damaged: bytes, good: tuple[bytes, bytes] = (b"", b"")) -> list[Frame]:
    """The frames of ``damaged`` between two good records, which come out byte for byte and are read right."""
    first, last = good if good[0] else GOOD[form]
    found = frames(first + damaged + last, form)
    assert (found[0], found[-1].payload.strip(), found[-1].problem) == (Frame(0, first), last.strip(), "")
    assert [titles(found[0], form), titles(found[-1], form)] == [[TITLES[0]], [TITLES[1]]]
    assert control_numbers([found[0], found[-1]], form) == ["1", "9"]
    return found[1:-1]


def read(found: Frame, form: str, declared: str = "") -> Decoded:
    return decode(found.payload, form, "auto", declared)


def titles(found: Frame, form: str, declared: str = "") -> list[str]:
    return [str(field["a"]) for field in read(found, form, declared).record.get_fields("245")]


def control_numbers(found: list[Frame], form: str) -> list[str]:
    return [str(read(f, form).record["001"].data) for f in found]


def fields(found: Frame, form: str) -> list[str]:
    return [str(field) for field in read(found, form).record.fields]


def codes(found: Frame, form: str) -> list[str]:
    return [issue.code for issue in read(found, form).issues]


def refusal(found: Frame, form: str) -> str:
    """The code of the reason why a record cannot be read; empty where it can."""
    try:
        read(found, form)
    except UnreadableRecordError as error:
        return error.code
    return ""


def recognised(data: bytes) -> tuple[str, str]:
    """Format and charset as a folder's reader finds them, from the first 64 KiB."""
    head = data[:65_536]
    return sniff(head), xml_charset(head) if sniff(head) == "xml" else ""

"""ISO 2709 records made byte by byte, so that each can be given the defect that its test is about."""

LEADER = b"00000nam a2200000   4500"


def data(indicators: bytes, *subfields: bytes) -> bytes:
    """The bytes of a data field: ``data(b"10", b"aTittel")``."""
    return indicators + b"".join(b"\x1f" + subfield for subfield in subfields)


def record(fields: list[tuple[bytes, bytes]], leader: bytes = LEADER) -> bytes:
    """A sound record of tags and field data."""
    directory, offset = b"", 0
    for tag, body in fields:
        directory += b"%s%04d%05d" % (tag, len(body) + 1, offset)
        offset += len(body) + 1
    base = 24 + len(directory) + 1
    head = b"%05d" % (base + offset + 1) + leader[5:12] + b"%05d" % base + leader[17:]
    return head + directory + b"\x1e" + b"".join(body + b"\x1e" for _, body in fields) + b"\x1d"


def book(number: bytes = b"1", title: bytes = b"Tittel", leader: bytes = LEADER) -> bytes:
    """A sound record with 001 and 245 $a."""
    return record([(b"001", number), (b"245", data(b"10", b"a" + title))], leader)

"""A synthetic county of any size: ``python benchmarks/county.py DIRECTORY --bibs 50000``.

Plain string building from an index, so that generating costs less than what is measured, and the same parameters give
the same bytes. A record has about 25 fields, 50 subfields and 1.3 kB.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from synthetic.county_records import Title, fields_marc21, fields_normarc, title
from synthetic.county_tables import barcode, copies, write_tables
from synthetic.delimited import COLUMNS

SHARED = 0.4
"""Share of a source's titles that other sources hold too, under the same ISBN, where nobody says another."""
HOLDERS = 4
"""How many sources hold a shared title, where there are as many."""

Fields = list[tuple[str, str]]
FORMS = ("iso2709-normarc", "line-normarc", "xml-normarc", "iso2709-marc21", "iso2709-normarc", "xml-marc21")
"""The sources' forms, over and over: format of the file and of the record."""
_NAMESPACES = {"normarc": "info:lc/xmlns/marcxchange-v1", "marc21": "http://www.loc.gov/MARC21/slim"}
_SUFFIXES = {"iso2709": "mrc", "line": "261101", "xml": "xml"}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def write_county(directory: Path, bibs: int, sources: int = 12, seed: int = 1, shared: float = SHARED) -> None:
    """Write a project directory with ``bibs`` records in ``sources`` databases; items, patrons, loans in proportion."""
    (directory / "mappings").mkdir(parents=True, exist_ok=True)
    (directory / "mappings" / "sources.yaml").write_text(_sources_yaml(sources), encoding="utf-8")
    for source in range(sources):
        count = bibs // sources + (source < bibs % sources)
        form, marc_format = FORMS[source % len(FORMS)].split("-")
        folder = directory / "exports" / _key(source)
        folder.mkdir(parents=True, exist_ok=True)
        _write_catalogue(folder, form, marc_format, _titles(source, count, bibs, sources, seed, shared))
        write_tables(folder, COLUMNS, source, count, with_items=form != "line")


def _key(source: int) -> str:
    return f"kommune-{source:03d}"


def _sources_yaml(sources: int) -> str:
    lines = ["sources:"]
    for n in range(sources):
        lines += [
            f"  {_key(n)}:",
            f"    title: Oppdiktet bibliotek {n}",
            "    libraries:",
            "      - unit: 6471",
            f"        isil: NO-29{n:03d}00",
            f"        name: Bibliotek {n}",
            "        type: public",
            f'        municipality: "{9000 + n}"',
        ]
    return "\n".join([*lines, ""])


def _titles(source: int, count: int, bibs: int, sources: int, seed: int, share: float) -> Iterator[tuple[int, Title]]:
    """Record number and title. The first share of each source comes from one pool, at an offset of its own."""
    shared = int(count * share)
    pool = max(shared, int(bibs * share / min(HOLDERS, sources)), 1)
    offset = source * pool // max(sources, 1)
    for n in range(count):
        own = pool + source * (bibs // sources + 1) + n
        yield n + 1, title((offset + n) % pool if n < shared else own, seed)


def _write_catalogue(folder: Path, form: str, marc_format: str, titles: Iterator[tuple[int, Title]]) -> None:
    build = fields_normarc if marc_format == "normarc" else fields_marc21
    leader = "nam         1      " if marc_format == "normarc" else "nam a22      i 4500"
    write = _WRITERS[form]
    with (folder / f"katalog.{_SUFFIXES[form]}").open("wb", buffering=1 << 20) as file:
        if form == "xml":
            head = f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{_NAMESPACES[marc_format]}">\n'
            file.write(head.encode())
        for number, work in titles:
            fields = build(number, work)
            if form == "line":
                fields += _copies(number)
            file.write(write(leader, fields))
        if form == "xml":
            file.write(b"</collection>\n")


def _copies(number: int) -> Fields:
    return [
        ("099", f"  \x1fbEx. {n}\x1fi{n}\x1fk{barcode(number, n)}\x1foSKJ\x1fd2016-03-02\x1f92026-09-14\x1f417\x1f01")
        for n in range(1, copies(number) + 1)
    ]


def _iso2709(leader: str, fields: Fields) -> bytes:
    directory, contents, position = [], [], 0
    for tag, content in fields:
        data = content.encode() + b"\x1e"
        directory.append(f"{tag}{len(data):04d}{position:05d}")
        contents.append(data)
        position += len(data)
    base = 25 + 12 * len(fields)
    head = f"{base + position + 1:05d}{leader[:5]}22{base:05d}{leader[12:15]}4500{''.join(directory)}\x1e"
    return b"".join((head.encode(), *contents, b"\x1d"))


def _line(leader: str, fields: Fields) -> bytes:
    rows = [f"*000     {leader}\r\n"]
    rows += [f"*{tag}{content}\r\n".replace("\x1f", "$") for tag, content in fields]
    return "".join((*rows, "^\r\n")).encode("windows-1252", "replace")


def _xml(leader: str, fields: Fields) -> bytes:
    out = [f"<record><leader>     {leader}</leader>"]
    for tag, content in fields:
        content = content.translate(_ESCAPES)
        if tag < "010":
            out.append(f'<controlfield tag="{tag}">{content}</controlfield>')
            continue
        parts = content.split("\x1f")
        out.append(f'<datafield tag="{tag}" ind1="{parts[0][0]}" ind2="{parts[0][1]}">')
        out += (f'<subfield code="{part[0]}">{part[1:]}</subfield>' for part in parts[1:])
        out.append("</datafield>")
    out.append("</record>\n")
    return "".join(out).encode()


_WRITERS: dict[str, Callable[[str, Fields], bytes]] = {"iso2709": _iso2709, "line": _line, "xml": _xml}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--bibs", type=int, default=50_000)
    parser.add_argument("--sources", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write_county(arguments.directory, arguments.bibs, arguments.sources, arguments.seed)

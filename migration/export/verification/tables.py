"""Reading a CSV file of a delivery row by row, and the form that every such file has: UTF-8, LF, a header."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from migration.export.verification import identity
from migration.export.verification.state import Delivery

csv.field_size_limit(1 << 30)


@dataclass(slots=True)
class Lines:
    """A file's lines for the CSV reader, and the text of the record that is being read."""

    path: Path
    record: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        with self.path.open("rb") as file:
            for line in file:
                text = line.decode("utf-8")
                self.record.append(text)
                yield text


@dataclass(slots=True)
class Table:
    """A CSV file with its header. ``rows`` yields each row once: its line, its cells, as many as the header has."""

    delivery: Delivery
    name: str
    entity: str
    header: list[str]
    lines: Lines
    reader: Iterator[list[str]]
    position: dict[str, int]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Notes what is wrong with a row's form and passes over it. Ends at the first place that is not CSV."""
        problems, width, line = self.delivery.problems, len(self.header), len(self.lines.record)
        entity_at = self.position.get("entity")
        while True:
            self.lines.record.clear()
            try:
                cells = next(self.reader)
            except StopIteration:
                return
            except csv.Error as error:
                problems.note("csv", self.name, f"is not CSV from here on ({error})", line + 1)
                return
            except UnicodeDecodeError:
                problems.note("encoding", self.name, "is not UTF-8 from here on", line + 1)
                return
            text = "".join(self.lines.record)
            line += len(self.lines.record)
            if not text.endswith("\n") or text.endswith("\r\n"):
                problems.note("line_ends", self.name, "the row does not end with LF alone", line)
            if len(cells) != width:
                problems.note("csv", self.name, f"the row has {len(cells)} cells, not {width}", line)
                continue
            if identity.holds_number(text):
                entity = self.entity if entity_at is None else cells[entity_at]
                identity.check_row(self.delivery, self.name, entity, line, self.header, cells)
            yield line, cells


def open_table(delivery: Delivery, name: str, columns: Sequence[str], entity: str = "") -> Table | None:
    """The file as a table, or None where it is absent or its header cannot be used."""
    if not delivery.has(name):
        return None
    lines = Lines(delivery.path / name)
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, [])
    except (csv.Error, UnicodeDecodeError):
        delivery.problems.note("encoding", name, "has no header that can be read as UTF-8", 1)
        return None
    if header and header[0].startswith("\ufeff"):
        delivery.problems.note("encoding", name, "begins with a byte order mark", 1)
        header[0] = header[0].removeprefix("\ufeff")
    if lines.record and lines.record[-1].endswith("\r\n"):
        delivery.problems.note("line_ends", name, "the row does not end with LF alone", 1)
    missing = [column for column in columns if column not in header]
    if missing:
        delivery.problems.note("columns", name, f"lacks {', '.join(missing)}", 1)
        return None
    return Table(delivery, name, entity, header, lines, reader, {c: n for n, c in reversed([*enumerate(header)])})

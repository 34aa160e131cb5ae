"""Small MARC records for tests, written as a cataloguer would: ``020 ## $a82-02 $b ib.``."""

from functools import cache
from pathlib import Path

from pymarc import Field, Indicators, Leader, Record, Subfield

from migration.marc.conversion.convert import Converted, convert
from migration.marc.formats import Format, Verdict
from migration.marc.rules import Rules, load_rules

NORMARC_LEADER = "     nam         1      "
MARC21_LEADER = "00000nam a2200000 c 4500"
MAPPINGS = Path(__file__).parents[1] / "mappings"


@cache
def rules() -> Rules:
    return load_rules(lambda name: MAPPINGS / name)


def field(line: str) -> Field:
    """``245 10 $aTitle$bRest``; ``#`` is a blank indicator; ``008 text`` is a control field."""
    tag = line[:3]
    if tag < "010":
        return Field(tag, data=line[4:])
    subfields = [Subfield(part[0], part[1:]) for part in line[7:].split("$")[1:]]
    return Field(tag, Indicators(line[4].replace("#", " "), line[5].replace("#", " ")), subfields)


def record(*lines: str, leader: str = NORMARC_LEADER) -> Record:
    made = Record()
    made.leader = Leader(leader)
    made.fields = [field(line) for line in lines]
    return made


def show(one: Field) -> str:
    """The reverse of ``field``."""
    if one.control_field:
        return f"{one.tag} {one.data}"
    first, second = one.indicators or (" ", " ")
    return (
        f"{one.tag} {first}{second} ".replace(" ", "#").replace("#", " ", 1)[:6]
        + " "
        + "".join(f"${code}{value}" for code, value in one.subfields)
    )


def converted(*lines: str, leader: str = NORMARC_LEADER, form: Format = "normarc") -> Converted:
    return convert(record(*lines, leader=leader), rules(), Verdict(form, ()))


def lines_of(result: Converted, *tags: str) -> list[str]:
    return [show(f) for f in result.record.fields if f.tag in tags]


def issues_of(result: Converted) -> list[tuple[str, str, str]]:
    return [(issue.code, issue.field, issue.value) for issue in result.issues]


def f008(result: Converted) -> str:
    return next(f.data or "" for f in result.record.fields if f.tag == "008")


def normarc_008(**positions: str) -> str:
    """An 008 with blanks but for ``p22="a"`` and so on."""
    data = list(" " * 40)
    for name, value in positions.items():
        start = int(name[1:])
        data[start : start + len(value)] = value
    return "".join(data)

"""What every page of a report is made with: the templates, their filters and their words."""

from decimal import Decimal
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from migration.marc.rule_notes import in_english
from migration.quality import facts
from migration.quality.balance import summed
from migration.quality.conversion import rule_groups
from migration.quality.ranking import WEIGHTS, WHOLE_FILE
from migration.quality.shelf import HINTS
from migration.quality.words import (
    CHANGES,
    CODE_LISTS,
    ENTITIES,
    FATES,
    MARC_FORMATS,
    MENDERS,
    RUN_TYPES,
    SEVERITY_NAMES,
    STAGES,
    STATUSES,
    SUBFIELD_FATES,
    both,
    in_bokmal,
)

TEMPLATES = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The templates with their filters and words, for every page."""
    shared = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared.filters |= {"number": number, "percent": percent, "size": size, "named": facts.named, "amount": amount}
    shared.filters |= {"rule_groups": rule_groups, "decimal": decimal, "in_bokmal": in_bokmal, "in_english": in_english}
    shared.filters |= {"day": day, "moment": moment, "signed": signed}
    shared.globals |= {
        "entities": ENTITIES,
        "severities": SEVERITY_NAMES,
        "run_types": RUN_TYPES,
        "code_lists": CODE_LISTS,
        "fates": FATES,
        "subfield_fates": SUBFIELD_FATES,
        "statuses": STATUSES,
        "marc_formats": MARC_FORMATS,
        "menders": MENDERS,
        "changes": CHANGES,
        "hints": HINTS,
        "weights": WEIGHTS,
        "whole_file": WHOLE_FILE,
        "stages": STAGES,
        "t": both,
        "total": lambda rows: summed("", "", rows),
    }
    return shared


def amount(value: Decimal) -> str:
    """A sum as Norwegians write it: ``1 234,50``."""
    whole, _, rest = f"{value:.2f}".partition(".")
    return f"{'-' * (value < 0)}{number(abs(int(whole)))},{rest}"


def number(value: int) -> str:
    """A whole number as Norwegians write it: ``1 234 567``, with spaces that do not break."""
    return f"{value:,}".replace(",", "\u00a0")


def signed(value: int) -> str:
    """A change: ``+1 234``, ``−12``; no change is ``0``."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value))}"


def day(value: str) -> str:
    """The day of a time in ISO 8601 as Norwegians write it: ``23.11.2026``."""
    return f"{value[8:10]}.{value[5:7]}.{value[:4]}"


def moment(value: str) -> str:
    """A time in ISO 8601 as Norwegians write it, to the minute: ``23.11.2026 kl. 13.05``."""
    return f"{day(value)} kl. {value[11:13]}.{value[14:16]}" if len(value) > len("2026-11-23") else day(value)


def percent(value: float) -> str:
    """A share with one decimal: ``12,5 %``."""
    return f"{value:.1f}\u00a0%".replace(".", ",")


def decimal(value: float) -> str:
    """A number with one decimal: ``1,4``."""
    return f"{value:.1f}".replace(".", ",")


def size(value: int) -> str:
    """Bytes, kB or MB: ``1,5 MB``."""
    if value < 1000:
        return f"{value}\u00a0byte"
    unit, scaled = ("kB", value / 1e3) if value < 1e6 else ("MB", value / 1e6)
    return f"{scaled:.1f}\u00a0{unit}".replace(".", ",")

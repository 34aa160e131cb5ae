"""A profile's manifest as it is read back: see ``layout`` and ``accounts`` for what is written."""

from pydantic import BaseModel, ConfigDict

from migration.export.profiles.accounts import Account


class Demand(BaseModel):
    """Of one column."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    required: bool = False
    max: int = 0
    unique: bool = False
    compare: str = ""
    written: str = ""


class Layout(BaseModel):
    """Of one file, as ``layout.layout_of`` writes it; what else its form needs is read with the file."""

    model_config = ConfigDict(extra="allow", frozen=True)

    entry: str
    form: str
    key: tuple[str, ...] = ()
    columns: dict[str, Demand]


class Made(BaseModel):
    """What a profile's manifest says besides a delivery's. ``layout``: by file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    profile: str
    delivery: dict[str, str] = {}
    layout: dict[str, Layout]
    accounts: tuple[Account, ...]

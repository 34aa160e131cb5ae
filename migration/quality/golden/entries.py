"""What may be expected, as it is written in ``mappings/golden/<source>.yaml``: Bokmål keys, a model per section."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from migration.issues import Fate
from migration.model import Entity
from migration.quality.golden.values import Amount, Code, Count, Day, FateWord, Place, Text, Texts, YesNo


class Entry(BaseModel):
    """One row of the source and what must become of it. ``named_by``: the keys that say which row is meant."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    entity: ClassVar[Entity]
    named_by: ClassVar[tuple[str, ...]]

    why: Annotated[Text | None, Field(alias="hvorfor")] = None
    blocking: Annotated[YesNo | None, Field(alias="stopper")] = None
    fate: Annotated[FateWord | None, Field(alias="utfall")] = None
    reason: Annotated[Code | None, Field(alias="årsak")] = None

    @model_validator(mode="after")
    def _makes_sense(self) -> "Entry":
        if not self.names():
            raise ValueError(f"says of no row; begin with {' or '.join(alias(type(self), n) for n in self.named_by)}")
        if self.reason and self.fate in (Fate.LOADED, Fate.MERGED):
            raise ValueError("has årsak, but what is lastet or slått sammen has none")
        if self.left_out and self.expected():
            raise ValueError("is avvist or utelatt, so nothing else can be expected of it")
        return self

    @property
    def left_out(self) -> bool:
        """Whether the row must not come out at all."""
        return bool(self.reason) or self.fate in (Fate.REJECTED, Fate.EXCLUDED)

    def names(self) -> dict[str, str]:
        """What names the row, by field name; the first is used."""
        return {name: value for name in self.named_by if (value := getattr(self, name))}

    @property
    def named(self) -> tuple[str, str]:
        """The field that says which row is meant, and its value."""
        return next(iter(self.names().items()))

    def expected(self) -> dict[str, Any]:
        """What is expected of the row, by field name, in the order of the model."""
        naming = next(iter(self.names()), "")
        fields = [name for name in type(self).model_fields if name not in (*Entry.model_fields, naming)]
        return {name: value for name in fields if (value := getattr(self, name)) is not None}


def alias(model: type[Entry], name: str) -> str:
    """The Bokmål key of a field."""
    return model.model_fields[name].alias or name


class RecordEntry(Entry):
    """A bibliographic record, by its 001. ``fields``: values that the delivered record must have, by place in MARC."""

    entity: ClassVar[Entity] = Entity.BIB
    named_by: ClassVar[tuple[str, ...]] = ("record",)

    record: Annotated[Text | None, Field(alias="post")] = None
    title: Annotated[Text | None, Field(alias="tittel")] = None
    author: Annotated[Text | None, Field(alias="forfatter")] = None
    year: Annotated[Text | None, Field(alias="år")] = None
    language: Annotated[Text | None, Field(alias="språk")] = None
    format: Annotated[Text | None, Field(alias="format")] = None
    isbn: Annotated[Texts | None, Field(alias="isbn")] = None
    fields_: Annotated[dict[Place, Texts] | None, Field(alias="felt")] = None
    together_with: Annotated[Texts | None, Field(alias="sammen_med")] = None
    apart_from: Annotated[Texts | None, Field(alias="ikke_sammen_med")] = None
    items: Annotated[Count | None, Field(alias="eksemplarer")] = None


class ItemEntry(Entry):
    """A copy, by its number or by the barcode that the source has."""

    entity: ClassVar[Entity] = Entity.ITEM
    named_by: ClassVar[tuple[str, ...]] = ("item", "barcode")

    item: Annotated[Text | None, Field(alias="eksemplar")] = None
    barcode: Annotated[Text | None, Field(alias="strekkode")] = None
    record: Annotated[Text | None, Field(alias="post")] = None
    library: Annotated[Text | None, Field(alias="bibliotek")] = None
    branch: Annotated[Text | None, Field(alias="avdeling")] = None
    location: Annotated[Text | None, Field(alias="plassering")] = None
    shelf_mark: Annotated[Text | None, Field(alias="hylleoppstilling")] = None
    type: Annotated[Text | None, Field(alias="type")] = None
    status: Annotated[Text | None, Field(alias="status")] = None
    price: Annotated[Amount | None, Field(alias="pris")] = None
    on_loan: Annotated[YesNo | None, Field(alias="utlånt")] = None
    on_loan_to_card: Annotated[Text | None, Field(alias="utlånt_til_kort")] = None
    on_loan_to_patron: Annotated[Text | None, Field(alias="utlånt_til_låner")] = None
    due: Annotated[Day | None, Field(alias="forfall")] = None


class PatronEntry(Entry):
    """A borrower, by number or by card, never by name."""

    entity: ClassVar[Entity] = Entity.PATRON
    named_by: ClassVar[tuple[str, ...]] = ("patron", "card")

    patron: Annotated[Text | None, Field(alias="låner")] = None
    card: Annotated[Text | None, Field(alias="kort")] = None
    library: Annotated[Text | None, Field(alias="bibliotek")] = None
    category: Annotated[Text | None, Field(alias="kategori")] = None
    expires: Annotated[Day | None, Field(alias="utløper")] = None
    blocked: Annotated[YesNo | None, Field(alias="sperret")] = None
    loans: Annotated[Count | None, Field(alias="lån")] = None
    reservations: Annotated[Count | None, Field(alias="reservasjoner")] = None
    owes: Annotated[Amount | None, Field(alias="skylder")] = None


class LoanEntry(Entry):
    """A loan, by its number."""

    entity: ClassVar[Entity] = Entity.LOAN
    named_by: ClassVar[tuple[str, ...]] = ("loan",)

    loan: Annotated[Text | None, Field(alias="lån")] = None
    patron: Annotated[Text | None, Field(alias="låner")] = None
    card: Annotated[Text | None, Field(alias="kort")] = None
    item: Annotated[Text | None, Field(alias="eksemplar")] = None
    record: Annotated[Text | None, Field(alias="post")] = None
    library: Annotated[Text | None, Field(alias="bibliotek")] = None
    lent: Annotated[Day | None, Field(alias="utlånt")] = None
    due: Annotated[Day | None, Field(alias="forfall")] = None
    renewals: Annotated[Count | None, Field(alias="fornyet")] = None
    status: Annotated[Text | None, Field(alias="status")] = None


class ReservationEntry(Entry):
    """A reservation, by its number."""

    entity: ClassVar[Entity] = Entity.RESERVATION
    named_by: ClassVar[tuple[str, ...]] = ("reservation",)

    reservation: Annotated[Text | None, Field(alias="reservasjon")] = None
    patron: Annotated[Text | None, Field(alias="låner")] = None
    card: Annotated[Text | None, Field(alias="kort")] = None
    record: Annotated[Text | None, Field(alias="post")] = None
    item: Annotated[Text | None, Field(alias="eksemplar")] = None
    pickup: Annotated[Text | None, Field(alias="hentested")] = None
    place_in_queue: Annotated[Count | None, Field(alias="plass_i_kø")] = None
    expires: Annotated[Day | None, Field(alias="utløper")] = None
    status: Annotated[Text | None, Field(alias="status")] = None


class FeeEntry(Entry):
    """A debt, by its number."""

    entity: ClassVar[Entity] = Entity.FEE
    named_by: ClassVar[tuple[str, ...]] = ("fee",)

    fee: Annotated[Text | None, Field(alias="gebyr")] = None
    patron: Annotated[Text | None, Field(alias="låner")] = None
    card: Annotated[Text | None, Field(alias="kort")] = None
    item: Annotated[Text | None, Field(alias="eksemplar")] = None
    type: Annotated[Text | None, Field(alias="type")] = None
    amount: Annotated[Amount | None, Field(alias="beløp")] = None
    outstanding: Annotated[Amount | None, Field(alias="gjenstår")] = None
    status: Annotated[Text | None, Field(alias="status")] = None


class GoldenFile(BaseModel):
    """A whole file: a list of entries per section."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    records: Annotated[tuple[RecordEntry, ...], Field(alias="titler")] = ()
    items: Annotated[tuple[ItemEntry, ...], Field(alias="eksemplarer")] = ()
    patrons: Annotated[tuple[PatronEntry, ...], Field(alias="lånere")] = ()
    loans: Annotated[tuple[LoanEntry, ...], Field(alias="lån")] = ()
    reservations: Annotated[tuple[ReservationEntry, ...], Field(alias="reservasjoner")] = ()
    fees: Annotated[tuple[FeeEntry, ...], Field(alias="gebyrer")] = ()


SECTIONS: Mapping[str, type[Entry]] = {
    "titler": RecordEntry,
    "eksemplarer": ItemEntry,
    "lånere": PatronEntry,
    "lån": LoanEntry,
    "reservasjoner": ReservationEntry,
    "gebyrer": FeeEntry,
}
"""The sections of a file by their key."""

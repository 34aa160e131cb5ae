"""One row of a table, column by column. What nobody has decided about is scrambled: a new column never leaks."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from migration.anonymise.days import other_date
from migration.anonymise.draw import LETTERS
from migration.anonymise.names import words_of
from migration.anonymise.person import Inventions
from migration.marc.conversion.private import looks_private

SHORT = 3
"""Letters of a word that may as well be a mark on a shelf (``Ham``)."""

Hide = Callable[[Inventions, str, str], str]
"""(inventions, source, value) to the value that stands for it."""


def _kept(all_: Inventions, source: str, value: str) -> str:
    """Codes, dates, sums, ids of things: nothing of a person but, by mistake, an identity number."""
    return all_.notes.rewrite(value) if looks_private(value) else all_.identity.hide(value)


def _label(all_: Inventions, source: str, value: str) -> str:
    """What staff may have named after somebody: the words that are patrons' names."""
    words = {word for word in words_of(value) if len(word) > SHORT and word in all_.names.originals}
    return _kept(all_, source, all_.names.words(value, "surname", words_of(value) - words) if words else value)


def _borrower(all_: Inventions, source: str, value: str) -> str:
    hidden = all_.identity.hide(value)
    return hidden if hidden != value else all_.ids[source].invent(value)


def _number(all_: Inventions, source: str, value: str) -> str:
    hidden = all_.identity.hide(value)
    return hidden if hidden != value else all_.numbers.invent(value)


def _name(all_: Inventions, source: str, value: str) -> str:
    return all_.identity.hide(all_.names.whole(value, all_.keep))


def _birth_date(all_: Inventions, source: str, value: str) -> str:
    hidden = all_.identity.hide(value)
    return hidden if hidden != value else other_date(all_.draw, value, all_.today)


def _contact(kind: str) -> Hide:
    def hide(all_: Inventions, source: str, value: str) -> str:
        hidden = all_.identity.hide(value)
        return all_.notes.rewrite(value) if hidden != value else str(getattr(all_.contacts, kind)(value))

    return hide


def _note(all_: Inventions, source: str, value: str) -> str:
    return all_.notes.rewrite(value)


def scrambled(all_: Inventions, source: str, value: str) -> str:
    """A value of the same form: what is a flag or a code of one character stays."""
    if len(value) < 2 or value.casefold() in ("true", "false", "ja", "nei", "null"):
        return value
    pick = all_.draw.pick
    return re.sub(
        r"[^\W_]",
        lambda f: pick("character", f"{value}{f.start()}", "123456789" if f[0].isdigit() else LETTERS),
        all_.identity.hide(value),
    )


_EMAIL, _PHONE, _STREET = _contact("email"), _contact("phone"), _contact("street")
HIDE: Mapping[str, Mapping[str, Hide]] = {
    "raw_patron": {
        "id": _borrower, "name": _name, "mainemail": _EMAIL, "mainphone": _PHONE, "mobile": _PHONE,
        "mainaddrline1": _STREET, "mainaddrline2": _STREET, "tempaddrline1": _STREET, "tempaddrline2": _STREET,
        "mainzip": _kept, "mainplace": _kept, "localkey": _number, "birthdate": _birth_date, "notes": _note,
        "guardian": _note, "guardianname": _note, "parentname": _note, "guardianid": _borrower, "blockreason": _note,
        "class": _label,
    },
    "raw_patron_barcode": {"borrowerid": _borrower, "barcode": _number},
    "raw_loan": {"borrowerid": _borrower, "notes": _note},
    "raw_reservation": {"borrowerid": _borrower, "notes": _note},
    "raw_fee": {"borrowerid": _borrower, "notes": _note, "accountcodename": _label},
    "raw_item": {"notes": _note, "shelf": _label},
}  # fmt: skip
"""How the personal columns of each table are hidden (column names in small letters)."""


def hide_row(
    all_: Inventions, source: str, table: str, columns: Sequence[str], known: Sequence[str], cells: Sequence[str]
) -> list[str]:
    """The row's cells, hidden. ``columns``: the file's, of which ``known`` are those that the contract knows."""
    rules = HIDE.get(table, {})
    named = {name.casefold() for name in known}
    out = []
    for n, cell in enumerate(cells):
        column = columns[n].strip("\ufeff \t").casefold() if n < len(columns) else ""
        hide = rules.get(column) or (_kept if column in named else scrambled)
        out.append(_around(cell, partial(hide, all_, source)))
    return _with_place(all_, source, table, columns, cells, out)


def _around(cell: str, hide: Callable[[str], str]) -> str:
    """Blanks around a value stay; NULL and nothing are no values."""
    value = cell.strip()
    return cell.replace(value, hide(value), 1) if value and value != "NULL" else cell


def _with_place(
    all_: Inventions, source: str, table: str, columns: Sequence[str], cells: Sequence[str], out: list[str]
) -> list[str]:
    """Postal code and place of a patron: a pair that another one has."""
    at = {name.strip().casefold(): n for n, name in enumerate(columns) if n < len(cells)}
    if table == "raw_patron" and "mainzip" in at and "mainplace" in at:
        address = " ".join(cells[at[name]] for name in ("mainaddrline1", "mainzip", "mainplace") if name in at)
        if cells[at["mainzip"]] or cells[at["mainplace"]]:
            out[at["mainzip"]], out[at["mainplace"]] = all_.places[source].pick(address)
    return out

"""An entity set into the spool, page by page, and what people must know about how it was read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import Any
from urllib.parse import quote

from migration.extract.odata_client import Client, StatusError
from migration.extract.odata_page import DamagedPageError, Page, as_text, parse_page
from migration.extract.odata_paging import Habits, Walk
from migration.extract.odata_spool import Spool
from migration.extract.raw import MANDATORY, TABLE_OF_FILE, InputError
from migration.issues import Issue
from migration.privacy import find_identity_numbers

BORROWERS, CARDS, DEBTS = "Borrowers", "BorrowerBarcodes", "BorrowerDebts"
COLLECTION = "Barcodes"
"""The borrower's property that holds the cards: inline, or to be asked for by $expand."""
REFUSALS = frozenset({400, 406, 422, 500, 501})
"""Answers to a query option that a server does not know."""
ALL_DEBTS = "2/0"
"""Ends the address of a borrower's debts: all of them, not only those that can be paid online."""

Row = Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Fetched:
    """An entity set that lies in the spool.

    ``pages``: query, and positions of rows that had come before. ``owners``: the borrower whose debts a query told.
    """

    name: str
    pages: list[tuple[str, frozenset[int]]] = field(default_factory=list)
    columns: dict[str, None] = field(default_factory=dict)
    card_columns: dict[str, None] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def add(self, query: str, page: Page, doubles: frozenset[int] = frozenset()) -> None:
        self.pages.append((query, doubles))
        for row in page.rows:
            self.columns.update(dict.fromkeys(c for c in row if not _is_collection(self.name, c)))
            self.card_columns.update(dict.fromkeys(c for card in cards_in(self.name, row) for c in card))


def fetch_set(client: Client, spool: Spool, name: str, page_size: int, habits: Habits) -> Fetched:
    """All pages of a set into the spool. Raises StatusError, PagingError, DamagedPageError, InputError."""

    def get(query: str) -> Page:
        return _kept(spool, name, query, lambda: client.entity_set(name, query).text)

    walk = Walk(get, _accepted_options(get, name, page_size), page_size, habits)
    fetched = Fetched(name=name)
    for found in walk.pages():
        fetched.add(found.query, found.page, found.doubles)
    fetched.issues = list(_findings(walk, name))
    return fetched


def fetch_debts(client: Client, spool: Spool, borrowers: Fetched | None, cards: Fetched | None) -> Fetched:
    """The debts of each borrower by one of their cards, where there is no entity set of them.

    A national identity number is never put into an address. Raises StatusError where no card is known, InputError.
    """
    fetched = Fetched(name=DEBTS, columns={"BorrowerId": None})
    usable = _usable_cards(spool, borrowers, cards)
    answered = False
    for borrower, card in usable.items():
        page = _debts_of(client, spool, borrower, card) if card else None
        if page is not None:
            answered = True
            fetched.add(borrower, page)
            fetched.owners[borrower] = borrower
    if any(usable.values()) and not answered:
        raise StatusError(404)
    if unasked := sum(not card for card in usable.values()):
        fetched.issues.append(Issue("odata_debts_not_asked", DEBTS, str(unasked)))
    return fetched


def rows_of(spool: Spool, fetched: Fetched) -> Iterator[Row]:
    """The set's rows from the spool, each once. Raises InputError where the spool was removed meanwhile."""
    for query, doubles in fetched.pages:
        text = spool.get(fetched.name, query)
        if text is None:
            raise InputError([f"{fetched.name}: a fetched page is gone from .grenselos/odata; run again"])
        owner = {"BorrowerId": fetched.owners[query]} if query in fetched.owners else {}
        yield from (owner | row for n, row in enumerate(parse_page(text).rows) if n not in doubles)


def cards_in(name: str, row: Row) -> Iterator[Row]:
    """The cards inside a borrower, each with the borrower's id."""
    found = next((value for column, value in row.items() if _is_collection(name, column)), None)
    for card in found if isinstance(found, list) else ():
        properties = card if isinstance(card, dict) else {"Barcode": card}
        yield {"BorrowerId": row.get("Id")} | {c: v for c, v in properties.items() if "@" not in c}


def _is_collection(name: str, column: str) -> bool:
    return name == BORROWERS and column.casefold() == COLLECTION.casefold()


def _kept(spool: Spool, name: str, query: str, get: Callable[[], str]) -> Page:
    """The page from the spool, or fetched and put into it."""
    text = spool.get(name, query)
    if text is not None:
        try:
            return parse_page(text)
        except DamagedPageError:  # the machine went down while it was written
            pass
    text = get()
    spool.put(name, query, text)
    return parse_page(text)


def _accepted_options(get: Callable[[str], Page], name: str, page_size: int) -> tuple[str, ...]:
    """As many of the query options that help us as the server takes. Raises StatusError."""
    wanted = ["$orderby=Id", "$count=true"] if "Id" in MANDATORY[TABLE_OF_FILE[name]] else ["$count=true"]
    wanted += [f"$expand={COLLECTION}"] if name == BORROWERS else []
    for options in chain.from_iterable(combinations(wanted, size) for size in range(len(wanted), 0, -1)):
        try:
            get(Walk(get, options, page_size).query(0))
        except StatusError as error:
            if error.status not in REFUSALS:
                raise
        else:
            return options
    return ()


def _findings(walk: Walk, name: str) -> Iterator[Issue]:
    if walk.repeated:
        yield Issue("odata_rows_repeated", name, str(walk.repeated))
    if walk.counts and walk.counts[-1] > walk.rows:
        yield Issue("odata_rows_missing", name, f"{walk.rows}/{walk.counts[-1]}")
    elif walk.counts and walk.counts[0] != walk.counts[-1]:
        yield Issue("odata_changed_while_read", name, f"{walk.counts[0]}/{walk.counts[-1]}")
    if not walk.proved:
        yield Issue("odata_end_unproved", name, str(walk.rows))


def _debts_of(client: Client, spool: Spool, borrower: str, card: str) -> Page | None:
    """None where the server knows nothing of the card."""
    address = f"{DEBTS}/{quote(card, safe='')}/{ALL_DEBTS}"
    try:
        return _kept(spool, DEBTS, borrower, lambda: client.beside(address, DEBTS).text)
    except StatusError as error:
        if error.status != 404:
            raise
        return None


def _usable_cards(spool: Spool, borrowers: Fetched | None, cards: Fetched | None) -> dict[str, str]:
    """Each borrower with a card that may stand in an address; empty where there is none."""
    usable: dict[str, str] = {}
    for row in rows_of(spool, borrowers) if borrowers else ():
        usable.setdefault(as_text(row.get("Id")) or "", "")
        for card in cards_in(BORROWERS, row):
            _note_card(usable, card)
    for card in rows_of(spool, cards) if cards else ():
        _note_card(usable, card)
    usable.pop("", None)
    return usable


def _note_card(usable: dict[str, str], card: Row) -> None:
    borrower, number = as_text(card.get("BorrowerId")) or "", as_text(card.get("Barcode")) or ""
    is_identity = as_text(card.get("IsSSN")) in ("true", "1") or bool(find_identity_numbers(number))
    if not usable.get(borrower) and not is_identity:
        usable[borrower] = number

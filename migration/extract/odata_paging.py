"""All rows of an entity set, none twice, from a server whose paging cannot be trusted.

We go on by ``$skip`` until an empty page proves the end: a nextLink that repeats itself, or is missing, then does no
harm. Only where the server ignores ``$skip`` are its own links followed, until a page has none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from migration.extract.odata_page import Page, as_text

Ask = Callable[[str], Page]
"""A query of the entity set to its page."""
BARREN = 3
"""Pages without a new row, one after the other, after which a way of paging is given up."""


class PagingError(Exception):
    """The server's pages cannot be proved to be the whole set."""


@dataclass(frozen=True, slots=True)
class NewRows:
    """A page that brought something new. ``doubles``: positions of rows that had come before."""

    query: str
    page: Page
    doubles: frozenset[int]


@dataclass(slots=True)
class Habits:
    """What one set has shown of the server, for the next. ``links_end``: its links lead on, and stop at the end."""

    links_end: bool = False


@dataclass(slots=True)
class Walk:
    """The way through one entity set.

    ``counts``: how many rows the server said that the set has, at first and at last. ``proved``: whether the end was
    told by an empty page, by the end of the links, or by the count.
    """

    ask: Ask
    options: Sequence[str]
    page_size: int
    habits: Habits = field(default_factory=Habits)
    repeated: int = 0
    proved: bool = True
    counts: list[int] = field(default_factory=list)
    _seen: dict[object, int] = field(default_factory=dict)
    _variants: set[tuple[object, int]] = field(default_factory=set)

    @property
    def rows(self) -> int:
        """Different rows so far."""
        return len(self._seen) + len(self._variants)

    def pages(self) -> Iterator[NewRows]:
        """Pages with new rows, in the order in which they came. Raises PagingError."""
        first = page = self._page(self.query(0))
        query, skip, barren = self.query(0), 0, 0
        while page.rows:
            found = self._sift(query, page)
            if found:
                self.repeated += len(found.doubles)
                yield found
            barren = 0 if found else barren + 1
            if barren == BARREN:
                yield from self._by_links(first)
                return
            skip += len(page.rows)
            query = self.query(skip)
            page = self._page(query)

    def query(self, skip: int, top: int | None = None) -> str:
        return "&".join([*self.options, f"$skip={skip}", f"$top={self.page_size if top is None else top}"])

    def _by_links(self, first: Page) -> Iterator[NewRows]:
        """The rest of a set whose server ignores ``$skip``. A link that was followed before leads nowhere."""
        page, followed, barren = first, set[tuple[tuple[str, str], ...]](), 0
        while page.link and _parameters(page.link) not in followed and barren < BARREN:
            query = page.link
            followed.add(_parameters(query))
            page = self._page(query)
            found = self._sift(query, page)
            barren = 0 if found else barren + 1
            if found:
                self.repeated += len(found.doubles)
                yield found
        if followed and not page.link:
            self.habits.links_end = True
        elif first.link or not self.habits.links_end:
            self._require_whole(first)

    def _require_whole(self, first: Page) -> None:
        """Raise PagingError, unless the server's count or a look at ``$top`` tells that nothing is missing."""
        count, short, went_on = len(first.rows), len(first.rows) < self.page_size, self.rows > len(first.rows)
        if self.counts:
            whole = self.counts[0] == self.counts[-1] <= self.rows and (went_on or short)
        else:  # a server that heeds neither $skip nor $top gives a short list whole
            whole = short and not went_on and len(self._page(self.query(0, count - 1)).rows) == count
            self.proved = False
        if not whole:
            raise PagingError(f"the server gives the same rows again whatever is asked ({self.rows} different rows)")

    def _page(self, query: str) -> Page:
        page = self.ask(query)
        if page.count is not None:
            self.counts = [*self.counts[:1], page.count]
        return page

    def _sift(self, query: str, page: Page) -> NewRows | None:
        """The page without what has come before; None where nothing of it is new."""
        doubles = frozenset(self._doubles(page.rows))
        return NewRows(query, page, doubles) if len(doubles) < len(page.rows) else None

    def _doubles(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[int]:
        """Positions of rows that came before with the same content. Another content under the same Id is kept."""
        for position, row in enumerate(rows):
            content = hash(repr(row))
            key = as_text(row.get("Id")) or content
            if key not in self._seen:
                self._seen[key] = content
            elif content == self._seen[key] or (key, content) in self._variants:
                yield position
            else:
                self._variants.add((key, content))


def _parameters(query: str) -> tuple[tuple[str, str], ...]:
    """A query as a set of parameters: ``%24skip`` is ``$skip``, and their order says nothing."""
    return tuple(sorted(parse_qsl(query, keep_blank_values=True)))

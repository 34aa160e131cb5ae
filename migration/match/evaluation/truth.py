"""What labelled pairs say of records: which are one title, which are of two."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from migration.match.evaluation.pairs import LabelledPair


@dataclass(frozen=True, slots=True)
class Truth:
    """``titles``: the components of the pairs labelled 1, records by themselves included; ``apart``: of each record
    those of titles that a pair labelled 0 sets against its own; ``contradictions``: pairs labelled 0 inside one title.
    """

    titles: tuple[frozenset[str], ...]
    apart: dict[str, set[str]]
    contradictions: tuple[LabelledPair, ...]


def truth(pairs: Iterable[LabelledPair], known: Collection[str]) -> Truth:
    """``known``: the records that there are; pairs with others, or without a label, say nothing."""
    usable = [p for p in pairs if p.label is not None and p.id1 in known and p.id2 in known]
    title_of = _titles(usable)
    apart: dict[str, set[str]] = {}
    contradictions = []
    for pair in usable:
        one, two = title_of[pair.id1], title_of[pair.id2]
        if pair.label:
            continue
        if one is two:
            contradictions.append(pair)
            continue
        for these, those in ((one, two), (two, one)):
            for record in these:
                apart.setdefault(record, set()).update(those)
    titles = {id(title): frozenset(title) for title in title_of.values()}
    return Truth(tuple(sorted(titles.values(), key=min)), apart, tuple(contradictions))


def _titles(pairs: Iterable[LabelledPair]) -> dict[str, set[str]]:
    """Each record's title: the records that positive labels connect it with, the same set for all of them."""
    title_of: dict[str, set[str]] = {}
    for pair in pairs:
        for record in (pair.id1, pair.id2):
            title_of.setdefault(record, {record})
        one, two = title_of[pair.id1], title_of[pair.id2]
        if pair.label and one is not two:
            fewer, more = sorted((one, two), key=len)
            more |= fewer
            title_of.update(dict.fromkeys(fewer, more))
    return title_of

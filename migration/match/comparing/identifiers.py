"""Grade of the numbers that two records bear, and which of them prove something."""

from collections.abc import Collection

from migration.features import BibFeatures, Identifier

_EXCLUSIVE = frozenset({"isbn"})
"""Kinds of which one manifestation has its own: two records with none in common are two manifestations."""
_PROVING = frozenset({"isbn", "ismn", "issn", "ean", "national", "supplier"})


def grade_identifier(a: BibFeatures, b: BibFeatures, bad: Collection[Identifier]) -> tuple[str, tuple[Identifier, ...]]:
    """``shared`` with the identifiers in common, ``unproved`` with those that prove nothing, or none."""
    if not a.identifiers or not b.identifiers:
        return "unknown", ()
    own_a, own_b = _own(a), _own(b)
    common = own_a & own_b
    good = tuple(sorted(i for i in common if i.kind in _PROVING and i not in bad))
    if good:
        return "shared", good
    brand = tuple(sorted(i for i in common if i.kind == "publisher_number" and i not in bad))
    if brand:
        return "publisher_number", brand
    weak = {(i.kind, i.value) for i in a.identifiers} & {(i.kind, i.value) for i in b.identifiers}
    if weak:
        return "unproved", tuple(sorted(Identifier(*pair) for pair in weak))
    exclusive = ({i for i in own if i.kind in _EXCLUSIVE and i not in bad} for own in (own_a, own_b))
    return ("disjoint" if all(exclusive) else "unknown"), ()


def _own(record: BibFeatures) -> set[Identifier]:
    return {i for i in record.identifiers if i.scope == "own"}

"""Complete linkage: two clusters become one only where each record of the one is paired with each one of the other."""

from collections.abc import Iterable, Set
from itertools import product

from migration.match.graph import Component, Edge


def link(component: Component) -> tuple[list[Set[int]], list[Edge]]:
    """Clusters of two or more, and the strongest refused edge between any two clusters (or lone records).

    Records are positions in the component. Works through the edges in their order, so equal input, equal clusters.
    """
    paired = {(e.one, e.two) for e in component.edges}
    home: dict[int, set[int]] = {n: {n} for n in range(len(component.members))}
    refused: list[Edge] = []
    for edge in component.edges:
        one, two = home[edge.one], home[edge.two]
        if one is two:
            continue
        if _all_paired(one, two, paired):
            one |= two
            home.update(dict.fromkeys(two, one))
        else:
            refused.append(edge)
    joined = {id(members): members for members in home.values() if len(members) > 1}
    return list(joined.values()), _strongest(refused, home)


def _all_paired(one: Set[int], two: Set[int], paired: Set[tuple[int, int]]) -> bool:
    return all((min(a, b), max(a, b)) in paired for a, b in product(one, two))


def _strongest(refused: Iterable[Edge], home: dict[int, set[int]]) -> list[Edge]:
    """The first refused edge between each two clusters as they stand in the end."""
    first: dict[tuple[int, int], Edge] = {}
    for edge in refused:
        one, two = sorted((min(home[edge.one]), min(home[edge.two])))
        if one != two:
            first.setdefault((one, two), edge)
    return list(first.values())

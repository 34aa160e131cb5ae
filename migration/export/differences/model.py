"""A difference between two deliveries."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "fate", "field"]
EXAMPLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """So many rows of one source and entity that differ alike.

    ``name``: the fate that is counted, ``fate``, or the column (of a record: the MARC tag). ``before``, ``after``: the
    two numbers of a count; the two fates with their reasons, empty where the row is not there; nothing of a field.
    ``examples``: legacy ids, at most ``EXAMPLES``, of a field the ids of the delivery.
    """

    kind: Kind
    source: str
    entity: str
    name: str
    before: str
    after: str
    rows: int
    examples: tuple[str, ...] = ()

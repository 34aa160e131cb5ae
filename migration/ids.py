"""Target ids (docs/contract.md, section 4): the same in every run, on every machine."""

from uuid import NAMESPACE_URL, uuid5


def target_id(source: str, entity: str, legacy_id: str) -> str:
    """Return the UUIDv5 of ``grenselos:<source>:<entity>:<legacy_id>`` under the URL namespace.

    Built from the raw legacy key, never from cleaned values: better cleaning must not renumber.
    """
    return str(uuid5(NAMESPACE_URL, f"grenselos:{source}:{entity}:{legacy_id}"))

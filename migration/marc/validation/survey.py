"""What one pass over a record gathers for the rules that look across fields."""

from dataclasses import dataclass, field

from pymarc import Field

Marks = tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Survey:
    """``fields``: by tag; ``data_fields`` and ``texts`` in step: each field and its values joined by ``¦``.

    ``repeated``: tags that stand more than once; ``linked``: fields with $6; ``with_roles``: names with both $e and $4;
    ``punctuated``: fields with ISBD between their subfields, each with its values and (position, marks at its end);
    ``private``: fields in which staff may write about a borrower.
    """

    leader: str
    fields: dict[str, list[Field]] = field(default_factory=dict)
    data_fields: list[Field] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    repeated: set[str] = field(default_factory=set)
    linked: list[Field] = field(default_factory=list)
    with_roles: list[Field] = field(default_factory=list)
    punctuated: list[tuple[str, tuple[str, ...], Marks]] = field(default_factory=list)
    private: list[Field] = field(default_factory=list)

    def data(self, tag: str) -> str:
        """The text of the first control field with the tag; empty where there is none."""
        found = self.fields.get(tag)
        return (found[0].data or "") if found else ""

    def values(self, tag: str, codes: str) -> list[str]:
        """Values of the subfields in all fields with the tag."""
        found = self.fields.get(tag)
        return [value for f in found for code, value in f.subfields if code in codes] if found else []

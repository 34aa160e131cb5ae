"""What one pass over a record gathers for the rules that look across fields."""

from dataclasses import dataclass, field

from pymarc import Field


@dataclass(slots=True)
class Survey:
    """``fields``: by tag; ``data_fields`` and ``texts`` in step: each field and its values joined by ``¦``.

    ``linked``: fields with $6; ``with_roles``: names with both $e and $4; ``private``: fields in which staff may write
    about a borrower.
    """

    leader: str
    fields: dict[str, list[Field]] = field(default_factory=dict)
    data_fields: list[Field] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    linked: list[Field] = field(default_factory=list)
    with_roles: list[Field] = field(default_factory=list)
    private: list[Field] = field(default_factory=list)

    def data(self, tag: str) -> str:
        """The text of the first control field with the tag; empty where there is none."""
        found = self.fields.get(tag)
        return (found[0].data or "") if found else ""

    def values(self, tag: str, codes: str) -> list[str]:
        """Values of the subfields in all fields with the tag."""
        found = self.fields.get(tag)
        return [value for f in found for code, value in f.subfields if code in codes] if found else []

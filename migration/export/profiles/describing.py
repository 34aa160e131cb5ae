"""A profile's folder as a data package."""

from collections.abc import Mapping, Sequence

from migration.export.packages import model as packages
from migration.export.profiles.layout import key_of
from migration.export.profiles.left_out import LEFT_OUT, RECORD_COUNTS, RENAMED
from migration.export.profiles.model import Column, Profile, ProfileFile, Tree

_TYPES: Mapping[str, packages.Type] = {
    "text": "text", "integer": "integer", "number": "amount", "flag": "flag", "list": "list",
}  # fmt: skip


def package_of(profile: Profile, names: Mapping[str, Sequence[str]]) -> packages.Package:
    """``names``: the files that each entry of the profile became."""
    resources = [_resource(spec, name) for spec in profile.files for name in names[spec.name]]
    left_out = packages.Resource(
        path=LEFT_OUT.name,
        about="Rows of the generic delivery that are not in these files, and why",
        fields=tuple(packages.Field(name=name) for name in LEFT_OUT.columns),
        whole=True,
    )
    renamed = packages.Resource(
        path=RENAMED.name,
        about="Rows in which a value that several had got a prefix, and what it was",
        fields=tuple(packages.Field(name=name) for name in RENAMED.columns),
        whole=True,
    )
    counts = packages.Resource(
        path=profile.record_counts,
        about="How many records each file has",
        fields=tuple(packages.Field(name=name, required=True) for name in RECORD_COUNTS),
        whole=True,
    )
    return packages.Package(
        name=profile.name,
        title=profile.title,
        about=profile.about,
        resources=(*resources, left_out, renamed, *([counts] if profile.record_counts else [])),
    )


def _resource(spec: ProfileFile, name: str) -> packages.Resource:
    rule = spec.rule
    is_table = rule.form in ("csv", "tsv")
    return packages.Resource(
        path=name,
        about=rule.about,
        form=rule.form,
        fields=tuple(_field(leaf.name, leaf.column) for leaf in spec.leaves) if is_table else (),
        key=("001",) if spec.is_marc else key_of(rule),
        delimiter="\t" if rule.form == "tsv" else rule.delimiter,
        encoding=rule.encoding,
        element=rule.element,
        tree=_tree(spec) if rule.form == "jsonl" else {},
        whole=bool(rule.at_most),
    )


def _tree(spec: ProfileFile) -> Mapping[str, packages.Tree]:
    found = _part("", spec.tree)
    return found if isinstance(found, Mapping) else {}


def _part(name: str, tree: Tree) -> packages.Tree:
    if isinstance(tree, Column):
        return _field(name, tree)
    if isinstance(tree, Mapping):
        return {key: _part(key, part) for key, part in tree.items()}
    return [_part(name, part) for part in tree]


def _field(name: str, column: Column) -> packages.Field:
    return packages.Field(
        name=name,
        type=_TYPES[column.type],
        about=column.about,
        required=column.required,
        unique=column.unique,
        length=column.max,
    )

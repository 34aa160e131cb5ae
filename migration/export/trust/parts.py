"""The parts of a divided delivery, each with a manifest and a data package of its own."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from migration.export.delta.folders import ListedFile
from migration.export.manifest import NAME as MANIFEST
from migration.export.packages.tableschema import resource_name
from migration.export.packages.writing import MANIFEST_SCHEMA, schema_path
from migration.export.packages.writing import NAME as PACKAGE
from migration.export.trust.dividing import is_description
from migration.export.trust.model import CATALOGUE, EMPTY, Divided, PackError, Part, PartFile
from migration.export.trust.opened import Opened
from migration.export.trust.spans import Spans

_BLOCK = 1 << 20
_OF_DELIVERY = ("contract_version", "run_id", "run_type", "created_at", "tool_version", "mapping_version", "profile")
"""What a part's manifest has as the delivery's has it. How many rows others have is not a library's to know."""


def parts_of(delivery: Opened, divided: Divided) -> list[Part]:
    """The catalogue, then the libraries by name. Every library's part has the same files, with rows or without."""
    libraries = sorted(divided.libraries) if _has_people(divided) else ()
    return [_part(delivery, divided, name) for name in (CATALOGUE, *libraries)]


def _has_people(divided: Divided) -> bool:
    return any(pieces.keys() - {CATALOGUE, EMPTY} for pieces in divided.pieces.values())


def unaccounted(delivery: Opened, parts: Sequence[Part], divided: Divided) -> list[str]:
    """Files of which the parts and what stays at home are not all rows and no more; empty where the sum is right."""
    found = Counter(divided.at_home)
    for part in parts:
        found.update({file.name: file.rows for file in part.files if file.is_data})
    return [name for name, file in delivery.listed.items() if not is_description(name) and found[name] != file.rows]


def _part(delivery: Opened, divided: Divided, name: str) -> Part:
    is_catalogue = name == CATALOGUE
    data = [_whole(delivery.path, delivery.listed[file]) for file in divided.whole] if is_catalogue else []
    for file, pieces in divided.pieces.items():
        if not is_catalogue or CATALOGUE in pieces:
            data.append(_piece(file, pieces.get(name, pieces[EMPTY])))
    library = divided.libraries.get(name, "")
    described = sorted([*data, *_descriptions(delivery, data)], key=lambda file: file.name)
    manifest = _made(MANIFEST, _manifest(delivery, name, library, described))
    return Part(name=name, library=library, is_personal=not is_catalogue, files=(manifest, *described))


def _piece(name: str, spans: Spans) -> PartFile:
    return PartFile(
        name=name, rows=spans.rows, size=spans.size, sha256=spans.sha256,
        counts_by_source=dict(sorted(spans.counts.items())),
        content=lambda: _proved(spans.path, spans.blocks(), spans.sha256),
    )  # fmt: skip


def _whole(folder: Path, listed: ListedFile, is_data: bool = True) -> PartFile:
    path = folder / listed.name
    return PartFile(
        name=listed.name, rows=listed.rows, size=listed.bytes, sha256=listed.sha256,
        counts_by_source=listed.counts_by_source, content=lambda: _proved(path, _blocks(path), listed.sha256),
        is_data=is_data,
    )  # fmt: skip


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _proved(path: Path, blocks: Iterator[bytes], sha256: str) -> Iterator[bytes]:
    """The blocks. Raises PackError at their end where they are not what was described, since the file changed."""
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
        yield block
    if digest.hexdigest() != sha256:
        raise PackError(f"{path} is not the file that the manifest lists; copy the delivery again")


def _descriptions(delivery: Opened, data: Sequence[PartFile]) -> Iterator[PartFile]:
    """The schemas of a part's files, and its data package, where the delivery has them."""
    wanted = {MANIFEST_SCHEMA, *(schema_path(file.name) for file in data)}
    for name in sorted(wanted & delivery.listed.keys()):
        yield _whole(delivery.path, delivery.listed[name], is_data=False)
    if delivery.package:
        yield _made(PACKAGE, _package(delivery.package, data))


def _package(package: Mapping[str, Any], data: Sequence[PartFile]) -> Mapping[str, Any]:
    files = {file.name: file for file in data}
    names = {resource_name(name) for name in files}
    resources = [_resource(r, files[r["path"]], names) for r in package["resources"] if r["path"] in files]
    return {**package, "resources": resources}


def _resource(resource: Mapping[str, Any], file: PartFile, names: set[str]) -> Mapping[str, Any]:
    """As the delivery describes it, with the size of the part's own. A reference out of the part is left out."""
    counted = "rows" if "rows" in resource else "records"
    facts = {**resource, "bytes": file.size, "hash": f"sha256:{file.sha256}", counted: file.rows}
    schema = dict(resource.get("schema", {}))
    keys = [key for key in schema.pop("foreignKeys", ()) if key["reference"]["resource"] in names]
    if schema:
        facts["schema"] = schema | ({"foreignKeys": keys} if keys else {})
    return facts


def _manifest(delivery: Opened, name: str, library: str, files: Sequence[PartFile]) -> Mapping[str, Any]:
    given = {key: delivery.manifest[key] for key in _OF_DELIVERY if key in delivery.manifest}
    own = [
        {"name": f.name, "rows": f.rows, "bytes": f.size, "sha256": f.sha256,
         "counts_by_source": dict(f.counts_by_source), **({"whole": True} if f.name in delivery.whole else {})}
        for f in files
    ]  # fmt: skip
    about = {"part": name, "library": library, **delivery.ends, "sources": _sources(delivery, files)}
    return {**given, **about, "files": own}


def _sources(delivery: Opened, files: Sequence[PartFile]) -> list[Any]:
    """The sources that a part has rows of."""
    named = {source for file in files for source in file.counts_by_source}
    return [one for one in delivery.manifest.get("sources", ()) if one["source"] in named]


def _made(name: str, content: Mapping[str, Any]) -> PartFile:
    text = (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
    digest = hashlib.sha256(text).hexdigest()
    return PartFile(name=name, rows=1, size=len(text), sha256=digest, counts_by_source={},
                    content=lambda: iter((text,)), is_data=False)  # fmt: skip

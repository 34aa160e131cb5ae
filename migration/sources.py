"""``mappings/sources.yaml`` to typed sources (docs/contract.md, section 2)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

LibraryType = Literal["public", "upper_secondary", "primary", "combined", "bus", "depot", "county"]
Charset = Literal[
    "auto", "utf-8", "windows-1252", "iso-8859-1", "cp865", "cp850", "marc-8", "mac-roman",
    "winsami2", "iso-ir-197", "iso-ir-209", "mac-sami", "iso-8859-4", "iso-8859-10",
]  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Library(_Strict):
    """One unit of a Mikromarc database that is a library or a branch. ``isil`` as NO-2549900."""

    unit: int
    isil: Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Za-z0-9/:-]{1,11}$")]
    name: Annotated[str, Field(min_length=1)]
    type: LibraryType
    municipality: Annotated[str, Field(pattern=r"^\d{4}$")]


class Source(_Strict):
    """One Mikromarc database. ``connection_env`` and the like name environment variables, never secrets."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    title: str
    reader: Literal["folder", "odbc", "odata"] = "folder"
    path: str = ""
    charset: Charset = "auto"
    marc_format: Literal["auto", "normarc", "marc21"] = "auto"
    status: Literal["pilot", "ready", "excluded"] = "ready"
    libraries: Annotated[tuple[Library, ...], Field(min_length=1)]
    connection_env: str = ""
    mapping: str = ""

    @property
    def isil(self) -> str:
        """The ISIL that stands for the whole database in 003 and 035: its first library's."""
        return self.libraries[0].isil

    def folder(self, project: Path) -> Path:
        """Where a folder source's export lies."""
        return project / (self.path or f"exports/{self.key}")

    def library_of_unit(self, unit: int) -> Library | None:
        return next((lib for lib in self.libraries if lib.unit == unit), None)


class Sources(Mapping[str, Source]):
    """All sources by key, in the file's order."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = dict(sources)

    def __getitem__(self, key: str) -> Source:
        return self._sources[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


class SourcesError(Exception):
    """``sources.yaml`` cannot be used. ``problems``: one line each, with file and line or key path."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML allows a key twice and keeps the last: a library would silently vanish."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def load_sources(path: Path) -> Sources:
    """Read and check ``sources.yaml``. Raises SourcesError with every problem at once."""
    data, lines = _read_yaml(path)
    if not isinstance(data, dict) or set(data) != {"sources"} or not isinstance(data["sources"], dict):
        raise SourcesError([f"{path}: must hold one key, 'sources', with a mapping of source keys below it"])
    problems: list[str] = []
    sources: dict[str, Source] = {}
    for key, value in data["sources"].items():
        try:
            sources[str(key)] = Source.model_validate({**_as_mapping(value), "key": str(key)})
        except ValidationError as error:
            problems += [_problem(path, lines, str(key), e) for e in error.errors()]
    problems += [f"{path}: {p}" for p in _cross_checks(sources)]
    if problems:
        raise SourcesError(problems)
    return Sources(sources)


def _as_mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {"libraries": value}


def _read_yaml(path: Path) -> tuple[object, dict[str, int]]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise SourcesError([f"{path}: does not exist; write it as docs/contract.md section 2 shows"]) from error
    except UnicodeDecodeError as error:
        raise SourcesError([f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8"]) from error
    try:
        loader = _UniqueKeyLoader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}" if mark else ""
        raise SourcesError([f"{path}{where}: {getattr(error, 'problem', None) or error}"]) from error
    return data, _source_lines(node)


def _source_lines(node: yaml.Node | None) -> dict[str, int]:
    """Line number of each source key and of each key below it, as ``key`` and ``key.field``."""
    lines: dict[str, int] = {}
    if not isinstance(node, yaml.MappingNode):
        return lines
    for _, sources in node.value:
        for key, value in sources.value if isinstance(sources, yaml.MappingNode) else ():
            lines[key.value] = key.start_mark.line + 1
            for field, content in value.value if isinstance(value, yaml.MappingNode) else ():
                lines[f"{key.value}.{field.value}"] = field.start_mark.line + 1
                for n, part in enumerate(content.value if isinstance(content, yaml.SequenceNode) else ()):
                    lines[f"{key.value}.{field.value}.{n}"] = part.start_mark.line + 1
    return lines


def _problem(path: Path, lines: dict[str, int], key: str, error: object) -> str:
    assert isinstance(error, dict)
    steps = [key, *(str(s) for s in error["loc"] if s != "key")]
    for depth in range(len(steps), 0, -1):
        line = lines.get(".".join(steps[:depth]))
        if line:
            break
    where = ".".join(steps)
    return f"{path}:{line or 1}: sources.{where}: {error['msg']}"


def _cross_checks(sources: Mapping[str, Source]) -> Iterator[str]:
    for source in sources.values():
        units = [lib.unit for lib in source.libraries]
        for unit in sorted({u for u in units if units.count(u) > 1}):
            yield f"sources.{source.key}: unit {unit} stands twice among its libraries"
        if source.reader != "folder" and not source.connection_env:
            yield (
                f"sources.{source.key}: reader {source.reader} needs connection_env, "
                "the name of the environment variable that holds its connection"
            )

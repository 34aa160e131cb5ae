"""``mappings/sources.yaml`` to typed sources (docs/contract.md, section 2)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from migration.yamlfile import YamlError, YamlFile, read_yaml

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


class WebApi(_Strict):
    """How an odata source is asked. ``timeout`` and ``backoff`` in seconds; ``ca_file`` is relative to the project."""

    page_size: Annotated[int, Field(ge=1, le=10_000)] = 500
    requests_per_second: Annotated[float, Field(gt=0)] = 4
    timeout: Annotated[float, Field(gt=0)] = 60
    retries: Annotated[int, Field(ge=0, le=20)] = 6
    backoff: Annotated[float, Field(ge=0, le=60)] = 1
    ca_file: str = ""
    allow_http: bool = False
    debts_by_card: bool = False


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
    url: str = ""
    user_env: str = ""
    password_env: str = ""
    odata: WebApi = WebApi()

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


def load_sources(path: Path) -> Sources:
    """Read and check ``sources.yaml``. Raises SourcesError with every problem at once."""
    try:
        file = read_yaml(path)
    except YamlError as error:
        raise SourcesError([f"{error}; docs/contract.md section 2 shows how it is written"]) from error
    data = file.data
    if not isinstance(data, dict) or set(data) != {"sources"} or not isinstance(data["sources"], dict):
        raise SourcesError([f"{path}:1: must hold one key, 'sources', with a mapping of source keys below it"])
    problems: list[str] = []
    sources: dict[str, Source] = {}
    for key, value in data["sources"].items():
        if not isinstance(key, str):
            problems.append(f"{file.where(['sources'])}: sources.{key}: put the key in quotes, or YAML changes it")
            continue
        entry = value if isinstance(value, dict) else {}
        try:
            sources[str(key)] = Source.model_validate({**entry, "key": str(key)})
        except ValidationError as error:
            problems += [_problem(file, str(key), e["loc"], e["msg"]) for e in error.errors()]
    problems += [f"{file.where(['sources', key])}: sources.{key}: {text}" for key, text in _cross_checks(sources)]
    if problems:
        raise SourcesError(problems)
    return Sources(sources)


def _problem(file: YamlFile, key: str, place: tuple[int | str, ...], text: str) -> str:
    steps = ["sources", key, *(() if place == ("key",) else place)]
    reason = "a source key is written with a-z, 0-9 and hyphens" if place == ("key",) else text
    return f"{file.where(steps)}: {'.'.join(str(s) for s in steps)}: {reason}"


def _cross_checks(sources: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    for source in sources.values():
        if source.key in ("index", "overlap", "matching"):
            yield source.key, f"the name {source.key} is taken by the county's report; choose another key"
        units = [lib.unit for lib in source.libraries]
        for unit in sorted({u for u in units if units.count(u) > 1}):
            yield source.key, f"unit {unit} stands twice among its libraries"
        yield from ((source.key, text) for text in _reader_problems(source))


def _reader_problems(source: Source) -> Iterator[str]:
    if source.reader == "odata":
        yield from _odata_problems(source)
    elif source.url or source.user_env or source.password_env or "odata" in source.model_fields_set:
        yield "url, user_env, password_env and odata go with reader odata"
    if source.reader == "odbc" and not source.connection_env:
        yield ("reader odbc needs connection_env, the name of the environment variable that holds its connection")


def _odata_problems(source: Source) -> Iterator[str]:
    both = bool(source.user_env and source.password_env)
    if both == bool(source.connection_env) or bool(source.user_env) != bool(source.password_env):
        yield (
            "reader odata needs user_env and password_env, the names of the environment variables that hold user and "
            "password, or connection_env alone, the name of one that holds user:password"
        )
    yield from _url_problems(source.url, allow_http=source.odata.allow_http)


def _url_problems(url: str, *, allow_http: bool) -> Iterator[str]:
    """What is wrong with the address of a WebAPI; never the address itself, which may hold a password."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        yield "reader odata needs url, such as https://host/base/6471/odata"
    elif "@" in parts.netloc:
        yield "url must not hold user or password; name their environment variables in user_env and password_env"
    elif "?" in url or "#" in url:
        yield "url must end with the path, such as https://host/base/6471/odata"
    elif parts.scheme == "http" and not (allow_http or parts.hostname in ("localhost", "127.0.0.1", "::1")):
        yield "url with http sends password and patrons in clear; write https, or odata: {allow_http: true}"

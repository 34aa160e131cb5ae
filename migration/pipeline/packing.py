"""Pack: a delivery made ready to travel, signed, with each library's patrons encrypted by themselves."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migration.csvfile import read_table
from migration.export.folder import whole_folder
from migration.export.manifest import NAME as MANIFEST
from migration.export.trust.checking import package_problems, read_manifest, rows_in
from migration.export.trust.dividing import divide_generic
from migration.export.trust.model import Divided, PackError, folder_of
from migration.export.trust.opened import Opened, open_delivery
from migration.export.trust.packing import FORM, PackedPart, folded_of, write_package
from migration.export.trust.profiles import divide_profile, has_people, is_made
from migration.export.trust.recipients import Recipients, read_identity, read_recipients
from migration.export.trust.signing import make_keys, public_key, read_secret
from migration.export.verify import Verification
from migration.pipeline.diffing import LAST, delivery_of
from migration.pipeline.exporting import read_profile
from migration.pipeline.project import ConfigurationError, Project
from migration.settings import RECIPIENT_VARIABLE, SIGNING_VARIABLE, Settings

SECRET_KEY, PUBLIC_KEY = ".grenselos.minisign", "grenselos.pub"
RECIPIENTS = "mappings/recipients.csv"
PACKAGES = "packages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """``path``: its folder; ``public_key``: what its signature is checked with; ``rows``: per file of the delivery
    those in the package, those of libraries that were not chosen, and those that stay at home. ``folded``: per part the
    parts in which some of its patrons travel, and how many."""

    path: Path
    delivery: str
    public_key: str
    parts: Sequence[PackedPart]
    rows: Mapping[str, Mapping[str, int]]
    folded: Mapping[str, Mapping[str, int]]


def make_signing_keys(settings: Settings) -> str:
    """Make the project's signing key; returns its public half. Raises ConfigurationError where there is one."""
    password = settings.environ.get(SIGNING_VARIABLE, "")
    try:
        return make_keys(settings.project / SECRET_KEY, settings.project / PUBLIC_KEY, password)
    except PackError as error:
        raise ConfigurationError([str(error)]) from error


def signing_key(settings: Settings) -> str:
    """The public half of the project's signing key; empty where there is none. Raises ConfigurationError."""
    path = settings.project / PUBLIC_KEY
    try:
        return public_key(path) if path.is_file() else ""
    except PackError as error:
        raise ConfigurationError([str(error)]) from error


def pack(
    project: Project,
    delivery: str = LAST,
    profile: str = "",
    recipients: Sequence[str] = (),
    libraries: Collection[str] = (),
    plain: bool = False,
) -> Package:
    """Write ``packages/<delivery>/``. ``recipients``: keys or files; without any, those of ``mappings/recipients.csv``.

    ``libraries``: ISILs whose patrons are packed; without any, all. ``plain``: people's data are written in clear.
    Raises ConfigurationError where there are people's data but no recipients, and ``plain`` was not asked for, and
    where something cannot be used.
    """
    folder = delivery_of(project, delivery, or_delta=True)
    folder = folder.with_name(f"{folder.name}.{profile}") if profile else folder
    _require_libraries(project, libraries)
    target = project.settings.project / PACKAGES / ".".join([folder.name, *map(folder_of, sorted(set(libraries)))])
    password = project.settings.environ.get(SIGNING_VARIABLE, "")
    try:
        is_personal = not profile or has_people(read_profile(project.settings, profile))
        to = _recipients(project.settings, recipients, plain) if is_personal or recipients else None
        key = read_secret(project.settings.project / SECRET_KEY, password)
        opened = open_delivery(folder)
        divided = _divided(project, opened)
        with whole_folder(target, mode=0o700) as aside:
            parts = write_package(opened, divided, aside, key, to, libraries)
    except FileExistsError as error:
        raise ConfigurationError([f"{target} is there already; take it away to pack anew"]) from error
    except PackError as error:
        raise ConfigurationError([str(error)]) from error
    public = key.get_public_key().to_base64().decode()
    rows = read_manifest(target).rows
    return Package(path=target, delivery=folder.name, public_key=public, parts=parts, rows=rows,
                   folded=folded_of(parts, divided))  # fmt: skip


def is_package(folder: Path) -> bool:
    """Whether a folder's manifest says that it was packed."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("form") == FORM


def verify_package(settings: Settings, folder: Path, key: str = "", identity: Path | None = None) -> Verification:
    """Check a package: by ``key``, else by the project's own; with the recipient's ``identity``, what is inside, too.

    Raises ConfigurationError where the folder is no package, or a key cannot be used.
    """
    password = settings.environ.get(RECIPIENT_VARIABLE, "")
    try:
        manifest = read_manifest(folder)
        secret = read_identity(identity, password) if identity else None
        problems = package_problems(folder, key or signing_key(settings), secret)
    except PackError as error:
        raise ConfigurationError([str(error)]) from error
    return Verification(
        problems=tuple(problems), files=len(manifest.files), rows=rows_in(manifest), delivery=manifest.delivery.name
    )


def _divided(project: Project, delivery: Opened) -> Divided:
    if is_made(delivery) and delivery.is_delta:
        raise PackError(f"{delivery.path} is a delta of a profile's files; pack all of them, or the generic delta")
    if is_made(delivery):
        generic = open_delivery(delivery_of(project, delivery.manifest["delivery"]["name"]))
        if generic.manifest_sha256 != delivery.manifest["delivery"]["manifest_sha256"]:
            raise PackError(f"{delivery.path} was made from another {generic.path.name}; run grenselos export again")
        return divide_profile(delivery, generic, read_profile(project.settings, delivery.profile))
    names = [delivery.manifest[name]["run_id"] for name in ("base", "result")] if delivery.is_delta else []
    return divide_generic(delivery, [open_delivery(delivery_of(project, name)) for name in names])


def _require_libraries(project: Project, libraries: Collection[str]) -> None:
    known = {library.isil for source in project.sources.values() for library in source.libraries}
    if unknown := sorted(set(libraries) - known):
        raise ConfigurationError([f"no library of sources.yaml has the ISIL {', '.join(unknown)}"])


def _recipients(settings: Settings, given: Sequence[str], plain: bool) -> Recipients | None:
    """Raises PackError, and ConfigurationError for the table of recipients."""
    found = list(given) or _own_recipients(settings.project / RECIPIENTS)
    if plain:
        if given:
            raise PackError("--plain writes people's data in clear, --recipient encrypts them; choose one")
        return None
    if not found:
        raise PackError(
            "nobody is named who may read the patrons' data, so they are not packed. Ask the vendor for a public key "
            f"of age or OpenPGP and name it with --recipient, or in {RECIPIENTS}; --plain writes them in clear"
        )
    return read_recipients(found)


def _own_recipients(path: Path) -> list[str]:
    """Files stand by their names beside the table."""
    if not path.is_file():
        return []
    problems: list[str] = []
    found = [row["recipient"] for _, row in read_table(path, ("recipient", "note"), problems)]
    if problems:
        raise ConfigurationError(problems)
    return [str(path.parent / name) if (path.parent / name).is_file() else name for name in found]

"""Export: a generic delivery as another system wants it, by a profile of ``mappings/exports/``."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from migration.export.database import NoDeliveryError
from migration.export.folder import whole_folder
from migration.export.manifest import NAME as MANIFEST
from migration.export.manifest import manifest_of
from migration.export.profiles.accounts import Account, AccountError
from migration.export.profiles.loading import ProfileError, load_profile
from migration.export.profiles.model import Profile
from migration.export.profiles.records import BrokenRecordsError
from migration.export.profiles.verifying import is_made, verify_profile
from migration.export.profiles.writing import write_profile
from migration.export.verify import Verification, verify
from migration.pipeline.diffing import LAST, delivery_of
from migration.pipeline.left_out import Reason, reasons
from migration.pipeline.project import ConfigurationError, Project
from migration.settings import Settings, overlay_names

FOLDER = "exports"


@dataclass(frozen=True, slots=True)
class Export:
    """``path``: the folder that was written, with so many ``files``; ``accounts``: what became of the generic tables'
    rows, empty where the delivery goes as it is; ``reasons``: why rows were left out."""

    profile: str
    delivery: str
    path: Path
    files: int
    accounts: Sequence[Account]
    reasons: Sequence[Reason]

    @property
    def left_out(self) -> int:
        return sum(account.left_out for account in self.accounts)


def profiles(settings: Settings) -> list[str]:
    """Names of the shipped profiles and the project's own."""
    return [Path(name).stem for name in overlay_names(settings.project, "mappings", f"{FOLDER}/*.yaml")]


def read_profile(settings: Settings, name: str) -> Profile:
    """Raises ConfigurationError with every problem at once."""
    if name not in profiles(settings):
        known = ", ".join(profiles(settings))
        raise ConfigurationError([f"there is no profile {name!r} in mappings/{FOLDER}; there is {known}"])
    try:
        return load_profile(name, lambda file: settings.mapping(f"{FOLDER}/{file}"))
    except ProfileError as error:
        raise ConfigurationError(error.problems) from error


def export(project: Project, name: str, delivery: str = LAST) -> Export:
    """Write ``deliveries/<delivery>.<profile>/``. Raises ConfigurationError where profile or delivery is not usable."""
    profile = read_profile(project.settings, name)
    source = delivery_of(project, delivery)
    target = source.parent / f"{source.name}.{name}"
    facts = {"delivery": {"name": source.name, "manifest_sha256": manifest_digest(source)}}
    try:
        with whole_folder(target, mode=0o700) as folder:
            accounts = write_profile(source, profile, folder, facts)
    except FileExistsError as error:
        raise ConfigurationError([f"{target} is there already; take it away to write it anew"]) from error
    except (NoDeliveryError, BrokenRecordsError, AccountError) as error:
        raise ConfigurationError([str(error)]) from error
    files = len(manifest_of(target)["files"])
    return Export(name, source.name, target, files, accounts, reasons(target))


def verify_export(folder: Path) -> Verification:
    """Check a delivery, or what a profile made of one, from its files alone."""
    return verify_profile(folder) if is_made(folder) else verify(folder)


def manifest_digest(folder: Path) -> str:
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()

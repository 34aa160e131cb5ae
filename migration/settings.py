"""Where a run stands and what it may know: the only reader of the environment, read once and passed as values."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL

SHIPPED = Path(__file__).resolve().parent.parent
"""The repository: holds the shipped ``mappings/`` and ``expectations/``. grenselos is installed editable."""

STAGING_VARIABLE = "GRENSELOS_STAGING_URL"
HASH_KEY_VARIABLE = "GRENSELOS_HASH_KEY"
AS_OF_VARIABLE = "GRENSELOS_AS_OF"
PROJECT_VARIABLE = "GRENSELOS_PROJECT"
REPORTS_VARIABLE = "GRENSELOS_REPORTS_URL"
IDENTITY_RULE_VARIABLE = "GRENSELOS_IDENTITY_RULE"
SIGNING_VARIABLE = "GRENSELOS_SIGNING_PASSWORD"
RECIPIENT_VARIABLE = "GRENSELOS_IDENTITY_PASSWORD"
"""Passwords: of the key that signs packages, and of an OpenPGP key with which one is read."""
IDENTITY_RULES = ("1964", "2032")
"""The rules of the first check digit: today's, and the wider one by which numbers are given out from 2032."""
KEY_FILE = ".grenselos.key"
KEY_LENGTH = 16


class SettingsError(Exception):
    """The environment or the project directory cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``as_of`` is the day that two-digit years and ages are read against.

    What may hold a secret is kept out of the representation, which ends up in tracebacks.
    """

    project: Path
    staging_url: str = field(repr=False)
    as_of: date
    workers: int
    environ: Mapping[str, str] = field(repr=False)

    def mapping(self, name: str) -> Path:
        """A file of ``mappings/``: the project's own where it has one, else the shipped."""
        return overlay(self.project, "mappings", name)

    @property
    def hash_key(self) -> bytes:
        """Keys the identity hashes. Raises SettingsError."""
        return _hash_key(self.project, self.environ)

    def ensure_hash_key(self) -> None:
        """Make the key file where there is none: for who opens a project, not for who only reads mappings.

        Raises SettingsError.
        """
        _hash_key(self.project, self.environ)

    def report_address(self, path: Path) -> str:
        """What a browser opens a file of ``reports/`` by: where the reports are served, or the file itself."""
        served = self.environ.get(REPORTS_VARIABLE, "").rstrip("/")
        return f"{served}/{quote(path.relative_to(self.project / 'reports').as_posix())}" if served else path.as_uri()

    def secret(self, variable: str) -> str:
        """Value of an environment variable that ``sources.yaml`` names. Raises SettingsError where it is not set."""
        value = self.environ.get(variable)
        if not value:
            raise SettingsError(f"the environment variable {variable} is not set; set it and run again")
        return value


def overlay(project: Path, folder: str, name: str) -> Path:
    """The project's own file where it has one, else the shipped file of the same name."""
    own = project / folder / name
    return own if own.exists() else SHIPPED / folder / name


def overlay_names(project: Path, folder: str, pattern: str) -> list[str]:
    """Relative names of the files that match ``pattern`` in the shipped folder or the project's, sorted."""
    roots = (SHIPPED / folder, project / folder)
    return sorted({p.relative_to(r).as_posix() for r in roots for p in r.glob(pattern) if p.is_file()})


def load_settings(
    project: Path | None = None,
    staging_url: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """Settings for a project directory. Raises SettingsError where the directory does not exist."""
    env = os.environ if environ is None else environ
    directory = Path(project or env.get(PROJECT_VARIABLE) or ".").resolve()
    if not directory.is_dir():
        raise SettingsError(f"the project directory {directory} does not exist; name one with --project")
    identity_rule()
    url = staging_url or env.get(STAGING_VARIABLE) or _default_staging(directory)
    return Settings(
        project=directory,
        staging_url=url,
        as_of=_as_of(env),
        workers=os.cpu_count() or 1,
        environ=env,
    )


@cache
def identity_rule() -> str:
    """By which rule national identity numbers are recognised, from the environment of this process.

    No value that is passed on, unlike all other settings: masking stands in every log, in worker processes as well, and
    must not depend on who remembered to pass it. Raises SettingsError.
    """
    rule = os.environ.get(IDENTITY_RULE_VARIABLE) or IDENTITY_RULES[0]
    if rule not in IDENTITY_RULES:
        raise SettingsError(f"{IDENTITY_RULE_VARIABLE} must be {' or '.join(IDENTITY_RULES)}")
    return rule


def _default_staging(directory: Path) -> str:
    return URL.create("sqlite", database=str(directory / "staging.db")).render_as_string()


def _as_of(env: Mapping[str, str]) -> date:
    text = env.get(AS_OF_VARIABLE)
    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SettingsError(f"{AS_OF_VARIABLE} must be a date such as 2026-11-22") from error


def _hash_key(directory: Path, env: Mapping[str, str]) -> bytes:
    """The key of the identity hashes: from the environment, else from the key file, which the first run makes."""
    key = env.get(HASH_KEY_VARIABLE, "")
    if key:
        return _long_enough(key, HASH_KEY_VARIABLE)
    path = directory / KEY_FILE
    try:
        return _long_enough(_read_or_make_key(path), str(path))
    except OSError as error:
        raise SettingsError(
            f"the key file {path} can be neither read nor made ({error.strerror}); "
            f"make the directory writable or set {HASH_KEY_VARIABLE}"
        ) from error


def _read_or_make_key(path: Path) -> str:
    """Made whole before it gets its name: two first runs at once agree on one key."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", encoding="ascii", dir=path.parent, prefix=f"{path.name}.") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text(encoding="utf-8").strip()


def _long_enough(key: str, where: str) -> bytes:
    if len(key) < KEY_LENGTH:
        raise SettingsError(f"the key in {where} is too short to protect anybody; it needs {KEY_LENGTH} characters")
    return key.encode()

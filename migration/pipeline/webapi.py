"""From a source's settings and the environment to the WebAPI that it is read from."""

from collections.abc import Iterator
from pathlib import Path

from migration.extract.odata import check_odata, read_odata
from migration.extract.odata_client import Endpoint
from migration.extract.odata_spool import discard
from migration.extract.raw import InputError, RawTable
from migration.settings import Settings
from migration.sources import Source


def read_webapi(settings: Settings, source: Source) -> Iterator[RawTable]:
    """Everything is fetched when this returns. Raises InputError with every problem at once, SettingsError."""
    return read_odata(_endpoint(settings, source), source.folder(settings.project), _spool(settings, source))


def check_webapi(settings: Settings, source: Source) -> list[str]:
    """Raises SettingsError where a variable is not set."""
    return check_odata(_endpoint(settings, source), source.folder(settings.project))


def forget_pages(settings: Settings, source: Source) -> None:
    """Remove what was fetched: it has been landed."""
    if source.reader == "odata":
        discard(_spool(settings, source))


def _spool(settings: Settings, source: Source) -> Path:
    return settings.project / ".grenselos" / "odata" / source.key


def _endpoint(settings: Settings, source: Source) -> Endpoint:
    user, password, variables = _credentials(settings, source)
    api = source.odata
    ca_file = settings.project / api.ca_file if api.ca_file else None
    if ca_file and not ca_file.is_file():
        raise InputError([f"{ca_file}: the certificate that ca_file names does not exist"])
    return Endpoint(
        url=source.url,
        user=user,
        password=password,
        variables=variables,
        ca_file=str(ca_file or ""),
        **api.model_dump(exclude={"ca_file", "allow_http"}),
    )


def _credentials(settings: Settings, source: Source) -> tuple[str, str, tuple[str, ...]]:
    """User, password, and the variables that hold them."""
    if source.connection_env:
        user, colon, password = settings.secret(source.connection_env).partition(":")
        if not colon:
            raise InputError([f"the environment variable {source.connection_env} must hold user:password"])
        return user, password, (source.connection_env,)
    names = (source.user_env, source.password_env)
    user, password = map(settings.secret, names)
    return user, password, names

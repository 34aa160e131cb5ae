"""Connects to an SSH server that is known, by a key; tells what is in the way."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from migration.export.sending.address import Address
from migration.export.sending.model import InterruptedSendError, SendError

if TYPE_CHECKING:
    import paramiko

TIMEOUT = 60.0
"""Seconds without an answer."""


def why(error: Exception) -> str:
    """The reason of an error in a few words."""
    strerror = error.strerror if isinstance(error, OSError) else ""
    return strerror or str(error) or type(error).__name__


def connect(client: "paramiko.SSHClient", address: Address, known_hosts: Path, key: Path | None) -> None:
    """Raises SendError. ``key``: a file; without one, whatever an agent and ``~/.ssh`` have."""
    import paramiko

    where = str(address)
    logging.getLogger("paramiko").addHandler(logging.NullHandler())  # what went wrong is told once, and by us
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    if key:
        _require_key(key)
    try:
        if known_hosts.is_file():
            client.load_host_keys(str(known_hosts))
        client.connect(
            address.host, address.port, address.user or None, key_filename=str(key) if key else None,
            allow_agent=key is None, look_for_keys=key is None,
            timeout=TIMEOUT, banner_timeout=TIMEOUT, auth_timeout=TIMEOUT,
        )  # fmt: skip
    except paramiko.BadHostKeyException as error:
        raise SendError(
            f"{where}: the server has another key than {known_hosts} says ({error.key.fingerprint}); somebody may be "
            "in between. Ask whoever runs the server"
        ) from error
    except paramiko.PasswordRequiredException as error:
        raise SendError(f"{where}: the key has a password; load it into an agent (ssh-add) and send again") from error
    except paramiko.AuthenticationException as error:
        raise SendError(
            f"{where}: the server does not let us in ({error}); give it your public key, or name another key with --key"
        ) from error
    except UnicodeDecodeError as error:
        raise SendError(f"{known_hosts} is no list of servers; name another with --known-hosts") from error
    except paramiko.SSHException as error:
        if "known_hosts" in str(error):
            raise SendError(
                f"{where}: nobody knows this server; get its key from whoever runs it and add it to {known_hosts} "
                f"(ssh-keyscan -p {address.port} {address.host} shows what it says itself)"
            ) from error
        raise InterruptedSendError(f"{where}: there is no connection ({why(error)}); send again") from error
    except (OSError, EOFError) as error:
        raise InterruptedSendError(f"{where}: there is no connection ({why(error)}); see that address and port are "
                                   "right, and send again") from error  # fmt: skip


def _require_key(path: Path) -> None:
    """Raises SendError where the file is no private key, or one with a password."""
    import paramiko
    from paramiko.pkey import UnknownKeyType

    try:
        paramiko.PKey.from_path(path)
    except OSError as error:
        raise SendError(f"{path} cannot be read ({error.strerror}); name another key with --key") from error
    except TypeError as error:  # so says the library of a password that it lacks
        raise SendError(f"{path} has a password; load it into an agent (ssh-add) and send without --key") from error
    except (ValueError, paramiko.SSHException, UnknownKeyType) as error:
        raise SendError(f"{path} is no private key of SSH; name another with --key") from error

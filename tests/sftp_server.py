"""An OpenSSH server of the tests' own: an ordinary process on a free port of loopback, with keys of its own."""

import getpass
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SSHD = "/usr/sbin/sshd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """``root``: a folder that is sent to; ``key``: the client's; ``known_hosts``: says who the server is."""

    port: int
    root: Path
    key: Path
    known_hosts: Path
    log: Path

    @property
    def target(self) -> str:
        return f"sftp://{getpass.getuser()}@127.0.0.1:{self.port}{self.root}"


@contextmanager
def sftp_server(folder: Path, command: str = "internal-sftp") -> Iterator[Server]:
    """``command``: all that the client may do: SFTP, as with most servers for deliveries; empty for anything."""
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # root's servers want it; the service would make it
    root = folder / "inbox"
    root.mkdir(parents=True)
    host, key = make_key(folder / "host"), make_key(folder / "client")
    (folder / "authorized").write_bytes(key.with_suffix(".pub").read_bytes())
    port = free_port()
    known = folder / "known_hosts"
    known.write_text(f"[127.0.0.1]:{port} {host.with_suffix('.pub').read_text()}")
    config = folder / "sshd_config"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {host}\nPidFile none\nUsePAM no\nStrictModes no\n"
        f"AuthorizedKeysFile {folder / 'authorized'}\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        f"PermitRootLogin prohibit-password\nSubsystem sftp internal-sftp\n"
        + (f"ForceCommand {command}\n" if command else "")
    )
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stderr=output)
        try:
            wait_for(port)
            yield Server(port=port, root=root, key=key, known_hosts=known, log=log)
        finally:
            process.terminate()
            process.wait()


@contextmanager
def cut_after(port: int, count: int) -> Iterator[int]:
    """A port that leads to ``port``, until ``count`` bytes went there over the first connection, which then breaks."""
    left = [count]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    ours, _ = server.accept()
                    theirs = socket.create_connection(("127.0.0.1", port))
                    limit, left[0] = left[0], 1 << 60
                    for pair in ((ours, theirs, limit), (theirs, ours, 1 << 60)):
                        threading.Thread(target=pump, args=pair, daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def pump(here: socket.socket, there: socket.socket, count: int) -> None:
    with suppress(OSError):
        while count > 0 and (block := here.recv(min(1 << 14, count))):
            there.sendall(block)
            count -= len(block)
    for end in (here, there):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def make_key(path: Path, password: str = "") -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", password, "-f", str(path)], check=True)
    return path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("the server did not start")

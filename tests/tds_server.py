"""A small SQL Server for tests: TDS 7.4 on the wire (MS-TDS names the tokens), SQLite behind it.

It knows what an ODBC reader needs: PRELOGIN without encryption, LOGIN7, SQL batches, and as remote calls the catalogue
procedures that FreeTDS sends (``tds_catalogue``); the types are what the SQLite table declares (``tds_types``).
"""

import socket
import socketserver
import sqlite3
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType

from tds_catalogue import Answer, answer_of, call_of, catalogue_answer
from tds_types import cell, type_info

SQL_BATCH, RPC, REPLY, ATTENTION, LOGIN7, PRELOGIN = 0x01, 0x03, 0x04, 0x06, 0x10, 0x12
DONE_FINAL, DONE_MORE, DONE_ERROR, DONE_COUNT, DONE_ATTENTION = 0x00, 0x01, 0x02, 0x10, 0x20
PACKET = 4096


def result(answer: Answer, *, called: bool = False) -> Iterator[bytes]:
    """COLMETADATA, the rows one by one, and DONE (of a procedure: DONEINPROC, RETURNSTATUS, DONEPROC)."""
    yield (
        b"\x81"
        + struct.pack("<H", len(answer.columns))
        + b"".join(struct.pack("<IH", 0, 0x09) + type_info(kind) + _b_varchar(name) for name, kind in answer.columns)
    )
    for row in answer.rows:
        yield b"\xd1" + b"".join(cell(kind, value) for (_, kind), value in zip(answer.columns, row, strict=True))
    if called:
        yield done(DONE_COUNT | DONE_MORE, len(answer.rows), b"\xff") + b"\x79\x00\x00\x00\x00" + done(token=b"\xfe")
    else:
        yield done(DONE_COUNT, len(answer.rows))


def _b_varchar(text: str) -> bytes:
    return bytes((len(text),)) + text.encode("utf-16-le")


def _us_varchar(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le")


def done(status: int = DONE_FINAL, count: int = 0, token: bytes = b"\xfd") -> bytes:
    return token + struct.pack("<HHQ", status, 0, count)


def error(number: int, text: str, severity: int = 16) -> bytes:
    body = struct.pack("<iBB", number, 1, severity) + _us_varchar(text) + _b_varchar("test") + _b_varchar("")
    body += struct.pack("<i", 1)
    return b"\xaa" + struct.pack("<H", len(body)) + body + done(DONE_ERROR)


def login_accepted() -> bytes:
    body = b"\x01\x74\x00\x00\x04" + _b_varchar("Microsoft SQL Server") + b"\x10\x00\x00\x00"
    return b"\xad" + struct.pack("<H", len(body)) + body + done()


def prelogin_reply() -> bytes:
    """VERSION and ENCRYPTION (not supported)."""
    return b"\x00\x00\x0b\x00\x06" + b"\x01\x00\x11\x00\x01" + b"\xff" + b"\x10\x00\x00\x00\x00\x00" + b"\x02"


def login_of(body: bytes) -> tuple[str, str]:
    """User name and password of a LOGIN7 message."""
    user_at, user_length, password_at, password_length = struct.unpack_from("<4H", body, 40)
    hidden = body[password_at : password_at + 2 * password_length]
    clear = bytes(((b ^ 0xA5) << 4 & 0xF0) | ((b ^ 0xA5) >> 4) for b in hidden)
    return body[user_at : user_at + 2 * user_length].decode("utf-16-le"), clear.decode("utf-16-le")


def batch_of(body: bytes) -> str:
    """The text of a SQL batch after ALL_HEADERS."""
    return body[struct.unpack_from("<I", body)[0] :].decode("utf-16-le")


@dataclass(slots=True)
class TdsServer:
    """Serves the SQLite file ``path`` as schema dbo; a context manager. ``breaks_after``: rows until it hangs up."""

    path: str
    user: str = "leser"
    password: str = "Hemmelig-1"
    breaks_after: int | None = None
    batches: list[str] = field(default_factory=list)
    _server: socketserver.ThreadingTCPServer | None = None

    def __enter__(self) -> "TdsServer":
        owner = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                Session(owner, self.request).serve()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        assert self._server
        return int(self._server.server_address[1])


@dataclass(slots=True)
class Session:
    """One connection."""

    server: TdsServer
    wire: socket.socket

    def serve(self) -> None:
        database = sqlite3.connect(":memory:")
        database.execute("attach ? as dbo", (self.server.path,))
        try:
            while (message := self._receive()) is not None:
                self._answer(database, *message)
        except ConnectionError:
            pass
        finally:
            database.close()

    def _receive(self) -> tuple[int, bytes] | None:
        body = b""
        while True:
            header = self._exactly(8)
            if header is None:
                return None
            kind, status, length = struct.unpack(">BBH", header[:4])
            body += self._exactly(length - 8) or b""
            if status & 1:
                return kind, body

    def _exactly(self, size: int) -> bytes | None:
        data = b""
        while len(data) < size:
            part = self.wire.recv(size - len(data))
            if not part:
                return None
            data += part
        return data

    def _send(self, data: bytes, *, whole: bool = True) -> None:
        parts = [data[i : i + PACKET - 8] for i in range(0, len(data), PACKET - 8)]
        for number, part in enumerate(parts, 1):
            last = int(whole and number == len(parts))
            self.wire.sendall(struct.pack(">BBHHBB", REPLY, last, len(part) + 8, 0, number % 256, 0) + part)

    def _answer(self, database: sqlite3.Connection, kind: int, body: bytes) -> None:
        if kind == PRELOGIN:
            self._send(prelogin_reply())
        elif kind == LOGIN7:
            known = login_of(body) == (self.server.user, self.server.password)
            self._send(login_accepted() if known else error(18456, "Login failed for user.", 14))
        elif kind == SQL_BATCH:
            self._batch(database, batch_of(body))
        elif kind == RPC:
            self._call(database, *call_of(body))
        elif kind == ATTENTION:
            self._send(done(DONE_ATTENTION))
        else:
            raise ConnectionError(f"message type {kind}")

    def _batch(self, database: sqlite3.Connection, text: str) -> None:
        self.server.batches.append(text)
        try:
            answer = answer_of(database, text)
        except sqlite3.Error as problem:
            self._send(error(208 if "no such table" in str(problem) else 102, str(problem)))
            return
        tokens = list(result(answer)) if answer else [done()]
        limit = self.server.breaks_after
        if limit is not None and answer and len(answer.rows) > limit:
            self._send(b"".join(tokens[: limit + 1]), whole=False)
            raise ConnectionError("as the test asked for")
        self._send(b"".join(tokens))

    def _call(self, database: sqlite3.Connection, name: str, given: dict[str, object]) -> None:
        answer = catalogue_answer(database, name, given)
        missing = error(2812, f"Could not find stored procedure {name}.")
        self._send(b"".join(result(answer, called=True)) if answer else missing)

"""Mikromarc's WebAPI on loopback: a real HTTP server, well behaved unless a test asks otherwise."""

import base64
import gzip
import json
import re
import ssl
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

USER, PASSWORD = "leser", "Hemmelig-ŋ7"
PATH = "/base/6471/odata"


class Raw(str):
    """A number as it shall stand in the JSON, digit by digit."""


Row = dict[str, Any]
Fault = Callable[["Handler"], None]
"""Answers a request in another way than a server should."""


@dataclass
class Service:
    """What the server holds and how it behaves. ``cap``: rows in a page at most.

    ``links``: ``none``, ``next`` (by $skip), ``token``, ``stuck`` (repeats itself), ``http`` (another scheme), or a
    host.
    ``faults`` are used up, one per request that ``fault_for`` matches.
    """

    sets: dict[str, list[Row]]
    cap: int = 100
    links: str = "none"
    heeds_skip: bool = True
    heeds_top: bool = True
    counts: Callable[[list[Row]], int] | None = None
    refuses: tuple[str, ...] = ()
    expands: bool = False
    debts: dict[str, list[Row]] = field(default_factory=dict)
    faults: deque[Fault] = field(default_factory=deque)
    fault_for: str = ""
    forbidden: tuple[str, ...] = ()
    on_request: Callable[["Service", str], None] = lambda service, target: None
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0
    scheme: str = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}{PATH}"

    @property
    def targets(self) -> list[str]:
        return [target for target, _ in self.seen]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # headers and body are sent apart: the client would acknowledge them 40 ms late
    service: Service

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        service, target = self.service, unquote(self.path)
        service.seen.append((target, dict(self.headers.items())))
        service.on_request(service, target)
        if service.faults and service.fault_for in target:
            service.faults.popleft()(self)
        elif "chunked" in self.headers.get("Transfer-Encoding", "") or self.headers.get("Content-Length") != "0":
            self.answer(b"", status=500)
        elif self.headers.get("Authorization") != basic():
            self.answer(b'{"error": "no"}', status=401)
        else:
            self._route(urlsplit(self.path))

    def _route(self, parts: Any) -> None:
        place, _, name = parts.path.rpartition("/")
        if place == PATH and name in self.service.forbidden:
            self.answer(b"{}", status=403)
        elif place == PATH and name in self.service.sets:
            self._page(name, {key: values[0] for key, values in parse_qs(parts.query).items()})
        elif parts.path.startswith("/base/6471/BorrowerDebts/") and self.service.debts:
            card, status, _ = unquote(parts.path).split("/")[-3:]
            rows = self.service.debts.get(card)
            self.answer(encoded(rows).encode() if rows is not None and status == "2" else b"", 200 if rows else 404)
        else:
            self.answer(b'{"error": {"message": "no such resource"}}', status=404)

    def _page(self, name: str, query: dict[str, str]) -> None:
        service = self.service
        if any(option in query for option in service.refuses):
            self.answer(b'{"error": {"message": "query option"}}', status=400)
            return
        rows = service.sets[name]
        if service.expands and "Barcodes" not in query.get("$expand", ""):
            rows = [{k: v for k, v in row.items() if k != "Barcodes"} for row in rows]
        start = int(query.get("$skiptoken") or (query.get("$skip", "0") if service.heeds_skip else "0"))
        top = int(query.get("$top", service.cap)) if service.heeds_top else service.cap
        page = rows[start : start + min(top, service.cap)]
        members = ['"@odata.context": "x"', f'"value": {encoded(page)}']
        if service.counts and "$count" in query:
            members.append(f'"@odata.count": {service.counts(rows)}')
        if link := self._link(name, start + len(page), len(rows), start):
            members.append(f'"@odata.nextLink": {json.dumps(link)}')
        self.answer(f"{{{', '.join(members)}}}".encode())

    def _link(self, name: str, following: int, total: int, start: int) -> str:
        service = self.service
        if service.links == "stuck":
            return f"{service.url}/{name}?$skip={start}&$top=2"
        if service.links == "none" or following >= total:
            return ""
        option = "$skiptoken" if service.links == "token" else "$skip"
        query = f"{option}={following}"
        if service.links == "http":
            return f"http://localhost{PATH}/{name}?{query}"
        if service.links not in ("next", "token"):
            return f"https://{service.links}{PATH}/{name}?{query}"
        return f"{service.url}/{name}?{query}"

    def answer(self, body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def basic() -> str:
    return "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()


def encoded(value: Any) -> str:
    """JSON in which a Raw number stands as written."""
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {encoded(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(encoded, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def status(code: int, **headers: str) -> Fault:
    return lambda handler: handler.answer(b"<html>feil</html>", code, "text/html", **headers)


def body(payload: bytes, kind: str = "application/json", **headers: str) -> Fault:
    return lambda handler: handler.answer(payload, 200, kind, **headers)


def zipped(payload: bytes) -> Fault:
    return body(gzip.compress(payload), Content_Encoding="gzip")


def dropped(handler: Handler) -> None:
    """The connection breaks before a byte of the answer."""
    handler.close_connection = True
    handler.connection.shutdown(2)


def cut_short(handler: Handler) -> None:
    """The connection breaks in the middle of the body that was promised."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"value": [{"Id": 1')
    handler.close_connection = True


class QuietServer(ThreadingHTTPServer):
    """Says nothing of clients that break off: some tests are about that."""

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def serving(service: Service, certificate: Path | None = None) -> Iterator[Service]:
    """The service on a free port, over TLS where a certificate (with its key) is given."""
    handler = type("Bound", (Handler,), {"service": service})
    server = QuietServer(("127.0.0.1", 0), handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        service.scheme = "https"
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def self_signed(folder: Path) -> Path:
    """A certificate for localhost and its key, in one file."""
    path, key = folder / "tjener.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", key, "-out", path, "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    path.write_text(path.read_text() + key.read_text())
    return path


_NUMBER = re.compile(r"0|-?[1-9]\d*|-?(0|[1-9]\d*)\.\d+")


def json_value(column: str, text: str) -> Any:
    """A cell of a delivered file as the API would send it: numbers, booleans, nulls, and texts."""
    if text == "":
        return None
    if text in ("True", "False", "true", "false"):
        return text.lower() == "true"
    if _NUMBER.fullmatch(text) and (column.endswith("Id") or column in ("Amount", "Remainder", "Price", "TotalLoans")):
        return Raw(text)
    return text


def with_cards_inside(borrowers: Sequence[Row], cards: Sequence[Row]) -> list[Row]:
    """The borrowers with their cards as the API's collection."""
    inside: dict[str, list[Row]] = {}
    for card in cards:
        inside.setdefault(str(card["BorrowerId"]), []).append({k: v for k, v in card.items() if k != "BorrowerId"})
    return [{**row, "Barcodes": inside.get(str(row["Id"]), [])} for row in borrowers]

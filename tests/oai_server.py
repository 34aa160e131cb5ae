"""A web server that finds OAI-PMH answers by the rules of ``deploy/oai.conf``, which it reads.

Of nginx it knows what stands there: ``set``, ``if`` at the level of the server, ``$arg_…``, ``try_files``.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

CONF = re.sub(r"^\s*#.*\n", "", (Path(__file__).parents[1] / "deploy" / "oai.conf").read_text("utf-8"), flags=re.M)
_RULE = re.compile(
    r'(?:if \((?P<name>\$\w+)(?: (?P<by>=|~|!~) "(?P<wanted>[^"]*)")?\) \{(?P<then>[^}]*)\}|(?P<set>set [^;]*;))'
)
_SET = re.compile(r'set \$(\w+) "?([^";]*)"?;')


def answers(query: str) -> list[str]:
    """The files that are tried for a query, in their order."""
    known = {f"arg_{name}": value for name, _, value in (part.partition("=") for part in query.split("&"))}
    server, _, location = CONF.partition("location = /oai {")
    assert "if (" not in location, "try_files does not work beside an if"
    for rule in _RULE.finditer(server):
        if rule["set"] or _holds(rule, known):
            for name, value in _SET.findall(rule["set"] or rule["then"]):
                known[name] = _filled(value, known)
    found = re.search(r"try_files ([^;]*) =404;", location)
    assert found
    return [_filled(name, known).removeprefix("/") for name in found[1].split()]


def _filled(text: str, known: dict[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda name: known.get(name[1], ""), text)


def _holds(rule: re.Match[str], known: dict[str, str]) -> bool:
    value = _filled(rule["name"], known)
    match rule["by"]:
        case None:
            return value not in ("", "0")
        case "=":
            return value == rule["wanted"]
        case by:
            return bool(re.search(rule["wanted"], value)) == (by == "~")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the answers in a folder."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            names = answers(urlsplit(self.path).query)
            body = next((path.read_bytes() for path in (folder / name for name in names) if path.is_file()), None)
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/oai"
    server.shutdown()

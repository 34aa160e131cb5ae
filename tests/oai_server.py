"""A web server that finds OAI-PMH answers as ``deploy/oai.conf`` does: by the names in what is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit


def answer_name(query: str) -> str:
    asked = {name: values[0] for name, values in parse_qs(query).items()}
    verb = asked.pop("verb", "")
    one = asked.pop("resumptionToken", "") or asked.pop("metadataPrefix", "")
    return "badArgument" if asked or not verb else ".".join(filter(None, (verb, one)))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of the answers in a folder."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = folder / f"{answer_name(urlsplit(self.path).query)}.xml"
            body = (path if path.is_file() else folder / "badArgument.xml").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/oai"
    server.shutdown()

"""Serves a project's reports on this machine, so that the UI's links to them can be clicked.

A browser opens no file:// link from a page that it fetched over http. ``serve_reports.py FOLDER PORT``, as a child of
the UI: it goes when its parent goes.
"""

import os
import sys
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

PATIENCE = 2.0
"""Seconds without a request after which it looks whether its parent is still there."""


class Reports(SimpleHTTPRequestHandler):
    """Files of one folder, read only; only under the names of this machine, and nothing is logged."""

    def send_head(self) -> BytesIO | BinaryIO | None:
        """The file, unless another site's name was made to point here (DNS rebinding)."""
        if self.headers.get("Host", "").partition(":")[0] not in ("127.0.0.1", "localhost"):
            self.send_error(403)
            return None
        return super().send_head()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name in the standard library
        pass


def main(folder: Path, port: int) -> None:
    parent = os.getppid()
    folder.mkdir(exist_ok=True)
    with HTTPServer(("127.0.0.1", port), partial(Reports, directory=str(folder))) as server:
        server.timeout = PATIENCE
        while os.getppid() == parent:
            server.handle_request()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))

"""The command as it is typed, called in this process: a new one takes seconds for the libraries alone."""

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from migration.cli.frame import errors, output
from migration.cli.main import main

WIDTH = "200"


@dataclass(frozen=True, slots=True)
class Done:
    """The exit status and the two streams, as ``subprocess.run`` tells them."""

    returncode: int
    stdout: str
    stderr: str


def environment(**environ: str) -> dict[str, str]:
    """That of this process without our own variables, on a wide terminal and on a day that stays."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GRENSELOS_")}
    return {**own, "GRENSELOS_AS_OF": "2026-11-22", "COLUMNS": WIDTH, **environ}


def grenselos(project: Path, *arguments: object, **environ: str) -> Done:
    """``grenselos --project … <arguments>``, with ``environ`` in its environment."""
    output.width = errors.width = int(WIDTH)  # they are as wide as the terminal was when they were made
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in "oe")
    command = ["grenselos", "--project", str(project), *map(str, arguments)]
    status: object = 0
    with (
        patch.dict(os.environ, environment(**environ), clear=True),
        patch.object(sys, "argv", command),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            status = end.code
    return Done(int(status or 0), *(stream.buffer.getvalue().decode() for stream in (out, err)))

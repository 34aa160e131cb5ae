"""The entry of the console command. The commands stand in the modules beside this one; importing them names them."""

import sys
import traceback

from sqlalchemy.exc import DBAPIError

from migration import pipeline
from migration.export.folder import BeingWrittenError

# In the order of --help.
# isort: off
from migration.cli import (
    stages,
    diff,
    delta,
    exports,
    pack,
    send,
    reconcile,
    readiness,
    mappings,
    records,
    verifying,
    matching,
    verdicts,
    samples,
    overlap,
    opinion,
    evaluation,
)

# isort: on
from migration.cli.frame import FAILED_CHECK, UNEXPECTED, UNUSABLE, app, errors

__all__ = [
    "delta",
    "diff",
    "evaluation",
    "exports",
    "main",
    "mappings",
    "matching",
    "opinion",
    "overlap",
    "pack",
    "readiness",
    "reconcile",
    "records",
    "samples",
    "send",
    "stages",
    "verdicts",
    "verifying",
]


def main() -> None:
    """Entry of the console command: turns every error into its exit status. The one place that catches everything."""
    try:
        app(standalone_mode=True)
    except pipeline.ConfigurationError as error:
        for problem in error.problems:
            errors.print(problem, markup=False, soft_wrap=True)
        sys.exit(UNUSABLE)
    except (pipeline.OrderError, BeingWrittenError) as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(UNUSABLE)
    except pipeline.GateError as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(FAILED_CHECK)
    except (OSError, pipeline.WriteError, DBAPIError) as error:
        errors.print(_what_failed(error), markup=False, soft_wrap=True)
        sys.exit(UNEXPECTED)
    except Exception as error:  # the one place for what nobody foresaw: told without its text, and exit status 3
        # The places, never the text: an exception's message may hold a patron's row.
        places = "".join(traceback.format_tb(error.__traceback__))
        errors.print(f"{places}unexpected error: {type(error).__name__}; please report it", markup=False)
        sys.exit(UNEXPECTED)


def _what_failed(error: Exception) -> str:
    """A full disk, a lost connection, a file that cannot be read: said without the values that were on their way."""
    if isinstance(error, DBAPIError):
        text = f"the staging database failed ({type(error.orig).__name__})"
    elif isinstance(error, OSError):
        text = f"{error.filename or 'a file'}: {error.strerror or type(error).__name__}"
    else:
        text = str(error)
    return f"{text}; nothing half-written remains. See that disk and database are there, and run again"

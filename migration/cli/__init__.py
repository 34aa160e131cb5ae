"""The command line (docs/contract.md, section 6): the use cases of the pipeline as commands.

Progress and errors go to standard error, the result to standard output (as JSON with ``--json``). Exit status: 0 done;
1 done, but a blocking check failed; 2 configuration or input cannot be used; 3 an unexpected error.
"""

from migration.cli.main import main

__all__ = ["main"]

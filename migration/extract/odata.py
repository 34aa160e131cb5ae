"""The OData reader: Mikromarc 3's WebAPI for everything but the catalogue, which comes from the source's folder.

The API has no MARC. An entity file that lies in the folder takes the place of the set of its name, so that what the API
withholds can be delivered by hand. Every page is fetched before the first row is landed: only then are a set's columns
known, and the staging database is not held while a slow server is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import chain
from pathlib import Path

from migration.extract.folder import check_folder, look, read_folder
from migration.extract.odata_client import Client, Endpoint, StatusError
from migration.extract.odata_fetch import BORROWERS, CARDS, DEBTS, Fetched, fetch_debts, fetch_set
from migration.extract.odata_page import DamagedPageError
from migration.extract.odata_paging import Habits, PagingError
from migration.extract.odata_spool import Spool
from migration.extract.odata_tables import tables
from migration.extract.raw import MANDATORY, TABLE_OF_FILE, InputError, RawTable
from migration.rows import fold_column


def check_odata(endpoint: Endpoint, folder: Path) -> list[str]:
    """Every problem for which this service cannot be read: what, where, what to do. Reads a row of each set."""
    problems = check_folder(folder)
    names = [n for n in _asked_sets(folder) if not (n == DEBTS and endpoint.debts_by_card)]
    with closing(Client(replace(endpoint, retries=min(endpoint.retries, 2)))) as client:
        return problems + _problems(endpoint, names, lambda name: _look_at(client, name))


def read_odata(endpoint: Endpoint, folder: Path, spool_folder: Path) -> Iterator[RawTable]:
    """The catalogue and the entity files of the folder, then a RawTable per entity set.

    All pages lie in the spool when this returns. Raises InputError with every problem at once.
    """
    problems = check_folder(folder)
    if problems:
        raise InputError(problems)
    spool = Spool(spool_folder, f"{endpoint.url} {endpoint.user} {endpoint.page_size}")
    fetched: dict[str, Fetched] = {}
    habits = Habits()
    with closing(Client(endpoint)) as client:

        def fetch(name: str) -> Sequence[str]:
            if name == DEBTS and endpoint.debts_by_card:
                fetched[name] = fetch_debts(client, spool, fetched.get(BORROWERS), fetched.get(CARDS))
            else:
                fetched[name] = fetch_set(client, spool, name, endpoint.page_size, habits)
            return tuple(fetched[name].columns) if fetched[name].pages else ()

        problems = _problems(endpoint, _asked_sets(folder), fetch, spool)
    if problems:
        raise InputError(problems)
    return chain(read_folder(folder), tables(spool, fetched))


def _asked_sets(folder: Path) -> list[str]:
    """The sets that no file of the folder stands for."""
    try:
        delivered = {table for _, table in look(folder).entities}
    except InputError:
        delivered = set()
    return [name for name, table in TABLE_OF_FILE.items() if table not in delivered]


def _problems(
    endpoint: Endpoint, names: Sequence[str], columns_of: Callable[[str], Sequence[str]], spool: Spool | None = None
) -> list[str]:
    """What keeps these sets from being read. A set that is not there is an absent file, unless all are absent.

    A server that cannot be reached, or refuses the password, is told once.
    """
    problems: list[str] = []
    absent = 0
    for name in names:
        try:
            found = _missing(name, columns_of(name))
        except StatusError as error:
            absent += error.status == 404
            found = [] if error.status == 404 else [_sentence(error.status)]
        except PagingError as error:
            found = [f"{error}; deliver it as a file in the source's folder instead"]
        except DamagedPageError as error:
            found = [f"{error}, every time it was asked; check url, or ask who runs the server"]
        except InputError as error:
            return [*problems, *error.problems]
        if found and spool:
            spool.forget(name)  # mended at the server, it must not be found unmended here
        problems += [f"{endpoint.url}: {name}: {text}" for text in found]
    if names and absent == len(names):
        problems.append(f"{endpoint.url}: has none of Mikromarc's entity sets (404); url ends in …/<base>/<unit>/odata")
    return problems


def _missing(name: str, columns: Sequence[str]) -> list[str]:
    """A set without rows shows no properties, and lacks none."""
    folded = {fold_column(column) for column in columns}
    missing = [m for m in MANDATORY[TABLE_OF_FILE[name]] if folded and m.casefold() not in folded]
    return [f"the mandatory property {m} is missing; ask who runs the server" for m in missing]


def _sentence(status: int) -> str:
    if status == 403:
        return "this user may not read it (403); ask for the right, or deliver it as a file in the source's folder"
    return f"the server answers with an error ({status}); run again later, or ask who runs the server"


def _look_at(client: Client, name: str) -> Sequence[str]:
    rows = client.entity_set(name, "$skip=0&$top=1").page.rows
    return [column for row in rows for column in row]

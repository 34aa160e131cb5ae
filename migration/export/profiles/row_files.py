"""Writes an entry of a profile that has rows of a table: CSV, TSV, JSON lines, XML."""

from migration.export.database import rows
from migration.export.profiles.cells import Cell, written_table
from migration.export.profiles.job import Job, Written, account_of
from migration.export.profiles.left_out import LeftOut
from migration.export.profiles.marc import item_selection
from migration.export.profiles.parts import Parts
from migration.export.profiles.queries import Selection, query, selected


def write_rows(job: Job) -> Written:
    name, told, asked = job.spec.name, job.told, _selection(job)
    left_out, same = told.left_out, told.same
    with Parts(job.folder, job.spec) as parts:
        for row_id, source, legacy_id, why, code, former, *values in rows(job.connection, query(asked)):
            if why:
                told.leave_out(LeftOut(name, source, row_id, why, legacy_id, code))
                continue
            parts.write(source, values)
            if former:
                told.rename(name, source, row_id, former)
    files = parts.described()
    written = sum(file.rows for file in files)
    return Written(files, [account_of(job, asked, written, told.left_out - left_out, told.same - same)])


def _selection(job: Job) -> Selection:
    profile, spec, rule = job.profile, job.spec, job.spec.rule
    return Selection(
        table=rule.rows,
        cells=[Cell(leaf.name, leaf.column, profile.table_of(leaf.column.written)) for leaf in spec.leaves],
        unlisted=profile.unlisted,
        where=rule.where,
        one_per=rule.one_per,
        fold=rule.fold,
        unfit=job.unfit,
        order=rule.key,
    )


def keep_written(job: Job) -> None:
    """Keep what a file has in columns that later files refer to, by the ids of its rows and of those that they are."""
    asked = item_selection(job) if job.spec.rule.items else _selection(job)
    for n, cell in enumerate(asked.cells):
        written = f"{job.spec.name}/{cell.name}"
        if written in job.profile.referred_to:
            job.connection.execute(f"CREATE TABLE {written_table(written)} AS {_kept(asked, f'c{n}')}")


def _kept(asked: Selection, cell: str) -> str:
    """SELECT of id and value; a row that another one stands for has that one's."""
    rows = f"SELECT id, kept, {cell} AS value FROM ({selected(asked)}) WHERE why IN ('', 'same:')"  # noqa: S608
    if asked.fold is None:
        return f"SELECT id, value FROM ({rows})"  # noqa: S608
    return f"WITH own AS MATERIALIZED ({rows}) SELECT own.id, it.value FROM own JOIN own AS it ON it.id = own.kept"  # noqa: S608

"""Second opinion: where the statistical model and the rules differ, told with both records and the rules' reasons."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, select

from migration.match.comparing.judge import judge
from migration.match.comparing.judgement import Decision
from migration.match.comparing.sentences import sentence
from migration.pipeline.explaining import Side, bad_identifiers, side_of
from migration.pipeline.opinions import COUNTS
from migration.pipeline.overlap import write_list
from migration.pipeline.project import ConfigurationError, OrderError, Project
from migration.pipeline.stage import COUNTY, detail_of, passed
from migration.pipeline.stated import statement
from migration.quality.matching_lines import OPINIONS, DifferenceLine, OpinionCount, RecordLine, SecondOpinion
from migration.quality.matching_page import difference_list
from migration.staging.engine import reading
from migration.staging.schema import core_bib, matched_opinion

_ORDER = ("apart", "review", "auto")


def second_opinion(project: Project) -> SecondOpinion:
    """What the last matching left word of. Raises OrderError where the county has not been matched as it stands."""
    with reading(project.engine) as connection:
        if not passed(connection, COUNTY, "match"):
            raise OrderError("the titles have not been merged as the sources stand; run grenselos match first")
        return read_second_opinion(project, connection)


def write_differences(path: Path, found: SecondOpinion) -> None:
    """The differences as CSV. Raises ConfigurationError where it cannot be written."""
    try:
        write_list(path, *difference_list(found))
    except OSError as error:
        problem = f"{path} cannot be written ({error.strerror}); name a file in a folder that exists"
        raise ConfigurationError([problem]) from error


def read_second_opinion(project: Project, connection: Connection) -> SecondOpinion:
    """The same; nothing at all where the county has not been matched."""
    counts = detail_of(connection, COUNTY, "match").get(COUNTS, [])
    return SecondOpinion(
        counts=tuple(
            OpinionCount(decision=c["decision"], rule=c["rule"], pairs={name: c[name] for name in OPINIONS})
            for c in counts
        ),
        differences=tuple(sorted(_differences(project, connection), key=_order)),
    )


def _order(line: DifferenceLine) -> tuple[int, float, str, str]:
    """What is merged by the smallest probability, all else by the greatest."""
    sign = 1 if line.decision == "auto" else -1
    return _ORDER.index(line.decision), sign * line.probability, line.one.source, line.one.legacy_id


def _differences(project: Project, connection: Connection) -> Sequence[DifferenceLine]:
    rows = connection.execute(select(matched_opinion)).all()
    bad, rules = bad_identifiers(connection) if rows else frozenset(), project.mappings.match
    lines = []
    for source, legacy_id, other_source, other_id, decision, probability, agreeing, differing in rows:
        one, other = side_of(connection, (source, legacy_id)), side_of(connection, (other_source, other_id))
        found = judge(one.features, other.features, rules, bad)
        said = sentence(one.features, other.features, replace(found, decision=Decision(decision)))
        lines.append(
            DifferenceLine(
                decision=decision,
                rule=found.rule,
                probability=float(probability),
                one=_record_line(connection, one),
                other=_record_line(connection, other),
                nb=said.nb,
                en=said.en,
                agreeing=tuple(agreeing.split()),
                differing=tuple(differing.split()),
            )
        )
    return lines


def _record_line(connection: Connection, side: Side) -> RecordLine:
    b = core_bib.c
    marc = select(b.marc).where(b.source == side.source, b.legacy_id == side.legacy_id)
    return RecordLine(
        source=side.source,
        legacy_id=side.legacy_id,
        title=side.title,
        statement=statement(connection.execute(marc).scalar_one()),
        bib_id=side.bib_id,
    )

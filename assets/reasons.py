"""What stands against the cutover, in words and figures for the UI: Bokmål first, English below."""

from collections.abc import Iterator, Sequence

import dagster as dg

from assets.evaluations import plain
from assets.metadata import Metadata
from migration import pipeline

NAME = "readiness"
READY = "ready"

ALL_READY = "Alle kildene er klare: {n}.\n\n*All sources are ready: {n}.*"
NOT_READY = (
    "**{ready} av {n} kilder er klare for overgangen.** Dette hindrer de andre:\n\n{reasons}\n\n"
    "*{ready} of {n} sources are ready for the cutover.*"
)
WEIGHTS = {
    "blocking": ("Hindrer", "Blocking"),
    "warning": ("Advarsel", "Warning"),
    "info": ("Til opplysning", "For information"),
}
COUNTY = "fylket"

TOLD = 20
"""Reasons that are told of in full; the table has all."""


def readiness_events(found: pipeline.Readiness) -> Iterator[dg.AssetMaterialization | dg.AssetCheckEvaluation]:
    """What the asset would have logged."""
    passed, description = judged(found)
    yield dg.AssetMaterialization(NAME, metadata=readiness_metadata(found))
    yield dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey(NAME),
        check_name=READY,
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN,
        description=description,
        metadata=figures(found),
    )


def judged(found: pipeline.Readiness) -> tuple[bool, str]:
    """Whether all are ready, and what keeps the others from it. A trial is no failure because of it: it only warns."""
    if len(found.ready) == len(found.sources):
        return True, ALL_READY.format(n=len(found.sources))
    reasons = "\n\n".join(told_reasons([r for r in found.reasons if r.severity == "blocking"]))
    return False, NOT_READY.format(ready=len(found.ready), n=len(found.sources), reasons=reasons)


def told_reasons(reasons: Sequence[pipeline.Reason]) -> list[str]:
    """A paragraph per reason in Markdown, the first of many: source, text and advice, English below."""
    told = [_told(reason) for reason in reasons[:TOLD]]
    more = len(reasons) - len(told)
    return [*told, *([f"… og {more} til. *… and {more} more.*"] if more else [])]


def _told(reason: pipeline.Reason) -> str:
    who = COUNTY if reason.source == pipeline.COUNTY else reason.source
    nb = f"**{who}:** {plain(reason.text_nb)} {plain(reason.advice_nb)}"
    return f"{nb}\n\n*{plain(reason.text_en)} {plain(reason.advice_en)}*"


def readiness_metadata(found: pipeline.Readiness) -> Metadata:
    """A line per source to read, numbers to plot from run to run, and the table of all reasons."""
    return {"overview": dg.MetadataValue.md(overview(found)), **figures(found), "reasons": _table(found.reasons)}


def figures(found: pipeline.Readiness) -> Metadata:
    """Numbers that the UI plots."""
    counts = {f"reasons_{weight}": sum(r.severity == weight for r in found.reasons) for weight in WEIGHTS}
    return {"sources_ready": len(found.ready), "sources": len(found.sources), **counts}


def overview(found: pipeline.Readiness) -> str:
    """A line per source in Markdown: ready or not, and its reasons by weight; the county's own first, if any."""
    heads = ["| Kilde | Klar | Hindrer | Advarsler | Til opplysning |", "| --- | --- | ---: | ---: | ---: |"]
    concerned = [COUNTY] if any(r.source == pipeline.COUNTY for r in found.reasons) else []
    return "\n".join([*heads, *(_line(found, source) for source in (*concerned, *found.sources))])


def _line(found: pipeline.Readiness, source: str) -> str:
    own = [r for r in found.reasons if r.source == (pipeline.COUNTY if source == COUNTY else source)]
    counts = [sum(r.severity == weight for r in own) for weight in WEIGHTS]
    state = "" if source == COUNTY else "ja" if source in found.ready else "nei"
    return f"| {source} | {state} | {' | '.join(map(str, counts))} |"


def _table(reasons: Sequence[pipeline.Reason]) -> dg.TableMetadataValue:
    texts = ("source", "weight", "code", "reason", "advice", "reason_en", "advice_en")
    columns = [*(dg.TableColumn(name) for name in texts), dg.TableColumn("count", "int")]
    records = [
        dg.TableRecord(
            {
                "source": r.source,
                "weight": WEIGHTS[r.severity][0],
                "code": r.code,
                "reason": r.text_nb,
                "advice": r.advice_nb,
                "reason_en": r.text_en,
                "advice_en": r.advice_en,
                "count": r.count,
            }
        )
        for r in reasons
    ]
    return dg.MetadataValue.table(records, schema=dg.TableSchema(columns=columns))

"""What one catalogue record costs, beside bare pymarc: ``python benchmarks/records.py --bibs 10000``.

The same ISO 2709 records go two ways, each in one process on one core, in processor time. Bare pymarc reads and writes
them. Ours takes them from the raw bytes in the staging database to the validated record in the staging database:
``standardize`` of a source that has nothing but its catalogue. The steps of that way are then timed one by one over the
same records; what they leave of the whole is reading from and writing to the database.
"""

import argparse
import gc
import io
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from pymarc import MARCReader
from rich.console import Console
from rich.table import Table

from migration.marc.conversion.convert import convert
from migration.marc.conversion.trace import Tally
from migration.marc.features.record import features
from migration.marc.formats import verdict
from migration.marc.reading.decode import decode
from migration.marc.reading.framing import frame
from migration.marc.rules import Rules
from migration.marc.stored import to_stored
from migration.marc.validation import compare, validate
from migration.pipeline.landing import land
from migration.pipeline.project import Project, load_mappings, open_staging
from migration.pipeline.standardizing import standardize
from migration.settings import load_settings

WARM = 2_000
"""Records that are gone through once before anything is measured: a county's first ones are not what its job costs."""

STEPS = ("decode", "verdict", "convert", "validate", "features", "store")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Processor time per record, in microseconds."""

    name: str
    microseconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCosts:
    """``bare``: pymarc alone; ``whole``: ours; ``steps``: what ``whole`` is made of, the database last."""

    records: int
    bare: Cost
    landing: Cost
    whole: Cost
    steps: tuple[Cost, ...]

    @property
    def ratio(self) -> float:
        return self.whole.microseconds / self.bare.microseconds


def record_costs(county: Path, directory: Path, limit: int) -> RecordCosts:
    """Measure on at most ``limit`` records of a county's ISO 2709 files; ``directory`` is made and removed."""
    catalogues = _catalogues(county, limit)
    payloads = [payload for catalogue in catalogues.values() for payload in catalogue]
    gc.freeze()
    bare = _per_record("bare pymarc", len(payloads), lambda: _bare(payloads))
    shutil.rmtree(directory, ignore_errors=True)
    try:
        with _project(directory, catalogues) as project:
            rules = project.mappings.rules.for_source("katalog")
            _steps(payloads[:WARM], rules)
            landing = _per_record("land", len(payloads), lambda: [land(project, key) for key in catalogues])
            whole = _per_record("standardize", len(payloads), lambda: [standardize(project, key) for key in catalogues])
            steps = tuple(_steps(payloads, rules))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    rest = whole.microseconds - sum(step.microseconds for step in steps)
    database = Cost(name="database, fates, issues", microseconds=rest)
    return RecordCosts(records=len(payloads), bare=bare, landing=landing, whole=whole, steps=(*steps, database))


def _catalogues(county: Path, limit: int) -> dict[str, list[bytes]]:
    """Records by source: as many of each ISO 2709 file, from its beginning on."""
    paths = sorted(county.glob("exports/*/*.mrc"))
    return {path.parent.name: list(islice(_records(path), limit // len(paths))) for path in paths}


def _records(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from (found.payload for found in frame(file, "iso2709"))


def _project(directory: Path, catalogues: dict[str, list[bytes]]) -> Project:
    """A project whose sources have a catalogue file each and nothing else, to be read by one process."""
    (directory / "mappings").mkdir(parents=True)
    lines = ["sources:"]
    for n, (key, payloads) in enumerate(catalogues.items()):
        (directory / "exports" / key).mkdir(parents=True)
        (directory / "exports" / key / "katalog.mrc").write_bytes(b"".join(payloads))
        lines += [
            f"  {key}:",
            f"    title: Katalog {n}",
            "    libraries:",
            "      - unit: 1",
            f"        isil: NO-29{n:05}",
        ]
        lines += ["        name: Biblioteket", "        type: public", f'        municipality: "{9000 + n}"']
    (directory / "mappings" / "sources.yaml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    settings = load_settings(directory, None, {"GRENSELOS_HASH_KEY": "not a secret: synthetic data"})
    settings = replace(settings, workers=1)
    return Project(settings, load_mappings(settings), open_staging(settings.staging_url))


def _bare(payloads: list[bytes]) -> None:
    out = io.BytesIO()
    for record in MARCReader(io.BytesIO(b"".join(payloads)), to_unicode=True, force_utf8=True):
        assert record is not None, "pymarc cannot read a record"
        out.write(record.as_marc())


def _steps(payloads: list[bytes], rules: Rules) -> list[Cost]:
    """Step by step, one record after the other, so that no more objects live at a time than in the job itself."""
    seconds: Counter[str] = Counter()
    tally, now = Tally(), time.process_time
    for payload in payloads:
        times = [now()]
        record = decode(payload, "iso2709").record
        times.append(now())
        found = verdict(record)
        times.append(now())
        made = convert(record, rules, found, isil="NO-2900001", tally=tally).record
        times.append(now())
        validate(made, rules, found.format)
        compare(record, made, rules, found.format)
        times.append(now())
        features(made)
        times.append(now())
        to_stored(made)
        times.append(now())
        seconds.update({name: end - begin for name, begin, end in zip(STEPS, times, times[1:], strict=False)})
    return [Cost(name=name, microseconds=seconds[name] * 1e6 / max(1, len(payloads))) for name in STEPS]


def _per_record(name: str, count: int, work: Callable[[], object]) -> Cost:
    start = time.process_time()
    work()
    return Cost(name=name, microseconds=(time.process_time() - start) * 1e6 / max(1, count))


def print_costs(costs: RecordCosts, console: Console) -> None:
    table = Table("raw bytes to validated record", "µs a record", "of it")
    for step in costs.steps:
        table.add_row(step.name, f"{step.microseconds:.0f}", f"{step.microseconds / costs.whole.microseconds:.0%}")
    table.add_row("the whole way", f"{costs.whole.microseconds:.0f}", "", end_section=True)
    table.add_row("landing, before it", f"{costs.landing.microseconds:.0f}", "")
    table.add_row("bare pymarc, read and write", f"{costs.bare.microseconds:.0f}", "")
    console.print(table)
    console.print(
        f"raw bytes to validated record : bare pymarc, per record and core = {costs.ratio:.1f} : 1"
        f" ({costs.records:,} ISO 2709 records)"
    )


def main() -> None:
    from run import BENCH, county

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bibs", type=int, default=10_000)
    arguments = parser.parse_args()
    print_costs(record_costs(county(50_000, 12, 1), BENCH / "records", arguments.bibs), Console())


if __name__ == "__main__":
    main()

"""One million records from features to clusters, by our rules and by two others: ``make bench-match``.

Each way runs in a process of its own, so that its peak of memory is its own, on the same catalogue
(``union.catalogue``, made once and used again). Beside wall time per phase stands how well its clusters agree with the
truth. The catalogue is invented: differences between the ways tell something, shares by themselves little.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table
from union.catalogue import COLUMNS, TITLE, table
from union.scores import Scores, scores

from migration.features import FEATURES_VERSION

if TYPE_CHECKING:
    from numpy.typing import NDArray

HERE = Path(__file__).parent
BENCH = HERE.parent / ".bench"
WAYS = {"rules": "union.by_rules", "goldrush": "union.by_goldrush", "splink": "union.by_splink"}
MILLION = 1_000_000
GOAL_SECONDS, GOAL_BYTES = 150, 4 << 30
"""For the rules on two cores."""
GIB = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """``wall``, ``cpu``: seconds with start-up; ``peak``: bytes of resident memory; ``scores``: by clustering."""

    way: str
    wall: float
    cpu: float
    peak: int
    phases: dict[str, float]
    counts: dict[str, int]
    scores: dict[str, Scores]


def catalogue(records: int, seed: int, directory: Path) -> Path:
    """The catalogue of these parameters: made once, used again while features are what they were."""
    kind = blake2b(repr((FEATURES_VERSION, COLUMNS)).encode(), digest_size=3).hexdigest()
    path = directory / f"union-{kind}-{records}-{seed}.parquet"
    if not path.exists():
        start = time.perf_counter()
        directory.mkdir(parents=True, exist_ok=True)
        pq.write_table(table(records, seed), path.with_suffix(".part"), row_group_size=50_000)
        path.with_suffix(".part").rename(path)
        print(f"{records:,} records made in {time.perf_counter() - start:.0f} s")
    return path


def measure(way: str, path: Path, titles: "NDArray[np.int64]") -> Measured:
    """Run one way to its end and score it. Raises SystemExit where it cannot finish."""
    result = path.with_suffix(f".{way}.json")
    paths = os.pathsep.join((str(HERE), str(HERE.parent)))
    command = [sys.executable, "-m", WAYS[way], str(path), str(result)]
    start = time.perf_counter()
    if subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, check=False).returncode:
        raise SystemExit(f"{way} did not finish")
    wall = time.perf_counter() - start
    told: dict[str, Any] = orjson.loads(result.read_bytes())
    files = [result.with_suffix(f".{n}.npy") for n in range(len(told["clusterings"]))]
    found = {name: scores(np.load(file), titles) for name, file in zip(told["clusterings"], files, strict=True)}
    taken = {name: told[name] for name in ("cpu", "peak", "phases", "counts")}
    return Measured(way=way, wall=wall, scores=found, **taken)


def show(measured: Sequence[Measured], records: int) -> None:
    """Two tables, and whether the goals are met."""
    console = Console(width=shutil.get_terminal_size((140, 24)).columns)
    cost = Table("way", "phase", "seconds", "of processor", "GiB at its peak", "counts")
    for m in measured:
        counts = ", ".join(f"{count:,} {name}" for name, count in m.counts.items())
        cost.add_row(m.way, "all, with start-up", f"{m.wall:.1f}", f"{m.cpu:.1f}", f"{m.peak / GIB:.2f}", counts)
        for phase, seconds in m.phases.items():
            cost.add_row("", phase, f"{seconds:.1f}")
    quality = Table("clusters by", "clusters", "precision", "recall", "F1", "B³ precision", "B³ recall", "impure")
    for name, s in ((name, s) for m in measured for name, s in m.scores.items()):
        shares = (s.precision, s.recall, s.f1, s.b_precision, s.b_recall)
        quality.add_row(name, f"{s.clusters:,}", *(f"{share:.4f}" for share in shares), f"{s.impure:,}")
    console.print(f"{records:,} records", cost, quality, sep="\n")
    for m in measured:
        if m.way == "rules" and records >= MILLION:
            met = m.wall <= GOAL_SECONDS and m.peak <= GOAL_BYTES
            print(f"goals ({GOAL_SECONDS} s, {GOAL_BYTES // GIB} GiB): {'met' if met else 'not met'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=MILLION)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--json", type=Path, help="write what was measured here")
    parser.add_argument("--directory", type=Path, default=BENCH, help="where the catalogue is kept")
    given = parser.parse_args()
    path = catalogue(given.records, given.seed, given.directory)
    titles = pq.read_table(path, columns=[TITLE])[TITLE].to_numpy()
    measured = [measure(way, path, titles) for way in given.ways]
    show(measured, given.records)
    if given.json:
        told = {"records": given.records, "seed": given.seed, "measured": [asdict(m) for m in measured]}
        given.json.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()

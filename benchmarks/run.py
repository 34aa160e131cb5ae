"""The whole job on a synthetic county, stage by stage, beside bare pymarc: ``python benchmarks/run.py --bibs 50000``.

Each stage is the command that a user runs, in a process of its own: records per second with start-up included, and
the peak of resident memory over the process and its workers. The whole job is ``grenselos run``, one process. Bare
pymarc reads and writes the county's ISO 2709 records and does nothing else with them; the ratio says what the rest of
the job costs. Before that, what one record costs step by step from raw bytes to staging (``records``).
"""

import argparse
import io
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from county import write_county
from pymarc import MARCReader
from records import print_costs, record_costs
from rich.console import Console
from rich.table import Table

BENCH = Path(__file__).parent.parent / ".bench"
STAGES = ("land", "standardize", "match", "quality", "deliver")
SAMPLING_SECONDS = 0.05
MIB = 1 << 20
RECORDS = 12_000
"""Records on which the cost of each step is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """``peak``: bytes of resident memory, the process and its children together. ``cpu``: processor seconds of both."""

    name: str
    seconds: float
    cpu: float
    records: int
    peak: int

    @property
    def rate(self) -> float:
        return self.records / self.seconds


def county(bibs: int, sources: int, seed: int) -> Path:
    """The county of these parameters: made once, used again."""
    directory = BENCH / f"county-{bibs}-{sources}-{seed}"
    complete = directory / "complete"
    if not complete.exists():
        shutil.rmtree(directory, ignore_errors=True)
        write_county(directory, bibs, sources, seed)
        complete.touch()
    return directory


def clear(project: Path) -> None:
    """Take away what an earlier run made."""
    for old in project.glob("staging.db*"):
        old.unlink()
    for name in ("deliveries", "reports"):
        shutil.rmtree(project / name, ignore_errors=True)


def run_stages(project: Path, staging: str, bibs: int) -> tuple[list[Measured], Measured]:
    """Run the stages one by one, each a process with a start of its own; then the whole job as ``grenselos run``.

    Raises SystemExit where one cannot finish.
    """
    program = shutil.which("grenselos", path=str(Path(sys.executable).parent)) or "grenselos"
    command = [program, "--project", str(project), *(["--staging", staging] if staging else [])]
    stages = [run_stage(stage, [*command, stage], bibs) for stage in STAGES]
    clear(project)
    return stages, run_stage("whole job", [*command, "run"], bibs)


def run_stage(name: str, command: list[str], records: int) -> Measured:
    """Run one command to its end. Exit status 1 (a blocking check failed) is a finished stage, too."""
    start, cpu = time.perf_counter(), _children_cpu()
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        peak = watch(process)
        seconds = time.perf_counter() - start
        errors.seek(0)
        if process.returncode > 1:
            raise SystemExit(f"{name} ended with status {process.returncode}:\n{errors.read()}")
    return Measured(name=name, seconds=seconds, cpu=_children_cpu() - cpu, records=records, peak=peak)


def _children_cpu() -> float:
    """Processor seconds of all finished children, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def watch(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process; return the highest resident memory seen of it and its children together."""
    peak, root = 0, psutil.Process(process.pid)
    while process.poll() is None:
        peak = max(peak, _resident(root))
        time.sleep(SAMPLING_SECONDS)
    return peak


def _resident(root: psutil.Process) -> int:
    total = 0
    try:
        for process in (root, *root.children(recursive=True)):
            total += process.memory_info().rss
    except psutil.NoSuchProcess:
        return total
    return total


def bare_pymarc(project: Path) -> Measured:
    """Read and write all ISO 2709 files with pymarc alone, in memory."""
    records, start, cpu = 0, time.perf_counter(), time.process_time()
    for path in sorted(project.glob("exports/*/*.mrc")):
        out = io.BytesIO()
        with path.open("rb") as file:
            for record in MARCReader(file, to_unicode=True, force_utf8=True):
                assert record is not None, f"pymarc cannot read a record of {path}"
                out.write(record.as_marc())
                records += 1
    return Measured(
        name="bare pymarc",
        seconds=time.perf_counter() - start,
        cpu=time.process_time() - cpu,
        records=records,
        peak=psutil.Process().memory_info().rss,
    )


def print_table(stages: list[Measured], whole: Measured, bare: Measured, console: Console) -> None:
    table = Table("stage", "seconds", "processor s", "records/s", "peak MiB")
    for row in (*stages, whole, bare):
        table.add_row(row.name, f"{row.seconds:.1f}", f"{row.cpu:.1f}", f"{row.rate:,.0f}", f"{row.peak / MIB:,.0f}")
    console.print(table)
    by_clock = bare.rate / whole.rate
    by_processor = (whole.cpu / whole.records) / (bare.cpu / bare.records)
    console.print(
        f"whole job : bare pymarc, per record = {by_clock:.1f} : 1 by the clock, {by_processor:.1f} : 1 by processor"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bibs", type=int, default=50_000)
    parser.add_argument("--sources", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--staging", default="", help="URL of the staging database; without it a new SQLite file")
    arguments = parser.parse_args()
    console = Console()
    project = county(arguments.bibs, arguments.sources, arguments.seed)
    clear(project)
    console.print(f"{arguments.bibs:,} records in {arguments.sources} sources: {project}")
    print_costs(record_costs(project, BENCH / "records", min(arguments.bibs, RECORDS)), console)
    bare = bare_pymarc(project)
    print_table(*run_stages(project, arguments.staging, arguments.bibs), bare, console)


if __name__ == "__main__":
    main()

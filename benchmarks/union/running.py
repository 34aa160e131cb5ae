"""What each way of matching has in common: it reads the catalogue, times its phases, and writes whom it joined."""

import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 50_000


def _peak(process: int | None) -> int:
    """Bytes of resident memory. Not from ``getrusage``, where a child begins with its parent's peak."""
    text = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("VmHWM"))


@dataclass(slots=True)
class Run:
    """One way of matching, in a process of its own, so that the peak of its memory is its own."""

    catalogue: Path
    result: Path
    phases: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    peak_below: int = 0
    clusterings: "dict[str, NDArray[np.int64]]" = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Add the wall time of what is done inside."""
        start = time.perf_counter()
        yield
        self.phases[name] = self.phases.get(name, 0.0) + time.perf_counter() - start

    def rows(self, columns: tuple[str, ...]) -> Iterator[list[tuple[Any, ...]]]:
        """The catalogue's records as rows of these columns, batch by batch."""
        import pyarrow.parquet as pq

        with pq.ParquetFile(self.catalogue) as file:
            for batch in file.iter_batches(batch_size=BATCH, columns=list(columns)):
                yield list(zip(*(batch.column(name).to_pylist() for name in columns), strict=True))

    @contextmanager
    def workers(self) -> Iterator[Callable[[], Executor]]:
        """Worker processes, as many as there are processors, started at the first call."""
        with ExitStack() as open_pools:
            yield cache(lambda: open_pools.enter_context(ProcessPoolExecutor(mp_context=get_context("spawn"))))
            self.peak_below = sum(_peak(child.pid) for child in active_children())

    def finish(self) -> None:
        """Write each clustering (a cluster's number for each record, in the catalogue's order) and what it took."""
        import numpy as np

        for number, clusters in enumerate(self.clusterings.values()):
            np.save(self.result.with_suffix(f".{number}.npy"), clusters)
        used, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = used.ru_utime + used.ru_stime + below.ru_utime + below.ru_stime
        told = {
            "phases": self.phases, "counts": self.counts, "clusterings": list(self.clusterings),
            "cpu": processor, "peak": used.ru_maxrss * 1024 + self.peak_below,
        }  # fmt: skip
        self.result.write_bytes(orjson.dumps(told))

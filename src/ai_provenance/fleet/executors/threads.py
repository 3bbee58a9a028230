"""The default engine: threads of this process, each waiting for one supervised job at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

from ai_provenance.fleet.executors.interface import Job, Row


def usual_number() -> int:
    """Jobs at once where no number was given: a job keeps a processor busy, and four keep most disks busy."""
    return min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Threads:
    """Runs NUMBER jobs at once."""

    number: int

    def run(self, work: Callable[[Job], Row], jobs: Iterable[Job]) -> Iterator[Row]:
        """As `Executor.run`; nothing of it can be lost."""
        waiting = iter(jobs)
        with ThreadPoolExecutor(self.number, thread_name_prefix="fleet") as pool:
            # twice the number is handed out, and no more: memory stays flat over any number of jobs
            running = {pool.submit(work, job) for job in islice(waiting, 2 * self.number)}
            try:
                while running:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield future.result()
                    running |= {pool.submit(work, job) for job in islice(waiting, len(done))}
            finally:
                pool.shutdown(wait=False, cancel_futures=True)

"""Dask distributed: jobs on the workers of a cluster, which see the mirrors on a disk that they share with us.

https://distributed.dask.org/. Tasks have the job's key for a name, so that one which is requested twice runs once.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.fleet.executors.interface import ExecutorLostError, Job, Row, State

if TYPE_CHECKING:  # an extra, and two hundred times a bare Python start
    from distributed import Client, Future

INSTALL = "pip install distributed"
PATIENCE = 60.0
"""Seconds that a cluster may be without a worker, and a client without its scheduler, before it is lost."""
_LOST_AFTER = 10.0
_PULSE = 1.0
_RETRIES = 2
_AHEAD = 4
"""Jobs handed out for each thread of a worker: enough that none waits for us, and few enough for flat memory."""


class DaskUsageError(ProvenanceError):
    """The cluster cannot be used as it was named."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True)
class Certificates:
    """The files of a TLS connection: of the authority, our certificate, and its key."""

    ca: str
    cert: str
    key: str


@dataclass(frozen=True, slots=True)
class Dask:
    """The cluster of the scheduler at ADDRESS."""

    address: str
    certificates: Certificates | None = None

    def run(self, work: Callable[[Job], Row], jobs: Iterable[Job]) -> Iterator[Row]:
        """As `Executor.run`. A worker that dies loses no job: another one gets it, three times at most."""
        waiting = iter(jobs)
        first = next(waiting, None)
        if first is None:
            return  # with nothing to do no cluster is needed
        client = self._connect()
        try:
            yield from _run(client, work, _chained(first, waiting))
        finally:
            client.close(timeout=2)  # type: ignore[no-untyped-call]  # distributed types a part of its interface

    def _connect(self) -> Client:
        from distributed import Client  # noqa: PLC0415 - see above
        from distributed.security import Security  # noqa: PLC0415

        security = None
        if self.certificates:
            own = self.certificates
            security = Security(  # type: ignore[no-untyped-call]  # as above
                tls_ca_file=own.ca, tls_client_cert=own.cert, tls_client_key=own.key, require_encryption=True
            )
        try:
            return Client(self.address, security=security, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]  # as above
        except (OSError, TimeoutError, ValueError, TypeError) as error:
            said = " ".join(str(error).split())[:200]
            raise ExecutorLostError(
                f"cannot reach the scheduler {self.address}: {said}", "dask scheduler --version"
            ) from None


def cluster(address: str, certificates: Certificates | None, *, insecure: bool) -> Dask:
    """The cluster at ADDRESS. Without TLS it is refused, unless it is on this machine, or INSECURE allows it.

    Raises DaskUsageError where the address is refused, or Dask is not installed.
    """
    try:
        import distributed  # noqa: F401, PLC0415 - whether the extra is installed
    except ImportError:
        raise DaskUsageError("Dask is not installed here, expected the package `distributed`", INSTALL) from None
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme == "tls":
        if certificates is None:
            raise DaskUsageError("a tls:// address needs certificates", "--tls-ca F --tls-cert F --tls-key F")
    elif not insecure and not _is_loopback(parts.hostname or ""):
        raise DaskUsageError(
            f"{parts.scheme}://{parts.hostname} is another machine and no TLS is used: anyone there could run commands",
            "use tls://, or --insecure in a network that is closed",
        )
    # its messages are about what we say in our own words
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    return Dask(address, certificates if parts.scheme == "tls" else None)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _chained(first: Job, rest: Iterator[Job]) -> Iterator[Job]:
    yield first
    yield from rest


def _run(client: Client, work: Callable[[Job], Row], jobs: Iterator[Job]) -> Iterator[Row]:
    done: SimpleQueue[Future[Row]] = SimpleQueue()
    running: dict[str, tuple[Future[Row], Job]] = {}

    def submit(number: int) -> None:
        for job in islice(jobs, number):
            future = client.submit(work, job, key=f"provenance-{job.key}", retries=_RETRIES, pure=False)
            running[str(future.key)] = (future, job)
            future.add_done_callback(done.put)  # type: ignore[no-untyped-call]  # as above

    submit(_AHEAD)
    while running:
        # workers come and go: how many jobs are ahead follows them
        submit(max(0, _AHEAD * _threads(client) - len(running)))
        future = _next(client, done)
        if str(future.key) in running:
            yield _row(future, running.pop(str(future.key))[1])
            future.release()  # type: ignore[no-untyped-call]  # as above


def _next(client: Client, done: SimpleQueue[Future[Row]]) -> Future[Row]:
    """The next job that is done. Raises ExecutorLostError where none can come any more."""
    alone_since: float | None = None
    while True:
        try:
            return done.get(timeout=_PULSE)
        except Empty:
            connected = client.status == "running"
            if connected and _threads(client):
                alone_since = None
                continue
            alone_since = alone_since or time.monotonic()
            if time.monotonic() - alone_since > (PATIENCE if connected else _LOST_AFTER):
                raise _lost("no worker is left" if connected else "the scheduler is gone") from None


def _threads(client: Client) -> int:
    try:
        return sum(worker["nthreads"] for worker in client.scheduler_info(n_workers=-1)["workers"].values())
    except (OSError, RuntimeError, TimeoutError):
        return 0


def _row(future: Future[Row], job: Job) -> Row:
    if future.status == "finished":
        try:
            row: Row = future.result()
        except OSError:  # it came, and went with a worker or the scheduler before we had it
            raise _lost("a result was lost on its way") from None
        return row
    if future.status != "error":  # cancelled, lost: the scheduler took its knowledge with it
        raise _lost("the scheduler is gone")
    return Row(job.identity, job.head, job.definition, State.ERROR, "its workers died, or have no ai-provenance")


def _lost(why: str) -> ExecutorLostError:
    return ExecutorLostError(f"the cluster is lost: {why}", "start it, and run the same command again")

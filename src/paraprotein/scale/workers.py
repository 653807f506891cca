"""Run batches on the workers of a Dask cluster.

Workers simulate and send the finished files back; only this process writes to the run directory, so workers need no
shared disk. Dask hands a dead worker's batches to another one. Needs the extra `cluster`.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import StoreError, UsageError
from .parts import Part, SimulateTrials, make_part
from .plan import Batch
from .versions import installed_versions

CONNECT_S = 10


@dataclass(frozen=True)
class Cluster:
    """A running Dask scheduler, and how to reach it.

    Attributes:
        address: for example `tls://node1:8786`.
        certificates: folder with `ca.pem`, `cert.pem` and `key.pem`; scheduler and workers hold certificates of the
            same authority.
        is_insecure: reach it without certificates, on a network where everybody may run programs on the workers.
    """

    address: str
    certificates: Path | None = None
    is_insecure: bool = False


def run_on_cluster(simulate: SimulateTrials, batches: Sequence[Batch], cluster: Cluster) -> Iterator[Part]:
    """Simulate batches on the workers of a running Dask scheduler.

    Raises:
        UsageError: no scheduler answers there, or it would be reached without certificates and nobody said so.
    """
    security = _security(cluster)
    distributed = _require_dask()
    try:
        client = distributed.Client(cluster.address, timeout=CONNECT_S, security=security)
    except (OSError, ValueError) as error:
        fix = "start a scheduler (`dask scheduler`) and give its address, such as tls://node1:8786"
        found = f"no Dask scheduler answers at {cluster.address}"
        raise UsageError.one("--cluster", found, fix, "simulate.cluster") from error
    with client:
        yield from _distribute(client, simulate, batches)


def _security(cluster: Cluster) -> Any:
    """Dask's settings for certificates; None for a cluster without, where that was asked for.

    Raises:
        UsageError: neither certificates nor leave to go without, or a file of them is not there.
    """
    if cluster.certificates is None:
        if cluster.is_insecure:
            return None
        found = "no certificates: whoever reaches such a scheduler can run programs on its workers"
        fix = "add --certificates DIR, or --insecure-cluster on a network that you trust"
        raise UsageError.one("--cluster", found, fix, "simulate.certificates")
    files = {name: cluster.certificates / f"{name}.pem" for name in ("ca", "cert", "key")}
    missing = [path.name for path in files.values() if not path.is_file()]
    if missing:
        fix = "put ca.pem, cert.pem and key.pem there"
        raise UsageError.one(str(cluster.certificates), f"without {', '.join(missing)}", fix, "simulate.certificates")
    if not cluster.address.startswith("tls://"):
        fix = "write the address as tls://HOST:PORT"
        raise UsageError.one("--cluster", f"certificates given for {cluster.address}", fix, "simulate.certificates")
    return _require_dask().Security(
        tls_ca_file=str(files["ca"]),
        tls_client_cert=str(files["cert"]),
        tls_client_key=str(files["key"]),
        require_encryption=True,
    )


def _distribute(client: Any, simulate: SimulateTrials, batches: Sequence[Batch]) -> Iterator[Part]:
    """Parts as they are finished; only as many batches are under way as keep the workers busy."""
    distributed = _require_dask()
    waiting, run = iter(batches), uuid.uuid4().hex  # two runs may share a cluster, and Dask one result for one key
    expected = _essential(installed_versions())
    under_way = distributed.as_completed([], loop=client.loop, with_results=True)

    def submit() -> None:
        wanted = 2 * max(1, sum(client.nthreads().values())) - under_way.count()
        for _, batch in zip(range(wanted), waiting, strict=False):
            under_way.add(client.submit(_simulate_batch, simulate, batch, key=f"batch-{batch.number:06d}-{run}"))

    submit()
    try:
        for _, outcome in under_way:
            if isinstance(outcome, BaseException):  # cancelled, because the scheduler is gone
                raise outcome
            part, versions = outcome
            _check_versions(expected, _essential(versions))
            yield part
            submit()
    except distributed.KilledWorker as error:
        found = "its worker processes died, as often as the scheduler allows"
        fix = "look at the workers' log; give them more memory, then repeat the same command"
        raise StoreError.one(str(error.args[0])[: len("batch-000000")], found, fix, "simulate.worker") from error
    except (OSError, distributed.CancelledError) as error:
        fix = "start it again and repeat the same command: finished batches are safe"
        raise StoreError.one(
            "Dask scheduler", f"the connection was lost ({error})", fix, "simulate.scheduler"
        ) from error


def _simulate_batch(simulate: SimulateTrials, batch: Batch) -> tuple[Part, dict[str, str]]:
    """What a worker does."""
    return make_part(batch, simulate(batch.trials)), installed_versions()


def _check_versions(expected: dict[str, str], found: dict[str, str]) -> None:
    """A worker with other versions would make other bytes.

    Raises:
        UsageError: it has.
    """
    other = [f"{name} {found.get(name)} (here {number})" for name, number in expected.items() if found[name] != number]
    if other:
        fix = "install the same versions on every worker"
        raise UsageError.one("--cluster", f"a worker has {', '.join(other)}", fix, "simulate.versions")


def _essential(versions: dict[str, str]) -> dict[str, str]:
    return {name: number for name, number in versions.items() if name != "python"}


def _require_dask() -> Any:
    """The module `distributed`.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import distributed
    except ImportError as error:
        fix = "install it with: pip install 'paraprotein[cluster]'"
        raise UsageError.one("--cluster", "Dask is not installed", fix, "simulate.extra") from error
    return distributed

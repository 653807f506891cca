"""A run of fake trials in a process of its own, to be killed: `OUT JOURNAL SECONDS WORKERS [CLUSTER CERTIFICATES]`."""

import os
import sys
from pathlib import Path

from fake_trials import PER_BATCH, SEED, TRIALS, SlowStudy, founding

from paraprotein.errors import InputError
from paraprotein.scale import Cluster, Progress, simulate_run


def tell(now: Progress) -> None:
    print(now.batches_done, flush=True)


def main() -> None:
    out, journal, seconds, workers, *cluster = sys.argv[1:]
    try:
        simulate_run(
            founding(),
            trials=TRIALS,
            seed=SEED,
            out=Path(out),
            workers=int(workers),
            cluster=Cluster(cluster[0], Path(cluster[1])) if cluster else None,
            progress=tell,
            simulate=SlowStudy(float(seconds), Path(journal)),
            trials_per_batch=PER_BATCH,
        )
    except InputError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        os._exit(130)


if __name__ == "__main__":
    main()

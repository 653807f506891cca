"""Many trials: batches, workers, and a store that survives a kill."""

from .compilation_cache import use_compilation_cache as use_compilation_cache
from .plan import Shard as Shard
from .plan import parse_shard as parse_shard
from .read import StoredRun as StoredRun
from .read import is_run_directory as is_run_directory
from .read import open_run as open_run
from .simulate import Progress as Progress
from .simulate import SimulatedRun as SimulatedRun
from .simulate import simulate_run as simulate_run
from .study_folder import SimulatedFolder as SimulatedFolder
from .study_folder import simulate_study_folder as simulate_study_folder
from .workers import Cluster as Cluster

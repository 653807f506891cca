"""Exact designs of phase II trials: boundaries, what they attain, and the words of the protocol."""

from .bayesian import posterior as posterior
from .bayesian import predictive as predictive
from .bayesian_optimal import bop2 as bop2
from .boundaries import exact as exact
from .boundaries import fleming as fleming
from .boundaries import gehan as gehan
from .estimate import Rate as Rate
from .estimate import inference as inference
from .estimate import proportion as proportion
from .randomised import pick_the_winner as pick_the_winner
from .randomised import randomised_two_stage as randomised_two_stage
from .randomised import two_arm as two_arm
from .read import parse as parse
from .response_toxicity import bryant_day as bryant_day
from .result import Admissible as Admissible
from .result import Boundary as Boundary
from .result import Design as Design
from .result import Designs as Designs
from .result import ErrorRate as ErrorRate
from .result import Scenario as Scenario
from .safety import toxicity as toxicity
from .single_arm import simon as simon
from .single_arm import single_stage as single_stage
from .survival import log_rank as log_rank
from .survival import two_arm_survival as two_arm_survival

"""`paraprotein design`: one verb per family of designs."""

import typer

from ..handler import register
from .bayesian import bop2, posterior, predictive
from .estimate import inference, proportion
from .randomised import pick_the_winner, randomised_two_stage, two_arm
from .safety import bryant_day, toxicity
from .single_arm import exact, fleming, gehan, simon, single_stage
from .survival import log_rank, two_arm_survival
from .words import parse

design = typer.Typer(
    name="design",
    help="Exact designs of phase II trials: boundaries, what they attain, and the protocol's sentence.",
    epilog="Example: paraprotein design simon 0.05 0.20 0.05 0.20",
    no_args_is_help=True,
)

register(design, single_stage, example="paraprotein design single-stage 0.05 0.20 0.05 0.20")
register(design, simon, example="paraprotein design simon 0.05 0.20 0.05 0.20 --plot simon.png")
register(design, gehan, example="paraprotein design gehan 0.20 0.05 0.10")
register(design, fleming, example="paraprotein design fleming 0.20 0.40 0.05 --sizes 15,10")
register(design, exact, example="paraprotein design exact 0.20 0.40 --looks 10,20,30 --futility 1,-,9")
register(design, bryant_day, example="paraprotein design bryant-day 0.30 0.50 0.60 0.80 0.15 0.15 0.15")
register(design, posterior, example="paraprotein design posterior 0.20 0.40 --looks 10,20,30 --prior 0.4,1.6")
register(design, predictive, example="paraprotein design predictive 0.20 0.40 0.10 0.10")
register(design, bop2, example="paraprotein design bop2 0.2 0.4 --looks 10,15,20,25,30,35,40")
register(design, toxicity, example="paraprotein design toxicity 0.20 0.40 30 --error 0.05")
register(design, log_rank, example="paraprotein design log-rank 0.62 2 0.467 0.05 0.20 --follow-up 2 --rate 5")
register(design, two_arm, example="paraprotein design two-arm 0.20 0.50 0.05 0.20 --test Boschloo")
register(
    design,
    two_arm_survival,
    example="paraprotein design two-arm-survival 0.5 0.025 0.20 --median 12 --accrual 24 --follow-up 12",
)
register(design, pick_the_winner, example="paraprotein design pick-the-winner 0.35 0.20 3")
register(design, randomised_two_stage, example="paraprotein design randomised-two-stage 0.10 0.30 0.15 0.20")
register(design, parse, example="paraprotein design parse protocol.txt")
register(design, inference, example="paraprotein design inference 1 10 5 29 0.10 2 4 --level 0.90")
register(design, proportion, example="paraprotein design proportion 7 27")

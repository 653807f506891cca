"""Parameters of the imatinib-Waldenström model: name, unit, meaning, and evidence level."""

from ..sources import Provenance, Source, Standing
from .binding import HAOUALA
from .model import Parameter

LARSON = Source("larson2008", "Larson et al., Blood 2008;111:4022", note="trough quartiles at 400 mg, abstract")
WIDMER = Source("widmer2006", "Widmer et al., Br J Clin Pharmacol 2006;62:97")
SEED = Source("wm-imatinib-2007", "Blood 2007;110(11):2575", note="abstract")
BARTH = Source("barth1964", "Barth et al., J Clin Invest 1964;43:1036", note="abstract")
FRIBERG = Source("friberg2002", "Friberg et al., J Clin Oncol 2002;20:4713", note="values read in a public model file")
PEREZ_RUIXO = Source("perez-ruixo2016", "Perez-Ruixo et al., AAPS J 2016;18:1")
HEINRICH = Source(
    "heinrich2000", "Heinrich et al., Blood 2000;96:925", note="KIT autophosphorylation IC50 about 100 nM"
)
CERNY = Source(
    "cerny-reiterer2015", "Cerny-Reiterer et al., Oncotarget 2015;6:3071", note="mast-cell growth IC50 10 nM"
)

_START = "no published value: starting value of the calibration"


def _known(standing: Standing, source: Source, reason: str = "") -> Provenance:
    return Provenance(standing, reason, source)


def _start(reason: str = _START) -> Provenance:
    return Provenance("assumed", reason)


PARAMETERS = (
    Parameter("clearance", "L/h", "apparent clearance of total drug at AGP 1 g/L",
              _known("derived", LARSON, "chosen so that 400 mg gives the published trough quartiles")),
    Parameter("volume", "L", "apparent volume",
              _known("derived", LARSON, "chosen so that 400 mg gives the published trough quartiles")),
    Parameter("absorption", "1/h", "first-order absorption rate", _known("secondary", WIDMER)),
    Parameter("agp", "g/L", "alpha-1 acid glycoprotein", _known("recalled", HAOUALA, "normal 0.4-1.2; WM unknown")),
    Parameter("ic50_mast_cell", "ng/mL", "unbound drug that halves mast-cell support",
              _known("assumed", CERNY, "bounded by 5 and 50 ng/mL from published potencies; " + _START)),
    Parameter("mast_cell_turnover", "1/day", "turnover of marrow mast cells", _start()),
    Parameter("mast_cell_kill", "1", "extra mast-cell loss under full CD117 block", _start()),
    Parameter("tryptase", "ng/mL", "tryptase before treatment", _known("stated", SEED, "spread from the range")),
    Parameter("tryptase_insensitive", "1", "share of tryptase that does not follow marrow mast cells", _start()),
    Parameter("niche_half", "1", "mast-cell level at which half of the niche signal is left", _start()),
    Parameter("growth", "1/day", "net growth of sensitive LPC without drug", _start()),
    Parameter("niche_dependence", "1/day", "LPC loss when the niche signal (CD40L, APRIL, BLyS) is gone", _start()),
    Parameter("direct_kill", "1/day", "LPC loss under full CD117 block on LPC", _start()),
    Parameter("ic50_lpc", "ng/mL", "unbound drug that halves CD117 signaling on LPC", _known("verified", HEINRICH)),
    Parameter("resistant_share", "1", "share of LPC that are resistant at baseline", _start()),
    Parameter("growth_resistant", "1/day", "growth of resistant LPC", _start()),
    Parameter("fading", "1/day", "rate at which the effect on LPC fades under drug", _start()),
    Parameter("igm", "g/L", "clonal IgM at baseline", _known("stated", SEED, "median; spread recalled")),
    Parameter("igm_turnover", "1/day", "fractional catabolic rate of IgM", _known("verified", BARTH, "t½ 5.1 d")),
    Parameter("neutrophils", "10^9/L", "neutrophils at baseline", _start("recalled from trials in the same setting")),
    Parameter("neutrophil_mtt", "h", "mean transit time of neutrophil maturation", _known("secondary", FRIBERG)),
    Parameter("neutrophil_feedback", "1", "exponent of neutrophil feedback", _known("secondary", FRIBERG)),
    Parameter("neutrophil_ratio", "1", "steady neutrophils over baseline at reference exposure", _start()),
    Parameter("platelets", "10^9/L", "platelets at baseline", _start("recalled from trials in the same setting")),
    Parameter("platelet_transit", "1/day", "platelet maturation rate", _known("verified", PEREZ_RUIXO)),
    Parameter("platelet_loss", "1/day", "random loss of platelets", _known("verified", PEREZ_RUIXO)),
    Parameter("platelet_feedback", "1", "exponent of platelet feedback", _known("verified", PEREZ_RUIXO)),
    Parameter("platelet_ratio", "1", "steady platelets over baseline at reference exposure", _start()),
    Parameter("other_white", "10^9/L", "leukocytes other than neutrophils", _start()),
    Parameter("other_white_fall", "1", "fall of other leukocytes per unit of exposure", _start()),
    Parameter("hemoglobin", "g/dL", "hemoglobin at baseline", _start("recalled from trials in the same setting")),
    Parameter("erythroid_effect", "1", "fall of red-cell production at reference exposure", _start()),
    Parameter("erythroid_feedback", "1", "exponent of red-cell feedback", _start()),
    Parameter("erythroid_delay", "day", "delay of red-cell production", _start()),
    Parameter("marrow_displacement", "1", "how strongly LPC burden lowers hemoglobin", _start()),
    Parameter("fluid_rate", "1/day", "rate of fluid retention", _start()),
    Parameter("fluid_tendency", "1", "the patient's own tendency to edema", _start()),
)  # fmt: skip
"""Every parameter that a population file for this model must supply."""

"""The 2012 response criteria for AL amyloidosis; free light chains mg/L, NT-proBNP ng/L, proteinuria mg/24 h."""

from ...sources import Source
from .criteria import AmyloidosisCriteria, CardiacRules, GradedRules, HematologicRules, LiverRules, RenalRules

PALLADINI = Source("palladini2012", "Palladini et al., J Clin Oncol 2012;30:4541", "10.1200/JCO.2011.37.7614")
COMENZO = Source("comenzo2012", "Comenzo et al., Leukemia 2012;26:2317", "10.1038/leu.2012.100", "secondary table read")
MILANI = Source("milani2017", "Milani et al., Blood 2017;130:625", note="abstract read")
CIBMTR = Source(
    "cibmtr-al", "CIBMTR Forms Manual, amyloidosis response criteria", note="limits of cardiac evaluability"
)
MUCHTAR = Source(
    "muchtar2023",
    "Muchtar et al., J Clin Oncol 2023;41:1393",
    "10.1200/JCO.22.00643",
    note="graded response of the heart, and of the kidney by the same authors; recalled, not read",
)

AL_2012 = AmyloidosisCriteria(
    name="al-2012",
    title="AL amyloidosis, 2012",
    hematologic=HematologicRules(
        assessable=50.0,
        assessable_low=20.0,
        very_good_below=40.0,
        partial_fall=0.50,  # more than this; 50 % itself counts where `pr_strict` is off
        low_partial_below=10.0,
        normal_ratio=(0.26, 1.65),
        relapse_factor=2.0,
        progression=0.50,
        serum_above=500.0,
        urine_above=200.0,
        flc_above=100.0,
    ),
    cardiac=CardiacRules(
        evaluable=650.0,
        change=0.30,
        absolute=300.0,
        nyha_evaluable=3.0,
        nyha_fall=2.0,
        troponin_rise=0.33,
        ejection_fall=10.0,
    ),
    renal=RenalRules(evaluable_above=500.0, fall=0.30, below=500.0, filtration_fall=0.25),
    liver=LiverRules(phosphatase_fall=0.50, span_fall_cm=2.0),
    graded_cardiac=GradedRules(complete=350.0, very_good_fall=0.60, partial_fall=0.30),
    graded_renal=GradedRules(complete=200.0, very_good_fall=0.60, partial_fall=0.30),
    sources=(PALLADINI, COMENZO, MILANI, CIBMTR),
    graded_sources=(MUCHTAR,),
)

EDITIONS = (AL_2012,)

"""The IMWG response criteria for multiple myeloma; serum M-protein mg/dL, urine mg/24 h, free light chains mg/L."""

from ...sources import Source
from ..criteria import LesionGrowth, Rise
from ..status import Status
from .criteria import ClinicalRelapse, Measurable, MyelomaCriteria, MyelomaLevel, MyelomaProgression

KUMAR = Source(
    "kumar2016",
    "Kumar et al., Lancet Oncol 2016;17:e328",
    "10.1016/S1470-2045(16)30206-6",
    note="adapted tables read: PMC9954856 Table 1, PMC7873074 Table 1, the CIBMTR forms manual",
)

IMWG_2016 = MyelomaCriteria(
    name="imwg-2016",
    title="International Myeloma Working Group, 2016",
    measurable=Measurable(serum_mg_dl=1000.0, urine_mg_day=200.0, involved_flc_mg_l=100.0, marrow_percent=30.0),
    levels=(
        MyelomaLevel(
            Status.VGPR,
            serum_fall=0.90,
            urine_fall=None,
            urine_below=100.0,
            flc_fall=0.90,
            marrow_fall=None,
            plasmacytoma_fall=0.50,  # not stated at this level; a VGPR is at least a PR
            any_urine_counts=True,
        ),
        MyelomaLevel(
            Status.PR,
            serum_fall=0.50,
            urine_fall=0.90,
            urine_below=200.0,
            flc_fall=0.50,
            marrow_fall=0.50,
            plasmacytoma_fall=0.50,
        ),
        MyelomaLevel(
            Status.MR,  # the papers' upper ends (49 %, 89 %) only say that more is a better level
            serum_fall=0.25,
            urine_fall=0.50,
            urine_below=None,
            flc_fall=None,
            marrow_fall=None,
            plasmacytoma_fall=0.50,
        ),
    ),
    complete_marrow_below=5.0,
    normal_ratio=(0.26, 1.65),
    stringent=True,
    progression=MyelomaProgression(
        serum=Rise(0.25, absolute=500.0),
        high_serum_nadir=5000.0,
        high_serum_rise=1000.0,
        urine=Rise(0.25, absolute=200.0),
        flc=Rise(0.25, absolute=100.0, more_than_absolute=True),  # 10 mg/dL; one reprint says 10 mg/L in error
        marrow=Rise(0.25, absolute=10.0),
        plasmacytoma=Rise(0.50),
        lesion=LesionGrowth(0.50, short_axis_above_cm=1.0),
        circulating=0.50,
        circulating_min=200.0,
    ),
    clinical_relapse=ClinicalRelapse(calcium_above=11.0, hemoglobin_fall=2.0, creatinine_rise=2.0),
    sources=(KUMAR,),
)

EDITIONS = (IMWG_2016,)

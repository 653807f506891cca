"""Editions of the response criteria for Waldenström's macroglobulinemia; IgM in mg/dL.

All editions measure a rise from the nadir. A rise of 25 % of a nadir of 2000 mg/dL is 500 mg/dL, so "25 % and 500" and
"25 %, and 500 when the nadir is below 2000" name the same rise.
"""

from ...sources import Source
from ..criteria import Rise
from ..status import Status
from .criteria import CompleteResponse, MarkerLevel, WaldenstromCriteria

ABSTRACT = Source("imatinib-wm-2007", "Blood 2007;110(11):2575", note="abstract; it states no rule for progression")
WEBER = Source("weber2003", "Weber et al., Semin Oncol 2003;30:127", note="recalled; secondary lists read")
KIMBY = Source("kimby2006", "Kimby et al., Clin Lymphoma Myeloma 2006;6:380", note="patient-organisation lists read")
OWEN = Source("owen2013", "Owen et al., Br J Haematol 2013;160:171", "10.1111/bjh.12102", note="excerpts read")
TREON = Source("treon2023", "Treon et al., Semin Hematol 2023;60:97", note="complete response read, the rest recalled")

ABSTRACT_2007 = WaldenstromCriteria(
    name="abstract-2007",
    title="Falls of 25 % and 50 % as reported in 2007",
    levels=(MarkerLevel(Status.PR, 0.50), MarkerLevel(Status.MR, 0.25)),
    # the abstract gives no rule for progression: the one of IWWM-2, in force then; a second sample on another day
    progression=Rise(0.25, absolute=500.0, absolute_below=2000.0),
    sources=(ABSTRACT, WEBER),
)

IWWM_2 = WaldenstromCriteria(
    name="iwwm-2",
    title="Second International Workshop, 2002",
    levels=(MarkerLevel(Status.PR, 0.50, "half"),),
    progression=Rise(0.25, absolute=500.0, absolute_below=2000.0, second_sample_days=21.0),
    complete=CompleteResponse(second_immunofixation_days=42.0),
    sources=(WEBER,),
)

IWWM_3 = WaldenstromCriteria(
    name="iwwm-3",
    title="Third International Workshop, 2004",
    levels=(MarkerLevel(Status.PR, 0.50, "half"), MarkerLevel(Status.MR, 0.25)),
    progression=Rise(0.25),
    complete=CompleteResponse(second_immunofixation_days=42.0),
    sources=(KIMBY,),
)

IWWM_6 = WaldenstromCriteria(
    name="iwwm-6",
    title="Sixth International Workshop, 2010",
    levels=(
        MarkerLevel(Status.VGPR, 0.90, "resolved"),
        MarkerLevel(Status.PR, 0.50, "reduced"),
        MarkerLevel(Status.MR, 0.25),
    ),
    progression=Rise(0.25, absolute=500.0),
    complete=CompleteResponse(second_immunofixation_days=1.0),
    sources=(OWEN,),
)

IWWM_11 = WaldenstromCriteria(
    name="iwwm-11",
    title="Eleventh International Workshop, 2022: simplified criteria",
    levels=(MarkerLevel(Status.VGPR, 0.90), MarkerLevel(Status.PR, 0.50), MarkerLevel(Status.MR, 0.25)),
    progression=Rise(0.25, absolute=500.0),
    complete=CompleteResponse(second_immunofixation_days=1.0),
    normal_marker_is_vgpr=True,
    sources=(TREON,),
)

EDITIONS = (ABSTRACT_2007, IWWM_2, IWWM_3, IWWM_6, IWWM_11)

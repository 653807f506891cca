"""Censoring rules as data: the primary rule, FDA's tables A to C, and named sensitivity analyses."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from ...sources import Source

FDA = Source(
    "fda2018",
    "FDA, Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, guidance for industry, 2018",
    note="Appendix 3, tables A to C; the purpose and the rule for missed visits were read in a copy, the rows recalled",
)
ADMIRALONCO = Source(
    "admiralonco",
    "pharmaverse/admiralonco 1.4.0, vignette adtte and R/tte_sources.R, commit 83370b1289b2",
    note="0 is an event, positive integers are reasons for censoring; months of 30.4375 days",
)


@dataclass(frozen=True)
class CensoringRules:
    """How progression, death and censoring are dated for TTP, PFS and duration of response.

    Attributes:
        name: value of the ADTTE column RULES.
        title: what a reader sees.
        needs_baseline: without a valid baseline the subject is censored at the first dose, whatever follows.
        missed_visits_censor: an event after more than one missed visit is censored at the last adequate assessment.
        scheduled_dates: progression is dated at the next scheduled visit, censoring at the last one.
        claims_count: a treatment stopped for progression that no assessment documents is an event at the next
            scheduled visit.
        new_therapy: what the start of another anticancer therapy is.
        candidates_count: an unconfirmed candidate progression is an event.
        source: where the rule was published.
    """

    name: str
    title: str
    needs_baseline: bool = False
    missed_visits_censor: bool = False
    scheduled_dates: bool = False
    claims_count: bool = False
    new_therapy: Literal["censor", "event"] = "censor"
    candidates_count: bool = False
    source: Source = FDA


PRIMARY = CensoringRules("primary", "confirmed or clinical progression, dated when first seen")
FDA_A = CensoringRules(
    "fda-a", "FDA table A: documented progression only", needs_baseline=True, missed_visits_censor=True
)
FDA_B = CensoringRules(
    "fda-b", "FDA table B: uniform dates", needs_baseline=True, missed_visits_censor=True, scheduled_dates=True
)
FDA_C = CensoringRules(
    "fda-c",
    "FDA table C: uniform dates and the investigator's claims",
    needs_baseline=True,
    missed_visits_censor=True,
    scheduled_dates=True,
    claims_count=True,
)
NEW_THERAPY_EVENT = CensoringRules("new-therapy-event", "new anticancer therapy is an event", new_therapy="event")
UNCONFIRMED = CensoringRules("unconfirmed", "an unconfirmed candidate progression is an event", candidates_count=True)

RULES = (PRIMARY, FDA_A, FDA_B, FDA_C, NEW_THERAPY_EVENT, UNCONFIRMED)
"""Every set of rules under which progression is analysed; the first is the analysis, the rest are alternatives."""

CENSORED: Mapping[int, str] = MappingProxyType(
    {
        1: "NO PROGRESSION AT THE LAST ADEQUATE ASSESSMENT",
        2: "NO ADEQUATE ASSESSMENT AFTER BASELINE",
        3: "NO VALID BASELINE",
        4: "NEW ANTICANCER THERAPY",
        5: "MORE THAN ONE VISIT MISSED BEFORE THE EVENT",
        6: "DEATH NOT FROM THE DISEASE",
        7: "LAST KNOWN ALIVE",
        8: "COMPLETED TREATMENT AS PLANNED",
        9: "TREATMENT ONGOING",
    }
)
"""CNSR code -> CNSDTDSC; 0 is an event."""

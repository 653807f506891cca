"""A text decides only where every word of it is known: no synonym is lost, and nothing is read as its opposite."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from paraprotein.response.words import (
    AMOUNT,
    CAUSE,
    DETECTION,
    DISPOSITION,
    ENLARGEMENT,
    EVALUATOR,
    GROUPS,
    LESION,
    LOCATION,
    MARROW,
    NYHA,
    PROCEDURE,
    PROGRESSION,
    RELATION,
    RESPONSE,
    THERAPY,
    WordGroup,
    mentions,
    method_key,
    read_word,
)

KNOWN: dict[WordGroup, dict[str, list[str]]] = {
    DETECTION: {
        "NEGATIVE": [
            "NEGATIVE", "NEG", "neg.", "-", "not detected", "no monoclonal protein", "absent", "kein Nachweis", "n.n.",
            "No monoclonal band detected.", "monoclonal band not detected", "negative for monoclonal protein",
            "kein Nachweis einer monoklonalen Gammopathie", "Absence de bande monoclonale", "non rilevata", "négatif",
            "no se detecta banda monoclonal", "no longer detectable", "Immunofixation: negativ", "isn't detected",
            "ＮＥＧＡＴＩＶＥ", "unauffaellig", "No M-protein or free light chains", "negativ, kein Paraprotein",
        ],
        "POSITIVE": [
            "POSITIVE", "+", "(+)", "++", "pos", "IgM kappa detected", "monoclonal IgM lambda", "IgMκ", "IgM-k",
            "IgM Kappa nachweisbar", "Positive (IgM kappa)", "M-protein detected", "bande monoclonale", "positivo",
        ],
    },
    PROGRESSION: {
        "Y": ["Y", "yes", "1", "true", "ja", "oui", "sí", "disease progression", "new lesions", "PD",
              "Progression: yes"],
        "N": [
            "N", "no", "0", "Nein", "no disease progression", "Progression: no", "keine Progression", "sin progresión",
            "pas de progression", "senza progressione", "denies progression", "progression ruled out", "stable disease",
            "without progression", "no evidence of progression", "No, stable disease", "no new lesions, IgM stable",
            "no progression and no new lesions", "Progression ausgeschlossen",
        ],
    },
    MARROW: {
        "Y": ["Yes", "Y", "1", "normal", "bone marrow normal", "no infiltration", "unauffällig", "moelle normale"],
        "N": ["No", "abnormal", "not normal", "infiltrated by lymphoma", "pathologisch", "infiltration"],
    },
    ENLARGEMENT: {
        "RESOLVED": ["absent", "Resolved", "no lymphadenopathy", "not enlarged", "no longer palpable", "verschwunden"],
        "HALF": ["reduced by 50 %", "≥50% reduction", "half"],
        "REDUCED": ["smaller", "decreased", "rückläufig", "réduite"],
        "SAME": ["unchanged", "no change", "unverändert", "sin cambios"],
        "INCREASED": ["increased", "larger", "zugenommen"],
        "PRESENT": ["Present", "enlarged", "splenomegaly", "vergrößert", "vergroessert", "présent"],
    },
    NYHA: {
        "I": ["I", "1", "Class I"], "II": ["II", "2", "2.0", "NYHA II", "Ⅱ"], "III": ["Class III", "NYHA-Klasse III"],
        "IV": ["iv", "grade 4"],
    },
    PROCEDURE: {
        "PLASMAPHERESIS": [
            "PLASMAPHERESIS", "plasma exchange", "Plasma-Exchange", "TPE", "PLEX", "Therapeutic plasma exchange",
            "Plasmaaustausch", "échange plasmatique", "plasmaféresis", "plasma exchange x2",
        ],
        "DISEASE TREATMENT": ["Autologous stem cell transplant", "radiotherapy", "Bestrahlung", "autogreffe"],
        "OTHER PROCEDURE": ["bone marrow biopsy", "no radiotherapy", "leukapheresis", "no plasma exchange", "CT scan"],
    },
    THERAPY: {
        "ANTICANCER THERAPY": [
            "ANTICANCER THERAPY", "New anti-cancer therapy", "Subsequent therapy", "Chemotherapy", "salvage",
            "next-line treatment", "Folgetherapie", "traitement ultérieur", "ANTINEOPLASTIC AGENTS",
        ],
        "ANTI-CD20": ["ANTI-CD20", "anti CD20 antibody", "Rituximab"],
        "PRIOR THERAPY": ["prior anticancer therapy", "Vortherapie"],
        "OTHER MEDICATION": ["Concomitant medication", "non-anticancer therapy", "antiemetics", "Begleitmedikation"],
    },
    DISPOSITION: {
        "PROGRESSIVE DISEASE": ["PROGRESSIVE DISEASE", "Disease progression", "Krankheitsprogression"],
        "DEATH": ["DEATH", "Died", "Death due to progressive disease", "verstorben", "décès"],
        "COMPLETED": ["COMPLETED", "treatment completed"],
        "LOST TO FOLLOW-UP": ["Lost to follow-up", "perdu de vue"],
        "OTHER REASON": ["no disease progression", "not completed", "ADVERSE EVENT", "WITHDRAWAL BY PARENT/GUARDIAN"],
    },
    CAUSE: {
        "DISEASE": [
            "DEATH DUE TO PROGRESSIVE DISEASE", "Death from Waldenström's macroglobulinemia", "myeloma", "amyloidosis",
            "DEATH DUE TO MYELOMA PROGRESSION",
        ],
        "OTHER CAUSE": [
            "DEATH NOT DUE TO DISEASE PROGRESSION", "DEATH FROM HEART DISEASE", "pneumonia", "septic shock",
            "Progression excluded as cause",
        ],
        "NOT STATED": ["DEATH", "verstorben"],
    },
    RESPONSE: {
        "CR": ["CR", "Complete Response", "complete remission", "réponse complète"],
        "sCR": ["sCR", "SCR", "stringent complete response"],
        "VGPR": ["Very good partial response", "vgpr"],
        "PR": ["Partial response", "Teilremission"],
        "MR": ["Minor response", "minimal response"],
        "SD": ["Stable disease", "no change"],
        "PD": ["Progressive disease", "progression"],
        "NE": ["NE", "not evaluable"],
        "uPD": ["uPD", "unconfirmed progressive disease"],
        "FLARE": ["FLARE"],
    },
    EVALUATOR: {
        "INVESTIGATOR": ["INVESTIGATOR", "Site investigator", "Prüfarzt"],
        "INDEPENDENT ASSESSOR": ["INDEPENDENT ASSESSOR", "IRC", "BICR", "central review"],
    },
    LESION: {
        "NEW": ["NEW", "new lesion", "neue Läsion"], "NON-TARGET": ["NON-TARGET", "no new lesion", "New lesion: no"],
    },
    RELATION: {
        "RELATED": ["RELATED", "Y", "possible", "PROBABLE"], "NOT RELATED": ["N", "NONE", "REMOTE", "not related"],
    },
    AMOUNT: {
        "NONE": ["negative", "no M-spike", "No M-spike.", "absent", "kein M-Gradient", "no monoclonal protein"],
        "NOT DETECTED": ["Not detected", "undetectable", "nicht nachweisbar"],
        "BELOW THE LIMIT": ["BLQ", "<LLOQ", "below limit of detection", "below the assay limit"],
    },
}  # fmt: skip
"""Group -> what its texts say."""

REFUSED = {
    DETECTION: [
        "not negative", "weakly positive", "positive?", "IgM kappa -", "negative; previously positive", "trace",
        "kappa/lambda", "possible monoclonal band", "faint band", "pos/neg", "±", "0", "1", "ND", "n.d.",
    ],
    PROGRESSION: [
        "possible progression", "progression cannot be excluded", "new lesions, no progression", "2", "unclear",
        "suspected progression", "progression?", "Progression: N", "progression not confirmed", "no, progression",
    ],
    MARROW: ["negative", "hypocellular", "2", "not examined for infiltration, normal"],
    ENLARGEMENT: ["spleen resolved, nodes unchanged", "not reduced", "?", "cannot be assessed fully, smaller"],
    NYHA: ["II-III", "II/III", "0", "V"],
    PROCEDURE: ["apheresis", "plasma exchange planned", "immunoadsorption"],
    THERAPY: ["possible anticancer therapy", "prior and subsequent anticancer therapy", "anticancer and supportive"],
    DISPOSITION: ["withdrawal due to progression", "possible progression", "progression suspected"],
    CAUSE: ["death other than progression", "Sepsis, myeloma in remission", "probably progression"],
    RESPONSE: ["major response", "near complete response", "NR", "not progressive disease", "CR or PR", "PR, PD"],
    EVALUATOR: ["not investigator", "subject", "investigator and IRC"],
    AMOUNT: ["ND", "n.d.", "trace", "weak", "no"],
}  # fmt: skip
"""Group -> texts that it must not decide."""


@pytest.mark.parametrize(
    ("group", "text", "term"),
    [(group, text, term) for group, terms in KNOWN.items() for term, texts in terms.items() for text in texts],
    ids=lambda value: value.name if isinstance(value, WordGroup) else None,
)
def test_a_known_word_says_what_it_means(group: WordGroup, text: str, term: str) -> None:
    for written in (text, text.upper(), f"  {text.lower()} ", text.replace(" ", "\u00a0")):
        assert read_word(group, written).term == term, written


@pytest.mark.parametrize(
    ("group", "text"),
    [(group, text) for group, texts in REFUSED.items() for text in texts],
    ids=lambda value: value.name if isinstance(value, WordGroup) else None,
)
def test_a_text_with_a_word_that_is_not_known_or_a_contradiction_decides_nothing(group: WordGroup, text: str) -> None:
    reading = read_word(group, text)
    assert (reading.term, reading.state in ("unknown", "ambiguous")) == ("", True)


@pytest.mark.parametrize(
    "text", ["", " ", "not done", "N/A", "nicht durchgeführt", "non fait", "pendiente", "in attesa"]
)
def test_what_was_not_done_is_as_good_as_empty(text: str) -> None:
    assert {read_word(group, text).state for group in (DETECTION, MARROW, ENLARGEMENT, NYHA)} == {"silent"}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_no_synonym_says_two_things_and_every_one_is_read_as_its_own_table_has_it(group: WordGroup) -> None:
    for words in group.words:
        assert words.term in group.terms, words
        for phrase in words.phrases:
            assert read_word(group, phrase).term == words.term, (phrase, words.term)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_every_entry_has_a_source_and_a_language(group: WordGroup) -> None:
    for words in (*group.words, *group.neutral):
        assert words.source.citation
        assert words.language in ("en", "de", "fr", "es", "it", "")
    assert {words.language for words in group.words} >= {"en"} or group is NYHA
    assert set(group.opposite) | set(group.opposite.values()) <= set(group.terms)


DENIALS = ("no", "not", "without", "denies", "kein", "keine", "nicht", "ohne", "pas de", "sans", "sin", "senza", "non")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(GROUPS), st.sampled_from(DENIALS), st.data())
def test_a_denied_word_is_never_read_as_the_word_itself(group: WordGroup, denial: str, data: st.DataObject) -> None:
    words = data.draw(st.sampled_from(group.words))
    phrase = data.draw(st.sampled_from(words.phrases))
    reading = read_word(group, f"{denial} {phrase}")
    known = {key for words in group.words for key in words.phrases}
    assert reading.term != words.term or f"{denial} {phrase}" in known


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([group for group in GROUPS if group not in (LOCATION,)]),
    st.sampled_from(["possible", "suspected", "questionable", "fraglich", "früher", "équivoque", "probabile?", "??"]),
    st.booleans(),
    st.data(),
)
def test_a_doubtful_word_decides_nothing(group: WordGroup, doubt: str, first: bool, data: st.DataObject) -> None:
    phrase = data.draw(st.sampled_from(data.draw(st.sampled_from(group.words)).phrases))
    text = f"{doubt} {phrase}" if first else f"{phrase} {doubt}"
    if group is not RELATION:
        assert read_word(group, text).term == ""


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(GROUPS), st.text(max_size=40))
@example(DETECTION, "NEG")
@example(DETECTION, "\u200bNEG\u00ad")
@example(PROGRESSION, "n't")
def test_any_text_is_read_without_an_error_and_the_same_in_every_case(group: WordGroup, text: str) -> None:
    reading = read_word(group, text)
    assert reading.state in ("known", "silent", "ambiguous", "unknown")
    assert (reading.state == "known") == bool(reading.term)
    assert read_word(group, f" {text}\t") == reading


def test_a_location_may_hold_any_other_word() -> None:
    assert mentions(LOCATION, "LYMPH NODE", "LYMPH NODE, AXILLARY")
    assert mentions(LOCATION, "LYMPH NODE", "Lymphknoten, zervikal")
    assert not mentions(LOCATION, "LYMPH NODE", "not a lymph node")
    assert not mentions(LOCATION, "LYMPH NODE", "LIVER")


def test_two_spellings_of_a_method_are_one() -> None:
    assert method_key("Nephelometry") == method_key("NEPHELOMETRIC ASSAY") == method_key("Nephelometrie")
    assert method_key("Vendor A, mark II") == method_key("VENDOR A mark-II") != method_key("Vendor B")


@pytest.mark.parametrize("text", ["oligoclonal", "Oligoclonal bands"])
def test_oligoclonal_bands_are_no_positive_immunofixation(text: str) -> None:
    assert read_word(DETECTION, text).state == "ambiguous"


@pytest.mark.parametrize("text", ["heart failure due to AL", "heart failure due to AL amyloidosis"])
def test_a_death_of_an_organ_that_the_disease_harmed_is_not_read_as_another_cause(text: str) -> None:
    assert read_word(CAUSE, text).state == "unknown"

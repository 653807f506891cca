"""Fields that take no effect as the law defines it, each with its reason. A new field is tested, or listed here."""

EXEMPT = {
    "schema": "there is one version; any other is refused",
    "study.title": "a heading for people",
    "study.source": "a citation for people",
    "virtual_patients.stand_in.reason": "a reason for people, shown with every result; that it is missing is an error",
    "treatment.route": "one route can be written so far; any other is refused",
}

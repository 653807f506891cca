"""One delivery of a study's data: what was known on a day, and what was answered of the findings before."""

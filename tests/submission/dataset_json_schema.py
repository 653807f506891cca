"""JSON Schema of Dataset-JSON 1.1, written from the tables of the CDISC specification (5 December 2024)."""

DATE_TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?([+-]\d{2}:\d{2}|Z)?$"

COLUMN = {
    "type": "object",
    "additionalProperties": False,
    "required": ["itemOID", "name", "label", "dataType"],
    "properties": {
        "itemOID": {"type": "string", "minLength": 1},
        "name": {"type": "string", "minLength": 1},
        "label": {"type": "string"},
        "dataType": {
            "enum": ["string", "integer", "decimal", "float", "double", "boolean", "datetime", "date", "time", "URI"]
        },
        "targetDataType": {"enum": ["integer", "decimal"]},
        "length": {"type": "integer", "minimum": 1},
        "displayFormat": {"type": "string"},
        "keySequence": {"type": "integer", "minimum": 1},
    },
}

SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "additionalProperties": False,
    "required": [
        "datasetJSONCreationDateTime", "datasetJSONVersion", "itemGroupOID", "records", "name", "label", "columns",
    ],
    "properties": {
        "datasetJSONCreationDateTime": {"type": "string", "pattern": DATE_TIME},
        "datasetJSONVersion": {"type": "string", "pattern": r"^1\.1(\.(0|[1-9][0-9]*))?$"},
        "fileOID": {"type": "string", "minLength": 1},
        "dbLastModifiedDateTime": {"type": "string", "pattern": DATE_TIME},
        "originator": {"type": "string"},
        "sourceSystem": {
            "type": "object",
            "required": ["name", "version"],
            "properties": {"name": {"type": "string"}, "version": {"type": "string"}},
        },
        "studyOID": {"type": "string", "minLength": 1},
        "metaDataVersionOID": {"type": "string", "minLength": 1},
        "metaDataRef": {"type": "string"},
        "itemGroupOID": {"type": "string", "minLength": 1},
        "records": {"type": "integer", "minimum": 0},
        "name": {"type": "string", "minLength": 1},
        "label": {"type": "string"},
        "columns": {"type": "array", "items": COLUMN},
        "rows": {
            "type": "array",
            "items": {"type": "array", "items": {"type": ["string", "number", "boolean", "null"]}},
        },
    },
}  # fmt: skip

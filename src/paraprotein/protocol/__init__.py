"""The one declarative file: schema, load, resolve, explain."""

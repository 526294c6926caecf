"""The report on a data set: its records, tables and words, and whether they still go together."""

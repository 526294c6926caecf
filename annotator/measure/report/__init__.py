"""The report on a data set: its tables, its words, and the script that recomputes every number of it.

`recompute.py`, `recompute_tables.py` and `recompute_agreement.py` are copied into every report as they are, so they
import nothing of annotator. The tables are made by `recompute_tables.py` here too; what goes into them of agreement and
time comes from `measure/` here, and from formulas of their own there: so one checks the other.
"""

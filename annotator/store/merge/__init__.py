"""Copies of a database that were worked on apart, brought together again: the union of what was done in each.

`staging` copies the plain rows of another file into tables of our own, `annotator check`'s checks of rows look at every
one of them, and `merger` adds to the target what it does not have, by rules that do not depend on the order in
which copies come (`rules` has one for every table).
"""

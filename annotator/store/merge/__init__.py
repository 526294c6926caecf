"""Copies of a database that were worked on apart, brought together again: the union of what was done in each.

`merger` copies the plain rows of another file into tables of our own, the checks of rows of `annotator db check` look
at each of them, and `joining` adds to the target the facts that it does not have: articles by their texts, all else by
the names that it has in every copy. What stands then follows from the log as ever (`store.log.fold`): so it does not
depend on the order in which copies come.
"""

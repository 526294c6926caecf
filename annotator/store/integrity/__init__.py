"""Whether a database is sound: the file, its schema, each row of each table, and what only repeats something else.

One module looks at one subject and has a tuple `CHECKS`; `checks` brings them together. Each check is apart, and so is
each row: what cannot be read is told and ends nothing else.
"""

from annotator.store.integrity.looking import look, problems
from annotator.store.integrity.problem import Bounded, Problem

__all__ = ["Bounded", "Problem", "look", "problems"]

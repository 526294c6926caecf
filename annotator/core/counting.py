"""Numbers of things in words: the one place that makes a plural."""

from __future__ import annotations


def count(number: int, noun: str) -> str:
    """How many of a thing, in words.

    >>> count(1, "file"), count(0, "bad line"), count(2, "run of suggestions")
    ('1 file', '0 bad lines', '2 runs of suggestions')
    """
    return f"{number} {plural(number, noun)}"


def plural(number: float, noun: str) -> str:
    """The noun for so many of a thing: its last word has the ending, or that before "of".

    >>> plural(1, "line"), plural(2, "line")
    ('line', 'lines')
    """
    head, of, rest = noun.partition(" of ")
    return noun if number == 1 else f"{head}s{of}{rest}"

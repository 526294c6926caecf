"""Groups of chances (see `habits.groups_of`) as people are told of them."""

from __future__ import annotations

_KINDS = {
    "all=saying": "all that is said",
    "all=thinking": "all that is thought or wanted",
    "marks=saying": "said, with quoted words",
    "marks=thinking": "thought or wanted, with quoted words",
    "source=none": "without a source",
    "source=name": "by a name",
    "source=pronoun": "by a pronoun",
    "source=text": "by a text",
    "source=people": "by people",
    "source=noun": "by something else",
    "place=headline": "in headlines",
}


def in_words(group: str, rule: str | None = None) -> str:
    """A group in a few words; cue words are in it as they stand in articles.

    `rule` is the name that people see instead of the frame's, where a chance of the group is at hand.

    >>> in_words("word point out in that"), in_words("source=text"), in_words("frame fin", "clause")
    ('“point out” + that', 'by a text', 'clause')
    """
    level, _, rest = group.partition(" ")
    if level == "frame":
        return rule or rest
    if level == "word":
        word, _, frame = rest.rpartition(" in ")
        return f"“{word}” + {rule or frame}" if word else f"“{rest}”"
    if group in _KINDS:
        return _KINDS[group]
    name, _, value = group.partition("=")
    words, _, family = value.partition(" ")
    return f"{family} of {words} words" if name == "length" else value

"""Frames: how a cue and its content stand to each other in a sentence ("says that ...", "..., she said").

A frame is declared once, with all that other modules need to know about it. The lexicon counts how often a word in a
frame makes a quote; its tables, and the rules' names in records, go by `Frame.name` and `Frame.rule`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache


class Family(StrEnum):
    """Frames whose scores are weighed and calibrated together."""

    QUOTED = "quoted"
    INVERTED = "inverted"
    CLAUSE = "clause"
    NOMINAL = "nominal"
    INFINITIVE = "infinitive"
    OBJECT = "object"
    UNCUED = "uncued"


@dataclass(frozen=True, slots=True)
class Frame:
    """A way in which a cue and its content stand to each other.

    `name`: in the lexicon's tables. `rule`: what people see of it in a record. `shows_speech`: it is saying whatever
    the word. `set_off`: unmarked words, parted from the reporting clause by a pause. `goes_on`: quoted words that make
    up the next paragraph may go on with it. `may_be_spoken`: its content, if it stands after a comma or colon, may give
    words as spoken. `uncued`: no words report it, so that its candidates have an empty cue and no source.
    """

    name: str
    family: Family
    rule: str
    shows_speech: bool = False
    set_off: bool = False
    goes_on: bool = False
    may_be_spoken: bool = False
    uncued: bool = False

    def __str__(self) -> str:
        return self.name


QUOTED = Frame("quoted", Family.QUOTED, "quoted-before-clause", shows_speech=True, goes_on=True)
"""“It is late,” she said."""
QUOTED_AFTER_COMMA = Frame(
    "quoted-comma", Family.QUOTED, "clause-before-quoted", shows_speech=True, goes_on=True, may_be_spoken=True
)
"""She said, “It is late.”"""
QUOTED_AFTER_COLON = replace(QUOTED_AFTER_COMMA, name="quoted-colon")
"""She put it this way: “It is late.”"""
QUOTED_AFTER_NAME = replace(QUOTED_AFTER_COLON, rule="colon")
"""The mayor: “It is late.”"""
SIGNED = Frame("signed", Family.QUOTED, "signed", shows_speech=True)
"""“It is late.” — Jane Smith"""
LABELLED = Frame("label", Family.QUOTED, "transcript", shows_speech=True)
"""A turn of a transcript. SMITH: It is late."""

ALONE = Frame("alone", Family.UNCUED, "quoted-paragraph", shows_speech=True, uncued=True)
"""A paragraph of nothing else: “It is late.”"""
BESIDE = Frame("beside", Family.UNCUED, "quoted-beside-narration", shows_speech=True, uncued=True)
"""She turned round. “It is late.”"""
INTERVIEW = Frame("interview", Family.UNCUED, "interview", shows_speech=True, uncued=True)
"""A question that is a paragraph of its own, and its answer below it."""
UNMARKED = Frame("unmarked", Family.UNCUED, "unmarked-turn", shows_speech=True, uncued=True)
"""Between other turns of a dialogue without marks: It is late."""
DASH_LED = Frame("dash", Family.UNCUED, "dash-before-paragraph", shows_speech=True, uncued=True)
"""— It is late."""

INVERTED = Frame("inv", Family.INVERTED, "inverted-clause", set_off=True, goes_on=True)
"""It is late, she said."""
IN_STORY = Frame("inv-story", Family.INVERTED, "inverted-clause", shows_speech=True, set_off=True)
"""In a dialogue without marks: Late? she sighed."""
AFTER_COMMA = Frame("comma", Family.INVERTED, "clause-before-comma", set_off=True)
"""She told the paper, It is late."""
AFTER_COLON = Frame("colon", Family.INVERTED, "clause-before-colon", set_off=True, goes_on=True, may_be_spoken=True)
"""She put it this way: It is late."""
ACCORDING = Frame("according", Family.INVERTED, "according-to", shows_speech=True)
"""According to her, it was late."""


class FrameClause(StrEnum):
    """What kind of clause a word takes; the values are the names in the lexicon's tables."""

    THAT = "that"
    FINITE = "fin"
    QUESTION = "wh"
    INFINITIVE = "inf"
    OBJECT_INFINITIVE = "obj-inf"
    PARTICIPLE = "ing"
    BARE = "bare"
    OBJECT_BARE = "obj-bare"


CLAUSES = {
    FrameClause.THAT: Frame("that", Family.CLAUSE, "complement-that", goes_on=True),
    FrameClause.FINITE: Frame("fin", Family.CLAUSE, "complement-clause", goes_on=True, may_be_spoken=True),
    FrameClause.QUESTION: Frame("wh", Family.CLAUSE, "complement-question", may_be_spoken=True),
    FrameClause.INFINITIVE: Frame("inf", Family.INFINITIVE, "complement-infinitive"),
    FrameClause.OBJECT_INFINITIVE: Frame("obj-inf", Family.INFINITIVE, "complement-object-infinitive"),
    FrameClause.PARTICIPLE: Frame("ing", Family.OBJECT, "complement-participle"),
    FrameClause.BARE: Frame("bare", Family.OBJECT, "complement-predicate"),
    FrameClause.OBJECT_BARE: Frame("obj-bare", Family.OBJECT, "complement-object-predicate"),
}
"""A clause as complement of a verb: "said that it rained", "vowed to stay", "asked whether it rained"."""
WITH_OBJECT = {
    FrameClause.INFINITIVE: Frame("obj+inf", Family.INFINITIVE, "complement-object-infinitive"),
    FrameClause.PARTICIPLE: Frame("obj+ing", Family.OBJECT, "complement-object-participle"),
    FrameClause.BARE: Frame("obj+bare", Family.OBJECT, "complement-object-predicate"),
}
"""An object and a clause without a subject of its own: "urged him to go"."""

FINITE = CLAUSES[FrameClause.FINITE]

OBJECT = Frame("dobj", Family.OBJECT, "complement-object")
"""Criticised the plan."""
OBJECT_PREDICATE = Frame("dobj+oprd", Family.OBJECT, "complement-object-predicate")
"""Called the plan a mess."""
PREDICATE = Frame("oprd", Family.OBJECT, "complement-predicate")
"""Sounded tired."""
PASSIVE = Frame("pass", Family.OBJECT, "complement-passive")
"""The plan was criticised."""


def _frames(name: str, family: Family, rule: str) -> Callable[[str], Frame]:
    """Frames that differ in a word, the kind of a clause or of a predicate: name and rule have a place for it."""
    return cache(lambda part: Frame(name.format(part), family, rule.format(part).lower()))


object_and = _frames("dobj+{}", Family.OBJECT, "complement-object-{}")
"""The object together with a phrase: "described the plan as a mess"."""
after_object = _frames("dobj:{}", Family.OBJECT, "complement-object-{}")
"""A phrase after an object, alone: "accused them of fraud"."""
preposition = _frames("prep:{}", Family.OBJECT, "complement-preposition-{}")
"""Verb and preposition: "called for calm"."""


class Predicate(StrEnum):
    """What a passive says of its subject. The values are the names in the lexicon's tables; people see the names."""

    INFINITIVE = "xcomp"
    CLAUSE = "ccomp"
    PREDICATE = "oprd"
    AS = "as"


passive = _frames("pass+{}", Family.OBJECT, "complement-passive-{0.name}")
"""What a passive says of its subject: "is expected to win", "was described as a liar"."""
SEEMING = Frame("raise+xcomp", Family.OBJECT, "complement-seeming-infinitive")
"""What seems so of a subject: "seems to agree"."""

noun_clause = _frames("n-{}", Family.NOMINAL, "nominal")
"""A noun's clause: "the claim that it rained"."""
noun_preposition = _frames("n:{}", Family.NOMINAL, "nominal")
"""A noun's phrase: "support for the plan"."""
adjective_clause = _frames("a-{}", Family.NOMINAL, "nominal")
"""A predicate's clause: "is sure that it rained"."""
adjective_preposition = _frames("a:{}", Family.NOMINAL, "nominal")
"""A predicate's phrase: "is critical of the plan"."""
noun_is_clause = _frames("is-{}", Family.NOMINAL, "nominal")
"""A noun that is said to be a clause: "her hope is that it rains"."""

"""What each frame is called in tables and records, and what is known of it."""

from __future__ import annotations

import pytest

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.frames import Frame, FrameClause, Predicate

FLAGS = ("shows_speech", "set_off", "goes_on", "may_be_spoken", "uncued")

FRAMES = [  # name, family, rule, what holds of it
    (frames.QUOTED, "quoted", "quoted", "quoted-before-clause", "shows_speech goes_on"),
    (frames.QUOTED_AFTER_COMMA, "quoted-comma", "quoted", "clause-before-quoted", "shows_speech goes_on may_be_spoken"),
    (frames.QUOTED_AFTER_COLON, "quoted-colon", "quoted", "clause-before-quoted", "shows_speech goes_on may_be_spoken"),
    (frames.QUOTED_AFTER_NAME, "quoted-colon", "quoted", "colon", "shows_speech goes_on may_be_spoken"),
    (frames.SIGNED, "signed", "quoted", "signed", "shows_speech"),
    (frames.LABELLED, "label", "quoted", "transcript", "shows_speech"),
    (frames.INTERVIEW, "interview", "uncued", "interview", "shows_speech uncued"),
    (frames.DASH_LED, "dash", "uncued", "dash-before-paragraph", "shows_speech uncued"),
    (frames.UNMARKED, "unmarked", "uncued", "unmarked-turn", "shows_speech uncued"),
    (frames.IN_STORY, "inv-story", "inverted", "inverted-clause", "shows_speech set_off"),
    (frames.ALONE, "alone", "uncued", "quoted-paragraph", "shows_speech uncued"),
    (frames.BESIDE, "beside", "uncued", "quoted-beside-narration", "shows_speech uncued"),
    (frames.INVERTED, "inv", "inverted", "inverted-clause", "set_off goes_on"),
    (frames.AFTER_COMMA, "comma", "inverted", "clause-before-comma", "set_off"),
    (frames.AFTER_COLON, "colon", "inverted", "clause-before-colon", "set_off goes_on may_be_spoken"),
    (frames.ACCORDING, "according", "inverted", "according-to", "shows_speech"),
    (frames.OBJECT, "dobj", "object", "complement-object", ""),
    (frames.OBJECT_PREDICATE, "dobj+oprd", "object", "complement-object-predicate", ""),
    (frames.PREDICATE, "oprd", "object", "complement-predicate", ""),
    (frames.PASSIVE, "pass", "object", "complement-passive", ""),
    (frames.CLAUSES[FrameClause.THAT], "that", "clause", "complement-that", "goes_on"),
    (frames.CLAUSES[FrameClause.FINITE], "fin", "clause", "complement-clause", "goes_on may_be_spoken"),
    (frames.CLAUSES[FrameClause.QUESTION], "wh", "clause", "complement-question", "may_be_spoken"),
    (frames.CLAUSES[FrameClause.INFINITIVE], "inf", "infinitive", "complement-infinitive", ""),
    (frames.CLAUSES[FrameClause.OBJECT_INFINITIVE], "obj-inf", "infinitive", "complement-object-infinitive", ""),
    (frames.CLAUSES[FrameClause.PARTICIPLE], "ing", "object", "complement-participle", ""),
    (frames.CLAUSES[FrameClause.BARE], "bare", "object", "complement-predicate", ""),
    (frames.CLAUSES[FrameClause.OBJECT_BARE], "obj-bare", "object", "complement-object-predicate", ""),
    (frames.WITH_OBJECT[FrameClause.INFINITIVE], "obj+inf", "infinitive", "complement-object-infinitive", ""),
    (frames.WITH_OBJECT[FrameClause.PARTICIPLE], "obj+ing", "object", "complement-object-participle", ""),
    (frames.WITH_OBJECT[FrameClause.BARE], "obj+bare", "object", "complement-object-predicate", ""),
    (frames.object_and("as"), "dobj+as", "object", "complement-object-as", ""),
    (frames.after_object("of"), "dobj:of", "object", "complement-object-of", ""),
    (frames.preposition("for"), "prep:for", "object", "complement-preposition-for", ""),
    (frames.passive(Predicate.INFINITIVE), "pass+xcomp", "object", "complement-passive-infinitive", ""),
    (frames.passive(Predicate.CLAUSE), "pass+ccomp", "object", "complement-passive-clause", ""),
    (frames.passive(Predicate.PREDICATE), "pass+oprd", "object", "complement-passive-predicate", ""),
    (frames.SEEMING, "raise+xcomp", "object", "complement-seeming-infinitive", ""),
    (frames.passive(Predicate.AS), "pass+as", "object", "complement-passive-as", ""),
    (frames.noun_clause(FrameClause.THAT), "n-that", "nominal", "nominal", ""),
    (frames.noun_preposition("for"), "n:for", "nominal", "nominal", ""),
    (frames.adjective_clause(FrameClause.THAT), "a-that", "nominal", "nominal", ""),
    (frames.adjective_preposition("of"), "a:of", "nominal", "nominal", ""),
    (frames.noun_is_clause(FrameClause.THAT), "is-that", "nominal", "nominal", ""),
]


@pytest.mark.parametrize(("frame", "name", "family", "rule", "holds"), FRAMES)
def test_name_family_and_rule(frame: Frame, name: str, family: str, rule: str, holds: str) -> None:
    assert (frame.name, frame.family, frame.rule) == (name, family, rule)
    assert [flag for flag in FLAGS if getattr(frame, flag)] == holds.split()
    assert str(frame) == name


def test_only_clauses_without_a_subject_of_their_own_stand_beside_an_object() -> None:
    assert frames.WITH_OBJECT.keys().isdisjoint(
        {FrameClause.THAT, FrameClause.FINITE, FrameClause.QUESTION, FrameClause.OBJECT_INFINITIVE}
    )


def test_kinds_of_clauses_have_the_names_that_tables_know() -> None:
    names = [frames.adjective_clause(kind).name for kind in FrameClause]
    assert names == ["a-that", "a-fin", "a-wh", "a-inf", "a-obj-inf", "a-ing", "a-bare", "a-obj-bare"]
    assert [frames.CLAUSES[kind].name for kind in FrameClause] == [name.removeprefix("a-") for name in names]

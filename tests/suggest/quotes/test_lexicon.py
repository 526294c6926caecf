"""The lexicon of reporting words, its frames and what its tables say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.core.errors import UsageError
from annotator.suggest.quotes import frames
from annotator.suggest.quotes.frames import Family, Frame, FrameClause, Predicate
from annotator.suggest.quotes.lexicon import load_lexicon

SMALL = replace(
    load_lexicon("en"),
    words={("say", "that"): (9, 10), ("note", "that"): (0, 1)},
    frames={"that": (0.2, 0.8)},
    speech=frozenset({"say", "tell"}),
)


@pytest.mark.parametrize(
    ("word", "frame", "precision"),
    [
        ("say", "that", (9 + 2 * 0.8) / 12),
        ("note", "that", (0 + 2 * 0.2) / 3),
        ("tell", "that", 0.8),
        ("sleep", "that", 0.2),
        ("say", "dobj", 0.0),
    ],
)
def test_rare_words_are_smoothed_towards_their_frame(word: str, frame: str, precision: float) -> None:
    assert SMALL.precision(word, frame) == pytest.approx(precision)


def test_words_of_saying() -> None:
    assert "tell" in SMALL.speech
    assert "note" not in SMALL.speech


def test_the_english_lexicon() -> None:
    english = load_lexicon("en")
    assert english is load_lexicon("en")
    assert english.precision("say", "that") > 0.9
    assert "say" in english.speech
    assert "hope" not in english.speech
    assert english.feature_weights
    assert english.continuation_weights
    assert english.calibration


@pytest.mark.parametrize("lang", ["xx", "../en", ""])
def test_a_language_without_a_lexicon(lang: str) -> None:
    with pytest.raises(UsageError, match="no lexicon of reporting words") as caught:
        load_lexicon(lang)
    assert caught.value.hint == "use a pipeline for: en"


PREPOSITIONS = [name.partition(":")[2] for name in load_lexicon("en").frames if ":" in name]


def all_frames() -> list[Frame]:
    fixed = [value for value in vars(frames).values() if isinstance(value, Frame)]
    clauses = [
        make(kind)
        for kind in FrameClause
        for make in (
            frames.CLAUSES.get,
            frames.WITH_OBJECT.get,
            frames.noun_clause,
            frames.adjective_clause,
            frames.noun_is_clause,
        )
    ]
    phrases = [
        make(word)
        for word in PREPOSITIONS
        for make in (
            frames.object_and,
            frames.after_object,
            frames.preposition,
            frames.noun_preposition,
            frames.adjective_preposition,
        )
    ]
    said = [frames.passive(predicate) for predicate in Predicate]
    return [frame for frame in (*fixed, *clauses, *phrases, *said) if frame is not None]


def test_every_frame_of_the_tables_is_declared() -> None:
    english, declared = load_lexicon("en"), {frame.name for frame in all_frames()}
    assert set(english.frames) <= declared
    assert {frame for _, frame in english.words} <= declared


FAMILIES = [
    (Family.QUOTED, "quoted quoted-comma quoted-colon signed"),
    (Family.INVERTED, "inv comma colon according"),
    (Family.CLAUSE, "that fin wh"),
    (Family.NOMINAL, "n-that n:for a-inf a:of is-that"),
    (Family.INFINITIVE, "inf obj-inf obj+inf"),
    (
        Family.OBJECT,
        "ing bare obj-bare obj+ing obj+bare dobj dobj+as dobj:as oprd pass pass+xcomp raise+xcomp prep:for",
    ),
]


@pytest.mark.parametrize(("family", "names"), FAMILIES)
def test_families(family: Family, names: str) -> None:
    by_name = {frame.name: frame.family for frame in all_frames()}
    assert {by_name[name] for name in names.split()} == {family}


@pytest.mark.parametrize(
    ("fact", "names"),
    [
        ("shows_speech", {"quoted", "quoted-comma", "quoted-colon", "signed", "according"}),
        ("set_off", {"inv", "comma", "colon"}),
        ("goes_on", {"quoted", "quoted-comma", "quoted-colon", "inv", "colon", "that", "fin"}),
        ("may_be_spoken", {"fin", "colon", "quoted-colon", "quoted-comma", "wh"}),
    ],
)
def test_what_is_true_of_which_frames(fact: str, names: set[str]) -> None:
    listed = {name for _, names in FAMILIES for name in names.split()}
    assert {frame.name for frame in all_frames() if getattr(frame, fact) and frame.name in listed} == names


@pytest.mark.parametrize(
    ("frame", "rule"),
    [
        (frames.QUOTED, "quoted-before-clause"),
        (frames.QUOTED_AFTER_COMMA, "clause-before-quoted"),
        (frames.QUOTED_AFTER_COLON, "clause-before-quoted"),
        (frames.QUOTED_AFTER_NAME, "colon"),
        (frames.SIGNED, "signed"),
        (frames.INVERTED, "inverted-clause"),
        (frames.AFTER_COMMA, "clause-before-comma"),
        (frames.AFTER_COLON, "clause-before-colon"),
        (frames.ACCORDING, "according-to"),
        (frames.CLAUSES[FrameClause.THAT], "complement-that"),
        (frames.CLAUSES[FrameClause.FINITE], "complement-clause"),
        (frames.CLAUSES[FrameClause.QUESTION], "complement-question"),
        (frames.CLAUSES[FrameClause.INFINITIVE], "complement-infinitive"),
        (frames.CLAUSES[FrameClause.OBJECT_INFINITIVE], "complement-object-infinitive"),
        (frames.CLAUSES[FrameClause.PARTICIPLE], "complement-participle"),
        (frames.CLAUSES[FrameClause.BARE], "complement-predicate"),
        (frames.CLAUSES[FrameClause.OBJECT_BARE], "complement-object-predicate"),
        (frames.WITH_OBJECT[FrameClause.INFINITIVE], "complement-object-infinitive"),
        (frames.OBJECT, "complement-object"),
        (frames.OBJECT_PREDICATE, "complement-object-predicate"),
        (frames.PREDICATE, "complement-predicate"),
        (frames.object_and("as"), "complement-object-as"),
        (frames.after_object("as"), "complement-object-as"),
        (frames.preposition("for"), "complement-preposition-for"),
        (frames.PASSIVE, "complement-passive"),
        (frames.passive(Predicate.INFINITIVE), "complement-passive-infinitive"),
        (frames.passive(Predicate.AS), "complement-passive-as"),
        (frames.noun_clause(FrameClause.THAT), "nominal"),
        (frames.adjective_preposition("of"), "nominal"),
    ],
)
def test_rules_as_records_name_them(frame: Frame, rule: str) -> None:
    assert frame.rule == rule


def test_a_frame_reads_as_its_name() -> None:
    assert str(frames.preposition("for")) == "prep:for"

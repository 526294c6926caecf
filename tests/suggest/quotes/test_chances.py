"""Candidates as chances, and suggestions that follow habits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.tokens import Doc

from annotator.core.habits import NOT_ADMITTED, READY, Habit, Habits, rated
from annotator.core.model import Chance, Document, Span
from annotator.core.profiles import PROFILES, SUGGESTED_FROM
from annotator.suggest.component_names import ROLES, SPEAKERS
from annotator.suggest.learn.mix.select import Mix
from annotator.suggest.packages import find_model, load_model
from annotator.suggest.pipeline import Suggester, add_components
from annotator.suggest.quotes.candidate_features import LEAST
from annotator.suggest.quotes.find import SuggestedQuotes, find_quotes
from annotator.suggest.quotes.lexicon import load_lexicon
from tests.suggest.conftest import Read

THINKS = "The mayor thinks that the bridge is unsafe."
SAYS = "The mayor says that the bridge is unsafe."


def habits(**shifts: float) -> Habits:
    """Habits that move groups by so much; "_" in a name stands for a space."""
    return Habits({name.replace("_", " "): Habit(9, 5, 5.0, shift) for name, shift in shifts.items()}, 2)


def chances(doc: Doc, profile: str = "polnear", known: Habits | None = None) -> dict[tuple[str, str], Chance]:
    """The chances of a text by word and frame."""
    lexicon = replace(load_lexicon("en"), habits=known or Habits())
    found = find_quotes(doc, lexicon, PROFILES[profile], readings=True).chances
    return {(chance.word, chance.frame): chance for chance in found}


def scores(doc: Doc, profile: str = "polnear", known: Habits | None = None) -> list[float | None]:
    lexicon = replace(load_lexicon("en"), habits=known or Habits())
    return [quote.score for quote in find_quotes(doc, lexicon, PROFILES[profile]).quotes]


CASES = [
    (THINKS, ("think", "that"), {"all=thinking", "family=clause thinking", "source=people", "length=5-8 clause",
                                 "marked=unquoted clause"}),
    (SAYS, ("say", "that"), {"all=saying", "family=clause saying"}),
    ("She says that the bridge is unsafe.", ("say", "that"), {"source=pronoun"}),
    ("Jane Smith says that the bridge is unsafe.", ("say", "that"), {"source=name"}),
    ("The report says that the bridge is unsafe.", ("say", "that"), {"source=text"}),
    ("Recent polls say that the bridge is unsafe.", ("say", "that"), {"source=text"}),
    ("The river says that the bridge is unsafe.", ("say", "that"), {"source=noun"}),
    ("There is a claim that the bridge is unsafe.", ("claim", "n-that"), {"source=none", "family=nominal saying"}),
    ("She says that the bridge is “very unsafe”.", ("say", "that"), {"marks=saying", "marked=quoted clause"}),
    ("Mayor Smith Says Bridge Will Stay Closed", ("say", "fin"), {"place=headline"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "kinds"), CASES, ids=[case[0] for case in CASES])
def test_a_chance_tells_what_kind_it_is(read: Read, text: str, key: tuple[str, str], kinds: set[str]) -> None:
    assert kinds <= set(chances(read(text))[key].kinds)


def test_what_is_said_outside_of_marks_and_headlines_is_not_told_to_be_in_them(read: Read) -> None:
    kinds = chances(read(SAYS))["say", "that"].kinds
    assert not [kind for kind in kinds if kind.startswith(("place", "marks="))]


def test_a_chance_stands_where_its_words_stand(read: Read) -> None:
    chance = chances(read(THINKS))["think", "that"]
    assert [span.of(THINKS) for span in chance.content] == ["that the bridge is unsafe"]
    assert chance.cue.of(THINKS) == "thinks"
    assert chance.rule == "complement-that"
    assert not chance.opens
    spoken = "“The bridge is unsafe,” the mayor says."
    assert chances(read(spoken))["say", "quoted"].opens


def test_chances_are_also_what_the_profile_leaves_out(read: Read) -> None:
    assert chances(read(THINKS))["think", "that"].admitted
    assert not chances(read(THINKS), "speech")["think", "that"].admitted
    assert chances(read(SAYS), "speech")["say", "that"].admitted
    assert chances(read(SAYS), "guardian") == {}


@pytest.mark.parametrize(("share", "is_chance"), [(LEAST, True), (LEAST - 0.001, False)])
def test_unlikely_candidates_are_chances_but_not_the_unlikeliest(read: Read, share: float, is_chance: bool) -> None:
    lexicon = replace(load_lexicon("en"), words={}, frames={"dobj": (share, share)})
    found = find_quotes(read("The mayor visits the town."), lexicon, PROFILES["polnear"], readings=True).chances
    assert [chance.word for chance in found] == ["visit"] * is_chance


def test_a_chance_keeps_the_shipped_score_whatever_the_habits(read: Read) -> None:
    doc = read(THINKS)
    assert chances(doc, known=habits(word_think=-3.0)) == chances(doc)


def test_what_is_rejected_is_not_suggested_any_more_and_the_rest_is(read: Read) -> None:
    doc = read(f"{THINKS} {SAYS}")
    assert len(scores(doc)) == 2
    assert len(scores(doc, known=habits(word_think=-4.0))) == 1
    assert len(scores(doc, known=habits(word_hope=-4.0))) == 2


def test_a_score_moves_by_all_that_is_known_of_the_chance(read: Read) -> None:
    doc = read(THINKS)
    chance = chances(doc)["think", "that"]
    known = {"all=thinking": -0.5, "word_think": -0.25, "frame_that": 0.125}
    (before,), (after,) = scores(doc), scores(doc, known=habits(**known))
    assert before is not None
    assert after is not None
    assert after < before
    assert rated(habits(**known), chance) < chance.score
    assert scores(doc, known=habits(**known, word_say=9.0)) == [after]


def test_what_annotators_add_is_suggested_beyond_the_profile(read: Read) -> None:
    doc = read(THINKS)
    assert scores(doc, "speech") == []
    assert scores(doc, "speech", habits(word_say=1.0)) == [], "habits of others say nothing of it"
    assert len(scores(doc, "speech", habits(word_think=-NOT_ADMITTED))) == 1
    assert scores(read(SAYS), "guardian", habits(word_say=9.0)) == [], "marks are asked for whatever the habits"


def test_what_is_below_the_threshold_is_suggested_once_it_is_taken_often(read: Read) -> None:
    doc = read("The mayor visited with the hope of a bridge.")
    weak = [c for c in chances(doc).values() if c.score < SUGGESTED_FROM]
    assert weak
    assert scores(doc) == []
    assert scores(doc, known=habits(**{f"word_{weak[0].word}": 4.0}))


def test_the_likeliest_of_an_habit_is_taken_among_candidates_of_one_cue(read: Read) -> None:
    lexicon = load_lexicon("en")
    (before,) = find_quotes(read(SAYS), lexicon, PROFILES["polnear"]).quotes
    assert before.rule == "complement-that"
    none = find_quotes(read(SAYS), replace(lexicon, habits=habits(frame_that=-9.0)), PROFILES["polnear"])
    assert before not in none.quotes


def test_empty_habits_change_nothing(read: Read) -> None:
    doc, lexicon, profile = read(f"{THINKS} {SAYS}"), load_lexicon("en"), PROFILES["polnear"]
    as_shipped = find_quotes(doc, lexicon, profile, readings=True)
    assert find_quotes(doc, replace(lexicon, habits=Habits()), profile, readings=True) == as_shipped


def test_readings_follow_habits(read: Read) -> None:
    """That nothing is said gets likelier with what speaks against the quote."""
    doc, lexicon, profile = read(THINKS), load_lexicon("en"), PROFILES["polnear"]
    rejected = replace(lexicon, habits=habits(word_think=-1.0))

    def nothing(found: SuggestedQuotes) -> float:
        return next(reading.probability for reading in found.readings if not reading.quotes)

    likelier, shipped = (find_quotes(doc, known, profile, readings=True) for known in (rejected, lexicon))
    assert nothing(likelier) > nothing(shipped)


def test_what_was_given_up_can_still_be_taken_as_a_reading(read: Read) -> None:
    known = replace(load_lexicon("en"), habits=habits(word_think=-3.0))
    made = find_quotes(read(THINKS), known, PROFILES["polnear"], readings=True)
    assert made.quotes == ()
    found = [
        quote.content[0].of(THINKS) for reading in made.readings for quote in reading.quotes if not reading.replaces
    ]
    assert "that the bridge is unsafe" in found


def test_a_suggester_adapts_and_says_so_in_its_run() -> None:
    suggester = Suggester.load(profile="polnear", readings=True)
    document = Document("d", THINKS)
    as_shipped = suggester.suggest_one(document)
    suggester.adapt(habits(word_think=-4.0))
    after = suggester.suggest_one(document)
    assert (len(as_shipped.quotes), len(after.quotes)) == (1, 0)
    assert suggester.run.settings["habits"]
    assert after.chances == as_shipped.chances
    suggester.adapt(Habits())
    assert suggester.suggest_one(document) == as_shipped
    assert not suggester.run.settings["habits"]


def test_every_chance_is_a_little_likelier_with_habits() -> None:
    chance = Chance((Span(0, 1),), Span(2, 3), "say", "that", "complement-that", 0.5)
    assert rated(habits(word_other=1.0), chance) == pytest.approx(0.5 + READY / 4, abs=0.001)


def test_a_pipeline_that_learned_that_rules_do_better_adapts_as_they_do() -> None:
    nlp = add_components(load_model(find_model()), profile="polnear")
    nlp.add_pipe(ROLES, before=SPEAKERS)
    nlp.get_pipe(ROLES).mix = Mix("rules")  # type: ignore[attr-defined]
    suggester = Suggester(nlp, readings=True)
    document = Document("d", THINKS)
    assert len(suggester.suggest_one(document).quotes) == 1
    suggester.adapt(habits(word_think=-9.0))
    assert suggester.suggest_one(document).quotes == ()
    assert suggester.run.settings["habits"]

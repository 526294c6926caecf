"""The canonical speaker of each quote, from its source mention."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import spacy

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast.columns import Columns
from annotator.suggest.cast.component import resolve_speakers
from annotator.suggest.cast.members import join_mentions
from annotator.suggest.cast.mentions import find_mentions
from annotator.suggest.cast.resolve import Resolver
from tests.suggest.cast.asking import Read, speak, who
from tests.suggest.cast.stories import STORIES
from tests.suggest.cast.tiny import WORDS, tiny

Entity = tuple[int, int, str]
SEED = Path(__file__).parents[3].parent / "shared" / "corpora" / "seed-gold.jsonl"
_SOURCE = re.compile(r"\[([^\]=]*)=>([^\]]*)\]")


def story(marked: str) -> tuple[str, list[Quote], list[str]]:
    """The plain text of a marked story, its quotes and who speaks them."""
    text, quotes, speakers = "", [], []
    for paragraph in marked.strip().split("\n\n"):
        start, at, marks = len(text), 0, []
        for mark in _SOURCE.finditer(paragraph):
            text += paragraph[at : mark.start()]
            source = Span(len(text), len(text) + len(mark[1])) if mark[1] else None
            text += mark[1]
            marks.append((source, mark[2]))
            at = mark.end()
        text += paragraph[at:]
        said = [Span(start + m.start(), start + m.end()) for m in re.finditer("“[^”]*”", text[start:])]
        text += "\n\n"
        held: list[list[Span]] = [[] for _ in marks]
        for span in said:
            held[min(range(len(marks)), key=lambda n: _gap(span, marks[n][0]))].append(span)
        for (source, speaker), content in zip(marks, held, strict=True):
            if content:
                quotes.append(Quote(tuple(content), QuoteType.DIRECT, None, source))
                speakers.append(speaker)
    return text, quotes, speakers


def _gap(span: Span, source: Span | None) -> int:
    return 0 if source is None else min(abs(source.start - span.end), abs(span.start - source.end))


MISTAKEN = {"kitchen": 3, "drawing room": 2, "club": 1}
"""How many speakers of a story are not found: a boy is called by a name that narration never uses; a baronet is one by
his title alone, "her mother" is the only one who has daughters, and "his lordship" has no name."""


@pytest.mark.parametrize("name", STORIES)
def test_stories(read: Read, name: str) -> None:
    text, quotes, speakers = story(STORIES[name])
    found, _ = speak(read(text), quotes)
    wrong = [
        (quote.speaker, speaker) for quote, speaker in zip(found, speakers, strict=True) if quote.speaker != speaker
    ]
    assert len(wrong) == MISTAKEN.get(name, 0), wrong


@pytest.mark.skipif(not SEED.is_file(), reason="the corpora are not here")
def test_the_first_article(read: Read) -> None:
    gold = json.loads(SEED.read_text("utf-8"))
    quotes = [
        Quote(
            tuple(Span(*span) for span in quote["content"]),
            QuoteType(quote["type"]),
            source=Span(*quote["source"][0]) if quote["source"] else None,
        )
        for quote in gold["quotes"]
    ]
    found, cast = speak(read(gold["text"]), quotes)
    assert [quote.speaker for quote in found] == [quote["speaker"] for quote in gold["quotes"]]
    assert [member.name for member in cast[:2]] == ["Antony Blinken", "CNN"]


def test_a_pronoun_is_whom_the_sentence_before_was_about(read: Read) -> None:
    text = "Mayor Ruth Okafor met Peter Lang on Friday. She said the bridge would stay. He doubted that it would."
    assert who(read, text, "She", "He") == ["Ruth Okafor", "Peter Lang"]


def test_the_addressee_does_not_speak(read: Read) -> None:
    text = "Paul Weber told Mark Novak that the plan was dead. He said that nobody would miss it."
    assert who(read, text, "Paul Weber", "He") == ["Paul Weber", "Paul Weber"]


def test_a_role_finds_its_holder(read: Read) -> None:
    text = (
        "Ohio Gov. Jane Whitfield spoke after Tom Brandt, a spokesman for the union. "
        "The governor said taxes would fall. The spokesman said they would rise."
    )
    assert who(read, text, "The governor", "The spokesman") == ["Jane Whitfield", "Tom Brandt"]


def test_a_role_nobody_holds_speaks_for_itself(read: Read) -> None:
    text = "Jane Whitfield resigned on Friday. A senior official said it was time. The official said more would follow."
    assert who(read, text, "A senior official", "The official") == ["senior official", "senior official"]


def test_who_is_the_head_of_its_clause(read: Read) -> None:
    text = "It was bad news for Peter Lang, who said the vote was stolen."
    assert who(read, text, "who") == ["Peter Lang"]


def test_groups_speak_in_their_own_words(read: Read) -> None:
    text = "Two people familiar with the matter said no. Officials said yes. They said it twice."
    assert who(read, text, "Two people familiar with the matter", "Officials", "They") == [
        "two people familiar with the matter",
        "officials",
        "officials",
    ]


def test_whose_campaign(read: Read) -> None:
    text = "Ruth Okafor lost. Her campaign said so. Okafor’s campaign said it again."
    assert who(read, text, "Her campaign", "Okafor’s campaign") == ["Okafor campaign", "Okafor campaign"]


def test_nobody_without_a_source(read: Read) -> None:
    text = "“All is lost.” The town was quiet."
    found, _ = speak(read(text), [Quote((Span(0, 14),), QuoteType.DIRECT)])
    assert found[0].speaker is None


def test_the_cast_has_those_with_most_quotes_first(read: Read) -> None:
    text = "Paul Weber met Ruth Okafor. Okafor said no. Okafor said never. Weber said perhaps."
    quotes = [
        Quote((Span(m.end() + 1, m.end() + 3),), QuoteType.INDIRECT, None, Span(m.start(), m.start() + len(m[1])))
        for m in re.finditer(r"(Okafor|Weber) said", text)
    ]
    _, cast = speak(read(text), quotes)
    assert [member.name for member in cast] == ["Ruth Okafor", "Paul Weber"]
    assert [span.of(text) for span in cast[0].mentions] == ["Ruth Okafor", "Okafor", "Okafor"]


def test_empty_and_the_same_twice(read: Read) -> None:
    assert speak(read(""), []) == ((), ())
    text, quotes, _ = story(STORIES["detective"])
    doc = read(text)
    assert speak(doc, quotes) == speak(doc, quotes)


def speaker(marked: str, source: int | None, content: tuple[int, int], *entities: Entity) -> str | None:
    """Who speaks an indirect quote, by the tokens of its source and content, in a Doc made by hand."""
    return speakers(marked, [(source, content, "indirect")], *entities)[0]


def speakers(marked: str, quotes: list[tuple[int | None, tuple[int, int], str]], *entities: Entity) -> list[str | None]:
    doc = tiny(marked, *entities)

    def offsets(start: int, end: int) -> Span:
        return Span(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]))

    made = [
        Quote((offsets(*content),), QuoteType(kind), None, None if source is None else offsets(source, source + 1))
        for source, content, kind in quotes
    ]
    return [quote.speaker for quote in speak(doc, made)[0]]


@pytest.mark.parametrize(
    ("pronoun", "expected"),
    [
        ("she_PRP_nsubj", "Ruth Okafor"),
        ("he_PRP_nsubj", "Otto Lane"),
        ("it_PRP_nsubj", "Ashby"),
        ("they_PRP_nsubj", "Danes"),
        ("you_PRP_nsubj", "you"),
        ("I_PRP_nsubj", None),
        ("we_PRP_nsubj", "we"),
        ("one_PRP_nsubj", None),
    ],
)
def test_each_pronoun_means_its_kind(pronoun: str, expected: str | None) -> None:
    people = ((0, 2, "PERSON"), (3, 5, "PERSON"), (6, 7, "ORG"), (8, 9, "NORP"))
    text = f"Ruth Okafor met Otto Lane in Ashby with Danes_NNPS | {pronoun} said that all was lost"
    assert speaker(text, 9, (11, 15), *people) == expected


def test_a_pronoun_of_the_narration_keeps_somebody_in_mind() -> None:
    text = "Ruth Okafor_NNP_nsubj came | {}_PRP_nsubj met Anne Lane_NNP_dobj | x | she_PRP_nsubj said it"
    people = ((0, 2, "PERSON"), (5, 7, "PERSON"))
    assert speaker(text.format("she"), 8, (10, 11), *people) == "Ruth Okafor"
    assert speaker(text.format("it"), 8, (10, 11), *people) == "Anne Lane"


def test_pronouns_within_speech_keep_nobody_in_mind() -> None:
    text = "Ruth Okafor_NNP_dobj came | Anne Lane_NNP_dobj came | “ {} left ” | she_PRP_nsubj said it"
    people = ((0, 2, "PERSON"), (3, 5, "PERSON"))
    assert speaker(text.format("x"), 10, (12, 13), *people) == "Anne Lane"


def test_a_whole_noun_phrase_is_remembered() -> None:
    text = "two_CD_nummod_2 old_JJ_amod_2 voters_NNS came | they_PRP_nsubj said it"
    assert speaker(text, 4, (6, 7)) == "two old voters"
    text = "so_RB_advmod_2 old_JJ_amod_2 voters_NNS came | they_PRP_nsubj said it"
    assert speaker(text, 4, (6, 7)) == "old voters"


def test_the_same_source_means_the_same_person_again() -> None:
    people = ((0, 2, "PERSON"), (3, 5, "PERSON"))
    text = "Ruth Okafor_NNP_nsubj met Anne Lane_NNP_dobj | she_PRP_nsubj said no and yes"
    assert speakers(text, [(5, (7, 8), "indirect"), (5, (9, 10), "direct")], *people) == ["Ruth Okafor"] * 2


def test_a_quotes_speaker_weighs_more_than_a_name() -> None:
    text = "Lane_NNP_conj said no | met_VBD_x Moss_NNP_conj | she_PRP_nsubj said it"
    quotes = [(0, (2, 3), "indirect"), (5, (7, 8), "indirect")]
    assert speakers(text, quotes, (0, 1, "PERSON"), (4, 5, "PERSON"))[-1] == "Moss"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Ruth_NNP_nsubj_3 and_CC_cc_0 Otto_NNP_conj_0 said no", "Ruth and Otto"),
        ("Ruth_NNP_nsubj_3 and_CC_cc_2 Otto_NNP_conj_0 said no", "Ruth and Otto"),
        ("Ruth_NNP_nsubj_3 and_CC_cc_0 Ruth_NNP_conj_0 said no", "Ruth"),
        ("Ruth_NNP_nsubj_3 and_CC_cc_0 Otto_NNP_x_0 said no", "Ruth"),
    ],
)
def test_two_people_who_speak_together(marked: str, expected: str) -> None:
    doc = tiny(marked, (0, 1, "PERSON"), (2, 3, "PERSON"))
    quote = Quote((Span(doc[4].idx, len(doc.text)),), QuoteType.INDIRECT, None, Span(0, doc[2].idx + len(doc[2])))
    assert speak(doc, [quote])[0][0].speaker == expected


def test_who_is_joined_behind_a_source_does_not_speak_with_it() -> None:
    doc = tiny("Ruth_NNP_nsubj_3 and_CC_cc_0 Otto_NNP_conj_0 said no", (0, 1, "PERSON"), (2, 3, "PERSON"))
    quote = Quote((Span(doc[4].idx, len(doc.text)),), QuoteType.INDIRECT, None, Span(0, len(doc[0])))
    assert speak(doc, [quote])[0][0].speaker == "Ruth"


def test_three_people_and_a_body() -> None:
    marked = "Ruth_NNP_nsubj_5 , Otto_NNP_conj_0 and_CC_cc_0 Moss_NNP_conj_2 said no"
    for label, expected in (("PERSON", "Ruth, Otto and Moss"), ("ORG", "Ruth, Otto and Moss")):
        doc = tiny(marked, (0, 1, "PERSON"), (2, 3, "PERSON"), (4, 5, label))
        quote = Quote((Span(doc[6].idx, len(doc.text)),), QuoteType.INDIRECT, None, Span(0, doc[4].idx + 4))
        assert speak(doc, [quote])[0][0].speaker == expected


@pytest.mark.parametrize(
    ("marked", "source", "expected"),
    [
        ("met Okafor_NNP_dobj who_WP_nsubj_3 said_VBD_relcl_1 it", 2, "Okafor"),
        ("met Okafor_NNP_dobj that_WDT_nsubj_3 said_VBD_relcl_1 it", 2, "Okafor"),
        ("met old_JJ_amod_2 voters_NNS_dobj who_WP_nsubj_4 said_VBD_relcl_2 it", 3, "old voters"),
        (
            "met Okafor_NNP_dobj_0 of_IN bank_NN_pobj_2 who_WP_nsubj_5 said_VBD_relcl_3 it",
            4,
            "bank",
        ),
        ("met Okafor_NNP_dobj_0 of_IN bank_NN_pobj_2 who_WP_nsubj_5 said_VBD_conj_6 left_VBD_relcl_1 it", 4, "Okafor"),
        (
            "met Okafor_NNP_dobj_0 of_IN bank_NN_pobj_2 who_WP_nsubj_5 said_VBD_x_6 won_VBD_x_7 left_VBD_relcl_1 it",
            4,
            "Okafor",
        ),
        ("who_WP_nsubj_1 said_VBD_x it Okafor_NNP_dobj", 0, None),
    ],
)
def test_who_means_what_its_clause_hangs_on(marked: str, source: int, expected: str | None) -> None:
    doc = tiny(marked)
    at = next(token.i for token in doc if token.text == "Okafor") if "Okafor" in marked else 0
    entities = [(at, at + 1, "PERSON")] if "Okafor" in marked else []
    assert speaker(marked, source, (len(doc) - 1, len(doc)), *entities) == expected


def test_who_means_people_that_means_anything() -> None:
    marked = "met Okafor_NNP_dobj_0 firm_NN_x_1 {}_WP_nsubj_4 said_VBD_relcl_2 left_VBD_x_4 x"
    assert speaker(marked.format("that"), 3, (6, 7), (1, 2, "PERSON")) == "firm"


def test_mentions_of_the_cast_are_names_and_sources_in_order() -> None:
    text = "Ruth Okafor_NNP_nsubj came | she_PRP_nsubj said no | officials_NNS said yes | Okafor said it | Lane slept"
    doc = tiny(text, (0, 2, "PERSON"), (9, 10, "PERSON"), (12, 13, "PERSON"))

    def token(i: int) -> Span:
        return Span(doc[i].idx, doc[i].idx + len(doc[i]))

    quotes = [
        Quote((token(said),), QuoteType.INDIRECT, None, token(source)) for source, said in ((3, 5), (6, 8), (9, 11))
    ]
    _, cast = speak(doc, quotes)
    assert [(member.name, [span.of(doc.text) for span in member.mentions]) for member in cast] == [
        ("Ruth Okafor", ["Ruth Okafor", "she", "Okafor"]),
        ("officials", ["officials"]),
        ("Lane", ["Lane"]),
    ]


def test_a_quote_that_nobody_speaks_leaves_the_next_ones_source_to_its_speaker() -> None:
    doc = tiny("Ruth Okafor_NNP_nsubj came | one_PRP_nsubj said no | she_PRP_nsubj said yes", (0, 2, "PERSON"))

    def quote(source: int, said: int) -> Quote:
        places = [Span(doc[i].idx, doc[i].idx + len(doc[i])) for i in (said, source)]
        return Quote((places[0],), QuoteType.INDIRECT, None, places[1])

    found, cast = speak(doc, [quote(3, 5), quote(6, 8)])
    assert [quote.speaker for quote in found] == [None, "Ruth Okafor"]
    assert [[span.of(doc.text) for span in member.mentions] for member in cast] == [["Ruth Okafor", "she"]]


def test_of_those_with_as_many_quotes_the_first_named_comes_first() -> None:
    doc = tiny("Ruth Okafor came | Lane slept | Okafor left", (0, 2, "PERSON"), (3, 4, "PERSON"), (5, 6, "PERSON"))
    assert [member.name for member in speak(doc, ())[1]] == ["Ruth Okafor", "Lane"]


def test_an_empty_text_needs_no_words() -> None:
    assert speak(spacy.blank("xx")(""), ()) == ((), ())


def test_quotes_are_looked_at_where_their_sources_stand() -> None:
    text = "Ruth Okafor_NNP_nsubj came | said_VBD_x no and she_PRP_nsubj left | Anne Lane_NNP_nsubj came | it rained"
    people = ((0, 2, "PERSON"), (8, 10, "PERSON"))
    assert speakers(text, [(6, (12, 13), "indirect"), (None, (4, 5), "direct")], *people) == ["Ruth Okafor", None]


def test_two_pronouns_tell_a_gender() -> None:
    text = "Lane_NNP_nsubj came | Quill_NNP_nsubj came" + " | {}_PRP_nsubj said_VBD it" * 3
    quotes: list[tuple[int | None, tuple[int, int], str]] = [(n, (n + 2, n + 3), "indirect") for n in (4, 7, 10)]
    people = ((0, 1, "PERSON"), (2, 3, "PERSON"))
    assert speakers(text.format("she", "she", "he"), quotes, *people) == ["Quill", "Quill", "Lane"]
    assert speakers(text.format("she", "he", "he"), quotes, *people) == ["Quill"] * 3


def test_a_gender_that_is_known_is_not_told_anew() -> None:
    text = "Lane_NNP_nsubj came | Otto_NNP_nsubj came" + " | {}_PRP_nsubj said_VBD it" * 3
    quotes: list[tuple[int | None, tuple[int, int], str]] = [(n, (n + 2, n + 3), "indirect") for n in (4, 7, 10)]
    people = ((0, 1, "PERSON"), (2, 3, "PERSON"))
    assert speakers(text.format("she", "she", "he"), quotes, *people) == ["Lane", "Lane", "Otto"]


def test_who_is_said_of_whom_the_noun_describes() -> None:
    people = ((1, 2, "PERSON"),)
    text = "met Okafor_NNP_dobj_0 , a_DT_det_4 mayor_NN_appos_1 who_WP_nsubj_6 said_VBD_relcl_4 it"
    assert speaker(text, 5, (7, 8), *people) == "Okafor"
    text = "met Okafor_NNP_dobj_0 , a_DT_det_4 mayor_NN_x_1 who_WP_nsubj_6 said_VBD_relcl_4 it"
    assert speaker(text, 5, (7, 8), *people) == "mayor"


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("voters=voter_NNS", "old voters"),
        ("planters=planter_NNS", "old planters"),
        ("letters=letter_NNS", None),
        ("stones=stone_NNS", None),
        ("mothers=mother_NNS", "old mothers"),
        ("firms=firm_NNS", "old firms"),
    ],
)
def test_nouns_in_the_plural_that_may_speak_are_remembered(noun: str, expected: str | None) -> None:
    noun = noun.replace("firms=firm", "firms=company")
    text = f"so old_JJ_amod_2 {noun}_dobj_3 came_VBD | they_PRP_nsubj said it"
    assert speaker(text, 4, (6, 7)) == expected


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("the_DT_det_1 bank_NN_nsubj_2", "bank"),
        ("the_DT_det_1 bank_NN_dobj_2", None),
        ("old_JJ_amod_1 bank_NN_nsubj_2", None),
        ("the_DT_det_1 stone_NN_nsubj_2", None),
    ],
)
def test_a_subject_with_an_article_that_may_speak_is_remembered(noun: str, expected: str | None) -> None:
    assert speaker(f"{noun} came_VBD | it_PRP_nsubj said it", 3, (5, 6)) == expected


@pytest.mark.parametrize(
    ("marked", "source", "expected"),
    [
        ("this_DT_nsubj said it", 0, None),
        ("that_DT_nsubj said it", 0, None),
        ("we_PRP_nsubj said it", 0, "we"),
        ("us_PRP_nsubj said it", 0, "we"),
        ("yours_PRP_nsubj said it", 0, "yours"),
        ("both_DT_nsubj said it", 0, "both"),
        ("everyone_NN_nsubj said it", 0, "everyone"),
    ],
)
def test_sources_that_are_no_noun(marked: str, source: int, expected: str | None) -> None:
    assert speaker(marked, source, (2, 3)) == expected


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        (
            "Ruth Okafor and officials of Ashby said it.",
            "Ruth Okafor and officials of Ashby",
            "Ruth Okafor and officials of Ashby",
        ),
        ("Ruth Okafor and her hat said it.", "Ruth Okafor and her hat", "Ruth Okafor"),
        ("Teachers and nurses said it.", "Teachers and nurses", "teachers and nurses"),
        ("The mayor and Ruth Okafor said it.", "The mayor and Ruth Okafor", "mayor and Ruth Okafor"),
        (
            "Ruth Okafor, Otto Lane and Anne Moss said it.",
            "Ruth Okafor, Otto Lane and Anne Moss",
            "Ruth Okafor, Otto Lane and Anne Moss",
        ),
        ("A tired old lawyer who met Ruth Okafor left.", "who", "tired old lawyer"),
        ("The lawyer — Otto Lane — said it.", "The lawyer", "Otto Lane"),
        ("The lawyer of the bank, Otto Lane, said it.", "The lawyer of the bank, Otto Lane", "Otto Lane"),
        ("Spokesman Otto Lane said it.", "Spokesman", "Otto Lane"),
        ("The bank of Otto Lane said it.", "The bank of Otto Lane", "bank of Otto Lane"),
        ("Otto Lane met Ruth Okafor. Lane’s supporters said it.", "Lane’s supporters", "Lane supporters"),
        ("Ruth Okafor sold the bank. Ruth Okafor’s bank said it.", "Ruth Okafor’s bank", "Ruth Okafor’s bank"),
        ("Ruth Okafor sold it. My mother said it.", "My mother", "mother"),
    ],
)
def test_several_and_those_beside_a_noun(read: Read, text: str, source: str, expected: str) -> None:
    assert who(read, text, source) == [expected]


def test_who_has_no_name_has_a_gender_and_a_role_of_the_noun() -> None:
    text = "a_DT_det_1 spokeswoman_NN_nsubj_2 said_VBD it | he_PRP_nsubj said_VBD no | she_PRP_nsubj said_VBD no"
    quotes: list[tuple[int | None, tuple[int, int], str]] = [(n, (n + 2, n + 3), "indirect") for n in (1, 4, 7)]
    assert speakers(text, quotes)[::2] == ["spokeswoman", "spokeswoman"]
    marked = "a_DT_det_1 bank_NN_nsubj_2 said_VBD it | she_PRP_nsubj said_VBD no | it_PRP_nsubj said_VBD no"
    assert speakers(marked, quotes) == ["bank", None, "bank"]


def test_other_mentions_mean_whom_the_narration_or_a_name_means() -> None:
    doc = tiny("Ruth Okafor_NNP_nsubj came | she_PRP_nsubj left | it_PRP_nsubj rained", (0, 2, "PERSON"))
    who_is = resolve_speakers(doc, ())[2]
    spans = [Span(doc[i].idx, doc[i].idx + len(doc[i])) for i in (1, 3, 5)]
    assert [who_is(span) for span in spans] == ["Ruth Okafor", "Ruth Okafor", None]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("the_DT_det_1 lawyer_NN , Lane", "Lane"),
        ("the_DT_det_1 lawyer_NN — Lane", "Lane"),
        ("the_DT_det_1 lawyer_NN – Lane", "Lane"),
        ("the_DT_det_1 lawyer_NN Lane", "Lane"),
        ("the_DT_det_1 lawyer_NN of_IN_prep_1 Lane", "lawyer of Lane"),
        ("the_DT_det_1 lawyer_NN of_IN_prep_1 Moss , Lane", "Lane"),
        ("the_DT_det_1 lawyers=lawyer_NNS , Lane", "lawyers"),
        ("the_DT_det_1 hat_NN , Lane", "hat"),
        ("the_DT_det_1 mother_NN , Lane", "Lane"),
    ],
)
def test_the_name_beside_a_noun(source: str, expected: str) -> None:
    words = source.split()
    text = " ".join(f"{word}_NNP_appos_1" if word[:1].isupper() else word for word in words) + " said_VBD it"
    text = text.replace("lawyer_NN", "lawyer_NN_nsubj_1").replace("lawyer_NN_nsubj_1S", "lawyer_NNS_nsubj_1")
    doc = tiny(text)
    named = [(t.i, t.i + 1, "PERSON") for t in doc if t.text in ("Moss", "Lane") and doc[t.i - 1].text != "Ruth"]
    named += [(t.i, t.i + 2, "PERSON") for t in doc if t.text == "Ruth"]
    doc = tiny(text, *sorted(named))
    end = doc[len(words) - 1]
    quote = Quote((Span(doc[-1].idx, len(doc.text)),), QuoteType.INDIRECT, None, Span(0, end.idx + len(end)))
    assert speak(doc, [quote])[0][0].speaker == expected


def test_an_apposition_that_hangs_on_nothing_ends() -> None:
    text = "the_DT_det_1 mayor_NN_appos_1 who_WP_nsubj_3 said_VBD_relcl_1 it"
    assert speaker(text, 2, (4, 5)) == "mayor"


def test_who_has_no_name_has_the_gender_of_the_noun() -> None:
    text = "Quill_NNP_x came | a_DT_det_3 spokeswoman_NN_nsubj_4 said_VBD it | he_PRP_nsubj said_VBD no"
    quotes: list[tuple[int | None, tuple[int, int], str]] = [(3, (5, 6), "indirect"), (6, (8, 9), "indirect")]
    assert speakers(text, quotes, (0, 1, "PERSON")) == ["spokeswoman", "Quill"]


def test_a_quote_by_nobody_known_leaves_who_spoke_last() -> None:
    columns = Columns(tiny("Ruth said no . | so", (0, 1, "PERSON")), (), WORDS)
    members = join_mentions(find_mentions(columns), columns)
    quotes = [Quote((Span(10, 12),), QuoteType.INDIRECT, None, Span(0, 4)), Quote((Span(14, 16),), QuoteType.DIRECT)]
    resolver = Resolver(columns, quotes, members)
    assert resolver.run({}) == [members[0], None]
    assert resolver.memory.last_speaker is members[0]


@pytest.mark.parametrize(("steps", "expected"), [(5, "mayor"), (6, "xa")])
def test_whom_a_clause_may_describe_is_looked_for_five_nouns_up(steps: int, expected: str) -> None:
    nouns = [f"x{letter}_NN_pobj_{number}" for number, letter in enumerate("fedcba"[-steps:])]
    who, verb = steps + 1, steps + 2
    text = f"mayor_NN_nsubj_0 {' '.join(nouns)} who_WP_nsubj_{verb} said_VBD_relcl_{steps} it"
    assert speaker(text, who, (verb + 1, verb + 2)) == expected


@pytest.mark.parametrize(("between", "expected"), [(2, "mayor"), (3, None)])
def test_the_clause_of_who_is_looked_for_four_words_up(between: int, expected: str | None) -> None:
    verbs = [f"v_VB_xcomp_{number}" for number in range(3, 4 + between)]
    text = f"mayor_NN_nsubj_0 who_WP_nsubj_2 {' '.join(verbs)} said_VBD_relcl_0 it"
    assert speaker(text, 1, (4 + between, 5 + between)) == expected

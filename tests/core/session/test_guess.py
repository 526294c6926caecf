"""Guesses from the text alone: where a span ends, and which quote a cue introduces, with what they leave alone."""

from __future__ import annotations

import pytest

from annotator.core.model import QuoteType, Span
from annotator.core.program.resources import word_lists
from annotator.core.session.guess import clause_subject, guessed_span, quoted_by, words
from tests.languages import LANGUAGES


def word(text, shown):
    """The first word of the text that is shown so, or begins so."""
    return next(span for span in words(text, Span(0, len(text))) if span.of(text).startswith(shown))


def whole(text):
    return Span(0, len(text))


def of(text, span):
    return None if span is None else span.of(text)


CUES = [
    # (sentence, the word pointed at, the last word of the verb group)
    ("The miller said it was late.", "said", "said"),
    ("The miller has said it was late.", "has", "said"),
    ("The miller would never have said so.", "would", "said"),
    ("The miller hasn’t yet spoken.", "hasn’t", "yet"),
    ("The miller didn't say so.", "didn't", "say"),
    ("The miller had repeatedly warned us.", "had", "warned"),
    ("The miller openly spoke of war.", "openly", "of"),
    ("She pointed out that it rained.", "pointed", "out"),
    ("They clashed over the bridge.", "clashed", "over"),
    ("It is known as the old pier.", "known", "as"),
    ("They ally themselves.", "ally", "ally"),
    ("The miller spoke of war.", "spoke", "of"),
    ("The miller spoke for an hour.", "spoke", "for"),
    ("The miller dwelt on it.", "dwelt", "on"),
    ("The miller said of it.", "said", "said"),
    ("The miller warned of floods.", "warned", "warned"),
    ("The miller warned against floods.", "warned", "against"),
    ("The miller complained about us.", "complained", "about"),
    ("According to the miller it is late.", "According", "to"),
    ("The miller spoke, of war.", "spoke", "spoke,"),
    ("The miller spoke to us of war.", "spoke", "spoke"),
    ("The miller spoke”, of war", "spoke", "spoke”,"),
    ("The miller has", "has", "has"),
    ("The miller spoke", "spoke", "spoke"),
]


@pytest.mark.parametrize(("text", "first", "last"), CUES)
def test_a_cue_ends_with_its_verb_and_the_preposition_that_belongs_to_it(text, first, last):
    assert guessed_span(text, whole(text), "cue", word(text, first), None).of(text).split()[-1] == last


def test_a_cue_does_not_begin_before_the_word_pointed_at():
    text = "It has been said. He spoke of it."
    assert guessed_span(text, Span(18, len(text)), "cue", word(text, "spoke"), None).of(text) == "spoke of"


SOURCES = [
    # (text, the word pointed at, where the source ends)
    ("She said so.", "She", "She"),
    ("they, who knew", "they,", "they,"),
    ("Ada Finch said so.", "Ada", "Ada Finch"),
    ("Ada de la Cruz said so.", "Ada", "Ada de la Cruz"),
    ("Bank of England officials said so.", "Bank", "Bank of England"),
    ("Ada Finch, a baker, said so.", "Ada", "Ada Finch,"),
    ("Ada Finch who knew", "Ada", "Ada Finch"),
    ("the old miller told us", "the", "the old miller"),
    ("the old miller has told us", "the", "the old miller"),
    ("a man from Leeds", "a", "a man from Leeds"),
    ("said the miller", "said", "said the miller"),
    ("the baker Ada Finch knew", "the", "the baker Ada Finch"),
    ("the old miller", "the", "the old miller"),
]


@pytest.mark.parametrize(("text", "first", "source"), SOURCES)
def test_a_source_ends_with_the_name_or_before_the_verb(text, first, source):
    found = guessed_span(text, whole(text), "source", word(text, first), None)
    assert found.of(text) == source


CONTENTS = [
    ("“It is late,” she said.", "“It", "“It is late,”"),
    ('"It is late," she said.', '"It', '"It is late,"'),
    ("«It is late», she said.", "«It", "«It is late»"),
    ("„It is late“, she said.", "„It", "„It is late“"),
    ("‘It’s late,’ she said.", "‘It’s", "‘It’s late,’"),
    ("‘I’m late,’ she said.", "‘I’m", "‘I’m late,’"),
    ("“It is late, she said. We", "“It", "“It is late, she said. We"),
    ("``It is late'', she said.", "``It", "``It is late''"),
    ("``It is late, she said. We", "``It", "``It is late"),
    ("“It is late”she said.", "“It", "“It is late”"),
    ("(It is late, she said.", "(It", "(It is late"),
    ("It is late, she said.", "It", "It is late"),
    ("It is late, it is dark, the old miller told a friend.", "It", "It is late, it is dark"),
    ("It is late, one two three four five six seven she said.", "It", "It is late"),
    ("It is late, it is dark.", "It", "It is late, it is dark."),
    ("that it is late, adding that it is dark.", "that", "that it is late,"),
    ("It is late she said.", "It", "It is late she said."),
    ("“No”, it is late, she said.", "it", "it is late"),
]


@pytest.mark.parametrize(("text", "first", "content"), CONTENTS)
def test_content_ends_with_its_closing_mark_or_before_the_reporting_clause(text, first, content):
    assert guessed_span(text, whole(text), "content", word(text, first), None).of(text) == content


@pytest.mark.parametrize(
    ("text", "first", "content"),
    [
        ("“It is late. It is dark.” So.", "“It", "“It is late."),
        ("It is late. It is dark, she said.", "It", "It is late."),
        ("It is late, she said. It is dark, she said.", "It", "It is late"),
        ("(It is late. It is dark.)", "(It", "(It is late."),
    ],
)
def test_content_ends_with_its_sentence_at_the_latest(text, first, content):
    window = Span(0, text.index(". ") + 1)
    assert guessed_span(text, window, "content", word(text, first), None).of(text) == content


def test_a_source_ends_with_its_sentence_at_the_latest():
    text = "So said Ada. Finch left."
    assert guessed_span(text, Span(0, 12), "source", word(text, "Ada"), None).of(text) == "Ada."


def test_a_cue_that_is_pointed_out_ends_as_its_verb_group_does():
    text = "The miller has said so."
    assert guessed_span(text, whole(text), "cue", word(text, "has"), None).of(text) == "has said"


@pytest.mark.parametrize(
    ("kind", "start", "kept"),
    [
        ("content", 80, True),
        ("content", 40, True),
        ("content", 39, False),
        ("content", 109, True),
        ("content", 110, False),
        ("cue", 88, True),
        ("cue", 86, False),
        ("cue", 105, True),
        ("source", 75, True),
        ("source", 74, False),
        ("source", 109, True),
    ],
)
def test_the_end_a_span_had_is_kept_where_it_lies_behind_and_near(kind, start, kept):
    text = "x " * 100
    found = guessed_span(text, Span(0, 200), kind, Span(start, start + 1), Span(100, 110))
    assert (found.start, found.end == 110) == (start, kept)


BY_CUE = [
    # (sentence, first and last word of the cue, content, cue, source)
    ("The well is dry, the farmer said.", "said. said.", "The well is dry", "said", "the farmer"),
    ("The well is dry, said the farmer.", "said said", "The well is dry", "said", "the farmer"),
    ("The well is dry, said Ada Finch.", "said said", "The well is dry", "said", "Ada Finch"),
    ("“It is dry,” said Ada Finch in May.", "said said", "“It is dry,”", "said", "Ada Finch"),
    ("“It is dry.” Ada Finch said that in May.", "said said", "“It is dry.”", "said", "Ada Finch"),
    ("“It is dry”, Ada said to a friend of hers on a very cold day in May.", "said said", "“It is dry”", "said", "Ada"),
    ("The farmer said that the well is dry.", "said said", "that the well is dry", "said", "The farmer"),
    ("The farmer said the well is dry.", "said said", "the well is dry", "said", "The farmer"),
    ("On Monday, Ada Finch told us that it is dry.", "told told", "that it is dry", "told", "Ada Finch"),
    ("Ada told one two three four five that six.", "told told", "that six", "told", "Ada"),
    ("Ada told one two three four five six that.", "told told", "one two three four five six that", "told", "Ada"),
    ("It rained, but Ada said it is dry.", "said said", "it is dry", "said", "Ada"),
    ("It rained, Ada said on that day.", "said said", "that day", "said", "Ada"),
    ("It rained, Ada said in late May.", "said said", "It rained", "said", "Ada"),
    ("It rained, Ada said in very late May.", "said said", "in very late May", "said", "Ada"),
    ("Years ago, Ada said that it is dry.", "said said", "that it is dry", "said", "Ada"),
    (
        "Years ago, Ada said it is dry and so was the year before it.",
        "said said",
        "it is dry and so was the year before it",
        "said",
        "Ada",
    ),
    (
        "The farmer has often complained about the well.",
        "has about",
        "the well",
        "has often complained about",
        "The farmer",
    ),
    ("Because Ada said it is dry.", "said said", "it is dry", "said", "Ada"),
    ("Said Ada Finch on it.", "Said Said", "Ada Finch on it", "Said", "Ada Finch"),
    ("According to the farmer, it is dry.", "According to", "it is dry", "According to", "the farmer"),
    ("It is dry, according to the farmer.", "according to", "It is dry", "according to", "the farmer"),
    ("It rained, according to the farmer.", "according to", "It rained", "according to", "the farmer"),
    ("So, according to the farmer, it is dry.", "according to", "it is dry", "according to", "the farmer"),
    ("Ada Finch: the well is dry", "Finch: Finch:", "the well is dry", ":", "Ada Finch"),
    ("“Finch: the well is dry", "“Finch: “Finch:", "the well is dry", ":", "Finch"),
    ("The farmer said: It is dry.", "said: said:", "It is dry", "said:", "The farmer"),
    ("The farmer added, “It is dry.”", "added, added,", "“It is dry.”", "added", "The farmer"),
    # Words in quotation marks before a verb whose language nobody knows are what it reports, not who speaks.
    ("„Es ist trocken“, sagte Ada Finch am Montag.", "sagte sagte", "„Es ist trocken“", "sagte", "Ada Finch"),
    ("»Es ist trocken.«, sagte Ada am Montag.", "sagte sagte", "»Es ist trocken.«", "sagte", "Ada"),
    ("Und kalt“, sagte Ada am Montag.", "sagte sagte", "Und kalt“", "sagte", "Ada"),
    ("‚Es ist trocken‘, sagte Ada am Montag.", "sagte sagte", "‚Es ist trocken‘", "sagte", "Ada"),
    # the verb alone of a group with an auxiliary or an adverb
    ("She recently warned that it was late.", "warned warned", "that it was late", "warned", "She"),
    ("The mayor has said that it was late.", "said said", "that it was late", "said", "The mayor"),
    ("Ada Kelly said that it was late.", "said said", "that it was late", "said", "Ada Kelly"),
    ("Ada Finch Recently Said It Was Late.", "Said Said", "It Was Late", "Said", "Ada Finch"),
    # what a mark opens ends where it is closed
    ("Ada told us, “It is dry,” and left.", "told told", "“It is dry,”", "told", "Ada"),
    ("The family said that it was late.", "said said", "that it was late", "said", "The family"),
    ("Theresa May said that it was late.", "said said", "that it was late", "said", "Theresa May"),
    # a quote within a quote
    ("\"She told me, 'Wait,' and I went,\" Ada said.", "told told", "'Wait,'", "told", "She"),
    ("“Ben says that it is dry,” Ada said.", "says says", "that it is dry", "says", "Ben"),
    ("He “warned” that it was late.", "“warned” “warned”", "that it was late", "warned", "He"),
]


def roles(text, quote):
    """The words of a guessed quote: the first piece of its content, its cue, its source."""
    return tuple(of(text, span) for span in (quote.content[0], quote.cue, quote.source))


@pytest.mark.parametrize(("text", "cue_words", "content", "cue", "source"), BY_CUE)
def test_a_cue_gives_the_whole_quote(text, cue_words, content, cue, source):
    first, last = (word(text, shown) for shown in cue_words.split())
    found = quoted_by(text, whole(text), Span(first.start, last.end))
    assert roles(text, found) == (content, cue, source)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("said", "said", "said"),
        ("Ada Finch:", "Finch:", "Finch:"),
        ("Ada Finch: ", "Finch:", "Finch:"),
        ("According to", "According", "to"),
        ("According to the farmer.", "According", "to"),
        ("So, according to the farmer.", "according", "to"),
    ],
)
def test_a_cue_with_nothing_said_gives_no_quote(text, first, last):
    assert quoted_by(text, whole(text), Span(word(text, first).start, word(text, last).end)) is None


def test_a_cue_at_the_end_of_a_window_looks_at_nothing_outside_it():
    text = "It rained. The well is dry, Ada said. Ben left."
    window = Span(11, 37)
    found = quoted_by(text, window, word(text, "said."))
    assert roles(text, found) == ("The well is dry", "said", "Ada")
    text = "It rained. Ada said it. Ben left."
    assert roles(text, quoted_by(text, Span(11, 23), word(text, "said")))[0] == "it"


def test_the_quote_of_a_cue_has_the_type_that_its_marks_tell():
    kinds = {}
    for said in ("“it is dry”", "it is “dry”", "it is dry"):
        text = f"Ada said {said} today."
        kinds[said] = quoted_by(text, whole(text), word(text, "said"))
    assert [part.type for part in kinds.values()] == [QuoteType.DIRECT, QuoteType.MIXED, QuoteType.INDIRECT]
    text = "“It is dry,” Ada said."
    part = quoted_by(text, whole(text), word(text, "said."))
    assert (part.type, part.speaker, part.continues) == (QuoteType.DIRECT, None, False)
    assert [of(text, span) for span in (*part.content, part.cue, part.source)] == ["“It is dry,”", "said", "Ada"]


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("The farmer has said so.", "has said", "The farmer"),
        ("It is dry, said the farmer.", "said", "the farmer"),
        ("It is dry, and Ada said so.", "said", "Ada"),
        ("It is dry, said", "said", None),
        ("Ada Finch, a baker, said it rained and warned of floods.", "warned", "Ada Finch, a baker"),
    ],
)
def test_the_source_of_a_cue_is_its_subject_or_what_follows_it(text, cue, source):
    start = text.index(cue)
    assert of(text, clause_subject(text, whole(text), Span(start, start + len(cue)))) == source


def test_a_cue_outside_the_window_has_no_source():
    assert clause_subject("Ada said so. It rained.", Span(13, 23), Span(4, 8)) is None


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_every_word_list_is_read_and_holds_words_in_lower_case(language):
    lists = word_lists(language)._asdict()
    for name in ("reporting", "pronouns", "clause_starts", "edges", "leads_alone", "abbreviations"):
        assert lists[name] or (language, name) == ("en", "leads_alone"), name
    for name in lists.keys() - {"titles", "abbreviations", "before_numbers"}:
        assert all(entry == entry.lower() for entry in lists[name]), name
    assert word_lists(language) is word_lists(language)
    assert word_lists("tlh") is word_lists()


@pytest.mark.parametrize(
    ("text", "before_verb"),
    [("has", True), ("not", True), ("isn’t", True), ("isn't", True), ("early", True), ("ally", False), ("said", False)],
)
def test_auxiliaries_adverbs_and_negations_come_before_the_verb(text, before_verb):
    assert word_lists().goes_before_verb(text) is before_verb


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("By then she hoped for rain.", "hoped", "she"),
        ("He wanted the voters who feared the flood.", "feared", "who"),
        ("The old miller of the valley hoped for rain.", "hoped", "The old miller of the valley"),
    ],
)
def test_a_source_is_a_pronoun_alone_or_all_words_before_the_cue(text, cue, source):
    found = clause_subject(text, whole(text), word(text, cue))
    assert found is not None
    assert found.of(text) == source


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("On Friday, the miller said it was far too late.", "said", "it was far too late"),
        (
            "The well is dry and the valley is cold, the miller said in the town.",
            "said",
            "The well is dry and the valley is cold",
        ),
        ("The well is dry, the miller said on Friday.", "said", "The well is dry"),
        (
            "The well is dry and the valley is cold and the river is low and so is the lake, Ada said in the town on a"
            " cold day in May.",
            "said",
            "The well is dry and the valley is cold and the river is low and so is the lake",
        ),
        ("The well is dry, said the miller of the valley.", "said", "The well is dry"),
        ("The miller said it was late, which surprised us.", "said", "it was late"),
        ("The miller said it was late, adding more flour.", "said", "it was late"),
        ("The miller said at last: “It is late.”", "said", "“It is late.”"),
        ("The miller said it was late, or nearly so.", "said", "it was late, or nearly so"),
        ("The miller said “it was late, which surprised us”.", "said", "“it was late, which surprised us”"),
    ],
)
def test_what_was_said_is_guessed_without_what_only_adds_to_it(text, cue, content):
    found = quoted_by(text, whole(text), word(text, cue))
    assert found is not None
    assert found.content[0].of(text) == content

"""Pointing at words by letters: which letters there are, and what is made of the words pointed at."""

from __future__ import annotations

import string

import pytest

from annotator.core.model import QuoteType, Span
from annotator.core.session import edits, guess
from annotator.core.session.edits import chosen_grip
from annotator.core.session.guess import Side
from annotator.core.session.pointing import Aim, likelihood, point_out, pointing
from annotator.core.session.state import choose, open_sentence, undo_edit
from tests.memory_desk import Line, Said, article, harbour

LONG = " ".join(f"w{number}" for number in range(120))


def opened(text, *said):
    return open_sentence(article(1, "a", [Line(text, said)], ["Ada Finch", "Paul Okoro"]), 0)


def pointed(state, aim, first, last=None):
    """Point at a word by how it is shown, and at the last one too, if it is given; only at the last with None first."""
    begun = pointing(state, aim)
    shown = {word.of(state.page.document.text): word for word in begun.labels.values()}
    return point_out(state, begun, shown[first] if first else None, shown[last] if last else None)


def of(state, span):
    return None if span is None else span.of(state.page.document.text)


def of_words(pointing):
    return [word.of(pointing.page.document.text) for word in pointing.labels.values()]


@pytest.mark.parametrize(
    ("kind", "content"), [(QuoteType.DIRECT, "Now we are here."), (QuoteType.INDIRECT, "Now we are here")]
)
@pytest.mark.parametrize("words", [("Now", None), ("Now", "here."), (None, "here.")])
def test_content_that_is_a_whole_sentence_keeps_its_stop_where_it_is_direct(words, kind, content):
    state = opened("Now we are here. ", Said("Now we are here.", None, None, "Ada Finch", kind))
    assert of(state, pointed(state, Aim.CONTENT, *words).chosen_quote.content[0]) == content


@pytest.mark.parametrize("words", [("Finch:", None), ("Finch:", "Finch:"), (None, "Finch:")])
def test_a_colon_behind_a_name_is_the_cue_that_its_word_stands_for(words):
    state = opened("Ada Finch: We go.", Said("We go", None, "Ada Finch", "Ada Finch"))
    assert of(state, pointed(state, Aim.CUE, *words).chosen_quote.cue) == ":"
    state = opened("Said: We go.", Said("We go", None, None, "Ada Finch"))
    assert of(state, pointed(state, Aim.CUE, "Said:").chosen_quote.cue) == "Said:"


def test_words_keep_their_letters_once_the_first_is_known():
    page = harbour()
    begun = pointing(open_sentence(page, 0), Aim.NEW)
    assert list(begun.labels)[:3] == ["a", "b", "c"]
    assert of_words(begun)[:3] == ["The", "port", "will"]
    ending = begun.begin(begun.labels["d"])
    assert of_words(ending)[:3] == ["reopen", "in", "May,"]
    assert list(ending.labels)[:3] == ["d", "e", "f"]
    assert begun.window == page.items[0].sentence.span


def test_one_points_in_other_sentences_of_the_document():
    begun = pointing(open_sentence(harbour(), 0), Aim.SOURCE)
    moved = begun.begin(begun.labels["b"]).move(1)
    assert (moved.index, moved.first, moved.typed) == (1, None, "")
    assert of_words(moved)[0] == "Dredging"
    assert [begun.move(by).index for by in (-5, 2, 5, 9)] == [0, 2, 5, 5]


def test_every_word_of_a_long_sentence_can_begin_and_end_a_span():
    state = opened(LONG)
    begun = pointing(state, Aim.NEW)
    for number in range(120):
        reached = {}
        for start in (begun, begun.begin(begun.letters[next(iter(begun.letters))])):
            for letter in string.ascii_lowercase:
                word, further = start.labels.get(letter), start.type(letter)
                reached |= {letter: word} if word else {}
                reached |= {letter + second: word for second, word in further.labels.items()} if further else {}
                assert word is None or further is None
            assert f"w{number}" in {word.of(LONG) for word in reached.values()}


def test_after_the_first_letter_of_two_only_the_second_is_shown():
    begun = pointing(opened(LONG), Aim.NEW)
    further = begun.type("z")
    assert list(further.labels)[:3] == ["a", "b", "c"]
    assert [word.of(LONG) for word in further.labels.values()] == [
        word.of(LONG) for letters, word in begun.labels.items() if letters[0] == "z"
    ]
    assert begun.type("a") is None, "it is a word's"
    assert further.type("a") is None
    assert further.begin(further.labels["b"]).typed == further.move(0).typed == ""


@pytest.mark.parametrize(
    ("aim", "kind"),
    [
        (Aim.NEW, "content"),
        (Aim.MORE, "content"),
        (Aim.CONTENT, "content"),
        (Aim.BY_CUE, "cue"),
        (Aim.CUE, "cue"),
        (Aim.SOURCE, "source"),
    ],
)
def test_each_aim_is_at_a_kind_of_span(aim, kind):
    assert aim.role is kind


@pytest.mark.parametrize(
    ("kind", "text", "ranks"),
    [
        # Marks, a verb or a "that" before them: 2; names, pronouns, and what stands beside a mark or verb: 1; both: 3.
        ("content", "the old “miller knows” Leeds, and she wept", "10223112"),
        ("content", "one told them of that day: so late", "10303212"),
        ("source", "a man says", "112"),
        # Verbs of reporting and colons: 3; what looks like a verb, and what stands before one: 2; capitals: 0.
        ("cue", "Ada Finch has slowly walked to town, they said", "002222113"),
        ("cue", "According to Ada: so late", "32311"),
    ],
)
def test_words_are_ranked_by_how_likely_a_span_begins_or_ends_there(kind, text, ranks):
    found = likelihood(text, guess.words(text, Span(0, len(text))), kind)
    assert "".join(map(str, found)) == ranks


def test_words_at_the_ends_of_expected_spans_come_first():
    text = "a b c d e f g h i j"
    words = guess.words(text, Span(0, len(text)))
    expected = likelihood(text, words, "source", expected=[Span(4, 9)])
    assert [word.of(text) for word, rank in zip(words, expected, strict=True) if rank >= 4] == ["c", "e"]


@pytest.mark.parametrize("text", [", said Ada.", "said: said: said:"])
@pytest.mark.parametrize("aim", [Aim.NEW, Aim.BY_CUE])
def test_no_span_of_a_new_quote_is_empty_where_a_sentence_begins_with_a_mark(text, aim):
    state = opened(text)
    begun = pointing(state, aim)
    for word in begun.labels.values():
        (quote,) = point_out(state, begun, word).quotes or (None,)
        assert quote is None or all(span.of(text) for span in (*quote.content, quote.cue, quote.source) if span)


def test_a_new_quote_is_pointed_out():
    state = opened("So cold, said Finch.")
    new = pointed(state, Aim.NEW, "So")
    assert of(new, new.chosen_quote.content[0]) == "So cold"
    ended = pointed(state, Aim.NEW, "So", "said")
    assert of(ended, ended.chosen_quote.content[0]) == "So cold, said"


def test_a_quote_is_pointed_out_by_its_cue():
    state = opened("So cold, Finch has openly said.")
    new = pointed(state, Aim.BY_CUE, "has")
    quote = new.chosen_quote
    assert [of(new, span) for span in (*quote.content, quote.cue, quote.source)] == [
        "So cold",
        "has openly said",
        "Finch",
    ]
    assert quote.speaker == "Ada Finch"
    ended = pointed(state, Aim.BY_CUE, "has", "has")
    assert of(ended, ended.chosen_quote.cue) == "has"
    alone = opened("said")
    assert pointed(alone, Aim.BY_CUE, "said") is alone


def test_a_further_piece_of_content_is_pointed_out_and_its_end_can_be_moved():
    state = opened("So cold, said Finch, and so dark.", Said("So cold", "said", "Finch"))
    more = pointed(state, Aim.MORE, "so", "dark.")
    assert [of(more, span) for span in more.chosen_quote.content] == ["So cold", "so dark"]
    assert chosen_grip(more)[:3] == ("content", 1, Side.END)


def test_the_end_of_a_span_is_kept_or_guessed():
    state = open_sentence(harbour(), 0)
    content = pointed(state, Aim.CONTENT, "port")
    assert of(content, content.chosen_quote.content[0]) == "port will reopen in May"
    assert chosen_grip(content)[:3] == ("content", 0, Side.END)
    ended = pointed(state, Aim.CONTENT, "port", "reopen")
    assert of(ended, ended.chosen_quote.content[0]) == "port will reopen"
    source = pointed(state, Aim.SOURCE, "Ines")
    assert of(source, source.chosen_quote.source) == "Ines Duarte"
    assert chosen_grip(source)[:3] == ("source", 0, Side.END)
    assert pointed(state, Aim.CUE, "Duarte").draft.labels == state.draft.labels, "it would lie over the source"
    unsourced = edits.clear_span(state, "source")
    cue = pointed(unsourced, Aim.CUE, "Duarte")
    assert of(cue, cue.chosen_quote.cue) == "Duarte said", "the end that it had"
    assert undo_edit(cue).draft.labels == unsourced.draft.labels


def test_a_cue_brings_its_source_unless_the_quote_has_one():
    state = opened("So cold, Finch said.", Said("So cold", None, None, None))
    cue = pointed(state, Aim.CUE, "said.")
    assert (of(cue, cue.chosen_quote.cue), of(cue, cue.chosen_quote.source)) == ("said", "Finch")
    assert cue.chosen_quote.speaker == "Ada Finch"
    assert undo_edit(cue).draft.labels == state.draft.labels, "in one edit"
    assert chosen_grip(cue)[:3] == ("cue", 0, Side.END)
    state = opened("So cold, Finch said to Okoro.", Said("So cold", None, "Okoro", None))
    cue = pointed(state, Aim.CUE, "said")
    assert of(cue, cue.chosen_quote.source) == "Okoro"
    content = pointed(opened("So cold, Finch said.", Said("So cold")), Aim.CONTENT, "cold,")
    assert content.chosen_quote.source is None


def test_a_span_of_another_sentence_is_guessed_within_that_one():
    page = harbour()
    state = choose(open_sentence(page, 2), 0)
    elsewhere = pointing(state, Aim.SOURCE).move(-2)
    word = next(span for span in elsewhere.labels.values() if span.of(page.document.text) == "harbour")
    source = point_out(state, elsewhere, word)
    assert of(source, source.chosen_quote.source) == "harbour master Ines Duarte"


def test_a_capital_alone_ends_a_span_and_keeps_its_beginning():
    state = open_sentence(harbour(), 0)
    content = pointed(state, Aim.CONTENT, None, "reopen")
    assert of(content, content.chosen_quote.content[0]) == "The port will reopen"
    assert chosen_grip(content)[:3] == ("content", 0, Side.END)
    assert undo_edit(content).draft.labels == state.draft.labels, "in one edit"
    source = pointed(state, Aim.SOURCE, None, "Ines")
    assert of(source, source.chosen_quote.source) == "harbour master Ines"
    before = pointed(state, Aim.SOURCE, None, "May,")
    assert of(before, before.chosen_quote.source) == "May", "before its beginning: that word alone"


def test_a_capital_ends_the_piece_of_content_that_it_lies_in_or_that_comes_before_it():
    state = opened("So cold, said Finch, and so dark and late.", Said(["So cold", "so dark"], "said", "Finch"))
    pieces = {
        last: [of(state, span) for span in pointed(state, Aim.CONTENT, None, last).chosen_quote.content]
        for last in ("So", "late.")
    }
    assert pieces == {
        "So": ["So", "so dark"],
        "late.": ["So cold", "so dark and late"],
    }
    ended = pointed(state, Aim.CONTENT, None, "So")
    assert chosen_grip(ended)[:3] == ("content", 0, Side.END)
    late = opened("So cold, said Finch.", Said("said"))
    assert pointed(late, Aim.CONTENT, None, "So") is late, "it begins behind"


def test_a_capital_alone_is_a_span_of_one_word_where_there_was_none():
    state = opened("So cold, Finch has openly said.", Said("So cold", None, None, None))
    cue = pointed(state, Aim.CUE, None, "said.")
    assert of(cue, cue.chosen_quote.cue) == "said"
    new = pointed(state, Aim.BY_CUE, None, "has")
    assert of(new, new.chosen_quote.cue) == "has"
    assert pointed(state, Aim.MORE, None, "has") is state


@pytest.mark.parametrize(
    ("text", "last", "content"),
    [
        ("So cold, Finch said.", "cold,", "So cold"),
        ("Finch said so cold was it that all left.", "it", "so cold was it"),
        ("Finch said that so cold was it.", "cold", "that so cold"),
        ("It rained. Finch said: “So cold, so dark”, and left.", "dark”,", "“So cold, so dark”"),
        ("Finch said, “so cold” and “so dark and late” too.", "dark", "“so dark"),
        ("Years ago, Finch said.", "ago,", "Years ago"),
        ("The United States is late.", "late.", "The United States is late"),
        ("Said Finch, it is so cold.", "cold.", "Finch, it is so cold"),
    ],
)
def test_the_beginning_of_a_new_quote_is_guessed_from_its_end(text, last, content):
    new = pointed(opened(text), Aim.NEW, None, last)
    assert of(new, new.chosen_quote.content[0]) == content


def test_a_capital_ends_the_cue_or_further_off_the_content():
    text = "The mayor hopes very much the new bridge lasts for years to come."
    state = pointed(opened(text), Aim.BY_CUE, "hopes", "much")
    assert of(state, state.chosen_quote.cue) == "hopes very much"
    state = pointed(opened(text), Aim.BY_CUE, "hopes", "lasts")
    quote = state.chosen_quote
    assert [of(state, span) for span in quote.content] == ["very much the new bridge lasts"]
    assert (of(state, quote.cue), of(state, quote.source)) == ("hopes", "The mayor")


def test_content_before_its_cue_is_ended_by_a_capital_too():
    text = "The bridge is safe for now, the mayor said on Monday."
    state = pointed(opened(text), Aim.BY_CUE, "said", "safe")
    quote = state.chosen_quote
    assert [of(state, span) for span in quote.content] == ["The bridge is safe"]
    assert of(state, quote.cue) == "said"
    assert undo_edit(state).draft.labels.quotes == (), "it is one edit"


def test_a_quote_whose_cue_stands_in_another_sentence_is_pointed_out_by_it():
    told = ["“The bridge is safe.", "It will last.”", "― Ada Finch", "The report says:", "All is well."]
    page = article(1, "a", [Line(line) for line in told], ["Ada Finch"])
    state = open_sentence(page, 0)
    signed = pointing(state, Aim.BY_CUE).move(2)
    quote = point_out(state, signed, signed.labels["a"]).chosen_quote
    assert [of(state, span) for span in quote.content] == ["“The bridge is safe."]
    assert (of(state, quote.cue), of(state, quote.source), quote.speaker) == ("―", "Ada Finch", "Ada Finch")
    state = open_sentence(page, 4)
    before = pointing(state, Aim.BY_CUE).move(-1)
    says = next(letter for letter, word in before.labels.items() if of(state, word) == "says:")
    quote = point_out(state, before, before.labels[says]).chosen_quote
    assert [of(state, span) for span in quote.content] == ["All is well"]
    assert (of(state, quote.cue), of(state, quote.source)) == ("says:", "The report")


def test_a_cue_in_another_sentence_ends_at_the_word_pointed_at_however_long_it_is():
    page = article(1, "a", [Line("She said it once more in a letter:"), Line("It is late.")])
    state = open_sentence(page, 1)
    elsewhere = pointing(state, Aim.BY_CUE).move(-1)
    words = {span.of(page.document.text): span for span in elsewhere.labels.values()}
    new = point_out(state, elsewhere, words["said"], words["letter:"])
    assert of(new, new.quotes[0].cue) == "said it once more in a letter:"


def test_a_word_before_a_cue_in_another_sentence_does_not_end_it():
    page = harbour()
    state = open_sentence(page, 2)
    elsewhere = pointing(state, Aim.BY_CUE).move(-2)
    words = {span.of(page.document.text): span for span in elsewhere.labels.values()}
    new = point_out(state, elsewhere, words["harbour"], words["The"])
    assert new != state
    assert new.chosen_quote.cue.start == words["harbour"].start < new.chosen_quote.cue.end


def test_a_piece_of_content_that_is_cut_away_as_its_end_is_pointed_at_leaves_the_others():
    said = Said("“Was it?”", "asked", "Holt", "Ada Finch", QuoteType.DIRECT)
    page = article(1, "a", [Line("“Was it?” asked Holt.", [said])], ["Ada Finch"])
    suggestion = page.items[0].suggestion
    (quote,) = suggestion.labels.quotes
    over_its_cue = suggestion.labels.with_quotes([quote.with_spans("content", (*quote.content, quote.cue))])
    page = page.with_item(0, page.items[0]._replace(suggestion=suggestion._replace(labels=over_its_cue)))
    ended = pointed(open_sentence(page, 0), Aim.CONTENT, None, "Holt.")
    assert [of(ended, span) for span in ended.chosen_quote.content] == ["“Was it?”"]

"""A corrected speaker is offered to other undecided sentences, and is one step of undo there."""

from __future__ import annotations

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import DocumentRemoved, NotSaved
from annotator.core.model import Span
from annotator.core.session import state as session
from annotator.core.session.current import offer_elsewhere, without_name
from annotator.core.session.desk import NoteAndFlag, Place
from annotator.core.session.edits import new_quote
from annotator.core.session.state import shown_labels
from annotator.core.session.workbench import Tone, Workbench
from tests.memory_desk import Line, MemoryDesk, Said, article, harbour, undo

YES = Said("Yes", "said", "Ada", "Ada Finch")


def answered(*speakers, sources=None):
    """An article in which each sentence is a quote by one of these, said by "Ada" unless another source is given."""
    told = [
        Line(f"Yes, said {source}.", [Said("Yes", "said", source, speaker)])
        for speaker, source in zip(speakers, sources or ["Ada"] * len(speakers), strict=True)
    ]
    return article(1, "a", told, ["Ada Finch", "Ben Cole"])


def bench_of(*speakers, sources=None):
    desk = MemoryDesk([answered(*speakers, sources=sources)])
    return Workbench(desk), desk


def offered_to(bench):
    """The indexes of the sentences that a change is offered to."""
    return sorted(sentence % 100 for sentence, *_ in bench.offer.changes.drafts)


def shown_speakers(bench):
    """Who speaks in each sentence, as the page in hand would show it."""
    items = bench.state.page.items
    shown = [session.opening_draft(item).labels.quotes[0].speaker for item in items]
    shown[bench.state.index] = bench.state.draft.labels.quotes[0].speaker
    return shown


def test_a_correction_is_offered_to_all_other_undecided_quotes_of_that_name():
    bench, desk = bench_of("Ada Finch", "Ada Finch", "Ben Cole", "Ada Finch")
    bench.give_speaker("Cleo")
    assert bench.offer.question == "⟪spread⟫: also in 2 other undecided sentences by Ada Finch"
    assert (bench.offer.old, bench.offer.new) == ("Ada Finch", "Cleo")
    assert offered_to(bench) == [1, 3]
    assert desk.drafts == {}, "offered, not made"
    bench.accept_offer()
    assert bench.notice.text == "2 more changed · ⟪undo⟫ undoes · Ada Finch is now Cleo"
    assert sorted(desk.drafts) == [101, 103]
    assert shown_speakers(bench) == ["Cleo", "Cleo", "Ben Cole", "Cleo"]
    assert bench.offer is None
    bench.undo()
    assert bench.notice.text == "undone: the change in 2 sentences from 2 to 4"
    assert desk.drafts == {}
    assert shown_speakers(bench) == ["Cleo", "Ada Finch", "Ben Cole", "Ada Finch"]
    bench.redo()
    assert bench.notice.text == "done again: the change in 2 sentences from 2 to 4"
    assert sorted(desk.drafts) == [101, 103]
    bench.undo()
    bench.undo()
    assert shown_speakers(bench)[0] == "Ada Finch"


def test_where_a_speaker_given_by_mistake_is_corrected_the_first_one_is_offered_and_not_the_mistaken_one():
    bench, _ = bench_of("Ada Finch", "Ada Finch", "Ben Cole")
    bench.give_speaker("Ben Cole")
    bench.give_speaker("Cleo")
    assert bench.offer.question == "⟪spread⟫: also in 1 other undecided sentence by Ada Finch"
    bench.give_speaker("Ada Finch")
    assert bench.offer is None
    bench.give_speaker(None)
    bench.accept_offer()
    assert shown_speakers(bench) == [None, None, "Ben Cole"]
    bench.give_speaker("Ben Cole")
    assert bench.offer.question == "⟪spread⟫: also in 1 other undecided sentence by Ada", "what was taken is no mistake"


def test_what_was_given_before_another_edit_is_no_mistake():
    bench, _ = bench_of("Ada Finch", "Ada Finch", "Ben Cole")
    bench.give_speaker("Ben Cole")
    bench.change(lambda state: session.toggle_topic(state, "weather"))
    bench.give_speaker("Cleo")
    assert bench.offer.question == "⟪spread⟫: also in 1 other undecided sentence by Ben Cole"


def test_an_offer_is_gone_once_something_else_is_asked_for():
    bench, _ = bench_of("Ada Finch", "Ada Finch")
    bench.give_speaker("Cleo")
    bench.rename("Cleo", "Cleo")
    assert (bench.offer, bench.notice.text) == (None, "Cleo is that name already")


def test_nobody_can_be_offered_and_one_sentence_is_said_as_one():
    bench, _ = bench_of("Ada Finch", "Ada Finch")
    bench.give_speaker(None)
    assert bench.offer.question == "⟪spread⟫: also in 1 other undecided sentence by Ada Finch"
    bench.accept_offer()
    assert bench.notice.text == "1 more changed · ⟪undo⟫ undoes · Ada Finch is now nobody"


@pytest.mark.parametrize(
    ("sources", "offered"),
    [(["he", "He", "she", "he"], [1, 3]), (["he", "she", "she", "they"], None), ([None, None, "he", None], None)],
)
def test_a_quote_of_nobody_is_like_others_of_nobody_with_the_same_words_as_source(sources, offered):
    told = [Line(f"Yes, said {source}.", [Said("Yes", "said", source)]) for source in sources]
    bench = Workbench(MemoryDesk([article(1, "a", told)]))
    bench.give_speaker("Cleo")
    assert (offered_to(bench) if bench.offer else None) == offered
    if offered:
        assert bench.offer.old == "he"


def test_a_sentence_with_a_quote_of_somebody_else_too_is_offered_and_that_one_stays():
    two = [Said("Yes", "said", "Ada", "Ada Finch"), Said("no", "says", "Ben", "Ben Cole")]
    told = [Line("Yes, said Ada.", [YES]), Line("Yes, said Ada, but no, says Ben.", two)]
    bench = Workbench(MemoryDesk([article(1, "a", told, ["Ada Finch", "Ben Cole"])]))
    bench.give_speaker("Cleo")
    assert offered_to(bench) == [1]
    bench.accept_offer()
    assert [quote.speaker for quote in shown_labels(bench.state.page.items[1]).quotes] == ["Cleo", "Ben Cole"]


def test_a_part_that_goes_on_with_a_quote_decided_as_another_speakers_is_not_offered():
    told = [
        Line("Yes, said Ada.", [YES]),
        Line("Yes again.", [Said("Yes again", speaker="Ada Finch", continues=True)]),
        Line("Yes, said Ada.", [YES]),
        Line("Yes, said Ada.", [YES]),
    ]
    desk = MemoryDesk([article(1, "a", told, ["Ada Finch", "Ben Cole"])])
    bench = Workbench(desk)
    bench.rename("Ada Finch", "Ben Cole")
    bench.answer(Answer.ACCEPT)
    for index in (1, 2, 3):  # what was changed in them is taken away again
        bench.go(Place(1, index))
        bench.give_speaker("Ada Finch")
    bench.go(Place(1, 1))
    bench.give_speaker("Ben Cole")
    bench.go(Place(1, 2))
    bench.leave()
    bench = Workbench(desk)
    assert bench.place == Place(1, 2)
    bench.give_speaker("Cleo")
    assert bench.offer.question == "⟪spread⟫: also in 1 other undecided sentence by Ada Finch"
    assert offered_to(bench) == [3]
    bench.rename("Ada Finch", "A. Finch")
    assert bench.offer is None, "it stands in no other article"


def test_the_speaker_of_a_quote_within_another_is_offered_to_no_other_quote_of_who_says_that_one():
    told = [
        Line("I heard that it rains, said Ada.", [Said("I heard that it rains", "said", "Ada", "Ada Finch")]),
        Line("And it does.", [Said("And it does", speaker="Ada Finch", continues=True)]),
        Line("Yes, said Ada.", [YES]),
    ]
    bench = Workbench(MemoryDesk([article(1, "a", told, ["Ada Finch", "Ben Cole"])]))
    bench.change(new_quote, Span(8, 21))
    assert (bench.state.chosen_quote.speaker, len(bench.state.quotes)) == ("Ada Finch", 2)
    bench.give_speaker("Ben Cole")
    assert bench.offer is None
    bench.undo()
    bench.change(session.choose, 1)
    assert bench.state.chosen_quote.cue is not None
    bench.give_speaker("Cleo")
    assert offered_to(bench) == [2], "the rest of the outer quote follows by itself"


def test_a_quote_with_another_speaker_is_not_like_one_of_nobody():
    told = [Line("Yes, said he.", [Said("Yes", "said", "he", speaker)]) for speaker in (None, "Ben Cole", None)]
    offer = offer_elsewhere(session.open_sentence(article(1, "a", told), 0), told_quote(told), "Cleo")
    assert [sentence for sentence, *_ in offer.changes.drafts] == [102]


def told_quote(told):
    return article(1, "a", told).items[0].suggestion.labels.quotes[0]


def test_decided_sentences_are_left_alone_and_those_edited_are_changed_as_they_stand():
    bench, desk = bench_of("Ada Finch", "Ada Finch", "Ada Finch")
    bench.step(1)
    bench.answer(Answer.ACCEPT)
    bench.change(session.cycle_type)
    bench.change(lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("odd"))))
    bench.go(Place(1, 0))
    bench.give_speaker("Cleo")
    assert offered_to(bench) == [2]
    bench.accept_offer()
    quote = desk.drafts[102].quotes[0]
    assert (quote.speaker, quote.type) == ("Cleo", session.QuoteType.INDIRECT)
    assert desk.notes_and_flags[102] == NoteAndFlag("odd")
    bench.undo()
    quote = desk.drafts[102].quotes[0]
    assert (quote.speaker, quote.type) == ("Ada Finch", session.QuoteType.INDIRECT), "the draft it had is back"


def test_nothing_is_offered_where_nothing_changed_or_there_is_no_quote():
    bench, _ = bench_of("Ada Finch", "Ada Finch")
    bench.give_speaker("Ada Finch")
    assert bench.offer is None
    bench.accept_offer()
    assert bench.notice is None
    bench = Workbench(MemoryDesk())
    bench.step(1)
    bench.give_speaker("Cleo")
    assert bench.offer is None


@pytest.mark.parametrize(
    "otherwise",
    [
        lambda bench: bench.change(session.cycle_type),
        lambda bench: bench.change(lambda state: state),
        lambda bench: bench.step(1),
        lambda bench: bench.answer(Answer.ACCEPT),
        lambda bench: bench.accept_all([1]),
        lambda bench: bench.undo(),
        lambda bench: bench.reload(),
    ],
)
def test_the_offer_stands_until_something_else_is_done(otherwise):
    bench, desk = bench_of("Ada Finch", "Ada Finch")
    bench.give_speaker("Cleo")
    otherwise(bench)
    assert bench.offer is None
    before = dict(desk.drafts)
    bench.accept_offer()
    assert desk.drafts == before, "nothing to say yes to"


def test_edits_before_a_renaming_have_the_new_name_and_those_after_it_was_taken_back_the_old():
    bench, _ = bench_of("Ada Finch", "Ben Cole")
    bench.change(session.cycle_type)
    before = bench.state
    bench.rename("Ada Finch", "Cleo")
    assert [draft.labels.quotes[0].speaker for draft in (*bench.state.past, bench.state.draft)] == ["Cleo", "Cleo"]
    bench.undo()
    assert (bench.state.past, bench.state.draft) == (before.past, before.draft)
    bench.redo()
    bench.change(session.cycle_type)
    bench.undo()
    assert bench.state.draft.labels.quotes[0].speaker == "Cleo"


@pytest.mark.parametrize("redone", [False, True])
def test_a_name_that_was_taken_back_here_is_offered_nowhere(redone):
    other = article(2, "b", [Line("Yes, said Ada.", [YES])], ["Ada Finch"])
    desk = MemoryDesk([answered("Ada Finch", "Ben Cole"), other])
    bench = Workbench(desk)
    bench.rename("Ada Finch", "Cleo")
    assert bench.offer.question == "⟪spread⟫: 1 elsewhere too"
    bench.undo()
    if redone:
        bench.redo()
    assert bench.offer is None


def test_a_change_that_a_correction_of_its_article_left_behind_is_said_and_not_undone():
    bench, desk = bench_of("Ada Finch", "Ada Finch")
    bench.give_speaker("Cleo")
    bench.accept_offer()
    shown = bench.state
    desk.fail = DocumentRemoved("this article was corrected", "go on in the new one")
    bench.undo()
    assert "this article was corrected" in bench.notice.text
    assert bench.state == shown


def test_an_edit_made_since_is_undone_first():
    bench, desk = bench_of("Ada Finch", "Ada Finch")
    bench.give_speaker("Cleo")
    bench.accept_offer()
    bench.change(session.cycle_type)
    bench.undo()
    assert bench.notice.text == "undone: type direct → indirect"
    assert 101 in desk.drafts
    bench.undo()
    assert desk.drafts == {}
    bench.change(session.cycle_type)
    bench.undo()
    bench.redo()
    assert bench.notice.text == "done again: type direct → indirect", "not the change elsewhere"
    assert desk.drafts == {}


def test_a_change_of_the_choice_alone_keeps_what_can_be_redone():
    bench, desk = bench_of("Ada Finch", "Ada Finch")
    bench.give_speaker("Cleo")
    bench.accept_offer()
    bench.undo()
    bench.change(lambda state: session.choose(state, 1))
    bench.redo()
    assert list(desk.drafts) == [101]


def test_in_another_sentence_the_change_is_undone_in_all_where_it_was_made():
    bench, desk = bench_of("Ada Finch", "Ada Finch", "Ada Finch")
    bench.give_speaker("Cleo")
    bench.accept_offer()
    bench.step(1)
    assert shown_speakers(bench) == ["Cleo"] * 3
    bench.undo()
    assert bench.notice.text == "undone: the change in sentences 2 to 3"
    assert bench.place == Place(1, 0)
    assert shown_speakers(bench) == ["Cleo", "Ada Finch", "Ada Finch"]
    bench.undo()
    assert bench.notice.text == "undone: speaker Ada Finch → Cleo"
    bench.step(1)
    assert desk.drafts == {}


def test_a_change_that_could_not_be_kept_stays_on_offer():
    bench, desk = bench_of("Ada Finch", "Ada Finch")
    bench.give_speaker("Cleo")
    desk.fail = NotSaved("disk full")
    bench.accept_offer()
    assert bench.notice.tone is Tone.NOT_SAVED
    assert bench.offer is not None
    assert bench.state.page.items[1].draft is None
    desk.fail = None
    bench.accept_offer()
    assert bench.state.page.items[1].draft is not None
    desk.fail = NotSaved("disk full")
    for act in (bench.undo, bench.undo):
        act()
        assert bench.notice.tone is Tone.NOT_SAVED
        assert bench.state.page.items[1].draft is not None
    desk.fail = None
    bench.undo()
    desk.fail = NotSaved("disk full")
    bench.redo()
    assert bench.state.page.items[1].draft is None
    desk.fail = None
    bench.redo()
    assert bench.state.page.items[1].draft is not None


def test_two_names_are_made_one_in_all_undecided_sentences_and_the_old_one_leaves_the_speakers():
    bench, desk = bench_of("Ada Finch", "Ben Cole", "Ada Finch")
    bench.step(1)
    bench.rename("Ada Finch", "A. Finch")
    assert shown_speakers(bench) == ["A. Finch", "Ben Cole", "A. Finch"]
    assert bench.state.cast == ("A. Finch", "Ben Cole"), "the digit is that of the name before"
    bench.undo()
    assert shown_speakers(bench) == ["Ada Finch", "Ben Cole", "Ada Finch"]
    assert bench.state.cast == ("Ada Finch", "Ben Cole")
    bench.redo()
    assert bench.state.cast == ("A. Finch", "Ben Cole"), "the digit is that of the name before"
    assert sorted(desk.drafts) == [100, 102]


def test_renaming_changes_the_current_sentence_with_its_edits():
    bench, _ = bench_of("Ben Cole", "Ada Finch")
    bench.change(lambda state: session.give_speaker(state, "Ada Finch"))
    bench.change(session.cycle_type)
    bench.rename("Ada Finch", "Cleo")
    quote = bench.state.draft.labels.quotes[0]
    assert (quote.speaker, quote.type) == ("Cleo", session.QuoteType.INDIRECT)
    assert bench.offer is None


def decided_bench():
    """A bench on the third of four sentences by Ada Finch; the first two are confirmed, the second with edits since."""
    bench, desk = bench_of("Ada Finch", "Ada Finch", "Ada Finch", "Ada Finch")
    bench.change(lambda state: session.edit(state, state.draft._replace(note_and_flag=NoteAndFlag("odd", True))))
    bench.keys += 1
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 1))
    bench.change(session.cycle_type)
    bench.go(Place(1, 2))
    return bench, desk


def decided_speakers(desk):
    return [desk.heads[key].labels.quotes[0].speaker for key in sorted(desk.heads) if desk.heads[key].labels.quotes]


def test_two_names_are_made_one_in_confirmed_sentences_too_by_new_decisions_that_say_the_same_otherwise():
    bench, desk = decided_bench()
    was = dict(desk.heads)
    bench.rename("Ada Finch", "A. Finch")
    assert bench.notice.text == "2 confirmed and 2 open sentences changed · ⟪undo⟫ undoes · Ada Finch is now A. Finch"
    assert decided_speakers(desk) == ["A. Finch"] * 2
    assert shown_speakers(bench) == ["A. Finch"] * 4
    assert bench.state.cast == ("A. Finch", "Ben Cole"), "as no sentence has it any more"
    for key, before in was.items():
        now = desk.heads[key]
        assert now.id != before.id
        assert now._replace(id=before.id, labels=before.labels) == before
    assert desk.drafts[101].quotes[0].type is session.QuoteType.INDIRECT, "the edits since are kept"
    assert desk.drafts[101].quotes[0].speaker == "A. Finch"
    assert (bench.saved, desk.sitting().decided, len(desk.done)) == (2, 2, 3)


@pytest.mark.parametrize("later", [False, True])
def test_one_undo_takes_two_names_apart_again_everywhere_and_redo_makes_them_one(later):
    bench, desk = decided_bench()
    heads, drafts = dict(desk.heads), dict(desk.drafts)
    bench.rename("Ada Finch", "A. Finch")
    if later:
        bench.leave()
        bench = Workbench(desk)
        assert bench.place == Place(1, 2)
    bench.undo()
    assert bench.notice.text == "undone: the change in sentences 1 to 4"
    assert bench.place == Place(1, 2)
    assert (desk.heads, desk.drafts) == (heads, drafts)
    assert shown_speakers(bench) == ["Ada Finch"] * 4
    bench.redo()
    assert bench.notice.text == "done again: the change in sentences 1 to 4"
    assert decided_speakers(desk) == ["A. Finch"] * 2
    assert shown_speakers(bench) == ["A. Finch"] * 4
    bench.undo()
    assert (desk.heads, desk.drafts) == (heads, drafts)
    assert bench.answer(Answer.ACCEPT), "and what is shown can be decided"


def test_two_names_are_not_made_one_again_over_edits_that_were_begun_since():
    bench, desk = decided_bench()
    bench.rename("Ada Finch", "A. Finch")
    bench.undo()
    bench.go(Place(1, 0))
    bench.change(session.cycle_type)
    bench.go(Place(1, 3))
    heads, edited = dict(desk.heads), desk.drafts[100]
    for redo in (bench.redo, lambda: bench.turn(bench.steps()[0])):
        redo()
        assert bench.notice.text.startswith("1:1 has unconfirmed edits that this would end")
        assert (desk.heads, desk.drafts[100]) == (heads, edited)
    bench.go(Place(1, 0))
    bench.undo()
    bench.go(Place(1, 3))
    bench.redo()
    assert decided_speakers(desk) == ["A. Finch"] * 2


def test_what_was_decided_after_two_names_were_made_one_is_undone_before():
    bench, desk = decided_bench()
    bench.rename("Ada Finch", "A. Finch")
    bench.answer(Answer.ACCEPT)
    assert bench.place == Place(1, 3)
    bench.undo()
    assert (bench.notice.text, bench.place) == ("undone: confirmed sentence 3", Place(1, 2))
    bench.undo()
    assert bench.notice.text == "undone: the change in sentences 1 to 4"
    assert shown_speakers(bench) == ["Ada Finch"] * 4
    assert sorted(desk.drafts) == [101]


def test_edits_made_after_two_names_were_made_one_are_undone_before():
    bench, desk = decided_bench()
    bench.rename("Ada Finch", "A. Finch")
    bench.change(session.cycle_type)
    bench.step(1)
    bench.step(-1)
    bench.undo()
    assert bench.notice.text == "undone: type direct → indirect"
    assert bench.state.chosen_quote.speaker == "A. Finch"
    bench.undo()
    assert bench.notice.text == "undone: the change in sentences 1 to 4"
    assert sorted(desk.drafts) == [101]


@pytest.mark.parametrize("later", [False, True])
def test_edits_made_before_two_names_were_made_one_outlive_its_undo(later):
    bench, desk = bench_of("Ada Finch", "Ada Finch")
    bench.change(session.cycle_type)
    bench.rename("Ada Finch", "A. Finch")
    if later:
        bench.leave()
        bench = Workbench(desk)
    bench.undo()
    quote = bench.state.chosen_quote
    assert (quote.speaker, quote.type) == ("Ada Finch", session.QuoteType.INDIRECT)
    assert desk.drafts[100].quotes[0] == quote
    bench.undo()
    assert not bench.state.unconfirmed


def test_a_skipped_sentence_counts_as_open_and_a_rejected_one_is_left_alone():
    bench, desk = bench_of("Ada Finch", "Ada Finch", "Ada Finch")
    bench.answer(Answer.SKIP)
    bench.answer(Answer.REJECT)
    bench.rename("Ada Finch", "A. Finch")
    assert bench.notice.text == "2 open sentences changed · ⟪undo⟫ undoes · Ada Finch is now A. Finch"
    assert sorted(desk.drafts) == [100, 102]
    assert [desk.heads[key].answer for key in (100, 101)] == [Answer.SKIP, Answer.REJECT]
    bench.undo()
    assert desk.drafts == {}


def test_names_are_not_made_one_where_that_could_not_be_saved():
    bench, desk = decided_bench()
    heads, drafts = dict(desk.heads), dict(desk.drafts)
    desk.fail = NotSaved("disk full")
    bench.rename("Ada Finch", "A. Finch")
    assert bench.notice.tone is Tone.NOT_SAVED
    assert (desk.heads, desk.drafts) == (heads, drafts)
    assert shown_speakers(bench) == ["Ada Finch"] * 4


def test_names_are_not_made_one_over_what_another_window_decided_meanwhile():
    bench, desk = decided_bench()
    other = Workbench(desk)
    other.go(Place(1, 0))
    other.answer(Answer.ACCEPT)
    bench.change(session.cycle_type)
    bench.rename("Ada Finch", "A. Finch")
    assert bench.notice.tone is Tone.WARNING
    assert decided_speakers(desk) == ["Ada Finch"] * 2
    assert bench.state.chosen_quote.type is session.QuoteType.INDIRECT, "the edit is not lost"
    bench.rename("Ada Finch", "A. Finch")
    assert decided_speakers(desk) == ["A. Finch"] * 2


@pytest.mark.parametrize("elsewhere", [201, 102])
def test_what_was_renamed_in_another_window_since_is_undone_there_and_shown_as_it_is(elsewhere):
    bench, desk = two_documents()
    bench.rename("Ada Finch", "A. Finch")
    desk.rename_speaker("Ben Cole", "B. Cole", elsewhere)
    undo(bench)
    assert "B. Cole is Ben Cole in all articles" in bench.notice.text
    assert bench.state.item.id == elsewhere
    assert bench.state.draft.labels == shown_labels(bench.state.item), "not those of the sentence before"
    undo(bench)
    assert shown_everywhere(desk) == [[*NAMES]] * 2


def test_edits_of_the_sentence_are_undone_before_what_another_window_renamed():
    bench, desk = two_documents()
    bench.give_speaker("Cleo")
    bench.accept_offer()
    desk.rename_speaker("Ben Cole", "B. Cole", 201)
    bench.undo()
    assert bench.notice.text == "undone: speaker Ada Finch → Cleo"
    assert shown_speakers(bench) == ["Ada Finch", "B. Cole", "Cleo"], "what stands is shown"
    undo(bench)
    assert (bench.place, "B. Cole is Ben Cole" in bench.notice.text) == (Place(2, 1), True)
    undo(bench)
    assert shown_speakers(bench) == [*NAMES]


def test_what_another_window_took_back_of_two_changes_is_not_taken_for_the_other():
    bench, desk = bench_of("Ada Finch", "Ada Finch", "Ben Cole")
    bench.rename("Ada Finch", "A. Finch")
    bench.give_speaker("Cleo")
    bench.accept_offer()
    desk.undo()
    bench.undo()
    assert shown_speakers(bench)[1:] == ["A. Finch", "Ben Cole"]
    bench.undo()
    assert shown_speakers(bench)[1:] == ["Ada Finch", "Ben Cole"]
    assert "Ada Finch" in [member.name for member in bench.state.page.cast]


def test_where_no_change_was_made_in_other_sentences_there_is_none_to_undo_or_redo():
    bench, _ = bench_of("Ada Finch", "Ada Finch")
    both = [bench.last_change(redo=redo) for redo in (False, True)]
    assert both == [None, None]
    bench.give_speaker("Cleo")
    bench.accept_offer()
    assert bench.last_change(redo=True) is None
    assert bench.last_change(redo=False) is not None
    bench.undo()
    assert bench.last_change(redo=False) is None
    assert bench.last_change(redo=True) is not None


def test_a_name_that_no_sentence_has_is_not_renamed():
    bench, desk = bench_of("Ada Finch", "Ben Cole")
    bench.rename("Cleo", "Dora")
    assert bench.notice.text == "no sentence has Cleo"
    bench.rename("Ada Finch", "Ada Finch")
    assert bench.notice.text == "Ada Finch is that name already"
    assert (desk.drafts, desk.done) == ({}, [])


def test_a_name_leaves_the_speakers_only_when_no_sentence_shows_it():
    page = answered("Ada Finch", "Ben Cole")
    assert without_name(page, "Ada Finch") is page
    draft = session.give_speaker(session.open_sentence(page, 0), None).draft.labels
    page = page._replace(items=(page.items[0]._replace(draft=draft), page.items[1]))
    assert [member.name for member in without_name(page, "Ada Finch").cast] == ["Ben Cole"]


def test_an_offer_counts_every_quote_of_a_sentence():
    told = [
        Line("Yes, said Ada, and no.", [Said("Yes", "said", "Ada", "Ada Finch"), Said("no", None, None, "Ada Finch")]),
        Line("So, said Ada, but no.", [Said("So", "said", "Ada", "Ada Finch"), Said("no", None, None, "Ben Cole")]),
    ]
    page = article(1, "a", told)
    offer = offer_elsewhere(session.open_sentence(page, 1), page.items[1].suggestion.labels.quotes[0], "Cleo")
    ((_, labels, _),) = offer.changes.drafts
    assert [quote.speaker for quote in labels.quotes] == ["Cleo", "Cleo"]
    first = page.items[0].suggestion.labels.quotes[0]
    assert offer_elsewhere(session.open_sentence(page, 0), first, "Ada Finch") is None


NAMES = ("Ada Finch", "Ben Cole", "Ada Finch")


def two_documents(**how):
    """A bench on the first of two documents; in each Ada Finch speaks twice, and the second one is begun."""
    told = [Line("Yes, said Ada.", [Said("Yes", "said", "Ada", name)]) for name in NAMES]
    desk = MemoryDesk([article(number, f"{number}", told, ["Ada Finch", "Ben Cole"]) for number in (1, 2)], **how)
    bench = Workbench(desk)
    bench.go(Place(2, 0))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 0))
    return bench, desk


def shown_everywhere(desk):
    pages = [desk.page(number) for number in (1, 2)]
    return [[quote.speaker for item in page.items for quote in shown_labels(item).quotes] for page in pages]


def test_one_name_for_two_is_offered_for_all_other_articles_and_undone_as_one_step():
    bench, desk = two_documents()
    bench.rename("Ada Finch", "A. Finch")
    assert (
        bench.notice.text
        == "2 open sentences changed · ⟪spread⟫: 2 elsewhere too · ⟪undo⟫ undoes · Ada Finch is now A. Finch"
    )
    assert shown_everywhere(desk) == [["A. Finch", "Ben Cole", "A. Finch"], [*NAMES]]
    bench.accept_offer()
    assert bench.notice.text == "2 sentences elsewhere changed · ⟪undo⟫ undoes · Ada Finch is now A. Finch"
    assert shown_everywhere(desk) == [["A. Finch", "Ben Cole", "A. Finch"]] * 2
    assert (bench.place, bench.offer, decided_speakers(desk)) == (Place(1, 0), None, ["A. Finch"])
    bench.undo()
    assert bench.notice.text == "undone: A. Finch is Ada Finch in all articles"
    assert shown_everywhere(desk) == [["A. Finch", "Ben Cole", "A. Finch"], [*NAMES]]
    bench.redo()
    assert bench.notice.text == "done again: Ada Finch is A. Finch in all articles"
    assert shown_everywhere(desk) == [["A. Finch", "Ben Cole", "A. Finch"]] * 2
    bench.undo()
    bench.undo()
    assert bench.notice.text == "undone: the change in 2 sentences from 1 to 3"
    assert shown_everywhere(desk) == [[*NAMES]] * 2


def test_where_there_are_too_many_sentences_to_count_it_is_offered_without_their_number():
    bench, _ = two_documents(lists_matches=False)
    bench.rename("Ada Finch", "A. Finch")
    assert bench.offer.question == "⟪spread⟫: elsewhere too"
    alone = Workbench(MemoryDesk([harbour()], lists_matches=False))
    alone.rename("Ines Duarte", "I. Duarte")
    assert alone.offer is None


def test_nothing_is_offered_where_no_other_article_has_the_name_or_something_else_was_done_since():
    bench, _ = two_documents()
    bench.rename("Ada Finch", "A. Finch")
    bench.change(session.cycle_type)
    assert bench.offer is None
    alone, _ = bench_of("Ada Finch", "Ben Cole")
    alone.rename("Ada Finch", "A. Finch")
    assert alone.offer is None
    assert "changed · ⟪undo⟫ undoes · " in alone.notice.text, "and no question"


def test_a_renaming_everywhere_that_is_not_saved_stays_offered():
    bench, desk = two_documents()
    bench.rename("Ada Finch", "A. Finch")
    desk.fail = NotSaved("the disk is full")
    bench.accept_offer()
    assert bench.notice.tone is Tone.NOT_SAVED
    assert shown_everywhere(desk)[1] == [*NAMES]
    desk.fail = None
    bench.accept_offer()
    assert shown_everywhere(desk)[1] == ["A. Finch", "Ben Cole", "A. Finch"]


def test_a_renaming_everywhere_that_another_window_made_meanwhile_changes_nothing_and_is_offered_no_more():
    bench, desk = two_documents()
    bench.rename("Ada Finch", "A. Finch")
    desk.rename_speaker("Ada Finch", "A. Finch", 201)
    made = len(desk.made)
    bench.accept_offer()
    assert (bench.notice.text, bench.offer, len(desk.made)) == ("no sentence has Ada Finch", None, made)


def test_a_speaker_keeps_the_key_in_every_article_that_was_opened():
    bench, _ = two_documents()
    bench.go(Place(2, 1))
    before = bench.state.cast
    bench.go(Place(1, 0))
    bench.rename("Ada Finch", "A. Finch")
    bench.accept_offer()
    bench.go(Place(2, 1))
    assert bench.state.cast == tuple("A. Finch" if name == "Ada Finch" else name for name in before)


def test_a_new_name_in_open_parts_stays_after_the_head_is_confirmed_and_that_is_undone():
    lines = [
        Line("We sail, Ada said.", [Said("We sail", "said", "Ada", "Ada Finch")]),
        *(Line(words, [Said(words, speaker="Ada Finch", continues=True)]) for words in ("We go.", "We stay.")),
    ]
    bench = Workbench(MemoryDesk([article(1, "a", lines, ["Ada Finch", "Ben Cole"])]))
    bench.rename("Ada Finch", "Ben Cole")
    bench.answer(Answer.ACCEPT)
    bench.step(1)
    bench.step(-1)
    bench.undo()
    assert bench.notice.text == "undone: confirmed sentence 1"
    assert shown_speakers(bench) == ["Ben Cole"] * 3
    bench.undo()
    assert bench.notice.text == "undone: the change in sentences 1 to 3"
    assert shown_speakers(bench) == ["Ada Finch"] * 3

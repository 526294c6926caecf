"""Quotes that run over sentences where no marks show it: "It is late, she said. We should go." """

from __future__ import annotations

from collections.abc import Iterable

from annotator.suggest.quotes.boundaries import trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.continuation_weights import AFTER, BEFORE, Beside, Judge, reporter_tells
from annotator.suggest.quotes.frames import IN_STORY, INVERTED, LABELLED
from annotator.suggest.quotes.speech_style import Style, style_of
from annotator.suggest.quotes.word_lists import load_words
from annotator.suggest.text.view import Range, View


def extend(view: View, chosen: Iterable[Candidate], judge: Judge) -> None:
    """Lengthen the unmarked quotes among these, in place, by the sentences before and after that belong to them."""
    chosen = sorted(chosen, key=lambda c: c.head)
    busy = _busy(view, chosen)
    for candidate in chosen:
        if candidate.frame.uncued or candidate.frame in (IN_STORY, LABELLED):
            continue  # it has all of its turn
        if not _free_speech(view, candidate):
            _first_person_after(view, candidate, busy)
            continue
        own = style_of(view, candidate.content[0])
        if len(candidate.content) > 1:
            own = max(own, style_of(view, candidate.content[-1]))
        _backward(view, candidate, own, busy, judge)
        _forward(view, candidate, own, busy, judge)


def _busy(view: View, chosen: list[Candidate]) -> set[int]:
    """The sentences that hold a reporter's clause of their own, or quoted words."""
    busy = set()
    for candidate in chosen:
        told = view.sentence_of[candidate.head]
        if not candidate.frame.set_off and view[candidate.head].tag_ not in view.labels.tags.past:
            continue
        if candidate.frame in (INVERTED, IN_STORY) or _reporter(view, candidate):
            busy.add(told)
        busy |= {view.sentence_of[start] for start, _ in candidate.content if view.quoted(start)}
    return busy


def _reporter(view: View, candidate: Candidate) -> bool:
    """Whether the candidate's clause is a reporter's: a finite verb of saying, not of the first or second person."""
    head = view[candidate.head]
    words = load_words(view.language)
    if head.tag_ not in view.labels.tags.reporting or candidate.word.split()[0] not in words.reports:
        return False
    source = candidate.source
    return source is None or view[source[0]].lower_ not in words.speakers


def _free_speech(view: View, candidate: Candidate) -> bool:
    """Whether the candidate gives words as spoken, without marks in its paragraph."""
    return bool(candidate.speech) and view.lost_marks(candidate.head) and not _marked(view, candidate)


def _marked(view: View, candidate: Candidate) -> bool:
    return any(view.quoted(i) for start, end in candidate.content for i in (start, end - 1))


def _same_paragraph(view: View, sentence: int, candidate: Candidate) -> bool:
    if not 0 <= sentence < len(view.sentences):
        return False
    start = view.sentences[sentence][0]
    return view.paragraph_of[start] == view.paragraph_of[candidate.head]


def _backward(view: View, candidate: Candidate, own: Style, busy: set[int], judge: Judge) -> None:
    number = view.sentence_of[candidate.head] - 1
    first = view.sentence(candidate.head)[0]
    if not first <= candidate.start <= first + 1:
        return
    steps = 0
    while _same_paragraph(view, number, candidate) and number not in busy:
        span = view.sentences[number]
        if not judge(Beside(candidate, span, own, steps, BEFORE)):
            return
        if not _take(view, candidate, span, front=True):
            return
        own = max(own, style_of(view, span))
        busy.add(number)
        steps += 1
        number -= 1


def _forward(view: View, candidate: Candidate, own: Style, busy: set[int], judge: Judge) -> None:
    last = candidate.end - 1
    number = view.sentence_of[max(last, candidate.head)] + 1
    steps = 0
    while _same_paragraph(view, number, candidate) and number not in busy:
        span = view.sentences[number]
        if not judge(Beside(candidate, span, own, steps, AFTER)):
            return
        if not _take(view, candidate, span, front=False):
            return
        busy.add(number)
        steps += 1
        number += 1


def _first_person_after(view: View, candidate: Candidate, busy: set[int]) -> None:
    """A paraphrase goes on in the speaker's own words: "said that he would win. I know how, ...", without marks."""
    words = load_words(view.language)
    if (
        _marked(view, candidate)
        or not view.lost_marks(candidate.head)
        or candidate.word.split()[0] not in words.reports
        or not candidate.frame.paraphrases
    ):
        return
    number = view.sentence_of[candidate.head] + 1
    if candidate.end < view.sentences[number - 1][1] - 3:
        return
    begun = False
    while _same_paragraph(view, number, candidate) and number not in busy:
        span = view.sentences[number]
        spoken = any(t.lower_ in words.first_person for t in view.doc[span[0] : span[1]])
        if not spoken and not (begun and style_of(view, span) >= Style.PRESENT and not reporter_tells(view, span)):
            return
        if not _take(view, candidate, span, front=False):
            return
        begun = True
        busy.add(number)
        number += 1


def _take(view: View, candidate: Candidate, span: Range, *, front: bool) -> bool:
    """Add the sentence to the content; neighbouring sentences become one span."""
    done = trim(view, span, keep_end=True)
    if done is None:
        return True
    if any(view.quoted(i) for i in range(*done)):
        return False
    if front:
        head = candidate.content[0]
        candidate.content[0] = (done[0], head[1]) if head[0] >= done[1] and head[0] - done[1] <= 3 else head
        if candidate.content[0] == head:
            candidate.content.insert(0, done)
        return True
    tail = candidate.content[-1]
    told_between = tail[1] <= candidate.head < done[0]
    if not told_between and done[0] - tail[1] <= 3:
        candidate.content[-1] = (tail[0], done[1])
    else:
        candidate.content.append(done)
    return True

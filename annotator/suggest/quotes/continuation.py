"""Quotes that run over sentences where no marks show it: "It is late, she said. We should go." """

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from spacy.tokens import Token

from annotator.suggest.parse_labels import ParseLabels
from annotator.suggest.quotes.boundaries import trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.frames import IN_STORY, INVERTED, LABELLED
from annotator.suggest.quotes.speech_style import Style, main_verb, reporter_tells, style_of
from annotator.suggest.quotes.syntax import first_of
from annotator.suggest.quotes.word_lists import QuoteWords, load_words
from annotator.suggest.regression import worth_of
from annotator.suggest.text.view import Range, View


def extend(view: View, chosen: Iterable[Candidate], judge: Judge) -> None:
    """Lengthen the unmarked quotes among these, in place, by the sentences before and after that belong to them."""
    chosen = sorted(chosen, key=lambda c: c.head)
    busy = _busy(view, chosen)
    for candidate in chosen:
        # Those have all of their turn.
        if candidate.frame.uncued or candidate.frame in (IN_STORY, LABELLED) or not _free_speech(view, candidate):
            continue
        own = style_of(view, candidate.content[0])
        if len(candidate.content) > 1:
            own = max(own, style_of(view, candidate.content[-1]))
        first = view.sentence(candidate.head)[0]
        if first <= candidate.start <= first + 1:
            _go_on(view, candidate, busy, BEFORE, own, judge)
        _go_on(view, candidate, busy, AFTER, own, judge)


def _busy(view: View, chosen: list[Candidate]) -> set[int]:
    """The sentences that hold a reporter's clause of their own, or quoted words."""
    busy = set()
    for candidate in chosen:
        if not candidate.frame.set_off and view[candidate.head].tag_ not in view.labels.tags.past:
            continue
        if candidate.frame in (INVERTED, IN_STORY) or _reporter(view, candidate):
            busy.add(view.sentence_of[candidate.head])
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
    return bool(candidate.speech) and view.lost_marks(candidate.head) and not view.has_quoted(candidate.content)


def _go_on(view: View, candidate: Candidate, busy: set[int], side: str, own: Style, judge: Judge) -> None:
    """Take the sentences on one side as long as they are free in the paragraph and the judge says that they belong.

    `own`: how the candidate sounds. Words before it sound as those that were taken before them, too.
    """
    edge, step = (candidate.head, -1) if side == BEFORE else (max(candidate.end - 1, candidate.head), 1)
    paragraph, number, steps = view.paragraph_of[candidate.head], view.sentence_of[edge] + step, 0
    while 0 <= number < len(view.sentences) and number not in busy:
        span = view.sentences[number]
        apart = view.paragraph_of[span[0]] != paragraph
        belongs = not apart and judge(Beside(candidate, span, own, steps, side))
        if not belongs or not _take(view, candidate, span, front=side == BEFORE):
            return
        if side == BEFORE:
            own = max(own, style_of(view, span))
        busy.add(number)
        steps += 1
        number += step


def _take(view: View, candidate: Candidate, span: Range, *, front: bool) -> bool:
    """Add the sentence to the content; neighbouring sentences become one span."""
    kept, content = trim(view, span, keep_end=True), candidate.content
    if not kept or view.has_quoted(kept):
        return not kept
    (trimmed,) = kept
    place, edge = (0, content[0]) if front else (len(content), content[-1])
    gap = edge[0] - trimmed[1] if front else trimmed[0] - edge[1]
    cue_between = not front and edge[1] <= candidate.head < trimmed[0]
    if cue_between or gap > _NEAR or (front and gap < 0):
        content.insert(place, trimmed)
    else:
        content[place - (not front)] = (trimmed[0], edge[1]) if front else (edge[0], trimmed[1])
    return True


_NEAR = 3
"""Sentences with so few tokens of punctuation and white space between them are one span."""


# ---- Whether a sentence belongs to the unmarked quote beside it: what speaks for and against, weighed as counted.


BEFORE, AFTER = "before", "after"

_LENGTHS = (6, 12, 20, 30)
_LONG_SOURCE = 5


class Beside(NamedTuple):
    """A sentence, `span`, beside a candidate that sounds like `own`.

    It stands on the `side` (`BEFORE`, `AFTER`) of what the candidate holds already, of which `steps` sentences were
    added on that side.
    """

    candidate: Candidate
    span: Range
    own: Style
    steps: int
    side: str


Judge = Callable[[Beside], bool]
"""Says whether a sentence belongs to the candidate."""


def weighing(view: View, weights: Mapping[str, float]) -> Judge:
    """By the sum of the weights of its signs: whether more often than not such a sentence belongs to the quote."""
    return lambda beside: worth_of(signs(view, beside), weights) > 0


def signs(view: View, beside: Beside) -> Iterator[str]:
    """What may be counted of a sentence beside a candidate, each sign with the side before it."""
    return (f"{beside.side} {sign}" for sign in _signs(view, *beside))


def _signs(view: View, candidate: Candidate, span: Range, own: Style, steps: int, side: str) -> Iterator[str]:
    words, labels = load_words(view.language), view.labels
    tokens = [token for token in view.tokens_in(span) if not token.is_space]
    sound = style_of(view, span)
    own_name, sound_name = own.name.lower(), sound.name.lower()
    yield "always"
    yield f"own={own_name}"
    yield f"sound={sound_name}"
    yield f"{own_name}>{sound_name}"
    yield f"steps={min(steps, 3)}"
    yield f"{'first' if steps == 0 else 'later'} sound={sound_name}"
    yield f"length={sum(len(tokens) >= least for least in _LENGTHS)}"
    if any(token.ent_type_ in labels.entities.speaker for token in tokens):
        yield from ("names", f"names sound={sound_name}", f"names own={own_name}")
    if any(token.lower_ in words.third_person for token in tokens):
        yield from ("third person", f"third person sound={sound_name}")
    if any(token.ent_type_ in labels.entities.time for token in tokens):
        yield "date"
    yield from _opening(tokens, words, labels)
    yield from _main(view, span)
    if reporter_tells(view, span):
        yield "tells"
    if _names_source(view, span, candidate):
        yield "names source"
    if candidate.source is not None and candidate.source[1] - candidate.source[0] > _LONG_SOURCE:
        yield "long source"
    if side == BEFORE:
        yield f"next={_kind(view[candidate.start].lower_, words)}"


def _kind(word: str, words: QuoteWords) -> str:
    for name, listed in (("pointer", words.pointers), ("he", words.third_person), ("i", words.speakers)):
        if word in listed:
            return name
    return "other"


def _opening(tokens: list[Token], words: QuoteWords, labels: ParseLabels) -> Iterator[str]:
    first = next((token for token in tokens if not token.is_punct), None)
    if first is None:
        return
    word = first.lower_
    if word in words.pointers or word in words.speakers:
        yield f"opens={word}"
    elif word in words.he_or_she:
        yield "opens=he"
    elif word in words.titles:
        yield "opens=title"
    elif word in words.articles:
        yield "opens=article"
    elif first.ent_type_ in labels.entities.person:
        yield "opens=person"
    elif first.tag_ in labels.tags.leading:
        yield f"opens={first.tag_}"


def _main(view: View, span: Range) -> Iterator[str]:
    """Form and subject of the main verb."""
    main = main_verb(view, span)
    if main is None:
        return
    yield f"main={main.tag_}"
    if main.lemma_ in load_words(view.language).be:
        yield "main=be"
    relations = view.labels.relations
    subject = first_of(main.lefts, relations.surface_subject)
    if subject is not None:
        yield f"subject={subject.lower_ if subject.pos_ == 'PRON' else subject.pos_}"


def _names_source(view: View, span: Range, candidate: Candidate) -> bool:
    """Whether the sentence names the one who speaks: then somebody else tells it."""
    if candidate.source is None:
        return False
    names = {t.text for t in view.tokens_in(candidate.source) if t.pos_ == "PROPN" and len(t) > 2}
    head = view[candidate.source[1] - 1].text if names else ""
    return bool(head) and head in names and any(t.text == head for t in view.tokens_in(span))

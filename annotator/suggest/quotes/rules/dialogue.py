"""Dialogue of a story without quotation marks: where they are lost, and where dashes stand in their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Token

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import (
    DASHES,
    STOPS,
    first_word,
    previous_word,
    runs,
    trim,
)
from annotator.suggest.quotes.candidate import Candidate, uncued
from annotator.suggest.quotes.rules.inverted import ReportingClause, reported, reporting_clause
from annotator.suggest.quotes.source_of_cue import nearest_noun
from annotator.suggest.quotes.speech_style import Style, addresses, liveliest, main_verb, sentences_in, style_of
from annotator.suggest.quotes.syntax import is_verb
from annotator.suggest.quotes.word_lists import load_words
from annotator.suggest.text.view import Range, View

# ---- Dialogue of a story whose quotation marks are lost: "Going where? the child demanded." and the turns between.


# All set by hand.
_FEWEST, _SHARE = 4, 1 / 8
"""So many paragraphs in which a story's clause reports speech make a dialogue, if they are such a share of all."""
_NEIGHBOURS = 3
"""So near are the reported paragraphs of one conversation."""
_CHANGES, _CHANGING = 2, 0.6
"""So many neighbours must have different speakers, and such a share of them."""
_ASKING, _ADDRESSING, _LIVELY = 1 / 8, 0.3, 0.6
"""The shares of reported paragraphs that ask, that address somebody, and that begin with lively speech."""
_FEW = 4
"""The most tokens of a turn that is no more than a word or two: "Traffic, said his brother."."""
_UTTERING, _BRIEF = 1 / 8, 25
"""The share of them with a verb that only stories have, or else the most tokens of one on an average."""
_MARKED = 1 / 20
"""The share of paragraphs with marks up to which the others have lost theirs: an apostrophe may look like one."""
_NEAR = 6
"""So far behind its verb a clause's noun phrase may end: "cried the two old men"."""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph of a dialogue: its reporting clause, if it has one, and its sentences."""

    report: ReportingClause | None
    sentences: list[Range]


def unmarked(view: View) -> Iterator[Candidate]:
    """A candidate for every turn of a dialogue without marks, those with a story's reporting clause first."""
    if len(view.marked) > _MARKED * len(view.paragraphs):
        return
    paragraphs = [_paragraph(view, span) for span in view.paragraphs]
    if not _is_dialogue(view, paragraphs):
        return
    first_person = load_words(view.language).first_person
    narrator = any(
        paragraph.report is not None and paragraph.report.source.lower_ in first_person for paragraph in paragraphs
    )
    surely = {
        number
        for number, paragraph in enumerate(paragraphs)
        if paragraph.report is not None
        or any(_speaks(view, sentence, narrator=narrator) for sentence in paragraph.sentences)
    }
    for number, paragraph in enumerate(paragraphs):
        if number in view.marked:
            continue
        if paragraph.report is not None:
            yield from _with_clause(view, paragraph, paragraph.report, narrator=narrator)
        else:
            yield from _without_clause(view, paragraph, narrator=narrator, between={number - 1, number + 1} <= surely)


def _is_dialogue(view: View, paragraphs: list[_Paragraph]) -> bool:
    """Whether people talk to each other, by the paragraphs that report speech: news has such clauses too.

    Speakers change from one to the next; they ask and address each other, and mostly speak in the first or second
    person; and they are said to cry or sigh, or are brief.
    """
    reports = {number: paragraph.report for number, paragraph in enumerate(paragraphs) if paragraph.report is not None}
    least = len(reports)
    if least < _FEWEST or least < _SHARE * len(paragraphs):
        return False
    near = [(number, other) for number, other in pairwise(reports) if other - number <= _NEIGHBOURS]
    changes = sum(reports[number].source.lower_ != reports[other].source.lower_ for number, other in near)
    if changes < max(_CHANGES, _CHANGING * len(near)):
        return False
    tokens_of = [view.tokens_in(span) for span in view.paragraphs]
    questions = sum(any(token.text == "?" for token in paragraph) for paragraph in tokens_of)
    addressing = sum(addresses(view, span) for span in view.paragraphs)
    lively = sum(_is_lively(view, (paragraphs[n].sentences[0][0], report.span[0])) for n, report in reports.items())
    if questions < _ASKING * least or addressing < _ADDRESSING * least or lively < _LIVELY * least:
        return False
    words = load_words(view.language)
    uttering = sum(report.verb.lemma_ not in words.reports for report in reports.values())
    return uttering >= _UTTERING * least or sum(len(tokens_of[n]) for n in reports) <= _BRIEF * least


def _is_lively(view: View, span: Range) -> bool:
    """Whether words before a reporting clause speak in the first or second person, ask or exclaim, or are very few."""
    few = span[1] - span[0] <= _FEW and main_verb(view, span) is None
    return few or style_of(view, span) >= Style.LIVELY


def _paragraph(view: View, span: Range) -> _Paragraph:
    clauses = (_story_clause(view, view[i], span) for i in range(*span) if is_verb(view[i]))
    return _Paragraph(next(filter(None, clauses), None), sentences_in(view, span))


def _story_clause(view: View, verb: Token, span: Range) -> ReportingClause | None:
    """The clause of a verb that tells how somebody speaks, if it stands behind a pause: "It is late, she sighed"."""
    words = load_words(view.language)
    tags = view.labels.tags
    if verb.tag_ not in tags.past | tags.past_participle:
        return None
    if verb.lemma_ not in words.reports and verb.lemma_ not in words.utters:
        return None
    report = _verb_first(view, verb, span) or (reporting_clause(view, verb) if verb.tag_ in tags.past else None)
    return report if report is not None and _behind_pause(view, report.span[0], span[0]) else None


def _verb_first(view: View, verb: Token, span: Range) -> ReportingClause | None:
    """The clause of a verb right behind a pause with a noun phrase behind it, whatever the parser makes of the two."""
    if not _behind_pause(view, verb.i, span[0]) or verb.i + 1 >= span[1]:
        return None
    who = nearest_noun(view, (verb.i + 1, min(span[1], verb.i + _NEAR)), at_end=False)
    if who is None or who.left_edge.i > verb.i + 1:
        return None
    return ReportingClause(verb, who, (verb.i, who.i + 1))


def _behind_pause(view: View, i: int, start: int) -> bool:
    """Whether a pause parts the token from words of the paragraph, which begins at `start`, before it."""
    before = previous_word(view, i)
    return before is not None and before.i > start and (before.text in (",", "?", "!", ";") or before.text in DASHES)


def _with_clause(view: View, paragraph: _Paragraph, report: ReportingClause, *, narrator: bool) -> Iterator[Candidate]:
    """What is said before and behind a reporting clause, up to where the story goes on."""
    first = report.span[0]
    before = [s for s in paragraph.sentences if s[0] < first]
    start = before[-1][0]
    for sentence in reversed(before[:-1]):
        if _is_narration(view, sentence, narrator=narrator):
            break
        start = sentence[0]
    content = trim(view, (start, first))
    end = _clause_end(view, report, paragraph.sentences[-1][1])
    for sentence in paragraph.sentences:
        if sentence[1] <= end:
            continue
        rest = (max(end, sentence[0]), sentence[1])
        if _is_narration(view, rest, narrator=narrator) or (rest[0] == sentence[0] and _opens_narration(view, rest)):
            break
        content += trim(view, rest, keep_end=True)
        if len(content) > 1 and content[-1][0] - content[-2][1] <= 1:
            content[-2:] = [(content[-2][0], content[-1][1])]
    yield reported(view, report.verb, report.source, content, frames.IN_STORY, speech=True)


def _clause_end(view: View, report: ReportingClause, limit: int) -> int:
    """Where what is said may go on behind a clause: past its stop or semicolon, or at a comma before more of it."""
    start = report.span[1]
    end = next((i for i in range(start, limit) if view[i].text in STOPS or view[i].text == ";"), limit)
    for i in range(start, end):
        if (view[i].text == "," or view[i].text in DASHES) and _is_more(view, (i + 1, end)):
            return i
    return min(end + 1, limit)


def _is_more(view: View, span: Range) -> bool:
    """Whether words behind a comma in a reporting clause's sentence are said: "said Smith, what are you doing"."""
    if span[0] >= span[1]:
        return False
    opener, tags = view[span[0]], view.labels.tags
    if opener.tag_ in tags.participle or opener.tag_ in tags.aside - tags.question:
        return False
    return style_of(view, span) >= Style.MODAL and not _is_past(view, span)


def _without_clause(view: View, paragraph: _Paragraph, *, narrator: bool, between: bool) -> Iterator[Candidate]:
    """A paragraph of nothing but speech, or what is said at the end of one that narration opens.

    `between`: other turns stand before and behind it. Then a paragraph without a past tense is one as well.
    """
    narration = [_is_narration(view, sentence, narrator=narrator) for sentence in paragraph.sentences]
    first = max((n + 1 for n, tells in enumerate(narration) if tells), default=0)
    if first >= len(paragraph.sentences):
        return
    spoken = [_speaks(view, sentence, narrator=narrator) for sentence in paragraph.sentences[first:]]
    if not spoken[0] if first else not (between or any(spoken)):
        return
    content = trim(view, (paragraph.sentences[first][0], paragraph.sentences[-1][1]), keep_end=True)
    if content and view[content[0][1] - 1].text in STOPS:
        yield uncued(content, frames.UNMARKED)


def _speaks(view: View, span: Range, *, narrator: bool) -> bool:
    """Whether a sentence is surely somebody's speech. One who tells in the first person says "I" in narration too."""
    style = style_of(view, span)
    if style is Style.LIVELY:
        return True
    if style is not Style.PERSON:
        return False
    return not narrator or not _is_past(view, span) or addresses(view, span)


def _is_narration(view: View, span: Range, *, narrator: bool) -> bool:
    """Whether a sentence is the story's: in the past, and not surely speech."""
    return _is_past(view, span) and not _speaks(view, span, narrator=narrator)


def _is_past(view: View, span: Range) -> bool:
    """Whether the finite verb of the main group, its first auxiliary if it has one, is in the past."""
    main = main_verb(view, span)
    if main is None:
        return False
    auxiliary = view.labels.relations.auxiliary
    finite = next((token.tag_ for token in main.lefts if token.dep_ in auxiliary), main.tag_)
    return finite in view.labels.tags.past


def _opens_narration(view: View, span: Range) -> bool:
    """Whether a sentence begins with whom the story tells of: "And he gave another jump"."""
    words = load_words(view.language)
    tokens = [token for token in view.tokens_in(span) if not token.is_space][:2]
    return any(token.lower_ in words.he_or_she for token in tokens) and _is_past(view, span)


# ---- Turns that a dash leads instead of quotation marks: "— What is it?".


# All set by hand.
_FEWEST_LED = 2
"""So many neighbouring paragraphs that a dash leads can be a dialogue; fewer are a remark of the writer's."""
_SPOKEN = 0.5
"""The share of them that sound spoken: a list of points tells, it does not talk."""


def dash_led(view: View) -> Iterator[Candidate]:
    """A candidate for every turn of a dialogue that dashes lead; where a story's clause reports it, without that."""
    for run in runs(_led(view)):
        quiet = [span for span in run if liveliest(view, span) < Style.LIVELY]
        telling = sum(any(main_verb(view, sentence) for sentence in sentences_in(view, span)) for span in quiet)
        spoken = len(run) - len(quiet)
        if len(run) < _FEWEST_LED or spoken < _SPOKEN * len(run) or telling > spoken:
            continue
        for span in run:
            paragraph, content = _paragraph(view, span), trim(view, span, keep_end=True)
            if paragraph.report is not None:
                yield from _with_clause(view, paragraph, paragraph.report, narrator=False)
            elif content:
                yield uncued(content, frames.DASH_LED)


def _led(view: View) -> Iterator[tuple[int, Range]]:
    """What stands behind the dash in paragraphs that one leads, each with the paragraph's number."""
    for number, (_, end) in enumerate(view.paragraphs):
        first = first_word(view, number)
        if view[first].text in DASHES and first + 1 < end and number not in view.marked:
            yield number, (first + 1, end)

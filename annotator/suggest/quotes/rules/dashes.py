"""Turns that a dash leads instead of quotation marks: "— What is it?"."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.boundaries import trim
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.cue_lemma import word_of
from annotator.suggest.quotes.paragraph_speech import is_telling, sounds_spoken
from annotator.suggest.quotes.regions import DASHES, PAUSES, first_word, sentence_end
from annotator.suggest.quotes.rules.inverted import reporting_clause
from annotator.suggest.quotes.source_of_cue import mention
from annotator.suggest.quotes.syntax import is_verb, verb_group
from annotator.suggest.quotes.word_lists import load_words
from annotator.suggest.text.view import Range, View

WORD = "—"
"""What stands in the lexicon in the place of a reporting word."""
# All set by hand.
_FEWEST = 2
"""So many neighbouring paragraphs that a dash leads can be a dialogue; fewer are a remark of the writer's."""
_SPOKEN = 0.5
"""The share of them that sound spoken: a list of points tells, it does not talk."""


def dash_led(view: View) -> Iterator[Candidate]:
    """A candidate for every turn of a dialogue that dashes lead, but for what a clause in it reports."""
    for run in _runs(view):
        spoken = sum(sounds_spoken(view, span) for span in run)
        if len(run) < _FEWEST or spoken < _SPOKEN * len(run) or sum(is_telling(view, s) for s in run) > spoken:
            continue
        for span in run:
            content = trim(view, span, keep_end=True)
            if content is not None:
                yield _with_clause(view, content) or _alone(content)


def _alone(content: Range) -> Candidate:
    at = content[0]
    return Candidate([content], (at, at), at, None, WORD, frames.DASH_LED, speech=True)


def _runs(view: View) -> list[list[Range]]:
    """What stands behind the dash in paragraphs that one leads, in runs of neighbours."""
    runs: list[list[Range]] = []
    last = -2
    for number, (_, end) in enumerate(view.paragraphs):
        first = first_word(view, number)
        if view[first].text not in DASHES or first + 1 >= end or number in view.marked:
            continue
        if number - last > 1:
            runs.append([])
        runs[-1].append((first + 1, end))
        last = number
    return runs


def _with_clause(view: View, span: Range) -> Candidate | None:
    """The turn without the reporter's clause in it ("It is late, said Smith. We go."); None where there is none."""
    for i in range(*span):
        if not is_verb(view[i]) or view[i].lemma_ not in load_words(view.language).reports:
            continue
        report = reporting_clause(view, view[i])
        if report is None or report.span[0] <= span[0] or view[report.span[0] - 1].text not in PAUSES:
            continue
        end = sentence_end(view, report.span[1], span[1])
        left, right = trim(view, (span[0], report.span[0])), trim(view, (end, span[1]), keep_end=True)
        who = mention(view, report.source, avoid=i)
        content = [piece for piece in (left, right) if piece is not None]
        if content:
            return Candidate(content, verb_group(view[i]), i, who, word_of(view[i]), frames.INVERTED, speech=True)
    return None

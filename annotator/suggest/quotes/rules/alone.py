"""Quoted words that nobody is said to say: a turn of dialogue, or words beside narration ("He rose. “It is late.”")."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.suggest.quotes import frames
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.regions import STOPS, closes_paragraph, opens_paragraph, resumed, stands_alone
from annotator.suggest.quotes.rules.colon import find_label
from annotator.suggest.text.view import View

WORD = "“"
"""What stands in the lexicon in the place of a reporting word."""


def alone(view: View) -> Iterator[Candidate]:
    """A candidate for every region that is a sentence of its own, whether or not somebody reports it after all.

    A region that begins with a speaker's name and a colon is not one: that says whose words they are.
    """
    for region in view.regions:
        if not stands_alone(view, region) or find_label(view, region.inner) is not None:
            continue
        whole = opens_paragraph(view, region) and closes_paragraph(view, region)
        at = region.start
        frame = frames.ALONE if whole else frames.BESIDE
        content = [(at, region.end)]
        if not whole and region.closed and view[region.end - 2].text not in STOPS and region.end < len(view.doc):
            again = resumed(view, region, region.end)
            content += [(again.start, again.end)] if again is not None else []
        yield Candidate(content, (at, at), at, None, WORD, frame, speech=True)

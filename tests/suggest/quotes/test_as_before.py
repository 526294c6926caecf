"""What each step makes of texts is what the snapshot says: candidates, their options and sources, what is suggested.

`make snapshots` writes it anew: the difference shows what a change does. The names of what speaks for an option are
those of the files of weights: one that is spelt otherwise has no weight any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from spacy.tokens import Doc
from syrupy.assertion import SnapshotAssertion

from annotator.core.model import Quote
from annotator.core.profiles import PROFILES, GuidelineProfile
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.candidate_features import chances_of, features_of
from annotator.suggest.quotes.continuation import AFTER, BEFORE, Beside, signs
from annotator.suggest.quotes.find import choose_and_keep, find_quotes
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.quotes.readings.options import Candidates, Option, options, unsuggested
from annotator.suggest.quotes.sources import cue_holders, sources
from annotator.suggest.quotes.speech_style import style_of
from annotator.suggest.text.view import Range, View
from tests.suggest.conftest import ReadMany

IN_FULL = (
    "Lind said that it opens in May, which surprised nobody in the old town.",
    "She asked readers to guess the price, and Lind promised, they say, that he would pay 20 dollars.",
    "He said he felt that she was late because of the rain.",
    "Critics of the town called it a waste of money, while the mayor described it as a failure.",
    "“We wait,” Lind said softly, “and hope.” She smiled. “It pours.” He did not.",
    "Lind said, “The pier is safe.” Lind also said, “It is new.”",
    "The plan “is a waste” of money, the mayor of Ashby said on Monday, adding that “nobody” wants it.",
    "It is late and the town, which is old, sleeps, Lind said. We should go home. You know it, Jane Roe.",
    "Did she call it “late?”¶“The bridge.”¶“No,” said Lind, the man who she says won the race.",
    "Where are you going? asked Anna.¶To the bridge, said Tom. I want to see it.¶"
    "You are too late! cried Anna.¶Am I? she sighed.¶I told you so.",
    "Mayor Lopez Attacks Bridge Plan¶I am late, she said. The mayor, Ms. Roe, left on Monday. He was tired.",
    "Lind said in May that the old pier and the new bridge of the town in the north would be closed for the rest of "
    "the year because of the rain, which nobody had seen coming, and that it would cost the people of the town at "
    "least two million dollars, “a waste,” according to a letter from the mayor to the council that was seen "
    "on Monday.",
    "Lopez, who met a reporter of the Courier, told her she was tired of her lawyer’s claim that it was late.",
)
"""A text, `¶` between its paragraphs, of which also what speaks for each option and source is told."""
IN_BRIEF = (
    "Who knows? It is late, Lopez said, referring to his trip, but we go.",
    "According to two officials of the town, the bridge fell in May.",
    "The claim by the mayor that the bridge is safe was wrong, and her hope is that it rains.",
    "Officials are sure that it opens; the mayor is critical of the plan and afraid to say so.",
    "The plan was described as a mess and Lind was called a liar by his rivals. He seems to agree.",
    "Lind urged him to go, talked about leaving the town and accused them of fraud.",
    "LOPEZ: It is late.¶(CROSSTALK)¶The bridge fell.¶SEN. JOHN DIAZ (D-OH): It is.¶LOPEZ: We go.",
    "What did you tell the team?¶I told them to breathe. We rushed.¶Did you expect to win?¶"
    "No, I did not.¶How long will you stay?¶As long as my knees let me.",
    "They met.¶— Where were you?¶— At the bridge, said Lopez. I am late. It rained.",
    "“The bridge is safe.” — Maria Lopez, mayor",
    "“It is late.¶“We go,” she said.¶“Why?”¶He rose. “No.”",
    "She put it this way: The bridge is safe. The mayor shook his head: “It is late.”¶The clerk: “Go home!”",
    "Smith touted progress had been made.",
    "“Late?” he asked. “Never,” she replied, turning round; “we should go.”",
    "There was a claim in the old part of the town in the north that the bridge was unsafe.",
    "“It is late,” she said, adding that nobody in the town would come. “We leave.”",
    "“If it rains,” the mayor told his two old friends from the harbour, “we will all have to stay at home.”",
    "Asked if it was late, Lind said no and left. He has criticised Ms. Roe for saying so.",
    "People say “it is late” but the mayor, Lind’s brother, did not believe it.",
    "Lind told the paper, There is no plan. We wait.",
    "She previously reported that it rained, and he may not rule out a race, which he called off.",
    "“I know,” Lind, the mayor of Ashby, told reporters after the vote, “that ‘nobody’ wants it. But we need "
    "it.” She left.",
    "Roe’s lawyer, Ann Moss, denied on Monday that he had lied, as rivals claim, and warned them not to repeat "
    "the charge.",
    "Asked why, Lind shrugged.¶“Who knows?” she said. “It may rain.¶“It may not.”¶The town, she said, would "
    "wait and see.",
    "A report seen by the Courier accuses the town of fraud. It says two officials were paid to look away, and "
    "calls for talks.",
    "Many believe the pier is unsafe; few would say so. It is not clear whether it opens, or who will decide that.",
    "There were fears that it would fall, but hopes of a deal grew after the union’s promise to think about it.",
    "Lind (D-Ashby) tweeted: “Vote!” Her rival answered, “No.” “Sad,” wrote Lind. The two “friends” have not "
    "spoken since.",
    "As one aide put it, the plan is dead. “Dead,” he repeated — “and buried.” Nobody laughed.",
    "It was raining, Lind recalled. I had no hat. The mayor, who had two, laughed at me, she said, and walked on.",
    "Let us go, he said to her, or we will be late! Why should I? she replied. You know why, said he, and he wept.",
)
WIDEST, OTHERS = PROFILES["polnear"], (PROFILES["speech"], PROFILES["guardian"])


def made_of(doc: Doc, *, in_full: bool) -> Iterator[str]:
    """What each step makes of a text, a line for each thing; what speaks for each option and source only `in_full`."""
    lexicon = load_lexicon("en")
    view, chosen, made = choose_and_keep(doc, lexicon, WIDEST)
    for one in made:
        yield f"{_told(view, one)} | {one.shipped:.2f} | {', '.join(features_of(view, one))}"
    if in_full:
        yield from _read(view, made, chosen)
    widest = list(_quotes(doc, WIDEST))
    yield from widest
    for profile in OTHERS:
        yield from (f"{profile.name} {line}" for line in _quotes(doc, profile) if line not in widest)


def _read(view: View, made: list[Candidate], chosen: list[Candidate]) -> Iterator[str]:
    for chance in chances_of(view, made, WIDEST, load_lexicon("en")):
        yield f"chance {chance.word} {chance.frame}: {', '.join(chance.kinds)} {chance.admitted:d}{chance.opens:d}"
    known = Candidates(view, made, chosen)
    for number, one in enumerate(chosen):
        yield f"suggested {_told(view, one)}"
        yield from _optional(view, options(known, number))
        tried = set[str]()
        for mention, told in sources(known.text, chosen, number, cue_holders(chosen)):
            new = [feature for feature in told if feature not in tried]
            tried.update(new)
            yield f"  source {'-' if mention is None else _said(view, [mention])}: {', '.join(new)}"
        yield from _beside(view, one)
    for found in unsuggested(known):
        yield "not suggested"
        yield from _optional(view, found)


def _told(view: View, one: Candidate) -> str:
    cue, source = _said(view, [one.cue]), "-" if one.source is None else _said(view, [one.source])
    return f"{one.frame} {one.word}: {_said(view, one.content)} | {cue} | {source} | {one.speech}"


def _said(view: View, ranges: Iterable[Range]) -> str:
    return " / ".join(_line(view.doc[start:end].text) for start, end in ranges)


def _line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "¶", text)


def _optional(view: View, found: Iterable[Option]) -> Iterator[str]:
    """The options that have features which stand in none before them, with these, and how many there are."""
    known, number = set[str](), 0
    for number, one in enumerate(found, 1):
        new = [feature for group in one.features for feature in group if feature not in known]
        known.update(new)
        if new:
            yield f"  {number} {_said(view, one.words)} | {','.join(map(str, one.replaces))} | {', '.join(new)}"
    yield f"  {number} options"


def _beside(view: View, one: Candidate) -> Iterator[str]:
    """What speaks for that the sentences before and behind belong to it."""
    for side, at in ((BEFORE, view.sentence_of[one.start] - 1), (AFTER, view.sentence_of[one.end - 1] + 1)):
        if 0 <= at < len(view.sentences):
            beside = Beside(one, view.sentences[at], style_of(view, one.content[0]), int(one.speech or 0), side)
            yield f"  {', '.join(signs(view, beside))}"


def _quotes(doc: Doc, profile: GuidelineProfile) -> Iterator[str]:
    found = find_quotes(doc, load_lexicon("en"), profile, readings=True)
    for quote in found.quotes:
        yield f"quote {_as_text(doc, quote)} | {quote.rule} {quote.score:.2f}"
    for reading in found.readings:
        of = ",".join(map(str, reading.replaces))
        yield f"or of {of} {reading.probability:.2f}: {'; '.join(_as_text(doc, quote) for quote in reading.quotes)}"


def _as_text(doc: Doc, quote: Quote) -> str:
    cue, source = ("-" if span is None else _line(span.of(doc.text)) for span in (quote.cue, quote.source))
    return f"{quote.type}: {_line(' / '.join(span.of(doc.text) for span in quote.content))} | {cue} | {source}"


@pytest.fixture(scope="module")
def docs(read_many: ReadMany) -> dict[str, Doc]:
    return read_many([text.replace("¶", "\n\n") for text in (*IN_FULL, *IN_BRIEF)])


@pytest.mark.parametrize("text", [*IN_FULL, *IN_BRIEF])
def test_what_each_step_makes_of_a_text_is_as_before(
    docs: dict[str, Doc], text: str, snapshot: SnapshotAssertion
) -> None:
    assert "\n".join((text, *made_of(docs[text.replace("¶", "\n\n")], in_full=text in IN_FULL))) == snapshot

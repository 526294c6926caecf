"""What becomes of the decisions on whole articles in corrected ones, and at the edges of their quotes.

What was so before stands in the snapshots: a change of it shows there, and `make snapshots` writes them anew.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate

import pytest
from syrupy.assertion import SnapshotAssertion

from annotator.core.editions import CarriedDecision, Carrier, Cut, Fate
from annotator.core.model import Attribution, Document, Labels, QuotePart, QuoteType, Sentence, Span
from annotator.core.quotes.assembly import split_quotes
from annotator.core.quotes.guidelines import edge_places
from annotator.core.session.guess import bare_word, guessed_span, quoted_by, words
from annotator.core.text.languages import lists_for
from tests.core.session.test_guesses import texts
from tests.languages import ARTICLES, Article


def corrected(article: Article, chance: random.Random) -> Cut:
    """The article with sentences left out, put elsewhere and put in, and words changed."""
    lines = [[span.of(article.text), article.text[span.end : end]] for span, end in _with_ends(article)]
    for _ in range(4):
        at, to = chance.choice((0, chance.randrange(len(lines)))), chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(to, lines.pop(at))
            case 2:
                lines.insert(to, ["Nobody was there.", " "])
            case 3:
                some = lines[at][0].split()
                some[chance.choice((0, -1, chance.randrange(len(some))))] = "otherwise"
                lines[at][0] = " ".join(some)
            case 4:
                lines[at][0] = f"{lines[at][0]} {lines.pop(to)[0]}" if at < to else lines[at][0][1:]
            case 5:
                numbered = enumerate(lines[at][0].split())
                lines[at][0] = " ".join(word if number % 4 == 1 else word[::-1] for number, word in numbered)
    text, sentences = "", []
    for number, (line, end) in enumerate(lines):
        sentences.append(Sentence(number, len(text), len(text) + len(line)))
        text += line + end
    return Cut(Document(article.name, text), tuple(sentences))


def _with_ends(article: Article) -> Iterator[tuple[Span, int]]:
    starts = [span.start for span in article.sentences[1:]]
    return zip(article.sentences, [*starts, len(article.text)], strict=True)


def _told(text: str, quotes: Sequence[Attribution]) -> str:
    return "; ".join(" | ".join(span.of(text) for span in quote.everywhere()) for quote in quotes)


def carried(article: Article, seed: int) -> Iterator[str]:
    """A line for each sentence of which something becomes, and for each draft."""
    sentences = tuple(Sentence(number, *span) for number, span in enumerate(article.sentences))
    parts = split_quotes(article.quotes, sentences, article.text)
    said = {index: Labels(parts.get(index, ()), (f"t{index}",)) for index in range(len(sentences))}
    later = corrected(article, random.Random(f"{article.name} {seed}"))
    found = Carrier(Cut(Document(article.name, article.text), sentences), later).carry(said)
    text = later.document.text
    for index, one in sorted(found.carries.items()):
        labels = one.labels or Labels()
        yield f"{index} {one.fate} {one.places} {' '.join(labels.topics)} {_told(text, labels.quotes)}".rstrip()
    for index, labels in sorted(found.drafts.items()):
        yield f"left in {index}: {' '.join(labels.topics)} {_told(text, labels.quotes)}".rstrip()


@pytest.mark.parametrize("article", ARTICLES[::3], ids=lambda one: one.name)
def test_what_becomes_of_decisions_is_what_became_of_them_before(article: Article, snapshot: SnapshotAssertion) -> None:
    assert "\n\n".join("\n".join(carried(article, seed)) for seed in range(3)) == snapshot


def cut(*sentences: str) -> Cut:
    starts = [0, *accumulate(len(sentence) + 1 for sentence in sentences)]
    places = (Sentence(at, start, start + len(sentences[at])) for at, start in enumerate(starts[:-1]))
    return Cut(Document("bridge", " ".join(sentences)), tuple(places))


def test_a_quote_whose_source_in_another_sentence_is_cut_in_two_is_to_be_looked_at() -> None:
    earlier = cut("The bridge is closed.", "So said the mayor of this town. Anna Smith yesterday.", "Shops lose.")
    later = cut("The bridge is closed.", "So said the mayor of this town.", "Anna Smith yesterday.", "Shops lose.")
    text = earlier.document.text
    closed, source = (
        Span(text.index(words), text.index(words) + len(words))
        for words in ("The bridge is closed", "the mayor of this town. Anna Smith")
    )
    quote = QuotePart((closed,), QuoteType.INDIRECT, source=source)
    found = Carrier(earlier, later).carry({0: Labels((quote,)), 2: Labels()})
    assert {index: carried.fate for index, carried in found.carries.items()} == {0: Fate.TOUCHED, 2: Fate.KEPT}
    assert found.drafts == {0: Labels((quote,))}, "the screen says what is wrong with it"
    # What another tool's decision had so before is as it was.
    assert Carrier(later, later).carry({0: Labels((quote,))}).carries[0].fate is Fate.KEPT


def test_a_quote_that_is_cut_in_two_sentences_is_to_be_looked_at_in_both() -> None:
    earlier = cut("The bridge is closed, said the old mayor of this town, and shops lose their money.")
    later = cut("The bridge is closed, said the new mayor of this town.", "And shops lose their money.")
    text = earlier.document.text
    content = tuple(
        Span(text.index(words), text.index(words) + len(words))
        for words in ("The bridge is closed", "shops lose their money")
    )
    found = Carrier(earlier, later).carry({0: Labels((QuotePart(content, QuoteType.INDIRECT),))})
    assert found.carries == {0: CarriedDecision(Fate.TOUCHED, (0, 1))}
    assert [_told(later.document.text, left.quotes) for _, left in sorted(found.drafts.items())] == [
        "The bridge is closed",
        "shops lose their money",
    ]


def test_places_at_the_edges_of_quotes_are_those_of_before(snapshot: SnapshotAssertion) -> None:
    told = []
    for text, sentences in texts():
        reporting = lists_for(text).reporting
        for window in sentences:
            for word in words(text, window):
                cue = guessed_span(text, window, "cue", word, None)
                part = quoted_by(text, window, cue) if bare_word(word.of(text)) in reporting else None
                for place in edge_places(text, part) if part is not None else ():
                    told.append(f"{place.kind} {place.inside}: {_told(text, [place.otherwise])}")
    assert "\n".join(told) == snapshot

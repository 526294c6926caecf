"""Nothing that is suggested is complained of by the program's own checks, in any profile."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise, starmap
from pathlib import Path

import pytest

from annotator.core.model import Document, Labels, Quote, QuoteType, Sentence, Span, Suggested, Suggestion
from annotator.core.profiles import PROFILE_NAMES
from annotator.core.quotes.assembly import join_parts, split_quotes
from annotator.core.session.checks import checks
from annotator.core.session.desk import Item, Page
from annotator.core.session.state import open_sentence
from annotator.suggest.pipeline import Suggester

CORPORA = Path(__file__).resolve().parents[2].parent / "shared" / "corpora"
LONGEST = 20_000
"""Code points of a text that are looked at: a book costs minutes."""

FOCUS = (
    "His work has focused on civil rights and flood reform, timely issues as the council debates the dam as well as"
    " the road."
)
OWN = [
    # A colon behind the cue, with marks and without.
    "“The dam leaks,” the engineer said. She warned: “It will not hold.” He added: They should leave.",
    # A paraphrase that goes on in quotation marks, over several sentences.
    "Mayor Ana Ruiz said the dam was “old”. “We built it in 1931. Nobody looked at it since. I did,” she said.",
    "The mayor said that her town had no money. “We spent it all. It is gone.”\n\nThe council agreed with her.",
    # Marks of different shapes, a mark too many, marks that TeX writes, inches.
    '"It will not hold,” the engineer said. Ruiz called it "a wreck” and said it would “go".',
    "The engineer claimed that “the dam” and “the road,” ”like all else, were “a wreck.”",
    "''We saw it break,'' the mayor said. ''I am glad that we left.''\n\n''You would be mad,'' said her brother.",
    "Among the notes in the letter: Ruiz is 6'3\" tall and weighs 236 pounds, according to her doctor.",
    # What a relative clause says of its object; a source that the parser takes for content.
    "The town had spent its money on a dam that Ruiz described as “generous, and I am being generous”.",
    "Farmers were frustrated that the town had mended only some of the dam.",
    # Words that stand in inner marks.
    "“We dig,” said Ruiz. Her brother called the dam ‘a joke’ and said it was ‘late’.",
    # Lines of a block quote, whose signs are nobody's words.
    '> "The dam leaks," said Ruiz.\n>\n> "We built it.\n> It is old."\n>\n> Ruiz said the council\n> was “late”.',
    # Labels of questions and answers.
    "Q: Will it hold?\n\nA: “It will,” Ruiz said.\n\nQ: Who pays?\n\nA: The town pays. “We are glad,” she added.",
    # Somebody who tells a story, before somebody else.
    "Mary Calder came in. “It is late,” said I. Mary Calder laughed. “I know,” she said.",
    # Turns that dashes lead, and words in marks, that nobody is said to say.
    "He came in.\n\n— Is it late? asked Anna.\n\n— Yes, of course.\n\n— Then we go, don't we?\n\n“Who knows?” He left.",
    # Marks that nothing stands between, before a reporting clause and behind a preposition.
    '*He left.* " she said.\n," Ruiz says. "If she went, it would rain."\n\n“It was,” Ruiz said and agreed with  ».',
    # A verb group that the parser lets begin in its subject.
    FOCUS,
]


@pytest.fixture(scope="module", params=PROFILE_NAMES)
def in_profile(request: pytest.FixtureRequest, suggester_for: Callable[..., Suggester]) -> Suggester:
    return suggester_for(request.param)


def complaints(suggester: Suggester, suggested: Suggested) -> list[str]:
    """What the screen would say of the suggestions of each sentence, as `list checks` says it, and what else is odd."""
    text, sentences = suggested.document.text, suggested.sentences
    parts = split_quotes(suggested.quotes, sentences, text)
    items = tuple(
        Item(sentence.index, sentence, Suggestion(sentence.index, "run", Labels(parts.get(sentence.index, ()))))
        for sentence in sentences
    )
    page = Page(1, suggested.document, items, suggested.cast)
    states = [open_sentence(page, index, profile=suggester.profile) for index in parts]
    found = [f"{check.message}: {state.item.sentence.span.of(text)}" for state in states for check in checks(state)]
    found += [f"no word: {part}" for here in parts.values() for part in here if not _has_word(text, part.content)]
    joined = join_parts({sentence.index: parts.get(sentence.index, ()) for sentence in sentences})
    found += [f"roles: {quote}" for quote in (*suggested.quotes, *joined) if not _roles_hold(quote, sentences)]
    words, again = _told(suggested.quotes, text), _told(joined, text)
    return found if words == again else [*found, f"parts make {again}, not {words}"]


def _roles_hold(quote: Quote, sentences: Sequence[Sentence]) -> bool:
    """Whether cue and source lie in one sentence each, and nothing is empty or over anything else."""
    spans = sorted([*quote.content, *filter(None, (quote.cue, quote.source))])
    apart = all(one.end <= two.start for one, two in pairwise(spans)) and all(span.start < span.end for span in spans)
    heads = (span for span in (quote.cue, quote.source) if span is not None)
    return apart and all(any(span.within(one.span) for one in sentences) for span in heads)


def _told(quotes: Iterable[Quote], text: str) -> list[object]:
    """Who says what in which words, whatever stands between sentences."""
    return sorted(
        ("".join("".join(map(text.__getitem__, starmap(slice, one.content))).split()), one.type, one.speaker or "")
        for one in quotes
    )


def _has_word(text: str, content: tuple[Span, ...]) -> bool:
    return any(char.isalnum() for span in content for char in span.of(text))


@pytest.mark.parametrize("text", OWN)
def test_suggestions_keep_to_the_guidelines(in_profile: Suggester, text: str) -> None:
    suggested = in_profile.suggest_one(Document("a", text))
    assert complaints(in_profile, suggested) == []


def test_there_are_suggestions_in_every_one_of_these_texts(suggester_for: Callable[..., Suggester]) -> None:
    suggester = suggester_for("polnear")
    assert [text for text in OWN if not suggester.suggest_one(Document("a", text)).quotes] == []


def read(name: str, every: int) -> Iterator[str]:
    with (CORPORA / name).open(encoding="utf-8") as lines:
        for line in islice(lines, 0, None, every):
            yield json.loads(line)["text"][:LONGEST]


@pytest.mark.long
@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora in {CORPORA}")
def test_suggestions_for_real_articles_keep_to_the_guidelines(in_profile: Suggester) -> None:
    texts = [(CORPORA / "seed-article.txt").read_text(encoding="utf-8")]
    for name, every in (
        ("polnear-train", 168),
        ("polnear-train-stripped", 168),
        ("polnear-dev", 12),
        ("polnear-dev-stripped", 12),
        ("novels-dev", 1),
        ("agnews-dev", 120),
    ):
        texts += read(f"{name}.jsonl", every)
    found = [
        complaint
        for number, text in enumerate(texts)
        for complaint in complaints(in_profile, in_profile.suggest_one(Document(str(number), text)))
    ]
    assert found == []


def test_a_sentence_of_a_mixed_quote_that_stands_all_in_marks_is_direct(suggester: Suggester) -> None:
    suggested = suggester.suggest_one(Document("a", OWN[2]))
    (quote,) = [quote for quote in suggested.quotes if len(quote.content) > 1]
    assert quote.type is QuoteType.MIXED
    parts = split_quotes([quote], suggested.sentences, suggested.document.text)
    assert [part.type for (part,) in parts.values()] == [QuoteType.INDIRECT, QuoteType.DIRECT, QuoteType.DIRECT]


def test_a_lone_name_before_its_verb_is_the_source_and_no_content(suggester: Suggester) -> None:
    suggested = suggester.suggest_one(Document("a", OWN[7]))
    (quote,) = suggested.quotes
    text = suggested.document.text
    assert [span.of(text) for span in quote.content] == ["“generous, and I am being generous”"]
    assert quote.source is not None
    assert quote.source.of(text) == "Ruiz"


def test_a_source_ends_before_its_cue(in_profile: Suggester) -> None:
    found = in_profile.suggest_one(Document("a", FOCUS)).quotes
    told = [(quote.cue.of(FOCUS).split()[-1], quote.source.of(FOCUS)) for quote in found if quote.cue and quote.source]
    assert told == [("on", "His work")] * len(told)


def test_quoted_sentences_carry_on_the_quoted_words_before_them_rather_than_a_paraphrase(suggester: Suggester) -> None:
    text = "“The dam leaks,” Ruiz said, adding that nobody had looked at it. “We all saw it.”"
    found = suggester.suggest_one(Document("a", text)).quotes
    assert ["“The dam leaks,”", "“We all saw it.”"] in [[span.of(text) for span in quote.content] for quote in found]
    assert QuoteType.MIXED not in [quote.type for quote in found]

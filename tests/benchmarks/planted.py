"""Whether `evaluate --suggester` finds the errors that were planted in suggestions made from gold.

    python -m tests.benchmarks.planted GOLD.jsonl [--articles 40] [--seed 7] [--draws 100] [--rate 0.2]
        [--beside NAME=SUGGESTIONS ...]

Gold lines are as for `oracle.py`. Articles are drawn by the seed, stored with their gold as decisions made without any
suggestion in sight; then, again and again, a suggester is made from gold with errors planted in it by chance, one in
five of each kind: quotes dropped, sources changed, edges moved, quotes added. Prints in how many draws the intervals
hold what the rates make of each figure. `--beside`: other suggesters to compare with, as `annotator suggest` prints.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator.cli.model.train import comparison_lines
from annotator.core.decided import Selection, decisions_that_count
from annotator.core.decision import Answer, NewDecision, Sight
from annotator.core.model import Document, Quote, QuoteType, Run, Sentence, Span, Suggested
from annotator.core.quotes.assembly import labels_by_sentence
from annotator.core.text.marked_text import letters
from annotator.exchange.strict_json import read_lines, refused_all
from annotator.exchange.suggestions import given_of
from annotator.measure.suggesters import SuggesterComparison, compare_suggesters
from annotator.store.desk.desk import SqliteDesk
from annotator.store.read.reader import Reader
from annotator.store.work.importer import Importer

RATE = 0.2
PLANTED = "planted"
_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Article:
    """An article with what is to be decided in it."""

    document: Document
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]

    def suggested(self, quotes: Iterable[Quote] = ()) -> Suggested:
        """These quotes, suggested for it."""
        return Suggested(self.document, self.sentences, tuple(quotes), ((),) * len(self.sentences))

    def words(self, span: Span) -> list[Span]:
        """The words in a span."""
        return [Span(*match.span()) for match in _WORDS.finditer(self.document.text, *span)]

    def other_sources(self, quote: Quote) -> list[Span]:
        """Words of the sentence of its source that are no part of the quote."""
        home = next((one.span for one in self.sentences if quote.source and quote.source.within(one.span)), None)
        words = self.words(home) if home else []
        return [word for word in words if not any(word.overlaps(span) for span in quote.everywhere())]

    def shortened(self, quote: Quote) -> Quote:
        """The quote without its last word, as long as more than half of it is left; else as it is."""
        *before, last = quote.content
        words = self.words(last)
        content = (*before, Span(last.start, words[-2].end)) if len(words) > 1 else tuple(before)
        text = self.document.text
        kept = len(letters(text, content)) / max(1, len(letters(text, quote.content)))
        return replace(quote, content=content) if 0.6 < kept < 1 else quote

    def free(self) -> list[Sentence]:
        """The sentences that hold nothing of a quote, and words enough for one."""
        marked = [span for quote in self.quotes for span in quote.everywhere()]
        free = [one for one in self.sentences if not any(one.span.overlaps(span) for span in marked)]
        return [one for one in free if len(self.words(one.span)) > 3]


def planted(article: Article, rate: float, chance: random.Random) -> Iterator[Quote]:
    """The article's quotes with errors."""
    for quote in article.quotes:
        if chance.random() < rate:
            continue
        if quote.source is not None and chance.random() < rate:
            others = article.other_sources(quote)
            quote = replace(quote, source=chance.choice(others) if others else None)  # noqa: PLW2901
        yield article.shortened(quote) if chance.random() < rate else quote
    for sentence in article.free():
        if chance.random() < rate:
            words = article.words(sentence.span)
            yield Quote((Span(words[1].start, words[-1].end),), QuoteType.INDIRECT)


def expected(articles: Sequence[Article], rate: float) -> dict[str, float]:
    """What figures are to be found, by the rate at which errors of each kind are planted."""
    kept = 1 - rate
    quotes = [(article, quote) for article in articles for quote in article.quotes]
    moved = sum(article.shortened(quote) != quote for article, quote in quotes) / len(quotes)
    found, added = kept * len(quotes), rate * sum(len(article.free()) for article in articles)
    return {
        "content_overlap_recall": kept,
        "content_exact_recall": kept * (1 - rate * moved),
        "source_overlap_recall": kept * kept,
        "content_overlap_precision": found / (found + added),
        "content_overlap_f1": 2 * found / (found + added + len(quotes)),
    }


def store(articles: Sequence[Article], database: Path) -> None:
    """A database in which all quotes of the articles were decided with nothing in sight."""
    with closing(Importer(database)) as importer:
        for article in articles:
            importer.add(article.suggested(), Run("nothing", "1"))
    with closing(SqliteDesk(database, "ana")) as desk:
        for number, article in enumerate(articles, 1):
            labels = labels_by_sentence(article.quotes, (), article.sentences, article.document.text)
            items = desk.page(number).items
            desk.save(
                [
                    NewDecision(
                        item.id, Answer.ACCEPT, one, item.suggestion and item.suggestion.id, sight=Sight.WITHHELD
                    )
                    for item, one in zip(items, labels, strict=True)
                ]
            )


def suggest(database: Path, name: str, suggested: Sequence[Suggested], version: str = "1") -> None:
    """Store what a suggester says of the articles, in their order, beside what is there."""
    with closing(Importer(database)) as importer:
        for number, one in enumerate(suggested, 1):
            importer.suggest_beside(number, one, Run(name, version))


def evaluated(database: Path, *names: str) -> SuggesterComparison:
    """The suggesters held against what was decided."""
    with closing(Reader(database)) as reader:
        articles = [rows for _, rows in decisions_that_count(reader.decided(Selection()))]
        return compare_suggesters(articles, reader.suggested(names))


def covered(articles: Sequence[Article], draws: int, rate: float = RATE) -> tuple[Counter[str], dict[str, float]]:
    """In how many draws the interval of each figure holds what is expected, and that."""
    wanted, held = expected(articles, rate), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        base, copy = Path(folder, "base.db"), Path(folder, "copy.db")
        store(articles, base)
        for draw in range(draws):
            shutil.copyfile(base, copy)
            chance = random.Random(draw)
            suggest(copy, PLANTED, [one.suggested(planted(one, rate, chance)) for one in articles])
            scores = evaluated(copy, PLANTED).unseen.suggesters[PLANTED]
            for scored, value in wanted.items():
                figure = scores[scored]
                held[scored] += figure.low is not None and figure.low <= value <= (figure.high or 0.0)
    return held, wanted


# ---- on a gold file


def read_articles(gold: Path, number: int, seed: int) -> list[Article]:
    """Some articles of a gold file, drawn by the seed, cut into sentences as an import does."""
    from annotator.suggest.text.sentences import sentences_of

    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    return [
        Article(
            Document(line["id"], line["text"]), tuple(sentences_of(line["text"])), tuple(map(_quote, line["quotes"]))
        )
        for line in random.Random(seed).sample(lines, number)
    ]


def _quote(data: dict[str, Any]) -> Quote:
    spans = {role: tuple(Span(*pair) for pair in data.get(role) or ()) for role in ("content", "cue", "source")}
    cue, source = (next(iter(spans[role]), None) for role in ("cue", "source"))
    return Quote(tuple(sorted(spans["content"])), QuoteType(data["type"]), cue, source)


def read_suggested(path: Path, articles: Sequence[Article]) -> list[Suggested]:
    """What a file of suggestions says of the articles, in their order."""
    given = read_lines(path.read_text(encoding="utf-8").splitlines(), str(path), given_of, refused_all)
    by_id = {one.document.id: one for one in given if one.document is not None}
    return [by_id[article.document.id].placed(article.document, article.sentences) for article in articles]


def main() -> None:
    """Print the comparison with one suggester that errors were planted in, and how often intervals hold the rates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--draws", type=int, default=100)
    parser.add_argument("--rate", type=float, default=RATE)
    parser.add_argument("--beside", action="append", default=[], metavar="NAME=SUGGESTIONS")
    told = parser.parse_args()
    articles = read_articles(told.gold, told.articles, told.seed)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "annotator.db")
        store(articles, database)
        names = [PLANTED]
        chance = random.Random(0)
        suggest(database, PLANTED, [one.suggested(planted(one, told.rate, chance)) for one in articles])
        for name, _, path in (one.partition("=") for one in told.beside):
            suggest(database, name, read_suggested(Path(path), articles))
            names.insert(-1, name)
        print("\n".join(comparison_lines(evaluated(database, *names))))
    held, wanted = covered(articles, told.draws, told.rate)
    for scored, value in wanted.items():
        print(f"{scored}: {value:.4f} is in the interval of {held[scored]} of {told.draws} draws")


if __name__ == "__main__":
    main()

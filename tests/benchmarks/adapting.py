"""What adapting to decisions brings: annotators with guidelines of their own decide articles, others are suggested.

    python -m tests.benchmarks.adapting GUIDELINE [--profile polnear] [--draws 1,2,3] [--after 5,10,25,50,100]
                                        [--stripped] [--leave-out IDS.txt] [--model FOLDER]

Draws articles of PolNeAR train by each seed. Their gold, as far as the guideline has it, is what annotators decided on
the rules' suggestions for the profile; after so many articles the development part is suggested with the habits that
these decisions show. Prints F1, precision and recall (found) and F1 end to end in percent, mean of all draws, compared
with the same guideline; first as the rules ship. `--leave-out` names a file with ids that are not to be drawn.
`--model` is a pipeline that `annotator train` made of the train part: then articles are drawn from the development
part, decided on its suggestions, and the others measured on.

Guidelines: `shipped` (all of the gold), `speech` (no indirect quotes whose cue is no verb of saying), `people` (nothing
in headlines, nothing that documents say). With `--profile speech` and `shipped` annotators add what they think is
missing.

The figures in `suggest/habits.py` were chosen in this way among train articles alone: 300 drawn with seed 7001,
of which 200 were decided in two orders and 100 measured on, with a lexicon counted without these.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from annotator.core.decided import TrainingExample
from annotator.core.habits import Habits, Outcome, outcomes
from annotator.core.model import Quote, QuoteType
from annotator.suggest.habits import learn_habits
from annotator.suggest.learn.metrics import ScoreTally, tally
from annotator.suggest.pipeline import Suggester
from tests.benchmarks.learn import SHARED, read_gold

Guideline = Callable[[str, Quote], bool]
"""Whether it marks a quote of the gold, whose offsets are in the text."""

_SAYING = re.compile(
    r"\b(say|says|said|saying|told?|tell(s|ing)?|add(ed|s|ing)?|according|ask(ed|s|ing)?|argu|claim|announce|declar"
    r"|report(ed|s)?|writ|wrote|tweet|call(ed|s|ing)|stat(ed|es|ing)|explain|insist|not(ed|es|ing)|suggest|warn|accus"
    r"|den(y|ied|ies)|respond|repl(y|ied)|promis|describ|assert|admit|comment|stress|conclud|acknowledg|contend|joke"
    r"|quip|remark|recall|vow|pledg|urg|criticiz|predict|point(ed|s|ing)? out|mention|put it|continu)",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(report|poll|survey|stud(y|ies)|letter|e-?mail|memo|statement|article|stor(y|ies)|editorial|column|book"
    r"|documents?|filing|lawsuit|ruling|order|bill|law|ad|advertisement|video|headline|website|tweet|post|transcript"
    r"|review|analysis|data|figures|platform|speech)s?$",
    re.IGNORECASE,
)
_BEHIND_HEAD = re.compile(r"\s(of|from|by|for|on|in|at|to|about|with|that|which|who|released|published)\s.*", re.DOTALL)
_CAPITALISED = 0.7


def is_saying(text: str, quote: Quote) -> bool:
    """Whether it is given in the speaker's words, or its cue is a verb or noun of saying."""
    return quote.type is not QuoteType.INDIRECT or quote.cue is None or bool(_SAYING.search(quote.cue.of(text)))


def is_of_people(text: str, quote: Quote) -> bool:
    """Whether no document says it, and it stands in no headline."""
    source = "" if quote.source is None else _BEHIND_HEAD.sub("", quote.source.of(text))
    return not _DOCUMENT.search(source.strip()) and not _in_headline(text, (quote.cue or quote.content[0]).start)


def _in_headline(text: str, at: int) -> bool:
    """Whether most longer words of that line have capitals."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    words = [
        word for word in re.findall(r"[^\W\d_][\w’'-]*", text[start : end if end >= 0 else len(text)]) if len(word) > 3
    ]
    return len(words) > 2 and sum(word[0].isupper() for word in words) > _CAPITALISED * len(words)


GUIDELINES: dict[str, Guideline] = {"shipped": lambda *_: True, "speech": is_saying, "people": is_of_people}


def by_guideline(examples: Iterable[TrainingExample], guideline: Guideline) -> list[TrainingExample]:
    """The same articles with those quotes that the guideline marks."""
    return [
        example._replace(quotes=tuple(quote for quote in example.quotes if guideline(example.document.text, quote)))
        for example in examples
    ]


class Simulation:
    """A suggester that parses each text once, whatever it is asked later on."""

    def __init__(self, profile: str, model: str | None = None) -> None:
        self.suggester = Suggester.load(model, trust_model=model is not None, profile=profile, readings=True)
        self.suggester.parser.parse_chunks = cache(self.suggester.parser.parse_chunks)  # type: ignore[method-assign]

    def decided(self, examples: Iterable[TrainingExample]) -> list[Outcome]:
        """What deciding these whole articles says of the rules' chances."""
        return [
            outcome
            for example in examples
            for outcome in outcomes(
                self.suggester.suggest_one(example.document).chances, example.quotes, example.undecided
            )
        ]

    def measured(self, examples: Iterable[TrainingExample], habits: Habits) -> ScoreTally:
        """The suggestions with these habits, held against the quotes of these articles."""
        self.suggester.adapt(habits)
        total = ScoreTally()
        for example in examples:
            found = self.suggester.suggest_one(example.document).quotes
            total += tally(example.document.text, example.quotes, found)
        return total


def row(label: str, tallies: Sequence[ScoreTally]) -> str:
    """The mean figures of these, as a line of the table."""
    figures = [
        (
            one.f1.found,
            100 * one.found / max(1, one.suggested),
            100 * one.found / max(1, one.decided),
            one.f1.end_to_end,
        )
        for one in tallies
    ]
    means = (sum(column) / len(figures) for column in zip(*figures, strict=True))
    return f"{label:>10}" + "".join(f"{mean:8.1f}" for mean in means)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the curve of one guideline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("guideline", nargs="?", choices=sorted(GUIDELINES))
    parser.add_argument("--profile", default="polnear")
    parser.add_argument("--draws", default="1,2,3")
    parser.add_argument("--after", default="5,10,25,50,100")
    parser.add_argument("--stripped", action="store_true")
    parser.add_argument("--leave-out", type=Path)
    parser.add_argument("--model")
    asked = parser.parse_args(arguments)
    if asked.guideline is None or not (SHARED / "corpora").is_dir():
        print("skipped: needs a guideline, and ../shared with corpora")
        return 0
    run(
        asked.guideline,
        asked.profile,
        draws=[int(seed) for seed in asked.draws.split(",")],
        sizes=[int(size) for size in asked.after.split(",")],
        stripped="-stripped" if asked.stripped else "",
        left_out=set(asked.leave_out.read_text(encoding="utf-8").split()) if asked.leave_out else set(),
        model=asked.model,
    )
    return 0


def run(
    guideline: str, profile: str, draws: list[int], sizes: list[int], stripped: str, left_out: set[str],
    model: str | None = None,
) -> None:  # fmt: skip
    """Simulate and print."""
    train, dev = (
        by_guideline(read_gold(SHARED / "corpora" / f"polnear-{part}{stripped}.jsonl"), GUIDELINES[guideline])
        for part in ("train", "dev")
    )
    of = dev if model is not None else train
    pool = sorted((one for one in of if one.document.id not in left_out), key=lambda one: one.document.id)
    simulation = Simulation(profile, model)
    drawn = [random.Random(seed).sample(pool, max(sizes)) for seed in draws]
    decided = [[simulation.decided([example]) for example in one] for one in drawn]
    rest = [[example for example in dev if example not in one] for one in drawn]
    print(f"{'articles':>10}{'F1':>8}{'P':>8}{'R':>8}{'e2e':>8}")
    print(row("as shipped", [simulation.measured(one, Habits()) for one in rest]), flush=True)
    for size in sizes:
        tallies = []
        for answers, others in zip(decided, rest, strict=True):
            habits = learn_habits([outcome for article in answers[:size] for outcome in article])
            tallies.append(simulation.measured(others, habits))
        print(row(str(size), tallies), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())

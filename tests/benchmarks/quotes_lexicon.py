"""Counts how often a reporting word in a frame makes a quote, and calibrates scores, on annotated articles.

    python tests/benchmarks/quotes_lexicon.py count GOLD.jsonl COUNTS.json
    python tests/benchmarks/quotes_lexicon.py write COUNTS.json [STRIPPED-COUNTS.json]
    python tests/benchmarks/quotes_lexicon.py calibrate COUNTS.json GOLD.jsonl [STRIPPED-COUNTS.json STRIPPED.jsonl]

`count` keeps the figures of every article apart, so that `calibrate` can leave out those that it fits on: a lexicon
that has seen an article is too sure of it. Only facts about words leave this script: word, frame and counts; family,
score and share.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from spacy.tokens import Doc

from annotator.core.profiles import PROFILES
from annotator.core.program.resources import languages_folder
from annotator.suggest.component_names import ON_WHOLE_DOCUMENTS
from annotator.suggest.packages import find_model, load_model
from annotator.suggest.pipeline import add_components
from annotator.suggest.quotes.candidate import Candidate
from annotator.suggest.quotes.find import choose_and_keep
from annotator.suggest.quotes.lexicon import Lexicon, load_lexicon, table_of
from annotator.suggest.quotes.rules.all_rules import generate
from annotator.suggest.text.view import View

UNMARKED = ("inv", "colon", "comma")
"""Frames that mostly show where quotation marks are lost: counted on stripped articles too."""
LANG = languages_folder() / "en"
RARE, RARE_SPEECH = 4, 12
FOLD = 3
"""Every third article calibrates; the lexicon for that is counted on the others."""
BIN = 80
MARGIN = 0.025
"""Articles of sources that nobody counted are somewhat harder."""
Counts = dict[str, tuple[int, int]]


def articles(paths: Iterable[str], every: int = 1) -> Iterator[tuple[dict[str, Any], Doc]]:
    """The gold articles (or every so manieth, from the first on) with their parses."""
    nlp = add_components(load_model(find_model()))
    for path in paths:
        gold = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()][::every]
        parsed = nlp.pipe((g["text"] for g in gold), batch_size=4, disable=ON_WHOLE_DOCUMENTS)
        yield from zip(gold, parsed, strict=True)


def letters(text: str, spans: Iterable[Iterable[int]]) -> set[int]:
    """The letters and digits of these spans."""
    return {i for start, end in spans for i in range(start, end) if text[i].isalnum()}


def offsets(doc: Doc, span: tuple[int, int]) -> tuple[int, int]:
    """A token range in code points."""
    return doc[span[0]].idx, doc[span[1] - 1].idx + len(doc[span[1] - 1])


def is_hit(view: View, text: str, candidate: Candidate, gold: list[dict[str, Any]]) -> bool:
    """Whether the candidate is a gold quote: half of the letters of both, and the same cue.

    What continuation lengthens later need only lie in the gold quote.
    """
    mine = letters(text, [offsets(view.doc, span) for span in candidate.content])
    cue = offsets(view.doc, candidate.cue)
    for quote in gold:
        shared = len(mine & quote["letters"])
        part = (candidate.frame.set_off or candidate.frame.name.startswith("quoted")) and shared >= 0.8 * len(mine)
        alike = mine and (part or shared >= 0.5 * len(mine | quote["letters"]))
        if alike and any(a < cue[1] and cue[0] < b for a, b in quote["cue"]):
            return True
    return False


def count(paths: list[str]) -> list[Counts]:
    """Of every article: occurrences that are quotes, and occurrences, by "word<tab>frame".

    An occurrence inside of a quote is not counted: what is reported there is never marked.
    """
    counts: list[Counts] = []
    for gold, doc in articles(paths):
        text = gold["text"]
        quotes = [{**q, "letters": letters(text, q["content"])} for q in gold["quotes"]]
        held = set().union(*(q["letters"] for q in quotes)) if quotes else set()
        view = View(doc)
        seen: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for candidate in generate(view):
            hit = is_hit(view, text, candidate, quotes)
            if hit or doc[candidate.head].idx not in held:
                row = seen[f"{candidate.word}\t{candidate.frame}"]
                row[0] += hit
                row[1] += 1
        counts.append({key: (row[0], row[1]) for key, row in seen.items()})
    return counts


def lexicon_from(counts: Iterable[Counts]) -> Lexicon:
    """The lexicon that these articles make, with the hand-kept lists of the shipped one."""
    shipped = load_lexicon("en")
    hits: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for article in counts:
        for key, (hit, number) in article.items():
            word, frame = key.split("\t")
            hits[word, frame] += hit
            seen[word, frame] += number
    total: Counter[str] = Counter()
    for (_, frame), number in hits.items():
        total[frame] += number
    frames: dict[str, tuple[float, float]] = {}
    for frame in sorted(f for f in total if total[f] >= 5):
        other = _share(hits, seen, frame, lambda w, n: n <= RARE and w not in shipped.speech, 0.05, 1)
        speech = _share(hits, seen, frame, lambda w, n: n <= RARE_SPEECH and w in shipped.speech, 2 * other, 2)
        frames[frame] = (round(other, 3), round(speech, 3))
    frames.update({f: shipped.frames[f] for f in HAND_KEPT if f in shipped.frames})
    words = {
        key: (hits[key], seen[key])
        for key in sorted(seen)
        if key[1] in frames
        and key[1] not in HAND_KEPT
        and _plain(key[0])
        and (hits[key] >= 2 or (seen[key] >= 4 and frames[key[1]][0] > 0.25))
    }
    return replace(shipped, words=words, frames=frames)


HAND_KEPT = ("inv-story", "unmarked", "alone", "beside", "dash", "interview", "label", "signed")


def _share(
    hits: Counter[tuple[str, str]], seen: Counter[tuple[str, str]], frame: str, rare: Any, plus: float, of: float
) -> float:
    keys = [key for key in seen if key[1] == frame and rare(key[0], seen[key])]
    return (sum(hits[key] for key in keys) + plus) / (sum(seen[key] for key in keys) + of)


def _plain(word: str) -> bool:
    return word.isascii() and all(char.isalpha() or char in " :-" for char in word)


def write(lexicon: Lexicon) -> None:
    """Write the words and frames where they ship."""
    rows = "".join(f"{w}\t{f}\t{h}\t{n}\n" for (w, f), (h, n) in lexicon.words.items())
    (LANG / "words.tsv").write_text(
        "# Word, frame, occurrences that are quotes, occurrences.\n" + rows, encoding="utf-8"
    )
    head = "# Frame, and the share of occurrences that are quotes: for rare words, and for rare words of saying.\n"
    rows = "".join(f"{f}\t{a}\t{b}\n" for f, (a, b) in lexicon.frames.items())
    (LANG / "frames.tsv").write_text(head + rows, encoding="utf-8")


def read_counts(sources: list[str]) -> list[Counts]:
    """The counts of the first file, and of each further one (of the same articles, stripped) the unmarked frames."""
    counts: list[Counts] = json.loads(Path(sources[0]).read_text(encoding="utf-8"))
    for source in sources[1:]:
        for article, more in zip(counts, json.loads(Path(source).read_text(encoding="utf-8")), strict=True):
            for key, (hits, seen) in more.items():
                if key.split("\t")[1] in UNMARKED:
                    old = article.get(key, (0, 0))
                    article[key] = (old[0] + hits, old[1] + seen)
    return counts


def calibrate(counts: list[Counts], paths: list[str]) -> dict[str, list[tuple[float, float]]]:
    """Per family: from which raw score on, what share of suggestions is right, rising with the score."""
    lexicon = lexicon_from(c for number, c in enumerate(counts) if number % FOLD)
    pairs: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for path in paths:
        for gold, doc in articles([path], every=FOLD):
            text = gold["text"]
            found = [letters(text, q["content"]) for q in gold["quotes"]]
            view, chosen, _ = choose_and_keep(doc, lexicon, PROFILES["polnear"])
            for candidate in chosen:
                mine = letters(text, [offsets(doc, span) for span in candidate.content])
                right = any(2 * len(mine & g) >= len(mine | g) for g in found if mine & g)
                pairs[table_of(view, candidate)].append((candidate.score, right))
    return {name: rising(sorted(rows)) for name, rows in sorted(pairs.items())}


def rising(rows: list[tuple[float, bool]]) -> list[tuple[float, float]]:
    """Mean score and share of right ones of bins of BIN pairs, merged until the share rises from each to the next."""
    bins: list[list[float]] = []  # sum of scores, right ones, pairs
    for start in range(0, len(rows), BIN):
        part = rows[start : start + BIN]
        added = [sum(score for score, _ in part), float(sum(right for _, right in part)), float(len(part))]
        if len(part) < BIN and bins:
            bins[-1] = [old + new for old, new in zip(bins[-1], added, strict=True)]
        else:
            bins.append(added)
        while len(bins) > 1 and bins[-2][1] / bins[-2][2] >= bins[-1][1] / bins[-1][2]:
            last = bins.pop()
            bins[-1] = [old + new for old, new in zip(bins[-1], last, strict=True)]
    return [(round(total / pairs, 3), round((right + 1) / (pairs + 2) - MARGIN, 3)) for total, right, pairs in bins]


def main(arguments: list[str]) -> None:
    """Run one of the three commands."""
    match arguments:
        case ["count", path, target]:
            Path(target).write_text(json.dumps(count([path])), encoding="utf-8")
        case ["write", *sources]:
            write(lexicon_from(read_counts(sources)))
        case ["calibrate", *pairs] if pairs and len(pairs) % 2 == 0:
            table = calibrate(read_counts(pairs[::2]), pairs[1::2])
            head = "# Family, raw score, and the share of suggestions with such a score that are right.\n"
            rows = "".join(f"{name}\t{low}\t{share}\n" for name, steps in table.items() for low, share in steps)
            (LANG / "calibration.tsv").write_text(head + rows, encoding="utf-8")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])

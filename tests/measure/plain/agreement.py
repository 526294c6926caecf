"""Agreement of annotators from records of a report, by plain formulas that import nothing of annotator.

Compared are sentences that two annotators or more looked at and decided. A rejected sentence holds nothing. Quotes are
put together from the parts in these sentences: a part that `continues` joins a quote of the nearest earlier sentence
that has any: the one of the same speaker and type that ends last, else of the same speaker, else the only one, where
one of both has no speaker. It joins none that has a cue or source like itself, or where one of these lies over the
content of the other; and none beyond a sentence that is not compared.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from itertools import combinations
from statistics import NormalDist
from typing import Any

import numpy as np

ROLES = ("content", "cue", "source")
TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
OVERLAP = 0.5  # intersection over union of letters and digits, from which two spans overlap
FARTHEST = 5  # words that an edge may be off for two spans to be matched at all
DRAWS, SEED = 1000, 13


def figures(
    documents: list[dict[str, Any]], decisions: list[dict[str, Any]], attributes: list[str], types: list[str]
) -> dict[str, Any]:
    """Every figure by its name: `all` with [value, low, high], and `pairs`. None: undefined, or not drawn."""
    texts = {document["id"]: document["text"] for document in documents}
    of_all, of_pairs = [], defaultdict(list)
    annotators: set[str] = set()
    sentences = 0
    for document, said in compared(decisions).items():
        text = Text(texts[document])
        pairs = {
            pair: shared for pair in combinations(sorted(said), 2) if (shared := said[pair[0]].keys() & said[pair[1]])
        }
        by_pair = {pair: pair_counts(text, said, pair, shared, attributes, types) for pair, shared in pairs.items()}
        counts: Counter[Any] = Counter()
        for found in by_pair.values():
            counts.update({key: number for key, number in found.items() if key[0] != "alpha"})
        count_alphas(counts, text, said, {name: set(own) for name, own in said.items()}, types)
        of_all.append(counts)
        for pair, found in by_pair.items():
            of_pairs[pair].append((found, len(pairs[pair])))
        annotators.update(said)
        sentences += len({index for own in said.values() for index in own})
    return {
        "annotators": len(annotators),
        "documents": len(of_all),
        "sentences": sentences,
        "all": with_intervals(of_all, attributes),
        "pairs": {
            pair: {
                "documents": len(found),
                "sentences": sum(shared for _, shared in found),
                **{
                    name: float(value) if value == value else None
                    for name, value in values(total([one for one, _ in found]), attributes).items()
                },
            }
            for pair, found in sorted(of_pairs.items())
        },
    }


def compared(decisions: list[dict[str, Any]]) -> dict[str, dict[str, dict[int, dict[str, Any]]]]:
    """By document, annotator and sentence index, the decisions that are compared."""
    kept: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in decisions:
        if one["role"] == "annotator" and one["answer"] != "skip" and not one["implied"]:
            kept[one["document"]].append(one)
    found: dict[str, Any] = {}
    for document, rows in sorted(kept.items()):  # draws of a bootstrap go by their order
        times = Counter(row["index"] for row in rows)
        for row in rows:
            if times[row["index"]] > 1:
                found.setdefault(document, {}).setdefault(row["annotator"], {})[row["index"]] = row
    return found


class Text:
    """A text with its tokens: words (with what an apostrophe joins to them), and marks, each by itself."""

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in TOKEN.finditer(text)]
        words = [span for span in spans if any(char.isalnum() for char in text[slice(*span)])]
        self.text, self.tokens_at = text, ([start for start, _ in spans], [end for _, end in spans])
        self.words_at = ([start for start, _ in words], [end for _, end in words])

    def tokens(self, spans: list[list[int]]) -> set[int]:
        """The numbers of the tokens that the spans touch."""
        return {at for span in spans for at in range(*touched(self.tokens_at, span))}

    def letters(self, spans: list[list[int]]) -> set[int]:
        """The places of the letters and digits in the spans; all places of spans without any, such as a dash."""
        places = {at for start, end in spans for at in range(start, end)}
        return {at for at in places if self.text[at].isalnum()} or places

    def runs(self, spans: list[list[int]]) -> list[list[int]]:
        """The first and the last word of each stretch of words; pieces with no word between them are one."""
        runs: list[list[int]] = []
        for first, end in sorted(run for span in spans if (run := touched(self.words_at, span))[0] < run[1]):
            if runs and first <= runs[-1][1] + 1:
                runs[-1][1] = max(runs[-1][1], end - 1)
            else:
                runs.append([first, end - 1])
        return runs

    def marked(self, quote: dict[str, Any]) -> dict[str, Any]:
        """A quote with what it marks in each role."""
        spans = {role: quote[role] if role == "content" else [quote[role]] if quote[role] else [] for role in ROLES}
        order = (
            [tuple(span) for span in quote["content"]], tuple(quote["cue"] or ()), tuple(quote["source"] or ()),
            quote["type"], quote["speaker"] or "", sorted(quote["attributes"].items()),
        )  # fmt: skip
        tokens = {role: self.tokens(spans[role]) for role in ROLES}
        return {
            **quote,
            "order": order,
            "tokens": tokens,
            "any": set().union(*tokens.values()),
            "letters": {role: self.letters(spans[role]) for role in ROLES},
            "runs": {role: self.runs(spans[role]) for role in ROLES},
        }


def touched(at: tuple[list[int], list[int]], span: list[int]) -> tuple[int, int]:
    """The first of the tokens that a span touches, and the one after the last."""
    starts, ends = at
    return bisect_right(ends, span[0]), bisect_left(starts, span[1])


def whole_quotes(said: dict[int, dict[str, Any]], sentences: Any, types: list[str]) -> list[dict[str, Any]]:
    """The quotes of one annotator, put together from the parts in these sentences."""
    quotes: list[dict[str, Any]] = []
    latest: list[int] = []
    for index in sorted(sentences):
        latest = latest if index - 1 in sentences else []
        here, free = [], list(latest)
        parts = said[index]["quotes"] if said[index]["answer"] == "accept" else []
        for part in sorted(parts, key=lambda part: (part["content"][0][0], -part["content"][-1][1])):
            open_to = [at for at in free if not two_quotes(quotes[at], part)]
            alike = [at for at in open_to if quotes[at]["speaker"] == part["speaker"]]
            same = [at for at in alike if quotes[at]["type"] == part["type"]]
            unnamed = [at for at in open_to if len(latest) == 1 and None in (quotes[at]["speaker"], part["speaker"])]
            if part["continues"] and (same or alike or unnamed):
                ends = {at: (quotes[at]["content"][-1][1], -quotes[at]["content"][0][0]) for at in open_to}
                target = max(same or alike or unnamed, key=lambda at: ends[at])
                free.remove(target)
                join(quotes[target], part, types)
            else:
                target = len(quotes)
                quotes.append({**part, "attributes": dict(part.get("attributes", {}))})
            here.append(target)
        latest = here or latest
    return sorted(quotes, key=lambda quote: [tuple(span) for span in quote["content"]])


def two_quotes(quote: dict[str, Any], part: dict[str, Any]) -> bool:
    """Whether both have a cue or source, or one of these lies over the content of the other."""
    if any(quote[role] and part[role] for role in ("cue", "source")):
        return True
    sides = ((quote, part["content"]), (part, quote["content"]))
    return any(
        one[role] and one[role][0] < end and start < one[role][1]
        for one, content in sides
        for role in ("cue", "source")
        for start, end in content
    )


def marked_quotes(text: Text, said: dict[int, Any], sentences: Any, types: list[str]) -> list[dict[str, Any]]:
    """The same with what they mark; those of white space alone mark nothing, and are left out."""
    marked = (text.marked(quote) for quote in whole_quotes(said, sentences, types))
    return [quote for quote in marked if quote["tokens"]["content"]]


def join(quote: dict[str, Any], part: dict[str, Any], types: list[str]) -> None:
    """Add a part to a quote: what is known first counts, but the part with the source knows speaker and attributes."""
    best = part["source"] is not None
    for name, value in part.get("attributes", {}).items():
        if best or name not in quote["attributes"]:
            quote["attributes"][name] = value
    quote["content"] = quote["content"] + part["content"]
    if quote["type"] != part["type"] and "mixed" in types:
        quote["type"] = "mixed"
    quote["cue"], quote["source"] = quote["cue"] or part["cue"], quote["source"] or part["source"]
    one, other = (part, quote) if best else (quote, part)
    quote["speaker"] = one["speaker"] or other["speaker"]


def pair_counts(
    text: Text, said: dict[str, Any], pair: tuple[str, str], shared: Any, attributes: list[str], types: list[str]
) -> Counter[Any]:
    """What two annotators have alike in the sentences of a document that both decided."""
    counts: Counter[Any] = Counter()
    mine, theirs = (marked_quotes(text, said[name], shared, types) for name in pair)
    counts["quotes",] += len(mine) + len(theirs)
    for ones, others in ((mine, theirs), (theirs, mine)):
        near = {role: set().union(*(other["tokens"][role] for other in others)) for role in ROLES}
        anywhere = set().union(*near.values())
        for one in ones:
            shares = {role: bool(one["tokens"][role] & near[role]) for role in ROLES}
            for role in ROLES:
                counts["shares", role] += shares[role]
            counts["shares", "same"] += shares["content"] or shares["cue"]
            counts["shares", "any"] += not one["any"].isdisjoint(anywhere)
    counts["detected",] += 2 * len(matches(mine, theirs, "content", in_common))
    for role in ROLES:
        ones, others = ([quote for quote in quotes if quote["tokens"][role]] for quotes in (mine, theirs))
        counts["has", role] += len(ones) + len(others)
        counts["overlap", role] += 2 * len(matches(ones, others, role, apart))
        counts["exact", role] += 2 * sum(cost == 0 for _, _, cost in matches(ones, others, role, edges_off))
    with_content = [[quote for quote in quotes if quote["letters"]["content"]] for quotes in (mine, theirs)]
    for one, other, _ in matches(with_content[0], with_content[1], "content", apart):
        counts["matched",] += 1
        counts["speaker", "same"] += one["speaker"] == other["speaker"]
        counts["speaker", "named"] += one["speaker"] is not None or other["speaker"] is not None
        counts["kappa", "type", pair, one["type"], other["type"]] += 1
        for name in attributes:
            values = [quote["attributes"].get(name, "") for quote in (one, other)]
            counts["kappa", ("attribute", name), pair, *values] += 1
    count_alphas(counts, text, said, dict.fromkeys(pair, shared), types)
    return counts


def matches(ones: list[Any], others: list[Any], role: str, cost: Any) -> list[tuple[Any, Any, float]]:
    """Pairs of quotes that share a token, one to one, the lowest cost first, then those alike in most else."""
    found = []
    for i, one in enumerate(ones):
        for j, other in enumerate(others):
            price = None if one["any"].isdisjoint(other["any"]) else cost(one, other, role)
            if price is not None:
                alike = sum(one[key] == other[key] for key in ("type", "speaker", "cue", "source", "attributes"))
                found.append((price, -alike, sorted((one["order"], other["order"])), i, j))
    pairs: dict[int, tuple[int, float]] = {}
    for price, _, _, i, j in sorted(found):
        if i not in pairs and all(j != other for other, _ in pairs.values()):
            pairs[i] = (j, price)
    return [(ones[i], others[j], price) for i, (j, price) in pairs.items()]


def in_common(one: Any, other: Any, _: str) -> float | None:
    """Minus the tokens that both have as content or as cue; None where they have none."""
    common = sum(len(one["tokens"][role] & other["tokens"][role]) for role in ("content", "cue"))
    return -common if common else None


def apart(one: Any, other: Any, role: str) -> float | None:
    """1 minus the intersection over union of letters and digits; None where that is below OVERLAP."""
    mine, theirs = one["letters"][role], other["letters"][role]
    share = len(mine & theirs) / len(mine | theirs) if mine & theirs else 0.0
    return 1 - share if share >= OVERLAP else None


def edges_off(one: Any, other: Any, role: str) -> float | None:
    """By how many words the edges are off at most; None for another number of pieces, and above FARTHEST."""
    if not one["letters"][role] & other["letters"][role]:
        return None
    if one["letters"][role] == other["letters"][role]:
        return 0
    mine, theirs = one["runs"][role], other["runs"][role]
    if len(mine) != len(theirs) or not mine:
        return None
    off = max(abs(a - b) for run, beside in zip(mine, theirs) for a, b in zip(run, beside))  # noqa: B905
    return max(1, off) if off <= FARTHEST else None


def count_alphas(counts: Counter[Any], text: Text, said: dict[str, Any], of_each: dict[str, Any], types: Any) -> None:
    """Count what Krippendorff's alpha is made of: roles of tokens, and topics of sentences."""
    values: dict[int, list[frozenset[str]]] = defaultdict(list)
    for name, sentences in of_each.items():
        quotes = marked_quotes(text, said[name], sentences, types)
        marked = {role: set().union(*(quote["tokens"][role] for quote in quotes)) for role in ROLES}
        spans = [[said[name][index]["start"], said[name][index]["end"]] for index in sentences]
        for token in text.tokens(spans):
            values[token].append(frozenset(role for role in ROLES if token in marked[role]))
    count_units(counts, "tokens", list(values.values()), nominal)
    for role in ROLES:
        count_units(counts, role, [[frozenset({role} & one) for one in unit] for unit in values.values()], nominal)
    topics = defaultdict(list)
    for name, sentences in of_each.items():
        for index in sentences:
            one = said[name][index]
            topics[index].append(frozenset(one["topics"] if one["answer"] == "accept" else ()))
    count_units(counts, "topics", list(topics.values()), masi)


def count_units(counts: Counter[Any], name: str, units: list[list[frozenset[str]]], distance: Any) -> None:
    """Count the values of each unit that was given two or more, and how far they are apart."""
    for unit, alike in Counter(map(tuple, units)).items():
        if len(unit) > 1:
            times = Counter(unit)
            away = sum(times[one] * times[other] * distance(one, other) for one in times for other in times)
            counts["alpha", name, "observed"] += alike * away / (len(unit) - 1)
            for value, number in times.items():
                counts["alpha", name, value] += alike * number


def nominal(one: frozenset[str], other: frozenset[str]) -> float:
    """0 for the same, else 1."""
    return float(one != other)


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    """The MASI distance of two sets: Passonneau, LREC 2006."""
    if one == other:
        return 0.0
    common = one & other
    return 1 - len(common) / len(one | other) * (2 / 3 if common in (one, other) else 1 / 3)


def total(counts: list[Counter[Any]]) -> Counter[Any]:
    """The sum over documents."""
    found: Counter[Any] = Counter()
    for one in counts:
        found.update(one)
    return found


def values(counts: Any, attributes: list[str]) -> dict[str, Any]:
    """Every figure from counts: numbers, or arrays with one for each draw. nan where it is undefined."""

    def share(part: Any, whole: Any) -> Any:
        return ratio(counts[part], counts[whole])

    spans = {f"{role}_{how}_f1": share((how, role), ("has", role)) for role in ROLES for how in ("exact", "overlap")}
    named = counts["matched",] * (counts["speaker", "named"] > 0)
    return {
        "token_alpha": alpha(counts, "tokens", nominal),
        **{f"token_alpha_{role}": alpha(counts, role, nominal) for role in ROLES},
        "attribution_agreement": share(("shares", "same"), ("quotes",)),
        "attribution_any_role": share(("shares", "any"), ("quotes",)),
        "detection_f1": share(("detected",), ("quotes",)),
        **spans,
        "type_kappa": kappa(counts, "type"),
        "speaker_agreement": ratio(counts["speaker", "same"], named),
        "topic_alpha": alpha(counts, "topics", masi),
        **{f"attribute_{name}": kappa(counts, ("attribute", name)) for name in attributes},
    }


def alpha(counts: Any, name: str, distance: Any) -> Any:
    """Krippendorff's alpha: 1 minus observed by expected disagreement (Content Analysis, chapter 12)."""
    given = {key[2]: n for key, n in counts.items() if key[:2] == ("alpha", name) and key[2] != "observed"}
    n = sum(given.values())
    away = sum(given[one] * given[other] * distance(one, other) for one in given for other in given if one != other)
    return 1 - ratio(counts["alpha", name, "observed"] * (n - 1), away)


def kappa(counts: Any, what: Any) -> Any:
    """The mean over pairs of Cohen's kappa, for those for whom it is defined."""
    pairs: dict[Any, dict[Any, Any]] = defaultdict(dict)
    for key, n in counts.items():
        if key[:2] == ("kappa", what):
            pairs[key[2]][key[3:]] = n
    found = []
    for table in pairs.values():
        n = sum(table.values())
        same = sum(number for (one, other), number in table.items() if one == other)
        chance = sum(a * b for (one, _), a in table.items() for (_, other), b in table.items() if one == other)
        found.append(ratio(same * n - chance, n * n - chance))
    known = sum(one == one for one in found)
    return ratio(sum(or_zero(one) for one in found), known)


def ratio(part: Any, whole: Any) -> Any:
    """A quotient; nan where the whole is 0."""
    if isinstance(whole, np.ndarray):
        return np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole != 0)
    return part / whole if whole else float("nan")


def or_zero(value: Any) -> Any:
    """The value, 0 where it is nan."""
    if isinstance(value, np.ndarray):
        return np.nan_to_num(value)
    return value if value == value else 0.0


def with_intervals(counts: list[Counter[Any]], attributes: list[str]) -> dict[str, list[float | None]]:
    """Every figure with the bounds of its interval: percentiles of a bootstrap over documents, of 95 %."""
    found = values(total(counts), attributes)
    drawn = values(draws(counts), attributes) if len(counts) > 4 else {}
    return {
        name: [float(value) if value == value else None, *bounds(value, drawn.get(name), len(counts))]
        for name, value in found.items()
    }


def draws(counts: list[Counter[Any]]) -> Any:
    """The sums over as many documents as there are, drawn with replacement, DRAWS times."""
    names = sorted({key for one in counts for key in one}, key=repr)
    matrix = np.array([[one[name] for name in names] for one in counts], dtype=float)
    times = np.random.default_rng(SEED).multinomial(len(counts), [1 / len(counts)] * len(counts), size=DRAWS)
    return defaultdict(lambda: np.zeros(DRAWS), zip(names, (times @ matrix).T))  # noqa: B905


STUDENT = (
    *(2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314),
    *(2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518),
    *(2.0484, 2.0452, 2.0423, 2.0395, 2.0369, 2.0345, 2.0322, 2.0301, 2.0281, 2.0262, 2.0244, 2.0227),
)
"""The quantile of Student's t for 95 %, from four degrees of freedom on: from printed tables."""


def bounds(value: float, drawn: Any, documents: int) -> list[float | None]:
    """As many draws beyond each as Hesterberg's expanded percentiles leave; None where most draws are undefined."""
    ordered = [] if value != value or drawn is None else sorted(float(one) for one in drawn if one == one)
    if not ordered or 2 * len(ordered) < DRAWS:
        return [None, None]
    quantile = STUDENT[documents - 5] * (documents / (documents - 1)) ** 0.5
    beyond = int((1 - NormalDist().cdf(quantile)) * len(ordered))
    return [ordered[beyond], ordered[-1 - beyond]]

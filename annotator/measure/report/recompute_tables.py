"""The tables of a report of annotator, made of its files: a part of recompute.py. Needs Python alone.

A table is a dictionary with `key`, `title`, `heads` and `rows` of cells. A cell is a text, or a number as
{"value": ..., "as": how it is shown}; the value of an interval is a list of two, and None is undefined.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from itertools import groupby
from typing import Any

Cell = Any
Table = dict[str, Any]
Data = dict[str, Any]

DECIDED = ("accept", "reject")
PREFIXES = {"reviewer": "review:", "candidate": "test:"}
CAUSES = {"slip": "slip", "gap": "guideline gap", "ambiguous": "ambiguous text", "": "not said"}
PARTS = {2: ("train", "test"), 3: ("train", "dev", "test")}
FIGURES = {
    "token_alpha": "words: alpha of content, cue, source, none",
    "token_alpha_content": "words: alpha of content",
    "token_alpha_cue": "words: alpha of cue",
    "token_alpha_source": "words: alpha of source",
    "attribution_agreement": "quotes that share a word of content or cue",
    "attribution_any_role": "quotes that share a word of any role",
    "detection_f1": "quotes found by both, F1",
    "content_exact_f1": "content, exact F1",
    "content_overlap_f1": "content, overlap F1",
    "cue_exact_f1": "cue, exact F1",
    "cue_overlap_f1": "cue, overlap F1",
    "source_exact_f1": "source, exact F1",
    "source_overlap_f1": "source, overlap F1",
    "type_kappa": "type, kappa",
    "speaker_agreement": "same speaker",
    "topic_alpha": "topics, alpha with MASI distance",
}
OF_PAIRS = ("token_alpha", "attribution_agreement", "content_overlap_f1")


def markdown(table: Table) -> str:
    """A table as `report.md` has it."""
    lines = [table["heads"], *([shown(cell) for cell in row] for row in table["rows"])]
    right = ["---" if at == 0 or not any(isinstance(row[at], dict) for row in table["rows"]) else "--:"
             for at in range(len(table["heads"]))]  # fmt: skip
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (lines[0], right, *lines[1:]))


def shown(cell: Cell) -> str:
    """A cell as people read it. Text from outside cannot end the cell or the table, nor act on a terminal.

    >>> shown("a|b\\x1b[2J"), shown(number(0.125, "share"))
    ('a\\\\|b\ufffd\\\\[2J', '12.5 %')
    """
    if not isinstance(cell, dict):
        return re.sub(r"([\\|`*_<>\[\]])", r"\\\1", harmless(" ".join(str(cell).split())))
    value, how = cell["value"], cell["as"]
    if isinstance(value, list):
        return "–" if None in value else " to ".join(shown({"value": one, "as": how}) for one in value)
    if value is None:
        return "–"
    if how == "share":
        return f"{100 * value:.1f} %"
    digits = {"count": 0, "figure": 3, "hours": 2, "one": 1}[how]
    return f"{value:.{digits}f}"


def harmless(text: str) -> str:
    """The text with every character replaced that a terminal would act on, such as escapes and bidi overrides."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def number(value: Any, how: str = "count") -> Cell:
    """A number as a cell. `how`: count, figure (3 decimals), share (in %), hours (2 decimals), one (1 decimal)."""
    return {"value": value, "as": how}


def share(part: int, whole: int) -> Cell:
    """A share as a cell; undefined where there is nothing to count among."""
    return number(part / whole if whole else None, "share")


def table(key: str, title: str, heads: list[str], rows: list[list[Cell]]) -> Table:
    """A table."""
    return {"key": key, "title": title, "heads": heads, "rows": rows}


# ---- the tables


def all_tables(
    data: Data,
    agreed: dict[str, Any],
    reviewed: dict[str, Any],
    biased: dict[str, Any],
    times: dict[tuple[str, str], dict[str, Any]],
) -> list[Table]:
    """Every table of the report that there is something to say in."""
    made = [
        size(data),
        types(data["gold"]),
        topics(data["gold"]),
        origins(data["documents"]),
        people(data["decisions"]),
        changes(data["facts"]),
        corrected(data["facts"]),
        suggestions(data),
        *agreement(agreed, data["facts"]["attributes"]),
        *adjudication(reviewed),
        *influence(biased),
        time(times),
        splits(data),
    ]
    return [one for one in made if one["rows"]]


def size(data: Data) -> Table:
    """How much there is."""
    decided = [one for one in data["decisions"] if one["role"] == "annotator" and one["answer"] in DECIDED]
    looked_at = [one for one in decided if not one["implied"]]
    times = Counter((one["document"], one["index"]) for one in looked_at)
    rows = {
        "articles": len(data["documents"]),
        "sentences": sum(document["sentences"] for document in data["documents"]),
        "sentences that at least one annotator looked at and decided": len(times),
        "sentences that at least two did": sum(number_of > 1 for number_of in times.values()),
        "decisions of annotators": len(decided),
        "of these, passed over unseen": len(decided) - len(looked_at),
        "sentences in the data set (gold)": len(data["gold"]),
        "quotes in the data set": sum(not part["continues"] for one in data["gold"] for part in one["quotes"]),
    }
    return table("size", "How much there is", ["what", "number"], [[name, number(n)] for name, n in rows.items()])


def types(gold: list[dict[str, Any]]) -> Table:
    """Quotes of the data set by type. A quote counts once, with the sentence that it begins in."""
    parts = [part for one in gold for part in one["quotes"] if not part["continues"]]
    counts = Counter(part["type"] for part in parts)
    rows = [[kind, number(counts[kind]), share(counts[kind], len(parts))] for kind in sorted(counts)]
    for name, here in (
        ("without a named speaker", sum(part["speaker"] is None for part in parts)),
        ("without a source in the text", sum(part["source"] is None for part in parts)),
        ("with content in several pieces", sum(len(part["content"]) > 1 for part in parts)),
    ):
        rows += [[name, number(here), share(here, len(parts))]] if parts else []
    return table("types", "Quotes of the data set", ["quotes", "number", "share"], rows)


def topics(gold: list[dict[str, Any]]) -> Table:
    """Sentences of the data set by topic."""
    counts = Counter(topic for one in gold for topic in one["topics"])
    rows = [[name, number(counts[name]), share(counts[name], len(gold))] for name in sorted(counts)]
    return table("topics", "Sentences of the data set by topic", ["topic", "sentences", "share"], rows)


def origins(documents: list[dict[str, Any]]) -> Table:
    """Articles by where they were published."""
    by_source = defaultdict(list)
    for document in documents:
        by_source[document["source"] or "not known"].append(document["published"])
    rows = []
    for name, dates in sorted(by_source.items()):
        known = sorted(date for date in dates if date)
        rows.append([name, number(len(dates)), known[0] if known else "", known[-1] if known else ""])
    return table("origins", "Articles by source", ["source", "articles", "first", "last"], rows)


def people(decisions: list[dict[str, Any]]) -> Table:
    """Who decided how much, as it stands."""
    who = defaultdict(list)
    for one in decisions:
        who[one["role"], one["annotator"]].append(one)
    rows = []
    for (role, name), made in sorted(who.items()):
        answers = Counter("implied" if one["implied"] else one["answer"] for one in made)
        begun = sum(not part["continues"] for one in made if one["answer"] == "accept" for part in one["quotes"])
        rows.append(
            [name, role, *(number(answers[key]) for key in ("accept", "reject", "skip", "implied")), number(begun)]
        )
    heads = ["who", "role", "confirmed", "rejected", "skipped", "passed over", "quotes"]
    return table("people", "Who decided how much", heads, rows)


def changes(facts: dict[str, Any]) -> Table:
    """How the label scheme and the guidelines changed, and the decisions that are from before."""
    rows = [[words, at or "", number(held), number(left)] for words, at, held, left in facts["changes"]]
    rows += [["all, each decision once", "", "", number(facts["stale"])]] if rows else []
    heads = ["change", "adopted (UTC)", "earlier decisions that hold it", "to be looked at again"]
    return table("changes", "Changes of the label scheme and the guidelines", heads, rows)


def corrected(facts: dict[str, Any]) -> Table:
    """Articles that were corrected after their import, and what became of the decisions on them."""
    rows = [[words, number(count)] for words, count in facts["corrected"].items()]
    return table(
        "corrected", "Corrected articles", ["what", "number"], rows if any(facts["corrected"].values()) else []
    )


def person(name: str, role: str) -> str:
    """Who works under a name of a role."""
    return name.removeprefix(PREFIXES.get(role, ""))


def suggestions(data: Data) -> Table:
    """How annotators' decisions answer suggestions, by the run that made these."""
    by_run = defaultdict(list)
    for one in data["decisions"]:
        if one["role"] == "annotator" and one["answer"] in DECIDED and not one["implied"]:
            by_run[one["run"]].append(one)
    names = {run["id"]: f"{run['pipeline']} {run['version']}" for run in data["facts"]["runs"]}
    rows = []
    for run, made in sorted(by_run.items(), key=lambda item: item[0] or ""):
        seen = [one for one in made if one["sight"] == "suggestion"]
        edited = sum(one["edited"] for one in seen)
        sights = Counter(one["sight"] for one in made)
        rows.append([run or "none", names.get(run, ""), number(len(made)), number(sights["withheld"]),
                     number(sights["in passing"]), share(edited, len(seen))])  # fmt: skip
    heads = ["run", "pipeline", "decisions", "suggestion withheld", "accepted in passing", "changed, of those in sight"]
    return table("suggestions", "Suggestions and what became of them", heads, rows if data["facts"]["runs"] else [])


def agreement(agreed: dict[str, Any], attributes: list[str]) -> list[Table]:
    """How far annotators agree: all of them, and by pair."""
    names = FIGURES | {f"attribute_{name}": f"{name}, kappa" for name in attributes}
    rows = []
    for name, words in names.items() if agreed["documents"] else ():
        value, low, high = agreed["all"][name]
        rows.append([words, number(value, "figure"), number([low, high], "figure")])
    pairs = []
    for pair, found in agreed["pairs"].items():
        counted = [number(found["documents"]), number(found["sentences"])]
        pairs.append([" and ".join(pair), *counted, *(number(found[name], "figure") for name in OF_PAIRS)])
    title = "How far annotators agree"
    heads = ["pair", "articles", "sentences", *(names[name] for name in OF_PAIRS)]
    of_all = table("agreement", title, ["figure", "value", "interval of 95 %"], rows)
    counts = [["annotators", number(agreed["annotators"])], ["articles", number(agreed["documents"])],
              ["sentences", number(agreed["sentences"])]]  # fmt: skip
    compared = table("compared", "What is compared", ["what", "number"], counts if rows else [])
    return [compared, of_all, table("pairs", f"{title}, by pair", heads, pairs)]


def adjudication(reviewed: dict[str, Any]) -> list[Table]:
    """What reviewers settled, how, and why annotators had differed."""
    counts = {
        "sentences marked differently and settled": reviewed["differences"],
        "sentences marked alike and looked at": reviewed["audited"],
        "sentences marked alike and settled in one step": reviewed["settled"],
    }
    shares = {
        "marked alike: the review marks something else": reviewed["overturned"],
        "words marked alike: the review marks them otherwise": reviewed["overturned_tokens"],
        "some marked a quote, others none: the review has one": reviewed["marked_side"],
        "marked differently: the review has what nobody had": reviewed["own"],
        **{f"marked differently: the review has what {name} had": found for name, found in reviewed["taken"].items()},
    }
    settled = [[name, number(n)] for name, n in counts.items()]
    outcome = [[name, number(one[0], "share"), number(list(one[1:]), "share")] for name, one in shares.items()]
    causes = [[paragraph or "no paragraph named", *(number(found.get(cause, 0)) for cause in CAUSES)]
              for paragraph, found in sorted(reviewed["causes"].items())]  # fmt: skip
    some = any(counts.values())
    return [
        table("adjudication", "What was settled", ["what", "sentences"], settled if some else []),
        table("outcome", "How it was settled", ["what", "share", "interval of 95 %"], outcome if some else []),
        table("causes", "Why annotators differed, by paragraph of the guidelines",
              ["paragraph", *CAUSES.values()], causes),
    ]  # fmt: skip


def influence(biased: dict[str, Any]) -> list[Table]:
    """What suggestions did to annotators: by label, over all of them; and who accepted without reading."""
    effects, known = [], []
    for label, found in biased["labels"].items():
        one, wrong, right = (found[how] for how in ("all", "wrong", "right"))
        if one["withheld asked"]:
            seen, withheld = one["seen asked"], one["withheld asked"]
            given = [
                number(seen),
                share(one["seen given"], seen),
                number(withheld),
                share(one["withheld given"], withheld),
            ]
            value, *bounds = one["difference"]
            effects.append([label, *given, number(value, "share"), number(bounds, "share")])
        if (wrong["seen asked"] or right["seen asked"]) and not label.endswith("none suggested"):
            taken = [share(wrong[f"{arm} given"], wrong[f"{arm} asked"]) for arm in ("seen", "withheld")]
            missed = [share(right[f"{arm} asked"] - right[f"{arm} given"], right[f"{arm} asked"])
                      for arm in ("seen", "withheld")]  # fmt: skip
            known.append([label, *taken, *missed])
    fast = [[name, number(one["accepted"]), number(one["too fast"]), share(one["too fast"], one["accepted"]),
             number(one["in passing"])] for name, one in biased["haste"].items()]  # fmt: skip
    heads = ["label", "in sight", "given", "withheld", "given, withheld", "difference", "interval of 95 %"]
    arms = ["wrong, given", "wrong, given, withheld", "right, missed", "right, missed, withheld"]
    hurried = ["who", "confirmed as suggested", "too fast to be read", "share", "accepted in passing"]
    return [
        table("effects", "Labels given with their suggestion in sight and withheld", heads, effects),
        table("known", "Wrong suggestions taken and right ones missed, as far as known", ["label", *arms], known),
        table("haste", "Accepting without reading", hurried, fast if effects or known else []),
    ]


def time(times: dict[tuple[str, str], dict[str, Any]]) -> Table:
    """Active time of each person and role."""
    rows = []
    for (name, role), one in sorted(times.items()):
        pace = one["seconds"] / one["sentences"] if one["sentences"] else None
        keys = one["keys"] / one["sentences"] if one["sentences"] else None
        hours, sentences = number(one["seconds"] / 3600, "hours"), number(one["sentences"])
        rows.append([person(name, role), role, hours, sentences, number(pace, "one"), number(keys, "one")])
    heads = ["who", "role", "active hours", "sentences", "seconds a sentence", "keys a sentence"]
    return table("time", "Active time", heads, rows)


def worked(history: list[dict[str, Any]], idle_cut: float) -> dict[tuple[str, str], dict[str, Any]]:
    """Active seconds, keys and sentences of each person and role.

    Decisions saved together are one step, and its time is that of the first, at most the idle cut. A step without a key
    was imported, unless it was asked for several sentences at once. A sentence counts once, when it is first decided.
    """
    sums: dict[Any, Any] = defaultdict(lambda: {"seconds": 0.0, "keys": 0, "sentences": 0})
    decided = set()
    for (name, _), rows in groupby(history, key=lambda one: (one["annotator"], one["step"])):
        step = list(rows)
        opened = step[0]
        if not opened["keys"] and not opened["for_several"]:
            continue
        new = []
        for at, one in enumerate(step):
            open_here = at == 0 and not one["for_several"]
            place = (name, one["document"], one["index"])
            if one["answer"] in DECIDED and not one["implied"] and (open_here or one["first"]) and place not in decided:
                decided.add(place)
                new.append(place)
        keys = 0 if opened["for_several"] else opened["keys"]
        if new or keys:
            total = sums[name, opened["role"]]
            total["seconds"] += 0.0 if opened["for_several"] else min(max(0.0, opened["seconds"]), idle_cut)
            total["keys"] += keys
            total["sentences"] += len(new)
    return sums


def splits(data: Data) -> Table:
    """The parts of the data set: whole articles, by a hash of their ids (`annotator export --split`)."""
    shares = data["facts"]["split"]
    counts: dict[str, Any] = {name: [set(), 0, 0] for name in PARTS.get(len(shares), ())}
    for one in data["gold"] if counts else ():
        part = counts[part_of(one["document"]["id"], shares)]
        part[0].add(one["document"]["id"])
        part[1] += 1
        part[2] += sum(not quote["continues"] for quote in one["quotes"])
    rows = [[name, number(len(ids)), number(sentences), number(quotes)]
            for name, (ids, sentences, quotes) in counts.items()]  # fmt: skip
    return table("splits", "Parts of the data set", ["part", "articles", "sentences", "quotes"], rows)


def part_of(document: str, shares: list[int]) -> str:
    """The part of an article: where the first 8 bytes of the SHA-256 of its id fall, without a number of a version."""
    digest = hashlib.sha256(re.sub(r"~\d+$", "", document).encode()).digest()
    place, reached = int.from_bytes(digest[:8], "big") / 2**64 * 100, 0
    for name, percent in zip(PARTS[len(shares)], shares, strict=True):
        reached += percent
        if place < reached:
            return name
    return PARTS[len(shares)][-1]

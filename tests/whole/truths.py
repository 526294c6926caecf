"""What must hold after every step: what stands on disk, and what is exported of it."""

from __future__ import annotations

import json
from typing import Any

from tests.whole.articles import Marked, Pair, Part
from tests.whole.past import past
from tests.whole.round_trip import goes_round
from tests.whole.screens import came_over
from tests.whole.steps import is_review
from tests.whole.steps_work import wrong_roles
from tests.whole.world import Article, Key, World, marked_of

Placed = tuple[int, Part]
"""A part with the index of its sentence."""


SELDOM = 0.3
"""The share of the steps that decided something after which what takes long is asked, too."""


def check_all(world: World, changed: bool = True) -> None:
    """What must hold. What is exported is asked where decisions changed; what takes long, after some of these."""
    stands(world)
    world.checked["steps"] += 1
    if changed or world.chance.random() < SELDOM:
        lines = sentences_exported(world)
        if world.chance.random() < SELDOM:
            quotes_exported(world)
        if world.chance.random() < SELDOM:
            counts(world, lines)
        if world.chance.random() < SELDOM:
            sound(world)
        if world.chance.random() < SELDOM:
            past(world)
        if world.chance.random() < SELDOM:
            goes_round(world)


def check_at_last(world: World) -> None:
    """All of it, once more at the end."""
    stands(world)
    lines = sentences_exported(world)
    quotes_exported(world)
    counts(world, lines)
    goes_round(world)
    sound(world)


def sound(world: World) -> None:
    """`check` finds nothing."""
    done = world.command("db", "check", codes=(0, 4))
    world.hold(done.code == 0, "check finds something", done.err, done.out)
    world.checked["check"] += 1


def stands(world: World) -> None:
    """The current decision is that of the last step not undone, and nothing decided is lost."""
    for row in world.new_steps():
        world.hold(row.carried, "a step was made that nobody asked for", row)
        came_over(world, row)  # whoever left kept edits in an article that had been corrected
    found = world.read()
    world.hold(
        found == world.known.stands, "what counts is not what was decided last", *_unlike(found, world.known.stands)
    )


def _unlike(found: dict[Key, Any], wanted: dict[Key, Any]) -> list[str]:
    keys = [key for key in sorted({*found, *wanted}) if found.get(key) != wanted.get(key)]
    return [f"{key}: {found.get(key)}, not {wanted.get(key)}" for key in keys[:4]]


def sentences_exported(world: World) -> list[dict[str, Any]]:
    """A line for each decision that counts, with what was decided; and `edited` where somebody edited."""
    lines = world.command("export", "-o", "-", "--include-implied").records()
    for reviewer in sorted({key.who for key in world.known.stands if is_review(key.who)}):
        lines += world.command("export", "-o", "-", "--include-implied", "--annotator", reviewer).records()
    ids = {article.id: article for article in world.present()}
    wanted = {
        key: one
        for key, one in world.known.stands.items()
        if one.answer != "skip" and world.known.articles[key.document].present
    }
    found = {}
    for line in lines:
        article = ids.get(line["document"]["id"])
        world.hold(article is not None, "an article is exported that is not there", line["id"])
        key = Key(article.number, line["index"], line["annotator"])
        world.hold(key not in found, f"{key} is exported twice")
        found[key] = line
    apart = set(found) ^ set(wanted)
    world.hold(not apart, "other decisions are exported than count", *sorted(apart)[:5])
    for key, line in found.items():
        _line_holds(world, key, line)
    return lines


def _line_holds(world: World, key: Key, line: dict[str, Any]) -> None:
    article, said = world.known.articles[key.document], world.known.stands[key]
    start, end = article.spec.sentences[key.index]
    world.hold((line["start"], line["end"]) == (start, end), f"{key} is another sentence", line)
    world.hold(line["text"] == article.spec.text[start:end], f"{key} has another text", line)
    marked = exported_marks(world, article, line, start)
    wanted = world.named_as_said(said.marked)
    world.hold(marked == wanted, f"{key} is exported otherwise than decided", marked, wanted)
    world.hold(line["answer"] == said.answer, f"{key} has another answer", line["answer"], said.answer)
    about = (line["note"], line["flagged"], line.get("implied", False), line.get("sight", "suggestion"))
    world.hold(about == (said.note, said.flagged, said.implied, said.sight), f"{key}: {about}", said)
    if is_review(key.who) or said.answer == "reject":
        return
    if said.sight == "withheld" or line["suggestion"] is None:
        world.hold(not line["edited"], f"{key} is edited though nothing was shown", line)
        return
    asked = world.named_as_said(world.known.answers[key])
    gone, pairs = asked.topics - wanted.topics, asked.pairs() - wanted.pairs()
    if gone or pairs:  # unless the answer was given under a revision that offered them
        reached, under = world.reached(), world.revisions_of(key.who)[key]
        if under not in world.line():
            return  # what another copy's scheme offered is not known any more
        gone &= world.known.scheme.not_offered(world.known.answers[key].topics, reached[under], reached)
        pairs &= world.known.scheme.pairs_not_offered(pairs, reached[under], reached)
    shown = asked.without(gone, pairs)
    if wanted in (asked, world.today(asked)) or (
        wanted in (shown, world.today(shown)) and key not in world.known.touched
    ):
        world.hold(not line["edited"], f"{key} says that it was edited", wanted, asked)
    elif world.today(wanted) not in (world.today(asked), world.today(shown)):
        world.hold(line["edited"], f"{key} says that it was not edited", wanted, asked)


def exported_marks(world: World, article: Article, line: dict[str, Any], start: int) -> Marked:
    """What a line says of its sentence, with offsets of the document; every span has its own words and may be there."""

    def span(given: Any) -> Pair | None:
        if given is None:
            return None
        elsewhere = "document_start" in given
        found = (
            (given["document_start"], given["document_end"])
            if elsewhere
            else (given["start"] + start, given["end"] + start)
        )
        world.hold(article.spec.text[slice(*found)] == given["text"] != "", "a span has other words", line["id"], given)
        return found

    quotes = []
    for quote in line["quotes"]:
        content = tuple(pair for given in quote["content"] if (pair := span(given)) is not None)
        cue, source = span(quote["cue"]), span(quote["source"])
        wrong = wrong_roles(article.spec.sentences, content, cue, source)
        world.hold(
            wrong is None or _is_odd(world, quote),
            f"a quote is exported whose roles cannot be: {wrong}",
            line["id"],
            quote,
        )
        quotes.append({**quote, "content": content, "cue": cue, "source": source})
    return marked_of(quotes, line["topics"])


def _is_odd(world: World, quote: dict[str, Any]) -> bool:
    cue, source = (quote[role]["text"] if quote[role] else "" for role in ("cue", "source"))
    return (cue, source) in world.known.odd


def quotes_exported(world: World) -> None:
    """Chains hold: `--unit document` joins the parts of a quote, each with the one directly before, and no others."""
    world.checked["documents"] += 1
    records = world.command("export", "-o", "-", "--unit", "document").records()
    ids = {article.id: article for article in world.present()}
    for record in records:
        article = ids[record["id"]]
        who = record["annotator"]
        said = {
            index: world.named_as_said(one.marked)
            for index, _ in world.items(article)
            if (one := world.known.stands.get(Key(article.number, index, who))) is not None and one.answer == "accept"
        }
        _joined_as_decided(world, article, who, said, record["quotes"])
    gold_joined_as_suggested(world, ids)


def gold_joined_as_suggested(world: World, ids: dict[str, Article]) -> None:
    """Nor are parts of different suggested quotes joined in gold, which is of several people, unless one did so."""
    for record in world.command("export", "-o", "-", "--unit", "document", "--gold").records():
        article = ids[record["id"]]
        loose = {one for _, document, one in world.known.loose if document == article.number}
        torn = any(number == article.number for _, number in world.known.torn)
        for quote in record["quotes"]:
            held = [(one["start"], one["end"]) for one in quote["content"]]
            owners = {
                article.spec.owner_of(index, inside)
                for index, (start, end) in world.items(article)
                if (inside := tuple(one for one in held if start <= one[0] and one[1] <= end))
            } - loose
            what = f"a gold quote of article {article.number} is put together of {owners}"
            world.hold(torn or len(owners) < 2 or None in owners, what, quote)
            world.checked["gold quotes of several sentences"] += len(held) > 1


def _joined_as_decided(
    world: World, article: Article, who: str, said: dict[int, Marked], quotes: list[dict[str, Any]]
) -> None:
    where = f"{article.number} of {who}"
    parts = [(index, part) for index, marked in sorted(said.items()) for part in marked.parts]
    if len({(index, part.content) for index, part in parts}) < len(parts):
        return  # somebody made two quotes of the same words: these do not tell which part is whose
    groups: list[list[int]] = []
    contents = [{(span["start"], span["end"]) for span in quote["content"]} for quote in quotes]
    for quote, spans in zip(quotes, contents, strict=True):
        # What is said within another quote is one of its own.
        others = [one for one in contents if one != spans]
        group = [
            at for at, (_, part) in enumerate(parts) if set(part.content) <= spans and set(part.content) not in others
        ]
        held = {span for at in group for span in parts[at][1].content}
        world.hold(held == spans, f"a quote of article {where} is made of no parts", quote)
        groups.append(group)
        cues = {parts[at][1].cue for at in group} - {None}
        sources = {parts[at][1].source for at in group} - {None}
        speakers = {parts[at][1].speaker for at in group}
        indexes = [parts[at][0] for at in group]
        if len(speakers) > 1 and (
            any(Key(article.number, index, who) in world.known.touched for index in indexes)
            or _torn_and_told(world, article, who, indexes)
        ):
            speakers -= {None}  # somebody made a part nobody's: it goes on with the only quote before it
        world.hold(len(cues) <= 1, f"a quote of article {where} has several cues", cues, quote)
        world.hold(len(sources) <= 1, f"a quote of article {where} has several sources", sources, quote)
        world.hold(len(speakers) == 1, f"a quote of article {where} has several speakers", speakers, quote)
        world.hold(
            speakers == {quote["speaker"]},
            f"a quote of article {where} has another speaker",
            speakers,
            quote,
        )
        roles = [(quote[role]["start"], quote[role]["end"]) if quote[role] else None for role in ("cue", "source")]
        wrong = wrong_roles(article.spec.sentences, sorted(spans), *roles)
        world.hold(
            wrong is None or _is_odd(world, quote),
            f"a quote of article {where} has roles that cannot be: {wrong}",
            quote,
        )
        _goes_on_directly(world, article, who, parts, group)
    world.hold(
        sorted(at for group in groups for at in group) == list(range(len(parts))),
        f"the quotes of article {where} do not hold each part once",
        json.dumps(quotes)[:600],
    )
    _as_suggested(world, article, who, parts, groups)


def _goes_on_directly(world: World, article: Article, who: str, parts: list[Placed], group: list[int]) -> None:
    """One part begins the quote, the others carry it on, and no sentence has two of them.

    A quote of which the first part is not decided yet begins with one that carries it on.
    """
    where = f"{article.number} of {who}"
    (index, first), *others = (parts[at] for at in group)
    world.hold(all(part.continues for _, part in others), f"a quote of article {where} begins twice", others)
    indexes = [parts[at][0] for at in group]
    world.hold(len(set(indexes)) == len(indexes), f"a quote of article {where} has two parts in a sentence", indexes)
    before = [world.known.stands.get(Key(article.number, at, who)) for at in range(index)]
    waits = any(said is None or said.answer == "skip" for said in before)
    key = Key(article.number, index, who)
    if first.continues and not waits and key not in world.known.warned:
        edited = [row["sentence"] - 1 for row in _listed(world, article, who, "unconfirmed")]
        waits = any(at < index for at in edited)  # it goes on with what an edit of something decided says: that is told
        told = waits or _torn_and_told(world, article, who, [index])
        world.hold(told, f"a quote of article {where} carries on nothing", first)


def _torn_and_told(world: World, article: Article, who: str, indexes: list[int]) -> bool:
    """Who decides parts of a quote on two copies may tear it: merging decides nothing by itself, but that is told.

    Where an edit of the other copy waits to be confirmed, in this part or in another one of the quote, checks are of
    what the screen shows there, and the edit itself is told of.
    """
    if (who, article.number) not in world.known.torn:
        return False
    said = ("continues a quote", "goes on as a quote", "a quote of its own")
    told = [row for row in _listed(world, article, who, "checks") if any(text in row["check"] for text in said)]
    return any(row["sentence"] - 1 in indexes for row in told) or bool(_listed(world, article, who, "unconfirmed"))


def _listed(world: World, article: Article, who: str, what: str) -> list[dict[str, Any]]:
    """The rows that `list` shows of one person's work in an article."""
    rows = world.command("list", what, "--json").json()["rows"]
    return [row for row in rows if (row["article"], row["annotator"]) == (article.number, who)]


def _as_suggested(world: World, article: Article, who: str, parts: list[Placed], groups: list[list[int]]) -> None:
    """Parts of different suggested quotes are not joined, unless that person did so."""
    for group in groups:
        owners = {article.spec.owner_of(index, part.content) for index, part in (parts[at] for at in group)}
        owners = {one for one in owners if (who, article.number, one) not in world.known.loose}
        world.hold(
            len(owners) < 2 or None in owners or _torn_and_told(world, article, who, [parts[at][0] for at in group]),
            f"a quote of article {article.number} of {who} is put together of {owners}",
        )


def counts(world: World, lines: list[dict[str, Any]]) -> None:
    """What two commands both count is equal."""
    stats = world.command("stats", "--json").json()
    told = {one["name"]: one for one in stats["annotators"]}
    for who in {line["annotator"] for line in lines if not is_review(line["annotator"])}:
        own = [line for line in lines if line["annotator"] == who]
        world.hold(told[who]["decided"] == len(own), f"stats counts {told[who]['decided']} of {who}, export {len(own)}")
    listed = world.command("list", "documents", "--json").json()["rows"]
    numbers = [one.number for one in world.present()]
    world.hold([row["article"] for row in listed] == numbers, "list names other articles than there are", listed)
    for row in listed:
        own = [line for line in lines if line["document"]["id"] == row["id"] and not is_review(line["annotator"])]
        decided = {line["index"] for line in own}
        world.hold(row["decided"] == len(decided), f"list counts {row['decided']}, export {len(decided)}", row)
        world.checked["lists"] += 1

"""What formats in tokens hold is what our own records do, with spans grown to whole tokens: each read by plain code."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.whole.articles import Pair
from tests.whole.formats import Said, own_quote, pairs_of
from tests.whole.world import Key, World

Line = Mapping[str, Any]


class Record(NamedTuple):
    """What our own records say of a text: an article or a sentence, by one annotator.

    `sentences` are those decided, with their topics; `complete`: whether nothing of the text is undecided.
    """

    id: str
    who: str
    text: str
    answer: str
    decided_at: str
    quotes: tuple[Said, ...]
    sentences: tuple[tuple[Pair, frozenset[str]], ...]
    complete: bool

    @property
    def topics(self) -> set[str]:
        """Those of all of its sentences."""
        return {topic for _, topics in self.sentences for topic in topics}

    def in_tokens(self, tokens: Sequence[Pair]) -> list[Said]:
        """Its quotes with each span grown to whole tokens."""

        def grown(span: Pair) -> Pair:
            touched = [token for token in tokens if token[0] < span[1] and span[0] < token[1]]
            return (touched[0][0], touched[-1][1]) if touched else span  # of a sentence that is left out

        return [
            one._replace(
                content=tuple(sorted(map(grown, one.content))),
                cue=one.cue and grown(one.cue),
                source=one.source and grown(one.source),
            )
            for one in self.quotes
        ]


def hold_the_same(world: World, name: str, unit: str, path: Path) -> None:
    """What was exported in that format (of articles, also those decided in part) is what `jsonl` has of that unit."""
    if name in _HOLDS:
        _HOLDS[name](world, unit, path, _records(world, unit))
        world.checked["formats in tokens"] += 1


def only_whole_articles(world: World) -> None:
    """Where a text without labels says that nothing is there, only articles are that somebody decided to the end."""
    lines = world.command("export", "-o", "-", "--format", "prodigy", codes=(0, 6)).records()
    told = {(line["meta"]["id"], line["_annotator_id"].removeprefix("annotator-")) for line in lines}
    whole = {(record.id, record.who) for record in _records(world, "document") if record.complete}
    world.hold(told == whole, "other articles are exported than are decided to the end", told - whole, whole - told)
    world.checked["whole articles"] += len(whole)


def _records(world: World, unit: str) -> list[Record]:
    """Of whole articles boilerplate is decided; else what nobody looked at is not among what is decided."""
    lines = world.command("export", "-o", "-", "--unit", unit, "--include-implied", codes=(0, 6)).records()
    if unit == "sentence":
        return [_of_sentence(line) for line in lines if not line.get("implied")]
    made, alone = [], world.command("export", "-o", "-", "--unit", unit, "--no-implied", codes=(0, 6)).records()
    looked_at = {(line["id"], line["annotator"]): line for line in alone}
    for line in lines:
        decided = [one for one in line["sentences"] if not one.get("implied") or one["answer"] == "reject"]
        if decided:  # no quote goes on over a sentence that is left out
            joined = line if any(one.get("implied") for one in decided) else looked_at[line["id"], line["annotator"]]
            made.append(_of_article(world, joined, decided))
    return made


def _of_sentence(line: Line) -> Record:
    topics = frozenset(line["topics"] if line["answer"] == "accept" else ())
    sentences = (((0, len(line["text"])), topics),)
    about = line["id"], line["annotator"], line["text"], line["answer"], line["decided_at"]
    return Record(*about, tuple(map(own_quote, line["quotes"])), sentences, True)


def _of_article(world: World, line: Line, decided: Sequence[Line]) -> Record:
    article, who = next(one for one in world.present() if one.id == line["id"]), line["annotator"]
    stands = [world.known.stands.get(Key(article.number, index, who)) for index, _ in world.items(article)]
    complete = all(one and one.answer != "skip" and (not one.implied or one.answer == "reject") for one in stands)
    answer = "accept" if any(one["answer"] == "accept" for one in decided) else "reject"
    sentences = tuple(((one["start"], one["end"]), frozenset(one["topics"])) for one in decided)
    last = max(one["decided_at"] for one in decided)
    quotes = tuple(map(own_quote, line["quotes"]))
    return Record(line["id"], who, line["text"], answer, last, quotes, sentences, complete)


def _each_once(world: World, name: str, found: Iterable[tuple[str, str]], records: Sequence[Record]) -> None:
    apart = Counter(found), Counter((one.id, one.who) for one in records)
    world.hold(apart[0] == apart[1], f"{name} has other records", *(apart[0] - apart[1]), "not", *(apart[1] - apart[0]))


def _tile(world: World, name: str, text: str, tokens: Sequence[Pair], places: Iterable[Pair]) -> None:
    """Tokens are in order, none overlaps another, and what they leave out of these places is white space."""
    order = all(one[0] < one[1] <= other[0] for one, other in zip(tokens, (*tokens[1:], (len(text) + 1,) * 2)))  # noqa: B905
    world.hold(order, f"{name} has tokens that overlap", tokens)
    held = {at for start, end in tokens for at in range(start, end)}
    left = [at for start, end in places for at in range(start, end) if at not in held and not text[at].isspace()]
    world.hold(not left, f"{name} has no token of some words", text, left)


# ---- Prodigy


def _prodigy(world: World, unit: str, path: Path, records: Sequence[Record]) -> None:
    tasks = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    by_key = {(task["meta"]["id"], task["_annotator_id"].removeprefix("annotator-")): task for task in tasks}
    _each_once(world, "prodigy", [(task["meta"]["id"], key[1]) for key, task in by_key.items()], records)
    world.hold(len(by_key) == len(tasks), "prodigy has a task twice")
    for record in records:
        task = by_key[record.id, record.who]
        about = f"prodigy by {unit}: {record.id} of {record.who}"
        world.hold(task["text"] == record.text, f"{about} has another text")
        answered = task["answer"], {*task["accept"]}
        world.hold(answered == (record.answer, record.topics), f"{about} is answered otherwise", answered, record)
        options = {one["id"] for one in task["options"]}
        world.hold(options >= {*world.known.scheme.keys, *task["accept"]}, f"{about} lacks options", options)
        tokens = [(one["start"], one["end"]) for one in task["tokens"]]
        _tile(world, about, record.text, tokens, [(0, len(record.text))])
        for number, one in enumerate(task["tokens"]):
            words = record.text[one["start"] : one["end"]], number, record.text[one["end"] : one["end"] + 1] == " "
            world.hold((one["text"], one["id"], one["ws"]) == words, f"{about} has another token", one, words)
        _spans_of_a_task(world, about, task, record.in_tokens(tokens))


def _spans_of_a_task(world: World, about: str, task: Line, wanted: list[Said]) -> None:
    of_quote: dict[int, list[Line]] = defaultdict(list)
    starts = {one["start"]: one["id"] for one in task["tokens"]}
    ends = {one["end"]: one["id"] for one in task["tokens"]}
    for span in task["spans"]:
        of_quote[span["quote"]].append(span)
        places = span["token_start"], span["token_end"]
        world.hold(places == (starts[span["start"]], ends[span["end"]]), f"{about} has other tokens", span)
    found, links = [], Counter[Any]()
    for spans in of_quote.values():
        content = [one for one in spans if one["label"] not in ("cue", "source")]
        beside = {one["label"]: (one["start"], one["end"]) for one in spans if one not in content}
        facts = {(one["label"], one.get("speaker"), pairs_of(one.get("attributes"))) for one in content}
        world.hold(len(facts) == 1, f"{about} says several things of a quote", spans)
        ((kind, speaker, attributes),) = facts
        pieces = tuple(sorted((one["start"], one["end"]) for one in content))
        found.append(Said(pieces, kind, beside.get("cue"), beside.get("source"), speaker, attributes))
        links.update((pieces[0], pair, "same") for pair in pieces[1:])
        links.update((pieces[0], pair, role) for role, pair in beside.items())
    _same_quotes(world, about, found, wanted)
    linked = Counter(
        (*((one[f"{end}_span"]["start"], one[f"{end}_span"]["end"]) for end in ("head", "child")), one["label"])
        for one in task["relations"]
    )
    world.hold(linked == links, f"{about} has other relations", linked - links, "not", links - linked)
    last = all(one[end] == one[f"{end}_span"]["token_end"] for one in task["relations"] for end in ("head", "child"))
    world.hold(last, f"{about} has relations between other tokens", task["relations"])


def _same_quotes(world: World, about: str, found: Iterable[Said], wanted: Iterable[Said]) -> None:
    ours, theirs = Counter(wanted), Counter(found)
    world.hold(ours == theirs, f"{about} has other quotes", *(theirs - ours), "not", *(ours - theirs))


# ---- CoNLL


def _conll(world: World, unit: str, path: Path, records: Sequence[Record]) -> None:
    """A block names its article and not who decided it: of the records of one article each is found once."""
    left: dict[str, list[list[list[str]]]] = defaultdict(list)
    for block in path.read_text(encoding="utf-8").split("-DOCSTART-\t")[1:]:
        head, *lines = block.split("\n")
        left[head.split("\t")[0]].append([line.split("\t") for line in lines if line])
    world.hold(
        Counter({key: len(of_one) for key, of_one in left.items()}) == Counter(record.id for record in records),
        f"conll by {unit} has other articles",
        *left,
    )
    for record in records:
        blocks = left[record.id]
        unlike = [_unlike(world, record, block) for block in blocks]
        world.hold(None in unlike, f"conll by {unit} says otherwise what {record.who} decided of {record.id}", *unlike)
        del blocks[unlike.index(None)]


def _unlike(world: World, record: Record, block: list[list[str]]) -> str | None:
    """In what a block is another one than the record; None where it is the same."""
    tokens = [(int(row[1]), int(row[2])) for row in block]
    if any(not any(start <= one[0] < end for (start, end), _ in record.sentences) for one in tokens):
        return "it has words of no decided sentence"
    if any(row[0] != record.text[slice(*token)] for row, token in zip(block, tokens, strict=True)):
        return "it has other words"
    held = {at for start, end in tokens for at in range(start, end)}
    places = {at for (start, end), _ in record.sentences for at in range(start, end) if not record.text[at].isspace()}
    if not places <= held:
        return "it lacks words"
    tags = [["O"] * len(tokens) for _ in range(3)]
    numbers: list[set[int]] = [set() for _ in tokens]
    spans = [
        (span[0], -span[1], column, label, number)
        for number, quote in enumerate(record.in_tokens(tokens))
        for column, (label, those) in enumerate(
            ((quote.type, quote.content), ("cue", (quote.cue,)), ("source", (quote.source,)))
        )
        for span in those
        if span is not None
    ]
    for start, end, column, label, number in sorted(spans, key=lambda span: span[:2]):
        touched = [at for at, token in enumerate(tokens) if start <= token[0] and token[1] <= -end]
        for at in touched:
            numbers[at].add(number)
        if all(tags[column][at] == "O" for at in touched):  # the one that begins first is tagged
            for at in touched:
                tags[column][at] = f"{'B' if at == touched[0] else 'I'}-{label}"
    wanted = [
        [*(column[at] for column in tags), ",".join(map(str, sorted(numbers[at]))) or "_"] for at in range(len(tokens))
    ]
    apart = [(row, one) for row, one in zip(block, wanted, strict=True) if row[3:] != one]
    return None if not apart else f"{apart[0][0]}, not {apart[0][1]}"


# ---- spaCy


@cache
def _blank(language: str) -> Any:
    import spacy  # takes a second, and is not always asked

    return spacy.blank(language)


def _spacy(world: World, unit: str, path: Path, records: Sequence[Record]) -> None:
    from spacy.tokens import DocBin

    docs = [*DocBin(store_user_data=True).from_disk(path).get_docs(_blank("en").vocab)]
    by_key = {(doc.user_data["id"], doc.user_data["annotator"]): doc for doc in docs}
    _each_once(world, "spacy", [*by_key], records)
    world.hold(len(by_key) == len(docs), "spacy has a text twice")
    for record in records:
        doc = by_key[record.id, record.who]
        about = f"spacy by {unit}: {record.id} of {record.who}"
        world.hold(doc.text == record.text, f"{about} has another text")
        told = doc.user_data["answer"], doc.user_data["decided_at"]
        world.hold(told == (record.answer, record.decided_at), f"{about} is answered otherwise", told, record)
        own = _blank(doc.user_data.get("language", "en"))(record.text)
        world.hold([one.idx for one in own] == [one.idx for one in doc], f"{about} has other tokens")
        tokens = [(token.idx, token.idx + len(token)) for token in doc]
        groups = {name: [(_place(one), one.label_, one.id_) for one in spans] for name, spans in doc.spans.items()}
        described = doc.spans["quotes"].attrs["quotes"]
        found = []
        for key, says in described.items():
            content = [(place, label) for place, label, of in groups["quotes"] if of == key]
            world.hold({label for _, label in content} == {says["type"]}, f"{about} has several types", content)
            cue, source = (
                next((place for place, _, of in groups[f"quotes_{role}"] if of == key), None)
                for role in ("cue", "source")
            )
            pieces = tuple(sorted(place for place, _ in content))
            found.append(Said(pieces, says["type"], cue, source, says["speaker"], pairs_of(says.get("attributes"))))
        _same_quotes(world, about, found, record.in_tokens(tokens))
        _trained_with(world, about, doc, record, groups)


def _place(span: Any) -> Pair:
    return span.start_char, span.end_char


def _trained_with(world: World, about: str, doc: Any, record: Record, groups: Mapping[str, Any]) -> None:
    """What spaCy's own components read: the same spans, sentences, topics, and where nothing is known."""
    marked = {(place, label) for name in ("quotes", "quotes_cue", "quotes_source") for place, label, _ in groups[name]}
    categorised = [(place, label) for place, label, _ in groups["sc"]]
    world.hold(Counter(categorised) == Counter(marked), f"{about}: the span categoriser learns others", categorised)
    sentences = [place for place, _, _ in groups["sentences"]]
    world.hold(sentences == [place for place, _ in record.sentences], f"{about} has other sentences", sentences)
    topics = Counter((place, topic) for place, topic, _ in groups["topics"])
    wanted = Counter((place, topic) for place, own in record.sentences for topic in own)
    world.hold(topics == wanted, f"{about} has other topics", topics, wanted)
    given = {topic for topic, value in doc.cats.items() if value == 1.0}
    not_given = doc.cats.keys() - given
    world.hold(given == record.topics, f"{about} has other topics as a whole", doc.cats, record.topics)
    lacking = {*world.known.scheme.keys} - given - not_given if record.complete else not_given
    world.hold(not lacking, f"{about} knows other topics not to be there", doc.cats, record.complete)
    taken: set[int] = set()
    entities = set()
    # Of two that overlap the longer one counts: in tokens, as spaCy has it.
    spans = [(span.start, span.end) for span in doc.spans["sc"]]
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if taken.isdisjoint(range(start, end)):
            taken |= {*range(start, end)}
            entities.add((start, end))
    entities = {(start, end) for start, end in entities if not (doc[start].is_space or doc[end - 1].is_space)}
    found = {(one.start, one.end): one.label_ for one in doc.ents}
    world.hold(found.keys() == entities, f"{about} has other entities", found, entities)
    labels = {((one.start, one.end), one.label_) for one in doc.spans["sc"]}
    world.hold(labels.issuperset(found.items()), f"{about} has entities of another kind", found, labels)
    inside = {at for start, end in found for at in range(start, end)}
    for token in doc:
        decided = any(start <= token.idx < end for (start, end), _ in record.sentences)
        known = token.i in inside or decided
        if not token.is_space:
            world.hold((token.ent_iob_ != "") == known, f"{about}: what is known of a word is another thing", token)


_HOLDS: Mapping[str, Callable[[World, str, Path, Sequence[Record]], None]] = {
    "prodigy": _prodigy,
    "conll": _conll,
    "spacy": _spacy,
}

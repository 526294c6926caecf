"""Articles that come in as text, corrected ones too, and are suggested for by the real pipeline, or a trained model.

What they should hold is what a command suggests that writes no database, written down as the model's articles are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.whole.articles import ARTICLES, Marked, Pair, Piece, Said, Written, id_of, sha256, spec_of
from tests.whole.commands import run
from tests.whole.screens import PEOPLE, to_be_looked_at
from tests.whole.steps import step
from tests.whole.steps_articles import corrected, taken_over
from tests.whole.steps_lead import LEAD, suggested_anew
from tests.whole.steps_suggesters import RULES, first, marked_in, open_in, shown
from tests.whole.world import Article, World

TEXTS = {
    "council": """The council will meet again on Friday, Mayor Ines Falk said.
"We have heard everybody," Falk told reporters. "Now we have to decide."
Her deputy, Otto Brenner, was less sure. He said that the money was not there.

"Nobody likes it," said Brenner, "but the roof has to be mended."
According to the treasurer, the roof costs two million euros.
Falk believes the school will open in autumn. It rained on Monday.""",
    "strike": """Bus drivers will strike next week, the union said on Tuesday.
"This is not about money", said Rosa Klein, who leads it. She added: "It is about sleep."

The company rejected that. "We offered them everything," a spokesman said.
Passengers were angry. "I have waited for an hour," Max Oberon said.
The minister for transport called for talks. Share this article on social media.""",
}
"""Articles for which nothing is suggested by hand."""

Record = Mapping[str, Any]


@step(1)
def import_text(world: World) -> None:
    """An article comes in as text: what is shown of it is what is suggested where nothing is stored."""
    here = {one.written.name for one in world.known.articles.values()}
    texts = {one.name: (id_of(one), spec_of(one).text) for one in ARTICLES} | {key: (key, TEXTS[key]) for key in TEXTS}
    names = [name for name in texts if name not in here]
    if names:
        name = world.chance.choice(names)
        world.tell(f"{LEAD} imports the text {name}")
        _brought(world, name, *texts[name])
        world.hold(not world.new_steps(), "an article that came in made a step")


@step(1)
def revise(world: World) -> None:
    """A corrected text comes by the command; of two articles of its name it is said which it is of."""
    article = world.chance.choice(world.present())
    plain, about = corrected(world, article.written)
    text = spec_of(plain).text
    if any(one.spec.text == text for one in world.known.articles.values()):
        return
    alike = sum(one.written.name == plain.name for one in world.present()) > 1
    of = ["--of", world.chance.choice((str(article.number), article.id))]
    world.tell(f"{LEAD} revises article {article.number}: {about}")
    also = of if alike or world.chance.random() < 0.3 else []
    # On another copy the same text may come as it is written here: merging keeps one cut, and what is decided in that.
    cut = spec_of(plain).sentences if world.people else None
    later = _brought(world, plain.name, id_of(plain), text, "--revise", *also, cut=cut)
    if later is not None:
        taken_over(world, article, later)
        for who in {key.who for key in world.known.stands if key.document in (article.number, later.number)}:
            to_be_looked_at(world, later.number, who)  # what was decided are other quotes than are suggested now


def _brought(
    world: World, name: str, key: str, text: str, *words: str, cut: Sequence[Pair] | None = None
) -> Article | None:
    """Import an article: it is stored as the same rules suggest it. None where that cannot be written down.

    Nor where it is to have the sentences of `cut`, and has others.
    """
    file = _file(world, [(key, name, text)])
    (record,) = _suggested(world, file)
    others = cut is not None and [(one["start"], one["end"]) for one in record["sentences"]] != [*cut]
    if others or written_of(name, record) is None:
        return None
    world.command("import", file, "--any-language", *words)
    with closing(world.disk()) as disk:
        number, key = disk.execute("SELECT number, id FROM documents WHERE sha256 = ?", (sha256(text),)).fetchone()
    stored = [one.marked for (of, _), one in sorted(first(world).items()) if of == number]
    written = written_of(name, record, stored)
    assert written is not None
    spec = spec_of(written, id_of(written))
    world.enter(Article(number, written, spec, key), RULES)
    world.hold([*spec.marked] == stored, f"{name} is stored as something else than is suggested", spec.marked, stored)
    world.checked["texts that came in"] += 1
    return world.known.articles[number]


@step(1)
def resuggest_by_rules(world: World) -> None:
    """The rules suggest anew for what nobody decided, or a model that was trained here: as where nothing is stored."""
    model = world.folder / "trained" / "model"
    by_model = ["--model", str(model), "--trust-model"] if model.exists() and world.chance.random() < 0.7 else []
    undecided = {one.number: sorted(open_in(world, one)) for one in world.present()}
    articles = [world.known.articles[number] for number, indexes in undecided.items() if indexes]
    before = first(world)
    world.tell(f"{LEAD} has {by_model or 'the rules'} suggest anew for {[one.number for one in articles]}")
    # What decided articles may hold besides is read now, and the habits follow that: as before it, or after it.
    file = _file(world, [(one.id, one.written.name, one.spec.text) for one in articles])
    earlier = _suggested(world, file, *by_model) if articles else []
    done = world.command("resuggest", "--quiet", *by_model)
    world.hold(not world.new_steps(), "suggesting made a step", done.err)
    changed = {place for place, now in first(world).items() if now != before[place]}
    changed -= {(number, index) for number, indexes in undecided.items() for index in indexes}
    world.hold(not changed, "what somebody decided is suggested otherwise", changed)
    for article, *either in zip(articles, earlier, _suggested(world, file, *by_model) if articles else (), strict=True):
        _suggested_anew(world, article, undecided[article.number], either)


def _suggested_anew(world: World, article: Article, undecided: list[int], either: list[Record]) -> None:
    number = article.number
    with closing(world.disk()) as disk:
        sql = "SELECT id, pipeline FROM runs WHERE settings ->> 'stands_for' IS NULL ORDER BY started_at DESC, id DESC"
        key, name = disk.execute(sql).fetchone()
        sql = "SELECT position, json_extract(labels, '$') FROM suggestions JOIN sentences ON sentences.id = sentence_id"
        found = disk.execute(f"{sql} WHERE (document, run) = (?, ?)", (number, key)).fetchall()
    said = {index: marked_in(labels) for index, labels in found if index in undecided}
    here = [said.get(index, one) for index, one in enumerate(article.spec.marked)]
    cut = [[(one["start"], one["end"]) for one in record["sentences"]] for record in either]
    written = [written_of("", record, here) for record in either]
    if said and None not in written and cut == 2 * [[*article.spec.sentences]]:
        wanted = [{index: spec_of(one).marked[index] for index in said} for one in written if one is not None]
        world.hold(said in wanted, f"{number} is suggested otherwise where it is stored", said, *wanted)
        world.checked["suggested anew"] += 1
    if suggested_anew(world, name, number, said):
        for person in PEOPLE:  # these are other quotes than those that the article was written with
            to_be_looked_at(world, number, person.who)


@step(1)
def train(world: World) -> None:
    """A model is trained, where enough is decided and there is time: that changes nothing here."""
    if world.chance.random() < SELDOM_TRAINED:
        world.tell(f"{LEAD} trains a model")
        before = shown(world)
        done = world.command("train", "-o", world.folder / "trained", "--steps", "1", "--quiet", codes=(0, 3))
        world.hold(shown(world) == before, "training changed something", done.err)
        world.checked["models trained"] += not done.code


SELDOM_TRAINED = 0.2
"""The share of such steps in which that is tried: it takes half a minute."""


# ---- what is suggested, written down


def _file(world: World, texts: Iterable[tuple[str, str, str]]) -> Path:
    """A file with articles as people have them, each by id, name and text."""
    lines = (
        json.dumps({"id": key, "title": name.capitalize(), "published": "2026-02-03", "text": text})
        for key, name, text in texts
    )
    file = world.folder / "texts.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def _suggested(world: World, file: Path, *words: str) -> list[dict[str, Any]]:
    done = run("suggest", file, "--habits-of", world.path, "--any-language", *words)
    world.hold(done.code == 0, "nothing is suggested", done.err)
    return done.records()


def written_of(name: str, record: Record, stored: Sequence[Marked] = ()) -> Written | None:
    """An article with what is suggested for it; None where that cannot be written down, as spans overlap.

    Which types the parts of a mixed quote have is not worked out here: they are those of what is `stored`.
    """
    text, quotes, marks = record["text"], dict[str, Said](), list[tuple[int, int, str]]()
    sentences = [(one["start"], one["end"]) for one in record["sentences"]]
    for number, quote in enumerate(sorted(record["quotes"], key=lambda quote: quote["content"]), start=1):
        parts = _held_in(text, sentences, quote["content"])
        marks += [(*span, f"{number}") for held in parts.values() for span in held]
        marks += [(*quote[role], f"{number}{role[0]}") for role in ("cue", "source") if quote[role]]
        types = {part.content: part.type for one in stored for part in one.parts}
        types_of = tuple(types.get(tuple(held), quote["type"]) for held in parts.values())
        quotes[f"{number}"] = Said(quote["type"], quote["speaker"], quote["score"], types=types_of)
    if any(before[1] > after[0] for before, after in pairwise(sorted(marks))) or {*"{}#~"} & {*text}:
        return None
    pieces, end = [], 0
    for (start, until), sentence in zip(sentences, record["sentences"], strict=True):
        line, kinds = text[start:until], [kind for *span, kind in record["boilerplate"] if span[0] <= start < span[1]]
        for begin, last, mark in sorted((one for one in marks if start <= one[0] < until), reverse=True):
            line = f"{line[: begin - start]}{{{mark}:{text[begin:last]}}}{line[last - start :]}"
        labels = [f"~{kind.replace(' ', '-')} " for kind in kinds[:1]]
        labels += [f"#{topic['label']} " for topic in sentence["topics"]]
        pieces.append(Piece("".join(labels) + line, text[end:start]))
        end = until
    written = Written(name, tuple(pieces), quotes, tuple(member[0] for member in record["cast"]))
    return written if spec_of(written).text == text else None


def _held_in(text: str, sentences: Sequence[Pair], content: Iterable[Sequence[int]]) -> dict[int, list[Pair]]:
    """What each sentence has of a content, by index, without those that have no word of it where others have."""
    parts: dict[int, list[Pair]] = {}
    for start, end in content:
        for index, (begin, last) in enumerate(sentences):
            if start < last and begin < end:
                parts.setdefault(index, []).append((max(start, begin), min(end, last)))
    wordy = {index for index, held in parts.items() if any(c.isalnum() for span in held for c in text[slice(*span)])}
    return {index: held for index, held in parts.items() if index in wordy or not wordy}

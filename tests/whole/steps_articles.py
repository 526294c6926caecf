"""Articles are corrected, corrected back, removed and brought back: what was decided of them goes with the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from typing import NamedTuple

from annotator.cli.articles.import_documents import ArticleImport
from annotator.core.errors import InputRefused
from annotator.store.sqlite.sqlite_library import sqlite3
from annotator.store.work.importer import Importer
from tests.whole.articles import Marked, Pair, Part, Piece, Spec, Written, id_of, spec_of
from tests.whole.places import given_back
from tests.whole.screens import to_be_looked_at
from tests.whole.steps import step
from tests.whole.steps_lead import LEAD, otherwise
from tests.whole.world import CANDIDATES, Answered, Article, Key, Stack, World, looked_at, marked_of


class Shown(NamedTuple):
    """What several sentences show together: words of content, topics, notes, and whether one of them has a flag."""

    words: frozenset[str]
    topics: frozenset[str]
    notes: frozenset[str]
    flagged: bool

    def with_more(self, article: Article, marked: Marked, notes: set[str], flagged: bool) -> Shown:
        """The same with what one sentence more shows."""
        content = " ".join(article.spec.text[slice(*span)] for part in marked.parts for span in part.content)
        words = self.words | {*re.findall(r"\w+", content)}
        return Shown(words, self.topics | marked.topics, self.notes | notes, self.flagged or flagged)


_NOTHING = Shown(frozenset(), frozenset(), frozenset(), False)


@step(2)
def correct(world: World) -> None:
    """A corrected article takes the place of the one before it, with all that was decided of it."""
    article = world.chance.choice(world.present())
    anew = world.chance.random() < 0.3  # with other suggestions
    suggested = otherwise(world, article, range(len(article.spec.sentences))) if anew else article.written
    written, changed = corrected(world, suggested)
    alone = sum(one.written.name == written.name for one in world.present()) == 1
    # As from its file, or, as in a record that was exported here, by the id that it has.
    key = article.id if alone and article.number % 3 == 0 else id_of(written)
    spec = spec_of(written, key)
    if any(one.spec.text == spec.text for one in world.known.articles.values()):
        return
    world.tell(f"{LEAD} corrects article {article.number}: {changed}")
    edits = _edits(world, article)
    with closing(Importer(world.path)) as importer:
        revising = ArticleImport(importer, None, world.path, revises=True)  # type: ignore[arg-type]
        importer.open()
        if not alone:
            with suppress(InputRefused):
                named = revising.earlier(spec.suggested.document)
                world.hold(False, "of two articles of a name one is corrected, and nobody said which", named)
            revising.of = str(article.number)
        earlier = revising.earlier(spec.suggested.document)
        world.hold(earlier == article.number, f"{earlier} is corrected, not {article.number}")
        revised = importer.add_edition(spec.suggested, world.run, article.number, LEAD)
    with closing(world.disk()) as disk:
        (name,) = disk.execute("SELECT id FROM documents WHERE number = ?", (revised.later,)).fetchone()
    world.enter(Article(revised.later, written, spec, name))
    taken_over(world, article, world.known.articles[revised.later])
    if not changed.startswith("without"):
        _edits_kept(world, world.known.articles[revised.later], edits)


def _edits(world: World, article: Article) -> dict[str, Shown]:
    """What everybody but candidates left unconfirmed in an article, all of it together."""
    found: dict[str, Shown] = {}
    with closing(world.disk()) as disk:
        for who, column in disk.execute(
            "SELECT annotator, labels FROM drafts JOIN sentences ON id = sentence_id WHERE document = ?",
            (article.number,),
        ):
            if who.startswith(CANDIDATES):
                continue
            said = json.loads(column)
            marked = marked_of(said.get("quotes", ()), said.get("topics", ()))
            about = {said["note"]} if said.get("note") else set()
            found[who] = found.get(who, _NOTHING).with_more(article, marked, about, bool(said.get("flagged")))
    return found


def _edits_kept(world: World, later: Article, edits: dict[str, Shown]) -> None:
    """What was left unconfirmed is shown in the corrected article, too: each word that it marks, topics, note, flag."""
    now = _edits(world, later)
    for who, before in edits.items():
        shown = now.get(who, _NOTHING)
        for key, said in world.known.stands.items():
            if (key.document, key.who) == (later.number, who):
                shown = shown.with_more(later, said.marked, {said.note} if said.note else set(), said.flagged)
        world.hold(before.words <= shown.words, f"words that {who} had marked are lost", before.words - shown.words)
        topics = world.known.scheme.today(before.topics) - world.known.scheme.today(shown.topics)
        world.hold(not topics, f"topics that {who} had given are lost", topics, shown)
        notes = [one for one in before.notes if not any(one in note for note in shown.notes)]
        world.hold(not notes, f"a note that {who} had left is lost", notes, shown)
        world.hold(before.flagged <= shown.flagged, f"a flag that {who} had left is lost", before, shown)
        world.checked["edits carried"] += 1


def taken_over(world: World, earlier: Article, later: Article) -> None:
    """One article stands in the place of another: what was decided of that is there, too."""
    earlier.later = later.number
    for row in world.new_steps():
        world.hold(row.carried, "a corrected article made a step that can be undone", row)
        world.hold({key.document for key in row.changes} <= {later.number}, "it changed another article", row)
    _carried(world, earlier, later)


def corrected(world: World, written: Written) -> tuple[Written, str]:
    """A small correction: a word more or less, a sentence less, two that become one, or one that becomes two.

    Some come from several people alike.
    """
    alike = world.chance.random() < 0.2
    at = 0 if alike else world.chance.randrange(len(written.pieces))
    line = written.pieces[at].written
    kind = "end" if alike else world.chance.choice(("word", "word", "end", "out", "join", "part"))
    if kind == "out" and len(written.pieces) > 3:
        return _without_lost(written.with_piece(at, None)), f"without sentence {at + 1}"
    if kind == "join" and (whole := _joined(written, at)) is not None:
        return whole, f"sentences {at + 1} and {at + 2} are one"
    if kind == "part" and (whole := _parted(written, at)) is not None:
        return whole, f"sentence {at + 1} is two"
    words = list(re.finditer(r"(?<=[ :“\"])[a-z]{3,}(?=[ ,.}])", line))
    if kind == "word" and words:
        word = world.chance.choice(words)
        new = world.chance.choice(("really", "hardly", "often"))
        return written.with_piece(
            at, f"{line[: word.start()]}{new} {line[word.start() :]}"
        ), f"{new} in sentence {at + 1}"
    many = sum(one.written.count("(corrected") for one in written.pieces)  # else it is not told which of them is new
    return written.with_piece(at, f"{line} (corrected{f' {many}' * bool(many)})"), f"a word behind sentence {at + 1}"


def _joined(written: Written, at: int) -> Written | None:
    """The same with a sentence and the next one as one, where they stand in one paragraph."""
    pieces = [*written.pieces]
    if at + 1 == len(pieces) or pieces[at + 1].gap != " " or any(one.written[0] == "~" for one in pieces[at : at + 2]):
        return None
    line = pieces.pop(at + 1).written
    topics = re.match(r"(?:#\S+ )*", line)[0]  # type: ignore[index]
    own = pieces[at].written
    pieces[at] = replace(pieces[at], written=f"{'' if own[0] == '#' else topics}{own} and {line[len(topics) :]}")
    return replace(written, pieces=tuple(pieces))


def _parted(written: Written, at: int) -> Written | None:
    """The same with a sentence in two, behind a span that ends in it."""
    line = written.pieces[at].written
    ends = [found.end() for found in re.finditer(r"\} (?=[^#~]*\w)", line) if _is_outside(line[: found.end()])]
    if not ends or line[0] == "~":
        return None
    first, second = f"{line[: ends[0]].rstrip()}.", line[ends[0] :]
    pieces = [*written.pieces]
    pieces[at : at + 1] = [replace(pieces[at], written=first), Piece(second, " ")]
    return replace(written, pieces=tuple(pieces))


def _is_outside(text: str) -> bool:
    return text.count("{") == text.count("}")


def _without_lost(written: Written) -> Written:
    """The same without the cues and sources of quotes whose content is not there any more."""
    content = {found[1] for one in written.pieces for found in re.finditer(r"\{(\w+?):", one.written)}

    def bare(found: re.Match[str]) -> str:
        return found[0] if found[1] in content else found[2]

    pieces = (replace(one, written=re.sub(r"\{(\w+?)[cs]:([^{}]*)\}", bare, one.written)) for one in written.pieces)
    return replace(written, pieces=tuple(pieces))


def _carried(world: World, old: Article, new: Article) -> None:
    """Each decision stands in the new article as it was, or is listed as one to be looked at again."""
    revised = world.command("list", "revised", "--json").json()["rows"]
    revised = [row for row in revised if row["article"] == new.number]  # not what became of it elsewhere
    listed, touched = (
        {(row["annotator"], row["was"]["article"], row["was"]["sentence"] - 1) for row in rows}
        for rows in (revised, [row for row in revised if row["decision"] == "touched" and not row["looked_at"]])
    )
    places = _places(old.spec, new.spec)
    waits = set[str]()
    for key, said in [*world.known.stands.items()]:
        if key.document != old.number:
            continue
        at = places.get(key.index)
        there = key._replace(document=new.number, index=at) if at is not None else None
        now = world.known.stands.get(there) if there is not None else None
        row = (key.who, old.number, key.index)
        if now is None or (row in touched and not _said_later(world, there, key)):  # else what stood there before stays
            world.hold(row in listed, f"{key} is neither carried nor listed", said)
            world.hold(not _alone(world, old, new, key, said, at), f"{key} is not carried though nothing changed", said)
            to_be_looked_at(world, new.number, key.who)
            waits.add(key.who)
            continue
        by = new.spec.sentences[at][0] - old.spec.sentences[key.index][0]
        moved = said._replace(marked=_moved(said.marked, by))
        close, found = (_words(new.spec, world.named_as_said(one.marked)) for one in (moved, now))
        same = found == close and now._replace(marked=moved.marked) == moved
        world.hold(same or _said_later(world, there, key), f"{key} is carried as something else", now, moved)
    for who in waits:
        if new.number in given_back(world, who):
            continue  # somebody else is to do it
        rows = world.command("list", "again", "--annotator", who, "--json").json()["rows"]
        asked = [row for row in rows if row["article"] == new.number and row["kind"] == "corrected"]
        world.hold(bool(asked), f"{who} is not asked to look at a corrected article again", rows)
    if len(old.spec.sentences) != len(new.spec.sentences):
        for who in {key.who for key in world.known.touched if key.document == old.number and key.index not in places}:
            to_be_looked_at(world, new.number, who)
    else:  # what waits in the one that was corrected stays, too
        places = {index: index for index in range(len(old.spec.sentences))}
    for known in (world.known.touched, world.known.warned):  # edits that wait are carried, too
        for key in [*known]:
            if key.document == old.number and key.index in places:
                known.add(key._replace(document=new.number, index=places[key.index]))
    world.known.loose |= {(who, new.number, name) for who, number, name in world.known.loose if number == old.number}
    world.known.torn |= {(who, new.number) for who, number in world.known.torn if number == old.number}


def _said_later(world: World, there: Key, here: Key) -> bool:
    """Whether what stands in an edition was decided there itself, after what stands in another one, or by looking."""
    which = "(document, position, annotator) = (?, ?, ?)"
    head = f"SELECT decision FROM heads JOIN sentences ON id = sentence_id WHERE {which}"
    with closing(world.disk()) as disk:
        stands, made = (disk.execute(head, key).fetchone()[0] for key in (there, here))
        (stood, kind), (said, _) = _first_said(disk, stands), _first_said(disk, made)
        return kind != "carry" and (looked_at(disk, stands), stood) > (looked_at(disk, made), said)


def _words(spec: Spec, marked: Marked) -> list[Part]:
    """The parts without cue and source, which may stand elsewhere, and without white space at the ends of content."""

    def words(span: Pair) -> Pair:
        said = spec.text[slice(*span)]
        return span[0] + len(said) - len(said.lstrip()), span[1] - len(said) + len(said.rstrip())

    return [one._replace(cue=None, source=None, content=tuple(map(words, one.content))) for one in marked.parts]


def _places(old: Spec, new: Spec) -> dict[int, int]:
    """Which sentence is which, for those that are the same."""
    there = {new.text[start:end]: index for index, (start, end) in enumerate(new.sentences)}
    found = {index: there.get(old.text[start:end]) for index, (start, end) in enumerate(old.sentences)}
    return {index: at for index, at in found.items() if at is not None}


def _moved(marked: Marked, by: int) -> Marked:
    def pair(span: Pair | None) -> Pair | None:
        return None if span is None else (span[0] + by, span[1] + by)

    parts = (
        one._replace(
            content=tuple((start + by, end + by) for start, end in one.content),
            cue=pair(one.cue),
            source=pair(one.source),
        )
        for one in marked.parts
    )
    return marked._replace(parts=tuple(parts))


def _alone(world: World, old: Article, new: Article, key: Key, said: Answered, at: int | None) -> bool:
    """Whether a decision has nothing to do with any other sentence, and its own is the same in both."""
    if at is None:
        return False
    start, end = old.spec.sentences[key.index]
    spans = [span for part in said.marked.parts for span in (part.cue, part.source) if span is not None]
    after = [
        world.known.stands.get(key._replace(index=index)) for index in range(key.index + 1, len(old.spec.sentences))
    ]
    goes_on = any(part.continues for one in after if one is not None for part in one.marked.parts)
    return (
        all(start <= span[0] and span[1] <= end for span in spans)
        and not any(part.continues for part in said.marked.parts)
        and not (goes_on and said.marked.parts)
    )


@step(2)
def correct_back(world: World) -> None:
    """The text of an earlier edition takes its place again, with what was decided in the one that stood there."""
    articles = world.known.articles.values()
    earlier = [one for one in articles if one.later is not None and not one.removed and _last(world, one).present]
    if not earlier:
        return
    article = world.chance.choice(earlier)
    instead = _last(world, article)
    world.tell(f"{LEAD} corrects article {instead.number} back to {article.number}")
    with closing(Importer(world.path)) as importer:
        taken = importer.replace_with_known(article.spec.suggested.document, None, LEAD)
    places = (taken.earlier, taken.later) if taken is not None else None
    world.hold(places == (instead.number, article.number), "another article took the place", places)
    article.later = None
    taken_over(world, instead, article)
    # Steps in it can be undone again, but what was carried over since stands all the same.
    for who in {key.who for key in world.known.stands if key.document in (article.number, instead.number)}:
        world.known.stacks[who] = Stack(vague=True)
        to_be_looked_at(world, article.number, who)
        for screen in world.screens.values():
            screen.is_stale |= screen.person.who == who
    world.checked["corrected back"] += 1


def _last(world: World, article: Article) -> Article:
    """The edition that stands in the place of one at the end of its line."""
    return article if article.later is None else _last(world, world.known.articles[article.later])


@step(2)
def correct_again(world: World) -> None:
    """The corrected text comes once more: what was decided of the earlier one since comes over, over none newer."""
    corrected = {one.later for one in world.known.articles.values()}
    found = [one for one in world.present() if one.number in corrected]
    if not found:
        return
    article = world.chance.choice(found)
    world.tell(f"{LEAD} brings the correction {article.number} again")
    with closing(Importer(world.path)) as importer:
        importer.replace_with_known(article.spec.suggested.document, None, LEAD)
    for row in world.new_steps():
        world.hold(row.carried, "a text that came again made a step that can be undone", row)
        line = [_last(world, world.known.articles[key.document]) for key in row.changes]  # by way of those between
        world.hold(all(one is article for one in line), "it changed another article", row)
        for key, stood, said in _carried_over(world, row.id):
            own = stood[1] != "carry" and stood[0] > said
            world.hold(not own, f"what was decided last of {key} was carried over", row.changes)
        to_be_looked_at(world, article.number, row.who)
        for screen in world.screens.values():
            screen.is_stale |= screen.person.who == row.who
        world.checked["carried over later"] += len(row.changes)


def _carried_over(world: World, carry: int) -> Iterator[tuple[int, tuple[int, str], int]]:
    """The sentences in which one decision took the place of another: when and how that was said, when this was."""
    with closing(world.disk()) as disk:
        for sentence, stood, made in disk.execute(
            "SELECT became.sentence_id, became.replaces, made.id FROM events JOIN json_each(body, '$.fates') AS fate"
            " JOIN decisions AS became ON became.uuid = fate.value ->> 3 AND became.event = events.id"
            " JOIN decisions AS made ON made.uuid = fate.value ->> 0"
            " WHERE events.id = ? AND became.replaces IS NOT NULL",
            (carry,),
        ).fetchall():
            yield sentence, _first_said(disk, stood), _first_said(disk, made)[0]


def _first_said(disk: sqlite3.Connection, decision: int | None) -> tuple[int, str]:
    """When what a decision says was said first, by the clock, and by which kind of event."""
    clock, kind = 0, ""
    while decision is not None:
        clock, kind, decision = disk.execute(
            "SELECT clock, kind, repeats FROM decisions AS d JOIN events AS e ON e.id = d.event WHERE d.id = ?",
            (decision,),
        ).fetchone()
    return clock, kind


@step(2)
def remove_or_bring_back(world: World) -> None:
    """An article is out of everything but the history, and comes back with all that was decided."""
    gone = [one for one in world.known.articles.values() if one.removed]
    if gone and world.chance.random() < 0.7:
        article = world.chance.choice(gone)
        world.tell(f"{LEAD} brings article {article.number} back")
        words = ("remove", "--undo", article.number, "--by", "number", "--annotator", LEAD)
        if article.later is not None:  # it was corrected on another copy meanwhile
            done = world.command(*words, codes=(3,))
            told = f"article {_last(world, article).number} is a corrected version of it" in done.err
            world.hold(told, "it is not said why an article stays out", done.err)
            return
        world.command(*words)
        article.removed = False
    elif len(world.present()) > 1:
        article = world.chance.choice(world.present())
        world.tell(f"{LEAD} removes article {article.number}")
        world.command("remove", article.number, "--by", "number", "--yes", "--annotator", LEAD)
        article.removed = True

"""A scripted annotator that turns suggestions into gold with keys alone, on the real screen over a real database.

    python tests/benchmarks/oracle.py GOLD.jsonl [--profile polnear] [--model FOLDER] [--first 20] [--singly]

Gold lines are `{"id", "text", "quotes": [{"content": [[s, e], ...], "cue", "source", "type", "speaker"?, "topics"?}]}`.
What the database holds in the end is read afresh, joined to whole quotes and compared with the gold: content, cue,
source and type, and the speaker where the gold has one. Topics are put right only where the gold has some; other
speakers and topics are left as suggested. Prints keys a sentence and keys a gold quote.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from textual import events
from textual.keys import _character_to_key

from annotator.cli.articles.import_documents import run_import
from annotator.cli.model.document_work import RULES, Intake, PipelineChoice
from annotator.core.model import Labels, Quote, QuoteType, Sentence, Span
from annotator.core.quotes.assembly import join_parts, labels_by_sentence, split_quotes
from annotator.core.scheme import LabelScheme, load_scheme
from annotator.core.session import state as session
from annotator.core.session.desk import Page, Place
from annotator.core.session.several import SURE, changes_elsewhere, going_along
from annotator.core.session.state import shown_labels
from annotator.core.session.workbench import Workbench
from annotator.store.desk.desk import SqliteDesk
from annotator.tui.app import AnnotatorApp
from annotator.tui.panes.document import DocumentView
from tests.benchmarks.oracle_plan import Node, chosen, fits, quotes_plan

IDLE_ROUNDS = 12
CHARACTERS = {
    "left_square_bracket": "[", "right_square_bracket": "]", "left_curly_bracket": "{", "right_curly_bracket": "}",
    "less_than_sign": "<", "greater_than_sign": ">", "full_stop": ".", "slash": "/", "space": " ", "comma": ",",
    "equals_sign": "=", "apostrophe": "'", "asterisk": "*",
}  # fmt: skip


@dataclass
class Gold:
    """An article as it should be."""

    id: str
    quotes: list[Quote]
    topics: list[tuple[Span, str]]


@dataclass
class Outcome:
    """What it took, and what came of it."""

    sentences: int = 0
    quotes: int = 0
    exact: int = 0
    keys: Counter[str] = field(default_factory=Counter)
    costly: list[tuple[int, str, str]] = field(default_factory=list)
    unsaid: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All keys."""
        return sum(self.keys.values())

    def table(self) -> str:
        """The figures, a row for each kind of key."""
        rows = [f"{'':10}{'keys':>8}{'a sentence':>12}{'a gold quote':>14}"]
        for name in ("accept", "speaker", "span", "topic"):
            rows.append(self._row(name, self.keys[name]))
        rows.append(self._row("total", self.total))
        share = 100 * self.exact / max(1, self.quotes)
        rows.append(
            f"{self.sentences} sentences, {self.quotes} gold quotes, {self.exact} ({share:.1f} %) stored exactly,"
            f" {len(self.unsaid)} sentences not said with keys"
        )
        return "\n".join(rows)

    def _row(self, name: str, keys: int) -> str:
        return f"{name:10}{keys:8}{keys / max(1, self.sentences):12.2f}{keys / max(1, self.quotes):14.2f}"


def read_gold(path: Path, first: int | None = None) -> list[Gold]:
    """The gold articles of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()[:first]
    return [_gold(json.loads(line)) for line in lines]


def _gold(data: dict[str, Any]) -> Gold:
    topics = [
        (Span(*pair), topic)
        for quote in data["quotes"]
        for pair in quote["content"]
        for topic in quote.get("topics", ())
    ]
    return Gold(data["id"], [_quote(quote) for quote in data["quotes"]], topics)


def _quote(data: dict[str, Any]) -> Quote:
    content = tuple(sorted(Span(*pair) for pair in data["content"]))
    cue, source = (Span(*data[name][0]) if data.get(name) else None for name in ("cue", "source"))
    return Quote(content, QuoteType(data["type"]), cue, source, data.get("speaker"))


def store_suggestions(gold: Path, first: int | None, choice: PipelineChoice, folder: Path) -> Path:
    """A new database with the articles of a gold file and what is suggested for them, nothing of their gold."""
    texts = folder / "texts.jsonl"
    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()[:first]]
    texts.write_text("".join(json.dumps({"id": line["id"], "text": line["text"]}) + "\n" for line in lines))
    run_import([str(texts)], folder / "annotator.db", Intake("jsonl", workers=1), choice=choice)
    return folder / "annotator.db"


class Oracle:
    """Presses keys until the database says what the gold says."""

    def __init__(self, app: AnnotatorApp, scheme: LabelScheme, gold: Sequence[Gold], singly: bool = False) -> None:
        self.app = app
        self.bench: Workbench = app.bench
        self._letters = {topic.key: topic.letter for topic in scheme.topics}
        self._gold = {article.id: article for article in gold}
        self._want: dict[int, list[Labels]] = {}
        self._singly = singly
        self.outcome = Outcome()

    async def work(self) -> None:
        """Every sentence of every article."""
        await self._settle()
        while not self.bench.finished:
            place = self.bench.place
            await self._sentence()
            if self.bench.place == place and not self.bench.finished:
                raise AssertionError(f"stuck at {place}: {self.bench.notice} {self.outcome.costly[-1]}")

    async def _sentence(self) -> None:
        before, saved = self.outcome.total, self.bench.saved
        place, want = self.bench.place, self._wanted()
        text = self.bench.state.item.sentence.span.of(self.bench.state.page.document.text)
        pressed: list[str] = []
        if not want.quotes and self.bench.state.draft.labels.quotes:
            await self._press(["x"], "accept", pressed)
        else:
            await self._correct(want, pressed)
            if self.bench.place == place:
                await self._press([self._accepting()], "accept", pressed)
        self.outcome.sentences += self.bench.saved - saved
        self.outcome.costly.append((self.outcome.total - before, " ".join(pressed), text))
        if self.outcome.sentences % 100 == 0:
            print(f"… {self.outcome.sentences} sentences, {self.outcome.total} keys, at {place}", flush=True)

    def _accepting(self) -> str:
        """The key that confirms most: what goes along must be right as the screen shows it."""
        state = self.bench.state
        if self._singly:
            return "enter"
        last = self.app.query_one(DocumentView).last_whole(state.index)
        changed = {key: labels for key, labels, _ in changes_elsewhere(state).drafts if labels is not None}
        for key, sure in (("asterisk", SURE), ("z", None)):
            along = going_along(state, last, sure)
            if along and all(self._right_as_it_is(at, changed) for at in along):
                return key
        return "enter"

    def _right_as_it_is(self, at: int, changed: dict[int, Labels]) -> bool:
        """Whether a sentence needs no correction, with what changes in it when the current one is confirmed."""
        want, item = self._wanted(at), self.bench.state.page.items[at]
        have = changed.get(item.id, shown_labels(item))
        speakers = [(quote.speaker, gold.speaker) for quote, gold in zip(have.quotes, want.quotes, strict=False)]
        return (
            len(have.quotes) == len(want.quotes)
            and all(fits(quote, gold) for quote, gold in zip(have.quotes, want.quotes, strict=True))
            and all(gold is None or speaker == gold for speaker, gold in speakers)
            and (not want.topics or set(want.topics) == set(have.topics))
        )

    async def _correct(self, want: Labels, pressed: list[str]) -> None:
        plan = quotes_plan(self.bench.state, want)
        if plan is None:
            self.outcome.unsaid.append(f"{self.bench.place}: no way found")
            return
        await self._press(list(plan[0]), "span", pressed)
        shown = self.bench.state.draft.labels
        if shown.bare() != plan[1].state.draft.labels.bare():
            self.outcome.unsaid.append(f"{self.bench.place}: {' '.join(plan[0])} did not do what was planned")
        await self._speakers(want, pressed)
        await self._topics(want, pressed)

    async def _topics(self, want: Labels, pressed: list[str]) -> None:
        if not want.topics:
            return
        before = session.same_topics(self.bench.state).draft.labels.topics
        off = [set(want.topics) ^ set(topics) for topics in (self.bench.state.draft.labels.topics, before)]
        if 1 + 2 * len(off[1]) < 2 * len(off[0]):
            await self._press(["equals_sign"], "topic", pressed)
            off[0] = off[1]
        # Those that go first: a fourth is not taken on. The last one can confirm the sentence, if nothing goes along.
        letters = [self._letters[topic] for topic in sorted(off[0], key=lambda topic: topic in want.topics)]
        if letters and self._accepting() == "enter":
            letters[-1] = letters[-1].upper()
        for letter in letters:
            await self._press(["t", letter], "topic", pressed)

    async def _speakers(self, want: Labels, pressed: list[str]) -> None:
        for gold in want.quotes:
            shown = self.bench.state.draft.labels.quotes
            number = next((at for at, quote in enumerate(shown) if quote.content == gold.content), None)
            if gold.speaker is None or number is None or shown[number].speaker == gold.speaker:
                continue
            keys, _ = chosen(Node(self.bench.state), number)
            cast = self.bench.state.cast
            if gold.speaker in cast[:9]:
                keys += (str(cast.index(gold.speaker) + 1),)
            elif gold.speaker in cast[9:35]:
                keys += ("S", ascii_lowercase[cast.index(gold.speaker) - 9])
            else:
                keys += ("slash", *gold.speaker, "enter")
            await self._press(list(keys), "speaker", pressed)

    def _wanted(self, at: int | None = None) -> Labels:
        page = self.bench.state.page
        if page.number not in self._want:
            gold = self._gold[page.document.id]
            sentences, text = [item.sentence for item in page.items], page.document.text
            parts = split_quotes(gold.quotes, sentences, text)
            self._want[page.number] = [
                labels.with_quotes(part.bare() for part in parts.get(sentence.index, ()))
                for sentence, labels in zip(
                    sentences, labels_by_sentence((), gold.topics, sentences, text), strict=True
                )
            ]
        return self._want[page.number][self.bench.state.index if at is None else at]

    async def _press(self, keys: list[str], what: str, pressed: list[str]) -> None:
        for key in keys:
            name = key if len(key) > 1 else _character_to_key(key)
            character = CHARACTERS.get(key, key if len(key) == 1 else None)
            self.app.post_message(events.Key(name, character))
            await self._settle()
        pressed += keys
        self.outcome.keys[what] += len(keys)

    async def _settle(self) -> None:
        """Until no message is on its way."""
        quiet = 0
        while quiet < IDLE_ROUNDS:
            await asyncio.sleep(0)
            pumps = (self.app, self.app.screen, *self.app.screen.query("*"))
            busy = self.app.keys_held or any(pump.message_queue_size for pump in pumps)
            quiet = 0 if busy else quiet + 1

    # ---- what the database holds

    def compare(self, pages: Iterator[Page]) -> None:
        """Count the gold quotes that are stored exactly."""
        for page in pages:
            gold = self._gold[page.document.id]
            sentences = [item.sentence for item in page.items]
            stored = join_parts(
                {item.sentence.index: item.decision.labels.quotes for item in page.items if item.decision}
            )
            left = list(stored)
            for quote in gold.quotes:
                wanted = cut(quote, sentences, page.document.text)
                self.outcome.quotes += 1
                same = next((held for held in left if equal(held, wanted)), None)
                if same is None:
                    self.outcome.wrong.append(f"{page.document.id}: {wanted}")
                else:
                    left.remove(same)
                    self.outcome.exact += 1
            self.outcome.wrong += [f"{page.document.id}: not in the gold: {held}" for held in left]


def cut(quote: Quote, sentences: Sequence[Sentence], text: str) -> Quote:
    """The gold quote as its parts make it up: cut at sentence boundaries, with the type of its first part."""
    return join_parts(split_quotes([quote], sentences, text))[0]


def equal(held: Quote, wanted: Quote) -> bool:
    """Content, cue, source and type, and the speaker where the gold has one."""
    same = (held.content, held.cue, held.source, held.type) == (wanted.content, wanted.cue, wanted.source, wanted.type)
    return same and (wanted.speaker is None or held.speaker == wanted.speaker)


def run(gold: Path, choice: PipelineChoice = RULES, first: int | None = None, singly: bool = False) -> Outcome:
    """The oracle at work on a gold file."""
    scheme = load_scheme(None)
    with tempfile.TemporaryDirectory() as folder:
        database = store_suggestions(gold, first, choice, Path(folder))
        with closing(SqliteDesk(database, "oracle")) as desk:
            oracle = Oracle(AnnotatorApp(Workbench(desk), scheme), scheme, read_gold(gold, first), singly)
            asyncio.run(_drive(oracle))
        with closing(SqliteDesk(database, "oracle")) as desk:
            oracle.compare(desk.page(number) for number in desk.numbers())
            assert all(item.decision for item in desk.page(1).items)
    return oracle.outcome


async def _drive(oracle: Oracle) -> None:
    async with oracle.app.run_test(size=(120, 40)):
        assert oracle.bench.place == Place(1, 0)
        await oracle.work()


def main() -> None:
    """Print the table, and what cost most."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--profile")
    parser.add_argument("--model", help="the learned pipeline that suggests, instead of the rules")
    parser.add_argument("--first", type=int)
    parser.add_argument("--singly", action="store_true", help="confirm sentence by sentence: never z")
    parser.add_argument("--worst", type=int, default=0)
    options = parser.parse_args()
    choice = PipelineChoice(options.model, True, options.profile)
    outcome = run(options.gold, choice, options.first, options.singly)
    for keys, pressed, text in sorted(outcome.costly, reverse=True)[: options.worst]:
        print(f"{keys:4}  {pressed}\n      {text}")
    for line in (*outcome.unsaid, *outcome.wrong):
        print(line)
    print(outcome.table())


if __name__ == "__main__":
    main()

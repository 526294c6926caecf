"""What several commands and files say of the same work: lists, parts of an export, other formats, time, the report."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from io import StringIO
from typing import Any

from annotator.core.decision import is_of_a_role
from tests.whole.commands import Done, run
from tests.whole.measures import by_plain_formulas
from tests.whole.steps import is_review, marks_of, said_of
from tests.whole.steps_review import reviewer_of
from tests.whole.world import Answered, Key, World

_ALL = ("--status", "accept,reject,skip", "--include-implied")
_NOTHING = (0, 6)
Line = dict[str, Any]


def check_all(world: World) -> None:
    """All of it, of one state of the database."""
    people = sorted({key.who for key in world.known.stands if world.known.articles[key.document].present})
    lines = [line for who in people for line in _lines(world, "--annotator", who, *_ALL)]
    flags_and_notes(world)
    parts_of_an_export(world, lines)
    pseudonyms(world, lines)
    earlier_editions(world, lines)
    speakers(world)
    second_look(world)
    to_be_settled(world)
    feedback(world)
    time_adds_up(world)
    parts_of_a_data_set(world)
    report(world, lines)
    world.checked["tallies"] += 1


def _lines(world: World, *words: str) -> list[Line]:
    return world.command("export", "-o", "-", *words, codes=_NOTHING).records()


def _present(world: World) -> dict[Key, Answered]:
    return {key: said for key, said in world.known.stands.items() if world.known.articles[key.document].present}


def _key(world: World, line: Mapping[str, Any]) -> Key:
    numbers = {article.id: article.number for article in world.known.articles.values()}
    return Key(numbers[line["document"]["id"]], line["index"], line["annotator"])


# ---- lists


def flags_and_notes(world: World) -> None:
    """What is flagged or has a note, by answers that count and edits that wait, is listed, each once."""
    wanted = {}
    for what, has in (("notes", lambda said: said.note is not None), ("flags", lambda said: said.flagged)):
        rows = world.command("list", what, "--json").json()["rows"]
        listed = {Key(row["article"], row["sentence"] - 1, row["annotator"]): row for row in rows}
        world.hold(len(listed) == len(rows), f"{what}: a sentence is listed twice", rows)
        waits = {key for key, row in listed.items() if row["unconfirmed"]}
        wanted = {key for key, said in _present(world).items() if has(said) and not is_review(key.who)}
        apart = (listed.keys() ^ wanted) - waits
        apart -= {key for key in wanted - listed.keys() if key in world.known.touched}  # taken off, and not confirmed
        world.hold(not apart, f"{what}: other sentences are listed", apart, listed, wanted)
        for key in (listed.keys() & wanted) - waits:
            said, row = world.known.stands[key], listed[key]
            about = row["note"], row["flagged"]
            world.hold(about == (said.note, said.flagged), f"{key} is listed with another note or flag", row, said)
    told = {one["name"]: one["flagged"] for one in world.command("stats", "--json").json()["annotators"]}
    known = Counter(key.who for key in wanted)
    world.hold(all(known[who] == many for who, many in told.items()), "stats counts other flags", told, known)


def speakers(world: World) -> None:
    """Each speaker is listed once, and as confirmed nobody but whom somebody marked."""
    rows = world.command("list", "speakers", "--json").json()["rows"]
    names = [row["speaker"] for row in rows]
    world.hold(len({*names}) == len(names), "a speaker is listed twice", names)
    if world.known.names:
        return  # whose names are meant
    listed = {row["speaker"] for row in rows if row["articles"]}
    marked = {part.speaker for said in _present(world).values() for part in said.marked.parts}
    world.hold(listed <= marked, "a speaker is listed whom nobody confirmed", listed - marked)


# ---- review


def to_be_settled(world: World) -> None:
    """What annotators marked otherwise and nobody reviewed is to be settled, and of the rest what is audited."""
    done = world.command("review", "list", "--early")
    rows = [line.split("\t") for line in done.out.splitlines()]
    settled_everywhere(world, done)
    listed = {tuple(int(part) for part in row[1].split(":")): row[2] for row in rows}
    world.hold(len(listed) == len(rows), "a sentence is to be settled twice", rows)
    for article in world.present():
        for index, _ in world.items(article):
            said = said_of(world, Key(article.number, index, ""))
            reviewer = reviewer_of(world, Key(article.number, index, ""))
            kind = listed.get((article.number, index + 1))
            ways = {world.today(marks_of(one)) for one in said.values()}
            literally = {world.named_as_said(marks_of(one)) for one in said.values()}
            here = (article.number, index + 1)
            if reviewer is None and len(ways) > 1:
                world.hold(kind == "difference", f"{here} is not to be settled", kind, said)
            if len(literally) < 2:
                world.hold(kind != "difference", f"{here} is to be settled though all marked it alike", kind, said)


def settled_everywhere(world: World, early: Done) -> None:
    """How much is settled, and is left, is the same wherever it is told, also of articles not decided to the end."""
    left = world.command("status", "--json").json()["review"]
    summary = world.command("review", "summary", "--json").json()["left"]
    of_status = {name: left[name] for name in ("differences", "audit", "unanimous")} | {
        "waiting_documents": left["waiting"]
    }
    world.hold(summary == of_status, "review summary has other numbers left than status", summary, left)
    for one in (early, world.command("review", "list")):
        told = re.search(r"; (\d+) settled", one.err)
        same = told is not None and int(told[1]) == left["done"]
        world.hold(same, "review list has another number settled than status", one.err, left)


def feedback(world: World) -> None:
    """Everybody reads of what was reviewed otherwise than they marked it, and of nothing else."""
    for who in sorted({key.who for key in _present(world) if not is_of_a_role(key.who)}):
        found = world.command("feedback", "--annotator", who, "--json").json()["sentences"]
        listed = {(row["article"], row["sentence"] - 1): row for row in found}
        lines = world.command("feedback", "--annotator", who, "--list").out.splitlines()
        world.hold(len(listed) == len(found) == len(lines), f"feedback of {who} is listed otherwise", found, lines)
        world.hold(all(row["changed"] for row in found), f"review changed nothing of {who}", found)
        for key, said in _present(world).items():
            if key.who != who or said.answer == "skip":
                continue
            reviewer = reviewer_of(world, key)
            review = world.known.stands[key._replace(who=reviewer)] if reviewer is not None else None
            views = [(marks_of(said), marks_of(review))] if review is not None else []
            literally = any(world.named_as_said(one) != world.named_as_said(other) for one, other in views)
            today = any(world.today(one) != world.today(other) for one, other in views)
            world.hold(literally or key[:2] not in listed, f"{key} is told to be decided otherwise", said, review)
            world.hold(not today or key[:2] in listed, f"{key} is not told to be decided otherwise", said, review)


# ---- parts of an export


def parts_of_an_export(world: World, lines: list[Line]) -> None:
    """What is asked of an export gives the lines of the whole of which that holds, each as it is there."""
    chance = world.chance
    own = [line for line in lines if not is_review(line["annotator"])]
    if not own:
        return
    one = chance.choice(own)
    number, since = _key(world, one).document, one["decided_at"]
    answers = chance.sample(("accept", "reject", "skip"), chance.randint(1, 3))
    asked: list[tuple[list[str], Callable[[Line], bool]]] = [
        (["--document", str(number)], lambda line: line["document"]["id"] == one["document"]["id"]),
        (["--document", one["document"]["id"]], lambda line: line["document"]["id"] == one["document"]["id"]),
        (["--since", since], lambda line: line["decided_at"] >= since),
        (["--annotator", one["annotator"]], lambda line: line["annotator"] == one["annotator"]),
        (["--status", ",".join(answers)], lambda line: line["answer"] in answers),
        (["--no-implied"], lambda line: not line.get("implied")),
    ]
    words, holds = list(_ALL), [lambda line: True]
    for more, one_holds in chance.sample(asked, chance.randint(1, 3)):
        words, holds = [*words, *more], [*holds, one_holds]
    found = _lines(world, *words)
    wanted = [line for line in own if all(each(line) for each in holds)]
    world.hold(_sorted(found) == _sorted(wanted), f"an export {words} has other lines", *_apart(found, wanted))
    whole, words = _lines(world, "--unit", "document"), ["--unit", "document", "--document", str(number)]
    wanted = [line for line in whole if line["id"] == one["document"]["id"]]
    if chance.random() < 0.5:
        words += ["--annotator", one["annotator"]]
        wanted = [line for line in wanted if line["annotator"] == one["annotator"]]
    found = _lines(world, *words)
    world.hold(found == wanted, f"an export {words} has other records", *_apart(found, wanted))


def second_look(world: World) -> None:
    """What was accepted without being opened is drawn to be looked at again, each sentence once."""
    many = world.chance.randint(1, 4)
    told = world.command("bias", "--second-look", str(many), "--json", codes=(0, 3))
    drawn = told.json()["second_look"] if told.code == 0 else []
    found = {(row["annotator"], row["place"]) for row in drawn}
    passed = {
        (key.who, f"{key.document}:{key.index + 1}")
        for key, said in _present(world).items()
        if said.sight == "in passing" and said.answer == "accept" and not said.implied and not is_of_a_role(key.who)
    }
    world.hold(found <= passed, "something else is to be looked at again", found - passed)
    world.hold(len(drawn) == len(found) == min(many, len(passed)), "others are to be looked at again", drawn, passed)
    world.checked["second looks"] += len(drawn)


def _sorted(lines: list[Line]) -> list[str]:
    return sorted(json.dumps(line, sort_keys=True) for line in lines)


def _apart(one: list[Line], other: list[Line]) -> list[str]:
    first, second = Counter(_sorted(one)), Counter(_sorted(other))
    return [*(f"has {line}" for line in first - second), *(f"wants {line}" for line in second - first)][:4]


def pseudonyms(world: World, lines: list[Line]) -> None:
    """Without names an export is the same but for them, each person has one, and nobody can be told by it."""
    people = {line["annotator"] for line in lines}
    own = [line for line in lines if not is_review(line["annotator"])]
    given = {who: _lines(world, "--annotator", who, *_ALL, "--anonymise-annotators") for who in sorted(people)}
    names = {who: {line["annotator"] for line in found} for who, found in given.items()}
    world.hold(all(len(one) == 1 for one in names.values()), "somebody has several pseudonyms", names)
    called = {who: next(iter(one)) for who, one in names.items()}
    world.hold(len({*called.values()}) == len(called), "two people have one pseudonym", called)
    world.hold(not {*called.values()} & people, "a pseudonym is a name", called)
    found = _lines(world, *_ALL, "--anonymise-annotators")
    wanted = [{**line, "annotator": called[line["annotator"]]} for line in own]
    world.hold(_sorted(found) == _sorted(wanted), "an export without names is another one", *_apart(found, wanted))
    gold = [{**line, "annotator": called[line["annotator"]]} for line in _lines(world, "--gold")]
    world.hold(gold == _lines(world, "--gold", "--anonymise-annotators"), "gold without names is another one")


def earlier_editions(world: World, lines: list[Line]) -> None:
    """With all editions, what was decided of texts that were corrected since is there too, as it stood."""
    found = _lines(world, *_ALL, "--edition", "all")
    own = [line for line in lines if not is_review(line["annotator"])]
    numbers = {number for number, one in world.known.articles.items() if one.later is not None and not one.removed}
    wanted = {key for key in world.known.stands if key.document in numbers and not is_review(key.who)}
    more = [line for line in found if _key(world, line).document in numbers]
    world.hold({_key(world, line) for line in more} == wanted, "other earlier editions are exported", wanted)
    rest = [line for line in found if _key(world, line).document not in numbers]
    bare = [{key: value for key, value in line.items() if key != "edition"} for line in rest]
    same = [{key: value for key, value in line.items() if key != "edition"} for line in own]
    world.hold(_sorted(bare) == _sorted(same), "with all editions others are exported", *_apart(bare, same))
    for line in more:
        said = world.known.stands[_key(world, line)]
        world.hold(line["answer"] == said.answer, "an earlier edition has another answer", line, said)
        speakers_of = Counter(quote["speaker"] for quote in line["quotes"])
        known = Counter(part.speaker for part in world.named_as_said(said.marked).parts)
        told = said.answer != "accept" or speakers_of == known  # put off, it has the names of today
        world.hold(told, "an earlier edition has other quotes", line, said)


def parts_of_a_data_set(world: World) -> None:
    """All editions of an article are in one part, in which it stays; and `stats` counts what is out by why it is."""
    names = [f"part.{name}.jsonl" for name in ("train", "test")]
    words = ("--split", "50/50", "--edition", "all", "-o", world.folder / "part.jsonl")
    world.command("export", *words, codes=_NOTHING)
    articles = {article.id: article for article in world.known.articles.values()}
    for name in names:
        path = world.folder / name
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            of = json.loads(line)["document"]["id"]
            first = articles[of].written.name
            world.hold(world.known.parts.setdefault(first, name) == name, f"{of} went to another part of a data set")
    for path in world.folder.glob("part.*"):
        path.unlink()
    stats = world.command("stats", "--json").json()
    told = stats["documents"], stats["removed"]
    removed = [one for one in articles.values() if one.removed and one.later is None]
    listed = world.command("list", "removed", "--json").json()["rows"]
    known = len(world.present()), len(removed)
    world.hold(told == known == (known[0], len(listed)), "stats counts other articles as removed", told, known)


# ---- time, and the report


def time_adds_up(world: World) -> None:
    """Sentences and time are the same in all, whether by person, day or article, and in the table for paying."""
    names = ("active_seconds", "cut_seconds", "steps", "keys", "sentences")
    sums: dict[str, dict[str, Counter[str]]] = {}
    for by in ("annotator", "day", "document"):
        groups = world.command("stats", "--by", by, "--json").json()["time"]["groups"]
        sums[by] = {}
        for group in groups:
            of_role = sums[by].setdefault(group["role"], Counter())
            for name in names:
                of_role[name] += round(group[name] * 10)
    near = [_near(sums["annotator"], sums[by]) for by in ("day", "document")]
    world.hold(all(near), "time adds up to several sums", sums)
    paid = Counter[str]()
    for row in csv.DictReader(StringIO(world.command("stats", "--csv").out)):
        paid[row["role"]] += int(row["sentences"])
    told = {role: sum_of["sentences"] // 10 for role, sum_of in sums["annotator"].items()}
    world.hold(dict(paid) == told, "other sentences are paid for", paid, told)


def _near(one: Mapping[str, Counter[str]], other: Mapping[str, Counter[str]]) -> bool:
    """Whether sums of rounded seconds, and the counts beside them, are the same."""
    return one.keys() == other.keys() and all(
        abs(one[role][name] - other[role][name]) <= (20 if "seconds" in name else 0)
        for role in one
        for name in one[role]
    )


def report(world: World, lines: list[Line]) -> None:
    """A report's files hold what is exported, with the same people, and its numbers come out of its files again."""
    folder = world.folder / "told"
    named = world.chance.random() < 0.5
    also = () if named else ("--anonymise-annotators",)
    done = world.command("report", "-o", folder, *also, codes=_NOTHING)
    if done.code == 0:
        again = run("report", "--check", folder)
        world.hold(again.code == 0, "a report is not what its files say", again.out[-800:], again.err[-800:])
        gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
        world.hold(_sorted(gold) == _sorted(_lines(world, "--gold", *also)), "a report has another gold")
        if named:
            _decisions_of(world, folder / "decisions.jsonl", lines)
            by_plain_formulas(world, folder)
        else:
            whole = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.jsonl"))
            told = {who for who in ("ana", "ben", "cy", "lea", "max") if f'"{who}"' in whole or f':{who}"' in whole}
            world.hold(not told, "a report without names names somebody", told)
        notes = {json.dumps(said.note, ensure_ascii=False) for said in world.known.stands.values() if said.note}
        for path in folder.iterdir():
            text = path.read_text(encoding="utf-8") if path.name != "gold.jsonl" else ""
            world.hold(not any(note in text for note in notes), f"a report has a note in {path.name}", notes)
    shutil.rmtree(folder, ignore_errors=True)


def _decisions_of(world: World, path: Any, lines: list[Line]) -> None:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    fields = ("index", "start", "end", "answer", "annotator", "decided_at", "flagged", "topics", "edited")

    def told(row: Line, document: str) -> tuple[Any, ...]:
        row = row | {"topics": []} if row["answer"] == "skip" else row  # put off, it says nothing
        return (document, *(row[field] if field != "topics" else tuple(row[field]) for field in fields))

    found = Counter(told(row, row["document"]) for row in rows)
    wanted = Counter(told(line, line["document"]["id"]) for line in lines)
    world.hold(found == wanted, "a report has other decisions", *(found - wanted), "not", *(wanted - found))

"""`annotator suggest`, also in shards, and `resuggest`: suggestions printed, or stored anew."""

from __future__ import annotations

import hashlib
import shlex
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from annotator.cli.model.document_work import (
    Intake,
    LazySuggester,
    NotTaken,
    PipelineChoice,
    adapt,
    done_in_order,
    narrate_adaptation,
)
from annotator.cli.narration import count, narrate, narrate_left_out, watched
from annotator.cli.schemes import database_scheme, new_scheme, scheme_in_use
from annotator.core.errors import DoneInPart, InputRefused, UsageError
from annotator.core.model import Document
from annotator.core.program.targets import refuse_other_folder
from annotator.exchange.atomic import standard_output
from annotator.exchange.lines import record_of
from annotator.exchange.shards import (
    Inputs,
    Shard,
    all_shards,
    finished,
    refuse_other_shard_files,
    request_record,
    write_shard,
)
from annotator.exchange.suggestions import with_habits
from annotator.store.articles.documents import articles, document_of, how_to_get_articles, maker_of
from annotator.store.files.database import named_beside, reading
from annotator.store.schemes import kept_profile, stored_scheme
from annotator.store.work.importer import Resuggester
from annotator.suggest.pipeline import Suggester


def suggest(
    paths: list[str],
    choice: PipelineChoice,
    intake: Intake,
    habits_of: Path | None,
    out: Path | None,
    shard: str | None,
    again: bool,
    missing: bool,
    join: bool,
) -> None:
    """Print suggested quotes, speakers and topics as JSON.

    One line for each article, as soon as it is ready. No database is written, and none is read but that of --habits-of.
    What cannot be read, or is in another language, is named and left out; JSON lines from standard input end at the
    first that is wrong, unless --skip-bad leaves it out. How to share the work among processes and machines stands in
    docs/scale.md and docs/many-machines.md.
    """
    if missing or join:
        print_shards(paths, join=join)
        return

    choice.check()
    # Shards are made side by side, and whoever sends a line may wait for the answer.
    if intake.workers is None and (shard is not None or "-" in paths):
        intake = replace(intake, workers=1)
    intake.check()
    left, printed = NotTaken(), 0
    suggester = _suggester(choice, habits_of)
    if shard is not None:
        suggest_shard(shard, out, paths, intake, suggester, again=again)
        return
    lines = _lines(intake, intake.documents(paths, left, as_they_come=True), suggester, left)
    first = next(lines, None)  # what goes wrong before is nothing of the output's
    if first is not None:
        with standard_output() as output:
            for line in chain([first], lines):
                output.write(line)
                output.flush()
                printed += 1
    left.report("input", "printed" if printed else "")


def _suggester(choice: PipelineChoice, decisions: Path | None) -> LazySuggester:
    """What suggests, adapted to the decisions of a database if there is one.

    Its run says what that of an import says, also that there was nothing to adapt to.
    """

    def adapted(suggester: Suggester) -> None:
        narrate_adaptation(adapt(suggester, decisions), of=decisions)

    new = new_scheme(choice.scheme)
    if decisions is None:
        return LazySuggester(choice, scheme_in_use(new, None), adapted)
    with named_beside("name another with --habits-of"), reading(decisions) as connection:
        kept = choice.profile or kept_profile(connection)
        scheme = scheme_in_use(new, stored_scheme(connection), kept)
    return LazySuggester(replace(choice, profile=scheme.profile), scheme, adapted)


def _lines(intake: Intake, documents: Iterable[Document], suggester: LazySuggester, left: NotTaken) -> Iterator[bytes]:
    """The record of each document, or its text; those that are not taken are `left`.

    The first one says what all were adapted to.
    """
    has_habits = intake.explain
    for line in done_in_order(intake.record, documents, suggester, intake):
        if isinstance(line, InputRefused):
            left.refused.append(line)
            continue
        habits = suggester.loaded.habits
        yield line if has_habits or not habits else with_habits(line, habits)
        has_habits = True


# ---- shards


def suggest_shard(
    named: str,
    folder: Path | None,
    paths: list[str],
    intake: Intake,
    suggester: LazySuggester,
    *,
    again: bool,
) -> None:
    """Write the shard's lines and manifest, unless they are there. Raises DoneInPart where something was left out.

    Raises UsageError where it cannot go to that folder.
    """
    if folder is None:
        raise UsageError("--shard needs a folder", "name it with --out")
    for path in map(Path, paths):
        if path.is_dir() and folder.resolve().is_relative_to(path.resolve()):
            reason = f"{folder} lies in {path}, where articles are read"
            raise UsageError(reason, "name a folder elsewhere")
    refuse_other_folder(folder, lambda _: True, "folder of shards")
    shard = Shard.parse(named, folder)
    refuse_other_shard_files(shard)
    inputs, left = Inputs(paths, intake.format), NotTaken()
    options = {  # what else decides what is written
        "from": intake.format,
        **record_of(intake, "encoding", "text_column", "skip_bad", "any_language"),
        "largest_article": intake.largest,
        "scheme_sha256": hashlib.sha256(repr(suggester.scheme).encode()).hexdigest(),
    }
    request = request_record(shard, inputs, suggester.loaded.run, options)
    done = None if again else finished(shard, request)
    if done is not None:
        narrate(f"{shard.lines} is done already (--again makes it anew)")
    else:
        lines = _lines(intake, inputs.documents(shard, intake.how(left), left.refused), suggester, left)
        done = write_shard(shard, request, lines, left.refused, left.first_bad)
        narrate(f"{count(done['file']['records'], 'article')} to {shard.lines}")
    if done["left_out"]:
        narrate_left_out(map(InputRefused, done["left_out"]))
        raise DoneInPart(f"{len(done['left_out'])} of the inputs left out", "the others are written")


def print_shards(paths: Sequence[str], *, join: bool) -> None:
    """Print the numbers of the shards of a folder that are to be made again; with `join` the lines of all, if none is.

    That they were made of the same files in the same way is checked too. Raises DoneInPart where some are to be made.
    """
    if len(paths) > 1:
        raise UsageError("that is for one folder", "name what `annotator suggest --out` wrote to")
    folder = Path(paths[0])
    shards = all_shards(folder)
    wrong = ",".join(str(shard.number) for shard, done in shards.items() if done is None)
    if wrong:
        if not join:  # into the file of all lines goes nothing else
            print(wrong)
        number = count(len(shards), "shard")
        raise DoneInPart(f"{wrong.count(',') + 1} of {number} not done", f"make these again: {wrong}")
    if join:
        with standard_output() as out:
            for shard in shards:
                with shard.lines.open("rb") as file:
                    shutil.copyfileobj(file, out)
    narrate(f"{count(len(shards), 'shard')} done, none is missing")


# ---- resuggest


def resuggest(
    db: Path,
    choice: PipelineChoice,
    prefer: str | None,
    quiet: bool,
) -> None:
    """Suggest anew for sentences that nobody has decided.

    The rules adapt to what was decided so far: what annotators reject is not suggested again. Decisions stay as they
    are, and so do earlier suggestions; the screen shows the newest, or those of the suggester that is preferred.
    """

    if prefer is not None:
        with Resuggester(db) as store:
            _prefer(store, prefer, quiet)
        return

    choice.check()
    new = new_scheme(choice.scheme)
    with Resuggester(db) as store:
        total, unread = len(store.waiting()), 0 if choice.no_adapt else len(store.unread())
        left_out = len(store.waiting(keep=True))
        nothing = "nothing to suggest: every sentence is decided"
        if left_out:
            nothing = "nothing else to suggest: every other sentence is decided"
            narrate(
                f"suggestions of {count(left_out, 'article')} left as they are: several people decide on each, somebody"
                " has begun, and all are to see the same"
            )
        if not total and not unread:
            there = any(not article.removed for article in store.ask(articles))
            narrate(nothing if there else f"no articles in the database; {store.ask(how_to_get_articles)}")
            return
        in_use = database_scheme(db, new, choice.profile)
        suggester = replace(choice, profile=in_use.profile).load(in_use)
        if unread and maker_of(suggester.run.settings) is None:
            # What could have been suggested in decided articles of which that is not known: so that they count.
            for number in watched(store.unread(), "reading", quiet, unread):
                store.take_chances(number, suggester.suggest_one(store.ask(document_of, number)))
            read = count(unread, "decided article")
            narrate(f"{read} from before suggestions adapted read: now their decisions count")
        if not total:
            narrate(nothing)
            return
        adaptation = choice.adapted(suggester, db, store.runs)
        sentences = documents = foreign = 0
        for number in watched(store.waiting(), "suggesting", quiet, total):
            document = store.ask(document_of, number)
            if not suggester.reads(document):  # it would suggest nothing, in the place of what others did
                foreign += 1
                continue
            sentences += store.add(number, suggester.suggest_one(document), suggester.run)
            documents += 1
        beside = store.beside
    narrate(
        f"{count(sentences, 'undecided sentence')} of {count(documents, 'article')} suggested anew by"
        f" {suggester.run.pipeline} {suggester.run.version}"
    )
    if foreign:
        narrate(f"suggestions of {count(foreign, 'article')} in another language left as they are")
    if beside:
        narrate(
            f"{count(beside, 'sentence')} of them beside what another suggester says, who is preferred here"
            f" (`annotator resuggest --prefer {shlex.quote(suggester.run.pipeline)}` puts this one first)"
        )
    narrate_adaptation(adaptation)


def _prefer(store: Resuggester, name: str, quiet: bool) -> None:
    """Put a suggester first, and say where it stands now."""
    numbers = store.prefer(name)
    put = [store.put_first(number, name) for number in watched(numbers, "putting first", quiet, len(numbers))]
    shown, left = map(sum, zip((0, 0), *put, strict=True))
    rest = (
        f"; {count(left, 'sentence')} left as they are: decided, or of several people, one of whom has begun"
        if left
        else ""
    )
    changed = count(sum(number > 0 for number, _ in put), "article")
    narrate(f"{count(shown, 'sentence')} of {changed} show what {name} suggests{rest}")

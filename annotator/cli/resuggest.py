"""`annotator resuggest`: new suggestions for what nobody has decided yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.cli.narration import count, narrate
from annotator.cli.options import DEFAULT_DB, Db, KeptProfile, Model, Quiet, Scheme, TrustModel
from annotator.cli.pipeline_choice import NoAdapt, PipelineChoice, narrate_adaptation
from annotator.cli.progress import progress_bar
from annotator.cli.schemes import database_scheme
from annotator.core.drawable import one_line
from annotator.store.articles.documents import maker_of
from annotator.store.work.importer import Resuggester

if TYPE_CHECKING:
    from annotator.suggest.pipeline import Suggester


def resuggest(
    db: Db = DEFAULT_DB,
    model: Model = None,
    trust_model: TrustModel = False,
    profile: KeptProfile = None,
    scheme: Scheme = None,
    no_adapt: NoAdapt = False,
    quiet: Quiet = False,
) -> None:
    """Suggest anew for sentences that nobody has decided.

    The rules adapt to what was decided so far: what annotators reject is not suggested again. Decisions stay as they
    are, and so do earlier suggestions; the screen shows the newest.
    """

    choice = PipelineChoice(model, trust_model, profile, scheme, adapt=not no_adapt)
    choice.check()
    with closing(Resuggester(db)) as store:
        total, unread = len(store.waiting()), len(store.unread()) if choice.adapt else 0
        left_out = len(store.left_out())
        _tell_left_out(left_out)
        if not total and not unread:
            narrate(_NOTHING_ELSE if left_out else _ALL_DECIDED)
            return
        in_use = database_scheme(db, scheme, profile)
        suggester = replace(choice, profile=in_use.profile).load(in_use, readings=True)
        if unread and maker_of(suggester.run.settings) is None:
            _read_decided(store, suggester, unread, quiet)
        if not total:
            narrate(_NOTHING_ELSE if left_out else _ALL_DECIDED)
            return
        adaptation = choice.adapted(suggester, db, store.runs)
        sentences = documents = 0
        for number in _watched(store.waiting(), "suggesting", total, quiet):
            sentences += store.add(number, suggester.suggest_one(store.document(number)), suggester.run)
            documents += 1
    narrate(
        f"{count(sentences, 'undecided sentence')} of {count(documents, 'article')} suggested anew by"
        f" {one_line(suggester.run.pipeline)} {one_line(suggester.run.version)}"
    )
    narrate_adaptation(adaptation)


_ALL_DECIDED = "nothing to suggest: every sentence is decided"
_NOTHING_ELSE = "nothing else to suggest: every other sentence is decided"


def _tell_left_out(documents: int) -> None:
    if documents:
        narrate(
            f"suggestions of {count(documents, 'article')} left as they are: somebody has begun, and others are to see"
            " the same ones"
        )


def _read_decided(store: Resuggester, suggester: Suggester, total: int, quiet: bool) -> None:
    """Learn what could have been suggested in decided articles of which that is not known, so that they count."""
    for number in _watched(store.unread(), "reading", total, quiet):
        store.take_chances(number, suggester.suggest_one(store.document(number)))
    narrate(f"{count(total, 'decided article')} from before suggestions adapted read: now their decisions count")


def _watched(numbers: Iterable[int], what: str, total: int, quiet: bool) -> Iterator[int]:
    with progress_bar(quiet) as progress:
        for done, number in enumerate(numbers):
            progress(what, done, total)
            yield number

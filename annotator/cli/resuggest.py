"""`annotator resuggest`: new suggestions for what nobody has decided yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.cli.narration import count, narrate
from annotator.cli.options import DEFAULT_DB, Db, KeptProfile, Model, Quiet, Scheme, TrustModel
from annotator.cli.pipeline_choice import PipelineChoice
from annotator.cli.progress import progress_bar
from annotator.core.drawable import one_line

if TYPE_CHECKING:
    from annotator.store.resuggester import Resuggester, Waiting


def resuggest(
    db: Db = DEFAULT_DB,
    model: Model = None,
    trust_model: TrustModel = False,
    profile: KeptProfile = None,
    scheme: Scheme = None,
    quiet: Quiet = False,
) -> None:
    """Suggest anew for sentences that nobody has decided.

    Decisions stay as they are, and so do earlier suggestions; the screen shows the newest.
    """
    from annotator.cli.schemes import database_scheme
    from annotator.store.resuggester import Resuggester

    choice = PipelineChoice(model, trust_model, profile, scheme)
    choice.check()
    with closing(Resuggester(db)) as store:
        total = store.count()
        if not total:
            narrate("nothing to suggest: every sentence is decided")
            return
        in_use = database_scheme(db, scheme, profile)
        suggester = replace(choice, profile=in_use.profile).load(in_use, readings=True)
        sentences = documents = 0
        for waiting in _watched(store, total, quiet):
            sentences += store.add(waiting, suggester.suggest_one(waiting.document), suggester.run)
            documents += 1
    narrate(
        f"{sentences} undecided sentences of {count(documents, 'article')} suggested anew by"
        f" {one_line(suggester.run.pipeline)} {one_line(suggester.run.version)}"
    )


def _watched(store: Resuggester, total: int, quiet: bool) -> Iterator[Waiting]:
    with progress_bar(quiet) as progress:
        for done, waiting in enumerate(store.waiting()):
            progress("suggesting", done, total)
            yield waiting

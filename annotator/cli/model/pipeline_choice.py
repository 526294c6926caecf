"""Which pipeline suggests: what the options say, checked before any work, and the pipeline loaded when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.cli.narration import count, narrate
from annotator.cli.schemes import new_scheme, profile_in_use, scheme_in_use
from annotator.core.errors import EnvironmentFailed
from annotator.core.habits import Habits
from annotator.core.model import Run
from annotator.core.profiles import GuidelineProfile, profile_named
from annotator.core.scheme import LabelScheme
from annotator.core.speakers import Acquaintances
from annotator.store.articles.documents import maker_of
from annotator.store.files.database import reading
from annotator.store.read.habits import acquaintances, decided_articles
from annotator.store.schemes import kept_profile, stored_scheme
from annotator.store.work.importer import Importer, Runs
from annotator.suggest.packages import find_model
from annotator.suggest.pipeline import Suggester

if TYPE_CHECKING:
    from annotator.suggest.habits import HabitsRead


@dataclass(frozen=True)
class PipelineChoice:
    """The options --model, --trust-model and --profile, and the file of --scheme; None where one was not given.

    `no_adapt`: suggestions do not follow what was decided in the database.
    """

    model: str | None = None
    trust_model: bool = False
    profile: str | None = None
    scheme: Path | None = None
    no_adapt: bool = False

    def check(self) -> None:
        """Raise UsageError or InputRefused for a wrong profile or model; nothing is loaded yet."""
        if self.profile is not None:
            profile_named(self.profile)
        find_model(self.model, trust_model=self.trust_model)

    def load(self, scheme: LabelScheme | None = None) -> Suggester:
        """Load the pipeline, with the topics of a label scheme (None: the one that ships); it takes seconds.

        It says of every quote what else it could be. Raises what `Suggester.load` raises.
        """
        return Suggester.load(
            self.model, trust_model=self.trust_model, profile=self.profile, scheme=scheme, readings=True
        )

    def adapted(self, suggester: Suggester, db: Path, runs: Runs) -> Adaptation | None:
        """Adapt a suggester (see `adapt`), for what is stored of its `runs`; None where it is to stay as it ships.

        That it was not to be adapted is recorded with its run: it is not the same as finding nothing.
        """
        if self.no_adapt:
            suggester.run = replace(suggester.run, settings=suggester.run.settings | {"habits": False})
            return None
        adaptation = adapt(suggester, db)
        if adaptation.read.habits:
            runs.habits = adaptation.read.habits
        return adaptation


RULES = PipelineChoice()
"""What suggests where no option says otherwise: the rules, on the pipeline that comes with annotator."""


def made_again(
    choice: PipelineChoice, scheme: LabelScheme | None, habits: Habits, known: Acquaintances, run: Run
) -> Suggester:
    """A suggester that suggests what one of another process does, which has these; it takes seconds."""
    suggester = choice.load(scheme)
    suggester.meet(known)
    suggester.adapt(habits)
    if _fixed(suggester.run) != _fixed(run):
        raise EnvironmentFailed(
            "a worker has another pipeline, spaCy or annotator than this process",
            "install the same versions on all machines",
        )
    suggester.run = run
    return suggester


def _fixed(run: Run) -> tuple[str, str, dict[str, Any]]:
    """What the same packages make the same; the others are what a suggester was told."""
    varying = ("habits", "speakers")
    return run.pipeline, run.version, {key: value for key, value in run.settings.items() if key not in varying}


@dataclass
class LazySuggester:
    """The suggester of a choice, with readings, loaded when the first document needs it, and then `adapted`.

    `adaptation`: what that says of what it was adapted to, where it is to be told.
    """

    choice: PipelineChoice
    scheme: LabelScheme
    adapted: Callable[[Suggester], Adaptation | None]
    adaptation: Adaptation | None = None

    def recipe(self) -> Callable[[], Suggester]:
        """How another process makes the same suggester: all of it can be pickled."""
        loaded = self.loaded
        return partial(made_again, self.choice, self.scheme, loaded.habits, loaded.known, loaded.run)

    @cached_property
    def loaded(self) -> Suggester:
        """The suggester itself; it is there from the first time on that somebody asks for it."""
        suggester = self.choice.load(self.scheme)
        self.adaptation = self.adapted(suggester)
        return suggester


@contextmanager
def importing(db: Path, choice: PipelineChoice) -> Iterator[tuple[Importer, LazySuggester]]:
    """What stores, and what suggests, in an import into a database.

    With its profile, and its label scheme unless another one is chosen; adapted to what was decided in it, unless the
    choice says otherwise. Raises UsageError where the options ask for another profile than the database keeps,
    InputRefused where the new scheme would lose labels that decisions hold; and as `PipelineChoice.check` does, before
    a gigabyte is read in vain.
    """
    choice.check()
    new = new_scheme(choice.scheme)
    with Importer(db, new) as importer:
        importer.check_scheme()
        stored = importer.ask(stored_scheme)
        profile = profile_in_use(db, importer.ask(kept_profile), choice.profile, new, stored)
        choice = replace(choice, profile=profile)
        scheme = scheme_in_use(new, stored)
        yield importer, LazySuggester(choice, scheme, lambda loaded: choice.adapted(loaded, db, importer.runs))


# ---- Suggestions that follow what annotators decided: the habits of a database, applied and told.


class Adaptation(NamedTuple):
    """What suggestions were adapted to: what was read of decisions, whom they name, and the guidelines they go by."""

    read: HabitsRead
    known: Acquaintances
    profile: GuidelineProfile


def adapt(suggester: Suggester, db: Path | None) -> Adaptation:
    """Adapt a suggester to what was decided in a database by the guidelines that it goes by, if there is a database.

    Whoever was confirmed as a speaker is named alike from now on. A trained pipeline adapts to what was decided on its
    own suggestions: it learned from the others.
    """
    from annotator.suggest.habits import HabitsRead, read_habits

    read, known = HabitsRead(), Acquaintances()
    if db is not None and db.exists():
        with reading(db) as connection:
            known = acquaintances(connection)
            maker = maker_of(suggester.run.settings)
            read = read_habits(decided_articles(connection, suggester.profile.name, maker))
    suggester.meet(known)
    suggester.adapt(read.habits, read.record())
    return Adaptation(read, known, suggester.profile)


def narrate_adaptation(adaptation: Adaptation | None, of: Path | None = None) -> None:
    """Say what suggestions were adapted to, where there was anything to adapt to.

    `of` is the database that was named for this; then it is also said where there was nothing.
    """
    if adaptation is None:
        return
    read, where = adaptation.read, f" in {of}" if of is not None else ""
    if read.sentences:
        decided = f"{count(read.sentences, 'decided sentence')} of {count(len(read.documents), 'article')}"
        names = f", {count(len(adaptation.known.known), 'speaker')} known" if adaptation.known.known else ""
        narrate(f"adapted to {decided}{names}{where or ' (--no-adapt: as it ships)'}")
    elif of is not None:
        narrate(f"nothing to adapt to{where}: suggested as it ships")
    edges = read.habits.edges.in_words(adaptation.profile)
    if edges:
        narrate(f"edges of quotes as decided here: {', '.join(edges)}")
    if read.unread:
        articles = f"{count(len(read.unread), 'decided article')} from before suggestions adapted"
        narrate(f"not counted in: {articles}; `annotator resuggest` reads them")

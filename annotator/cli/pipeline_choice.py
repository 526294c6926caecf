"""Which pipeline suggests: what the options say, checked before any work, and the pipeline loaded when it is needed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.adapting import Adaptation, adapt, leave_as_shipped
from annotator.cli.schemes import profile_in_use, scheme_in_use
from annotator.core.errors import EnvironmentFailed

if TYPE_CHECKING:
    from annotator.core.habits import Habits
    from annotator.core.model import Run
    from annotator.core.scheme import LabelScheme
    from annotator.core.speakers import Acquaintances
    from annotator.store.scheme.schemes import NewScheme
    from annotator.store.work.importer import Importer
    from annotator.suggest.pipeline import Suggester


@dataclass(frozen=True)
class PipelineChoice:
    """The options --model, --trust-model, --profile and --scheme; None where one was not given.

    `adapt`: whether suggestions follow what was decided in the database; False with --no-adapt.
    """

    model: str | None = None
    trust_model: bool = False
    profile: str | None = None
    scheme: Path | None = None
    adapt: bool = True

    def check(self) -> None:
        """Raise UsageError or InputRefused for a wrong profile, scheme or model; nothing is loaded yet."""
        from annotator.core.scheme import load_scheme
        from annotator.suggest.packages import find_model
        from annotator.suggest.pipeline import check_profile

        check_profile(self.profile)
        load_scheme(self.scheme)
        find_model(self.model, trust_model=self.trust_model)

    def load(self, scheme: LabelScheme | None = None, *, readings: bool = False) -> Suggester:
        """Load the pipeline, with the topics of a label scheme (None: the one that ships); it takes seconds.

        With `readings` it says of every quote what else it could be. Raises what `Suggester.load` raises.
        """
        from annotator.suggest.pipeline import Suggester

        return Suggester.load(
            self.model, trust_model=self.trust_model, profile=self.profile, scheme=scheme, readings=readings
        )


RULES = PipelineChoice()
"""What suggests where no option says otherwise: the rules, on the pipeline that comes with annotator."""


@dataclass(frozen=True)
class Recipe:
    """How another process makes a suggester that suggests what this one does: all of it can be pickled."""

    choice: PipelineChoice
    scheme: LabelScheme | None
    readings: bool
    habits: Habits
    known: Acquaintances
    run: Run

    @classmethod
    def of(cls, suggester: Suggester, choice: PipelineChoice, scheme: LabelScheme | None) -> Recipe:
        """That of a suggester which was loaded by this choice with this scheme, and adapted since."""
        return cls(choice, scheme, suggester.readings, suggester.habits, suggester.known, suggester.run)

    def load(self) -> Suggester:
        """Make the suggester; it takes seconds."""
        suggester = self.choice.load(self.scheme, readings=self.readings)
        suggester.meet(self.known)
        suggester.adapt(self.habits)
        if _fixed(suggester.run) != _fixed(self.run):
            raise EnvironmentFailed(
                "a worker has another pipeline, spaCy or annotator than this process",
                "install the same versions on all machines",
            )
        suggester.run = self.run
        return suggester


def _fixed(run: Run) -> tuple[str, str, dict[str, Any]]:
    """What the same packages make the same; the others are what a suggester was told."""
    told = ("habits", "speakers")
    return run.pipeline, run.version, {key: value for key, value in run.settings.items() if key not in told}


class LazySuggester:
    """The suggester of a choice, with readings, loaded when the first document needs it, and then adapted."""

    def __init__(self, choice: PipelineChoice, importer: Importer, db: Path) -> None:
        """It is adapted to what was decided in the importer's database by then, unless the choice says otherwise."""
        self._choice, self._db = choice, db
        self._importer = importer
        self._stored_scheme = importer.scheme()
        self.adaptation: Adaptation | None = None
        """What it was adapted to, once it is loaded."""

    @property
    def _scheme(self) -> LabelScheme:
        return scheme_in_use(self._choice.scheme, self._stored_scheme)

    def recipe(self) -> Recipe:
        """How another process makes the same suggester."""
        return Recipe.of(self.loaded, self._choice, self._scheme)

    @cached_property
    def loaded(self) -> Suggester:
        """The suggester itself; it is there from the first time on that somebody asks for it."""
        suggester = self._choice.load(self._scheme, readings=True)
        if self._choice.adapt:
            habits, self.adaptation = adapt(suggester, self._db)
            if habits:
                self._importer.runs.habits = habits
        else:
            leave_as_shipped(suggester)
        return suggester


def suggester_of_import(choice: PipelineChoice, importer: Importer, db: Path, new: NewScheme | None) -> LazySuggester:
    """What suggests in an import into a database: with its profile, and its label scheme unless there is a `new` one.

    Raises UsageError where the options ask for another profile than the database keeps, InputRefused where the new
    scheme would lose labels that decisions hold.
    """
    importer.check_scheme()
    profile = profile_in_use(db, importer.profile(), choice.profile, new, importer.scheme())
    return LazySuggester(replace(choice, profile=profile), importer, db)

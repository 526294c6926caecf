"""What suggestions did to annotators, from their decisions: by annotator and label, and over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.core.decision import Answer, DecidedSentence, Sight
from annotator.core.model import Labels
from annotator.measure.bias.effect import Counts, Effect, effect
from annotator.measure.bias.haste import Haste, haste
from annotator.measure.bias.questions import questions
from annotator.measure.bias.truth import Place, Truth, place_of


@dataclass(frozen=True, slots=True)
class LabelBias:
    """What suggestions did to one label, where they gave it (`suggested`) or where they gave none of its kind.

    `wrong` is the same where the label would be wrong, as far as that is known: how often it is given all the same;
    `right` where it would be right.
    """

    label: str
    suggested: bool
    effect: Effect
    wrong: Effect
    right: Effect


@dataclass(frozen=True, slots=True)
class AnnotatorBias:
    """What suggestions did to one annotator, of whom that many sentences were withheld; None is all together."""

    annotator: str | None
    withheld: int
    labels: tuple[LabelBias, ...]
    haste: Haste


@dataclass(frozen=True, slots=True)
class Bias:
    """All annotators by name, and `together`."""

    annotators: tuple[AnnotatorBias, ...]
    together: AnnotatorBias

    def only(self, annotator: str | None) -> Bias:
        """The same of one annotator, who then is all there are; None leaves it as it is."""
        if annotator is None:
            return self
        one = next(one for one in self.annotators if one.annotator == annotator)
        return Bias((one,), replace(one, annotator=None))


_Key = tuple[str, bool, bool | None]
"""A label, whether it was suggested, and whether it is right; None where that is not known."""
_Counted = dict[_Key, dict[str, Counts]]
"""The counts of an annotator by document, for each of them."""


def bias(decided: Sequence[DecidedSentence], gold: Mapping[Place, Labels] | None = None) -> Bias:
    """Measure it from current decisions that are no skips; `gold` is what review settled on.

    Who has seen a suggestion is everybody from whom it was not withheld: also whoever accepted it in passing, unopened,
    as withheld ones cannot be. So what is compared differs in nothing but a hash. Left out are decisions without a
    suggestion, and boilerplate that was passed over.
    """
    truth = Truth.of(decided, gold or {})
    names = sorted({one.decision.annotator for one in decided})
    by_name: dict[str, list[DecidedSentence]] = {name: [] for name in names}
    for one in decided:
        by_name[one.decision.annotator].append(one)
    counted = {name: _counted(own, truth) for name, own in by_name.items()}
    return Bias(
        tuple(_biased(name, by_name[name], [counted[name]]) for name in names),
        _biased(None, decided, list(counted.values())),
    )


def _counted(decided: Iterable[DecidedSentence], truth: Truth) -> _Counted:
    counted: _Counted = {}
    for one in decided:
        decision, suggestion = one.decision, one.suggestion
        if suggestion is None or (decision.implied and decision.answer is Answer.REJECT):
            continue
        seen = decision.sight is not Sight.WITHHELD
        for label, suggested, given_by in questions(suggestion.labels):
            right = truth.right(place_of(one), decision.annotator, given_by)
            by_document = counted.setdefault((label, suggested, right), {})
            by_document.setdefault(one.document.id, Counts()).add(seen, given_by(decision.labels))
    return counted


def _biased(name: str | None, decided: Sequence[DecidedSentence], counted: Sequence[_Counted]) -> AnnotatorBias:
    asked = {(label, suggested) for one in counted for label, suggested, _ in one}
    withheld = sum(one.decision.sight is Sight.WITHHELD for one in decided)
    labels = tuple(
        LabelBias(
            label,
            suggested,
            effect([_together(one, label, suggested, (True, False, None)) for one in counted]),
            effect([_together(one, label, suggested, (False,)) for one in counted]),
            effect([_together(one, label, suggested, (True,)) for one in counted]),
        )
        for label, suggested in sorted(asked, key=_order)
    )
    return AnnotatorBias(name, withheld, labels, haste(decided))


def _together(counted: _Counted, label: str, suggested: bool, right: tuple[bool | None, ...]) -> dict[str, Counts]:
    """The counts by document of a label, whether it is right in one of these ways."""
    added: dict[str, Counts] = {}
    for one in right:
        for document, counts in counted.get((label, suggested, one), {}).items():
            into = added.setdefault(document, Counts())
            into.seen += counts.seen
            into.seen_given += counts.seen_given
            into.withheld += counts.withheld
            into.withheld_given += counts.withheld_given
    return added


def _order(key: tuple[str, bool]) -> tuple[bool, int, str]:
    """Suggested labels first; quotes before what is said of them, then topics."""
    label, suggested = key
    kinds = ("quote", "edges", "speaker", "type", "topic")
    return not suggested, kinds.index(label.split(" ")[0]), label

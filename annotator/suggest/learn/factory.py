"""The factories of the components that learn. What a component needs is imported when it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from spacy.language import Language
from thinc.api import Model

from annotator.suggest.component_names import ROLES, TOPIC_VOTES
from annotator.suggest.components import Component

DEFAULT_MODEL = {
    "@architectures": "annotator.CueRoles.v1",
    "width": 96,
    "feature_width": 32,
    "depth": 4,
    "pair_width": 64,
    "pair_depth": 1,
    "members": 3,
}
"""The network that `annotator train` makes; see `network.architecture.cue_roles`. Its sizes are those of the prototype,
measured on PolNeAR dev; three members and one convolution over pairs were set by hand."""


@Language.factory(
    ROLES,
    default_config={
        "model": DEFAULT_MODEL,
        "spans_key": "quotes",
        "threshold": 0.45,
        "scorer": {"@scorers": "annotator.quotes_scorer.v1"},
    },
    assigns=["doc.spans"],
    requires=["token.dep", "token.tag", "token.lemma"],
    default_score_weights={"quotes_f": 0.5, "quotes_e2e": 0.5, "quotes_exact": None},
)
def make_roles(
    nlp: Language, name: str, model: Model[Any, Any], spans_key: Literal["quotes"], threshold: float,
    scorer: Callable[..., dict[str, Any]] | None,
) -> Component:  # fmt: skip
    """Find quotes as decisions have taught it, and mix them with those that `annotator_quotes` found before it.

    `threshold` is the probability from which a quote is suggested until a mix is fitted; `spans_key` is what configs
    call the span groups: there are no others.
    """
    from annotator.suggest.learn.component import QuoteRoles

    del spans_key
    return QuoteRoles(nlp.vocab, model, name, lang=nlp.lang or "", threshold=threshold, scorer=scorer)


@Language.factory(TOPIC_VOTES, default_config={"spans_key": "topics"}, assigns=["doc.spans"], requires=["doc.cats"])
def make_votes(nlp: Language, name: str, spans_key: Literal["topics"]) -> Component:
    """Weigh the topics of the whole text (`textcat_multilabel`) with those of its sentences (`annotator_topics`).

    `spans_key` is what configs call the span group that `annotator_topics` writes; there is no other.
    """
    from annotator.suggest.topics.votes import TopicVotes

    del nlp, name, spans_key
    return TopicVotes()

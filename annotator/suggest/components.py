"""The spaCy components, as factories that any spaCy pipeline finds by name (entry point group `spacy_factories`).

This module is imported whenever anybody builds a pipeline in an environment that has annotator installed: what a
component needs is imported when it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from spacy.language import Language
from spacy.tokens import Doc

from annotator.suggest.component_names import PARAGRAPHS, QUOTES, SPEAKERS, TOPICS

if TYPE_CHECKING:
    from annotator.core.scheme import LabelScheme

Component = Callable[[Doc], Doc]


@Language.factory(PARAGRAPHS, assigns=["token.is_sent_start"])
def make_paragraphs(nlp: Language, name: str) -> Component:  # noqa: ARG001 - spaCy passes both
    """Start a sentence after every blank line. Goes before the parser, which keeps sentence starts it is given."""
    from annotator.suggest.text.sentences import start_sentences

    return start_sentences


@Language.factory(
    QUOTES,
    default_config={"profile": "speech", "spans_key": "quotes", "threshold": None},
    assigns=["doc.spans"],
    requires=["token.dep", "token.tag", "token.lemma"],
)
def make_quotes(
    nlp: Language,
    name: str,  # noqa: ARG001 - spaCy passes it
    profile: str,
    spans_key: Literal["quotes"],  # noqa: ARG001 - what configs call the span groups: there are no others
    threshold: float | None,
) -> Component:
    """Find quotes with cue and source, and keep them as span groups (see `span_groups`).

    `profile` says what counts as a quote (`speech`, `polnear` or `guardian`); suggestions whose probability is below
    `threshold` are left out (None: SUGGESTED_FROM). The lexicon is that of the pipeline's language.
    """
    from annotator.suggest.quotes.find import QuoteFinder

    return QuoteFinder(nlp.lang or "", profile=profile, threshold=threshold)


@Language.factory(
    SPEAKERS,
    default_config={"spans_key": "quotes"},
    assigns=["doc.spans"],
    requires=["doc.spans", "doc.ents", "token.dep", "token.tag", "token.lemma"],
)
def make_speakers(nlp: Language, name: str, spans_key: Literal["quotes"]) -> Component:  # noqa: ARG001 - spaCy passes all
    """Name the speaker of every quote in the span groups, and keep the document's cast with them.

    Goes after the components that find quotes. The words that tell who can speak are those of the pipeline's language.
    """
    from annotator.suggest.cast.component import SpeakerFinder

    return SpeakerFinder(nlp.lang or "")


@Language.factory(TOPICS, default_config={"scheme": None}, assigns=["doc.spans"])
def make_topics(nlp: Language, name: str, scheme: str | None) -> Component:  # noqa: ARG001 - spaCy passes the name
    """Topics of every sentence. `scheme` is the path of a label scheme (TOML); None: the one that ships."""
    from annotator.core.scheme import load_scheme
    from annotator.suggest.topics.finder import TopicFinder

    return TopicFinder(load_scheme(scheme), nlp.lang or "")


def add_topics(nlp: Language, scheme: LabelScheme | None) -> None:
    """Add `annotator_topics` at the end, for a label scheme, or None for the one that ships."""
    from annotator.suggest.topics.finder import TopicFinder

    finder = nlp.add_pipe(TOPICS, last=True)
    assert isinstance(finder, TopicFinder)
    if scheme is not None and scheme != finder.scheme:  # else its terms are read already
        finder.use(scheme)


def scheme_of(nlp: Language) -> tuple[str | None, str | None]:
    """Name and version of the label scheme whose topics the pipeline suggests; None without any."""
    from annotator.suggest.topics.finder import TopicFinder

    finder = nlp.get_pipe(TOPICS) if TOPICS in nlp.pipe_names else None
    return (finder.scheme.name, finder.scheme.version) if isinstance(finder, TopicFinder) else (None, None)

"""The spaCy components, as factories that any spaCy pipeline finds by name (entry point group `spacy_factories`).

This module is imported whenever anybody builds a pipeline in an environment that has annotator installed: what a
component needs is imported when it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

if TYPE_CHECKING:
    from annotator.core.model import CastMember, Quote, TopicSuggestion
    from annotator.core.scheme import LabelScheme

Component = Callable[[Doc], Doc]

TOPICS = "annotator_topics"


@Language.factory("annotator_paragraphs", assigns=["token.is_sent_start"])
def make_paragraphs(nlp: Language, name: str) -> Component:  # noqa: ARG001 - spaCy passes both
    """Start a sentence after every blank line. Goes before the parser, which keeps sentence starts it is given."""
    from annotator.suggest.text.paragraphs import start_sentences

    return start_sentences


@Language.factory(
    "annotator_quotes",
    default_config={"profile": "speech", "spans_key": "quotes", "threshold": None},
    assigns=["doc.spans"],
    requires=["token.dep", "token.tag", "token.lemma"],
)
def make_quotes(
    nlp: Language,
    name: str,  # noqa: ARG001 - spaCy passes it
    profile: str,
    spans_key: str,
    threshold: float | None,
) -> Component:
    """Find quotes with cue, source and speaker, and keep them as span groups: see `quotes.groups`.

    `profile` says what counts as a quote (`speech`, `polnear` or `guardian`); suggestions whose probability is below
    `threshold` are left out (None: the profile's own). The lexicon is that of the pipeline's language.
    """
    from annotator.suggest.quotes.component import QuoteFinder

    return QuoteFinder(nlp.lang or "", profile=profile, spans_key=spans_key, threshold=threshold)


class TopicFinder:
    """The component `annotator_topics`: topics of every sentence, by the terms of a label scheme."""

    def __init__(self, scheme: LabelScheme) -> None:
        self.use(scheme)

    def use(self, scheme: LabelScheme) -> None:
        """Suggest topics of this scheme from now on."""
        from annotator.suggest.topics.finder import make_topic_component

        self.scheme = scheme
        self._find = make_topic_component(scheme)

    def __call__(self, doc: Doc) -> Doc:
        return self._find(doc)


@Language.factory(TOPICS, default_config={"scheme": None}, assigns=["doc.spans"])
def make_topics(nlp: Language, name: str, scheme: str | None) -> Component:  # noqa: ARG001 - spaCy passes both
    """Topics of every sentence. `scheme` is the path of a label scheme (TOML); None: the one that ships."""
    from annotator.core.scheme import load_scheme

    return TopicFinder(load_scheme(scheme))


def add_topics(nlp: Language, scheme: LabelScheme | str | None) -> None:
    """Add `annotator_topics` at the end, for a label scheme, the path of one, or None for the one that ships."""
    path = scheme if isinstance(scheme, str) else None
    finder = nlp.add_pipe(TOPICS, config={"scheme": path}, last=True)
    if scheme is not None and not isinstance(scheme, str) and isinstance(finder, TopicFinder):
        finder.use(scheme)


def scheme_of(nlp: Language) -> tuple[str | None, str | None]:
    """Name and version of the label scheme whose topics the pipeline suggests; None without any."""
    finder = nlp.get_pipe(TOPICS) if TOPICS in nlp.pipe_names else None
    return (finder.scheme.name, finder.scheme.version) if isinstance(finder, TopicFinder) else (None, None)


def quotes_of(doc: Doc, spans_key: str = "quotes") -> tuple[Quote, ...]:
    """The quotes that `annotator_quotes` found, in the order of their content."""
    from annotator.suggest.span_groups import read_quotes

    return read_quotes(doc, spans_key)


def cast_of(doc: Doc, spans_key: str = "quotes") -> tuple[CastMember, ...]:
    """The speakers of the document, as `annotator_quotes` found them: those with most quotes first."""
    from annotator.suggest.span_groups import read_cast

    return read_cast(doc, spans_key)


def topics_by_sentence(doc: Doc, sentences: Sequence[tuple[int, int]]) -> tuple[tuple[TopicSuggestion, ...], ...]:
    """The topics of each of these sentences (offsets in the Doc's text, in order), best first.

    A sentence has those of the first sentence of the parse that it holds a part of: the two differ only where white
    space or a lone mark made a "sentence" in the parse.
    """
    from annotator.suggest.topics.finder import topics_of

    found = topics_of(doc)
    parsed = [(sent.start_char, sent.end_char) for sent in doc.sents]
    if len(found) != len(parsed):
        return tuple(() for _ in sentences)
    topics: list[tuple[TopicSuggestion, ...]] = []
    at = 0
    for start, _ in sentences:
        while at + 1 < len(parsed) and parsed[at][1] <= start:
            at += 1
        topics.append(found[at] if parsed else ())
    return tuple(topics)

"""From documents to suggestions: a spaCy pipeline with annotator's components, run in little memory and in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import TYPE_CHECKING

from annotator import __version__
from annotator.core.errors import InputRefused, UsageError
from annotator.core.model import CastMember, Document, Quote, Run, Span, Suggested, TopicSuggestion
from annotator.core.scheme import LabelScheme, load_scheme
from annotator.suggest.fast.blas import prepare_numerics
from annotator.suggest.packages import find_model, load_model
from annotator.suggest.text.chunks import chunks
from annotator.suggest.text.sentences import read_sentences

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PROFILES = ("speech", "polnear", "guardian")
"""The guideline profiles: what counts as a quote, and where its content and cue begin and end."""

_WITHIN = {"polnear": PROFILES, "speech": ("speech", "guardian"), "guardian": ("guardian",)}
"""The profiles that mark nothing that this one does not."""

_PARAGRAPHS, _QUOTES, _TOPICS = "annotator_paragraphs", "annotator_quotes", "annotator_topics"
_ROLES, _TEXTCAT, _VOTES = "annotator_roles", "textcat_multilabel", "annotator_topic_votes"


def load_pipeline(
    model: str | None = None,
    *,
    trust_model: bool = False,
    profile: str | None = None,
    scheme: LabelScheme | str | None = None,
) -> Language:
    """A spaCy pipeline with `annotator_paragraphs`, `annotator_quotes` and `annotator_topics` added.

    `model` is an installed package's name, or a folder with `trust_model` (loading one runs its code); see
    `packages.find_model` for what is taken without it. `scheme` is a label scheme, the path of one, or None for the
    one that ships. Raises UsageError, InputRefused or EnvironmentFailed, each with what to do about it.
    """
    check_profile(profile)
    found = find_model(model, trust_model=trust_model)
    prepare_numerics()
    nlp = load_model(found)
    if not {"parser", "tagger"} <= set(nlp.component_names) and "transformer" not in nlp.component_names:
        raise InputRefused(f"the pipeline {str(found)!r} has no tagger and parser", "name one that has both")
    return add_components(nlp, profile=profile, scheme=scheme)


def add_components(nlp: Language, *, profile: str | None = None, scheme: LabelScheme | str | None = None) -> Language:
    """The same pipeline with annotator's components where they belong; those it has already are made anew.

    A pipeline that learned from decisions keeps to the profile it was trained for, or to a narrower one that is named;
    UsageError where it never learned what the named one marks.
    """
    from annotator.suggest import components

    check_profile(profile)
    # A pipeline that learned from decisions brings the rules that its mix was fitted with.
    learned = nlp.has_pipe(_ROLES) and nlp.has_pipe(_QUOTES)
    for name in (_PARAGRAPHS, _TOPICS) if learned else (_PARAGRAPHS, _QUOTES, _TOPICS):
        if nlp.has_pipe(name):
            nlp.remove_pipe(name)
    nlp.add_pipe(_PARAGRAPHS, first=True)
    if not learned:
        nlp.add_pipe(_QUOTES, config={"profile": profile or _profile_of(scheme)}, last=True)
    elif profile is not None:
        _hold_to(nlp, profile)
    components.add_topics(nlp, scheme)
    return nlp


def _hold_to(nlp: Language, profile: str) -> None:
    """Have a pipeline with learned quotes suggest what another guideline profile marks."""
    config = nlp.get_pipe_config(_QUOTES)
    own = config["profile"]
    if profile == own:
        return
    if learned_policy(nlp) != "rules":
        if profile not in _WITHIN[own]:
            raise UsageError(
                f"this model was trained for the profile {own} and never learned what {profile} marks beyond it",
                f"leave --profile out, or train with --profile {profile}",
            )
        nlp.get_pipe(_ROLES).hold_to(profile)  # type: ignore[attr-defined]
    settings = {"profile": profile, "spans_key": config["spans_key"], "threshold": config["threshold"]}
    nlp.remove_pipe(_QUOTES)
    nlp.add_pipe(_QUOTES, before=_ROLES, config=settings)


def learned_policy(nlp: Language) -> str | None:
    """Who suggests: `rules`, `learned` or `mix`; None where nothing was learned."""
    if _ROLES not in nlp.pipe_names:
        return None
    policy: str = nlp.get_pipe(_ROLES).mix.policy  # type: ignore[attr-defined]
    return policy


def _profile_of(scheme: LabelScheme | str | None) -> str:
    """The guideline profile that a label scheme asks for."""
    return (scheme if isinstance(scheme, LabelScheme) else load_scheme(scheme)).profile


def check_profile(profile: str | None) -> None:
    """Raise UsageError unless the profile is one of PROFILES, or None: the label scheme's."""
    if profile is not None and profile not in PROFILES:
        raise UsageError(f"no guideline profile {profile!r}", f"choose {', '.join(PROFILES[:-1])} or {PROFILES[-1]}")


class Suggester:
    """Suggests sentences, quotes, speakers and topics for documents, one at a time and in their order."""

    def __init__(self, nlp: Language | None = None, *, scheme: LabelScheme | str | None = None) -> None:
        """`nlp` comes from `load_pipeline`; None loads the default one. `scheme` only where it was given there too.

        From here on `nlp` can suggest, but not be trained: its layers leave out what only learning needs.
        """
        self.nlp = nlp if nlp is not None else load_pipeline(scheme=scheme)
        self.run = describe_run(self.nlp)
        self._steps = _faster(self.nlp)

    @classmethod
    def load(
        cls,
        model: str | None = None,
        *,
        trust_model: bool = False,
        profile: str | None = None,
        scheme: LabelScheme | str | None = None,
    ) -> Suggester:
        """A suggester over `load_pipeline` with the same arguments and errors."""
        return cls(load_pipeline(model, trust_model=trust_model, profile=profile, scheme=scheme))

    def suggest(self, documents: Iterable[Document]) -> Iterator[Suggested]:
        """What is proposed for each document. Lazy: takes the next document when the one before has been given out."""
        for document in documents:
            yield self.suggest_one(document)

    def suggest_one(self, document: Document) -> Suggested:
        """What is proposed for this document. Its header (up to `body_start`) is not parsed and lies in no sentence."""
        shift = document.body_start
        doc = self.parse(document.text[shift:])
        sentences = read_sentences(doc, shift)
        return Suggested(
            document=document,
            sentences=sentences,
            quotes=tuple(_shifted(quote, shift) for quote in _quotes(doc)),
            topics=_topics(doc, [(s.start - shift, s.end - shift) for s in sentences]),
            cast=tuple(
                CastMember(member.name, tuple(_moved(span, shift) for span in member.mentions)) for member in _cast(doc)
            ),
        )

    def parse(self, text: str) -> Doc:
        """The text through the whole pipeline. A long one is parsed in pieces; the rules see it whole."""
        from spacy.tokens import Doc

        nlp = self.nlp
        late = [name for name in (_QUOTES, _ROLES, _TEXTCAT, _TOPICS, _VOTES) if name in nlp.pipe_names]
        steps = [step for name, step in self._steps if name not in late]
        if learned_policy(nlp) in ("learned", "mix"):
            late.remove(_QUOTES)  # the rules' candidates are in what was learned
        docs = [reduce(lambda doc, step: step(doc), steps, nlp.make_doc(piece)) for piece in chunks(text)]
        doc = docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)
        assert doc is not None
        for name in late:
            doc = nlp.get_pipe(name)(doc)
        return doc


def _faster(nlp: Language) -> list[tuple[str, Callable[[Doc], Doc]]]:
    """The pipeline's components by name, slow ones exchanged for others that set the same."""
    from annotator.suggest.fast.attribute_ruler import faster_ruler
    from annotator.suggest.fast.entity_recognizer import faster_recognizer
    from annotator.suggest.fast.thinc_layers import faster_layers

    return [(name, faster_recognizer(faster_ruler(faster_layers(step)))) for name, step in nlp.pipeline]


def describe_run(nlp: Language) -> Run:
    """Which pipeline this is, by the name and version of its package, and the settings that shape its suggestions."""
    from spacy.about import __version__ as spacy_version

    from annotator.suggest import components

    meta = nlp.meta
    quotes = nlp.get_pipe_config(_QUOTES) if nlp.has_factory(_QUOTES) and _QUOTES in nlp.pipe_names else {}
    scheme, version = components.scheme_of(nlp)
    return Run(
        pipeline=f"{meta['lang']}_{meta['name']}",
        version=str(meta["version"]),
        settings={
            "profile": quotes.get("profile"),
            "threshold": quotes.get("threshold"),
            "learned": learned_policy(nlp),
            "scheme": scheme,
            "scheme_version": version,
            "annotator": __version__,
            "spacy": spacy_version,
        },
    )


def _quotes(doc: Doc) -> tuple[Quote, ...]:
    from annotator.suggest.components import quotes_of

    return quotes_of(doc)


def _topics(doc: Doc, sentences: list[tuple[int, int]]) -> tuple[tuple[TopicSuggestion, ...], ...]:
    from annotator.suggest.components import topics_by_sentence

    return topics_by_sentence(doc, sentences)


def _cast(doc: Doc) -> tuple[CastMember, ...]:
    from annotator.suggest.components import cast_of

    return cast_of(doc)


def _moved(span: Span, shift: int) -> Span:
    return Span(span.start + shift, span.end + shift)


def _shifted(quote: Quote, shift: int) -> Quote:
    if not shift:
        return quote
    return Quote(
        content=tuple(_moved(span, shift) for span in quote.content),
        type=quote.type,
        cue=None if quote.cue is None else _moved(quote.cue, shift),
        source=None if quote.source is None else _moved(quote.source, shift),
        speaker=quote.speaker,
        score=quote.score,
        rule=quote.rule,
    )

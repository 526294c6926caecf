"""From documents to suggestions: a spaCy pipeline with annotator's components, run in little memory and in order."""

from __future__ import annotations

import gc
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from annotator import __version__
from annotator.core.errors import UsageError
from annotator.core.habits import Habits
from annotator.core.model import Document, Quote, Run, Suggested
from annotator.core.profiles import profile_named
from annotator.core.quotes.guidelines import held_to
from annotator.core.scheme import LabelScheme, load_scheme
from annotator.core.speakers import Acquaintances
from annotator.core.text.languages import is_in_language
from annotator.core.text.marked_text import without_quote_signs
from annotator.suggest.component_names import PARAGRAPHS, QUOTES, ROLES, SPEAKERS, TEXTCAT, TOPICS
from annotator.suggest.packages import find_model, load_model
from annotator.suggest.text.sentences import part_signs, read_sentences, sentences_of

if TYPE_CHECKING:
    from spacy.language import Language

# spaCy is imported within functions: `packages.load_model` chooses how numpy multiplies before it is first imported.


def add_components(nlp: Language, *, profile: str | None = None, scheme: LabelScheme | None = None) -> Language:
    """The same pipeline with annotator's components where they belong: paragraphs, quotes, speakers and topics.

    Those it has already are made anew. `scheme`: None for the one that ships. A pipeline that learned from decisions
    keeps to the profile it was trained for, or to a narrower one that is named; UsageError where it never learned what
    the named one marks.
    """
    from annotator.suggest.components import add_topics

    if profile is not None:
        profile_named(profile)  # before anything is changed
    part_signs(nlp)
    # A pipeline that learned from decisions brings the rules that its mix was fitted with.
    learned = nlp.has_pipe(ROLES) and nlp.has_pipe(QUOTES)
    for name in (PARAGRAPHS, SPEAKERS, TOPICS) if learned else (PARAGRAPHS, QUOTES, SPEAKERS, TOPICS):
        if nlp.has_pipe(name):
            nlp.remove_pipe(name)
    nlp.add_pipe(PARAGRAPHS, first=True)
    if learned:
        _hold_to(nlp, profile)
    else:
        own = load_scheme(None) if scheme is None else scheme
        nlp.add_pipe(QUOTES, config={"profile": profile or own.profile}, last=True)
    nlp.add_pipe(SPEAKERS, after=ROLES if learned else QUOTES)
    add_topics(nlp, scheme)
    return nlp


def _hold_to(nlp: Language, profile: str | None) -> None:
    """Have a pipeline with learned quotes suggest what a guideline profile marks; None: the one it was trained for."""
    config = nlp.get_pipe_config(QUOTES)
    own = profile_named(config["profile"])
    kept_to = own if profile is None else profile_named(profile)
    nlp.get_pipe(ROLES).hold_to(kept_to, narrower=kept_to != own)  # type: ignore[attr-defined]
    if kept_to == own:
        return
    if learned_policy(nlp) != "rules" and not kept_to.lies_within(own):
        raise UsageError(
            f"this model was trained for the profile {own.name} and never learned what {profile} marks beyond it",
            f"train with --profile {profile}, or use it where the profile is {own.name}",
        )
    nlp.remove_pipe(QUOTES)
    nlp.add_pipe(QUOTES, before=ROLES, config={"profile": profile, "threshold": config["threshold"]})


def learned_policy(nlp: Language) -> str | None:
    """Who suggests: `rules`, `learned` or `mix`; None where nothing was learned."""
    if ROLES not in nlp.pipe_names:
        return None
    policy: str = nlp.get_pipe(ROLES).mix.policy  # type: ignore[attr-defined]
    return policy


class Suggester:
    """Suggests sentences, quotes, speakers and topics for documents, one at a time and in their order."""

    def __init__(self, nlp: Language, *, readings: bool = False) -> None:
        """`nlp` comes from `add_components`.

        With `readings` every suggestion comes with what else its quotes could be. From here on `nlp` can suggest, but
        not be trained: its layers leave out what only learning needs (see `suggest.fast`).
        """
        from annotator.suggest.fast import components_to_run
        from annotator.suggest.text_parser import TextParser

        self.nlp = nlp
        self.run = describe_run(nlp)
        self.parser = TextParser(
            nlp.make_doc,
            components_to_run(nlp),
            # Rules whose candidates the learned quotes hold already.
            without=(QUOTES,) if learned_policy(nlp) in ("learned", "mix") else (),
            keeps_vectors=not {ROLES, TEXTCAT}.isdisjoint(nlp.pipe_names),
        )
        self.language = nlp.lang or ""
        self.profile = profile_named(self.run.settings["profile"])
        self.readings = readings
        self.habits = Habits()
        self.known = Acquaintances()
        for name in {QUOTES, ROLES} & set(nlp.pipe_names):
            nlp.get_pipe(name).readings = readings  # type: ignore[attr-defined]

    @classmethod
    def load(
        cls,
        model: str | None = None,
        *,
        trust_model: bool = False,
        profile: str | None = None,
        scheme: LabelScheme | None = None,
        readings: bool = False,
    ) -> Suggester:
        """A suggester over the pipeline that `find_model` finds, with the components that `add_components` adds.

        Raises UsageError, InputRefused or EnvironmentFailed, each with what to do about it.
        """
        nlp = load_model(find_model(model, trust_model=trust_model))
        suggester = cls(add_components(nlp, profile=profile, scheme=scheme), readings=readings)
        gc.collect()
        gc.freeze()  # what is loaded stays: a collection need not go through it with every other article
        return suggester

    @property
    def learned_from(self) -> Mapping[str, Collection[str]]:
        """The articles that shaped a trained pipeline, as `learned_as` has them: its `network`, and its `mix`."""
        learned: Mapping[str, Collection[str]] = self.nlp.meta.get("annotator", {}).get("articles", {})
        return learned

    def adapt(self, habits: Habits, read_from: Mapping[str, Any] | None = None) -> None:
        """Suggest from now on as annotators with these habits decide, and say so in `run`; empty ones: as it ships.

        `read_from` says in `run` what they were read from.
        """
        if habits or self.habits:  # else all is as it ships
            for name in {QUOTES, ROLES} & set(self.nlp.pipe_names):
                self.nlp.get_pipe(name).adapt(habits)  # type: ignore[attr-defined]
        self.habits = habits
        self.profile = habits.edges.profile(self.profile)
        setting: dict[str, Any] | None = None
        if habits:  # `edges`: where quotes depart from the guidelines
            setting = {
                "digest": habits.digest(),
                "groups": len(habits.groups),
                "edges": sorted(self.profile.departures),
            }
            setting |= read_from or {}
        self.run = replace(self.run, settings=self.run.settings | {"habits": setting})

    def meet(self, acquaintances: Acquaintances) -> None:
        """Name speakers from now on as these do, who were confirmed in earlier articles, and say in `run` how many."""
        if SPEAKERS in self.nlp.pipe_names:
            self.known = acquaintances
            self.nlp.get_pipe(SPEAKERS).meet(acquaintances)  # type: ignore[attr-defined]
            setting = acquaintances.record() if acquaintances else None
            self.run = replace(self.run, settings=self.run.settings | {"speakers": setting})

    def reads(self, document: Document) -> bool:
        """Whether the document is in the pipeline's language, as far as can be told."""
        return is_in_language(document.own_text, self.language)

    def suggest_one(self, document: Document) -> Suggested:
        """What is proposed for this document. Its header (up to `body_start`) is not parsed and lies in no sentence.

        Nor do the signs of Markdown's block quotes, but between the lines of a sentence.

        In a document of another language (see `reads`) sentences are all that is found.
        """
        from annotator.suggest.showable import own_text_only, showable
        from annotator.suggest.span_groups import read_cast, read_chances, read_quotes, read_readings
        from annotator.suggest.topics.finder import topics_at

        shift = document.body_start
        text = without_quote_signs(document.own_text)
        if not self.reads(document):
            sentences = sentences_of(document.text, start=shift)
            return Suggested(document, sentences, quotes=(), topics=((),) * len(sentences))
        doc = self.parser.parse(text)
        sentences = read_sentences(doc, shift)

        def held(quote: Quote) -> Quote:
            return held_to(document.text, quote, self.profile)

        suggested = Suggested(
            document=document,
            sentences=sentences,
            quotes=tuple(held(quote.shifted(shift)) for quote in read_quotes(doc)),
            topics=topics_at(doc, [sentence.start - shift for sentence in sentences]),
            cast=tuple(
                member._replace(mentions=tuple(span.shifted(shift) for span in member.mentions))
                for member in read_cast(doc)
            ),
            readings=tuple(reading.shifted(shift) for reading in read_readings(doc)),
            chances=tuple(chance.shifted(shift) for chance in read_chances(doc)),
        )
        return showable(own_text_only(suggested, self.language), self.profile, readings=self.readings)


def describe_run(nlp: Language) -> Run:
    """Which pipeline this is, by the name and version of its package, and the settings that shape its suggestions."""
    from spacy.about import __version__ as spacy_version

    from annotator.suggest.components import scheme_of

    meta = nlp.meta
    quotes = nlp.get_pipe_config(QUOTES) if QUOTES in nlp.pipe_names else {}
    scheme, version = scheme_of(nlp)
    policy = learned_policy(nlp)
    mix = nlp.get_pipe(ROLES).mix if policy in ("learned", "mix") else None  # type: ignore[attr-defined]
    return Run(
        pipeline=f"{meta['lang']}_{meta['name']}",
        version=str(meta["version"]),
        settings={
            "profile": quotes.get("profile"),
            "threshold": quotes.get("threshold") if mix is None else mix.threshold,
            "learned": policy,
            "trained": None if mix is None else mix.digest(),
            "scheme": scheme,
            "scheme_version": version,
            "annotator": __version__,
            "spacy": spacy_version,
            "habits": None,
        },
    )

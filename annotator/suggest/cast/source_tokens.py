"""The tokens of a quote's source that tell whom it means, and those of its content that tell whom it cannot mean."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Span, Token

from annotator.core.model import Quote, QuoteType
from annotator.core.model import Span as CharSpan
from annotator.suggest.cast.cast import Cast
from annotator.suggest.cast.members import Member
from annotator.suggest.cast.speech_map import SpeechMap


def whole_source(source: CharSpan, speech_map: SpeechMap) -> Span:
    """The tokens of a source; of "several people Danes have talked to" only the people, not who talked."""
    tokens, words = speech_map.tokens(source), speech_map.words
    tags, head = words.labels.tags, speech_map.head_of(tokens)
    if head.i <= tokens.start or head.tag_ not in tags.plural_name:
        return tokens
    noun = head.nbor(-1)
    several = noun.tag_ in tags.plural_noun and noun.text.islower() and noun.lower_ in words.people
    return speech_map.doc[tokens.start : head.i] if several else tokens


def spoken_of(head: Token, quote: Quote, content: Sequence[Span], cast: Cast) -> list[Member]:
    """Whom the content names, other than as an owner.

    Of an indirect quote only what stands behind the source's `head` counts: "Roe was ill, she said" may be Roe's.
    """
    direct, owner = quote.type is QuoteType.DIRECT, cast.words.labels.relations.owner
    spoken = [token for span in content if direct or span.start > head.i for token in span]
    return [cast.at[token.i][0] for token in spoken if token.i in cast.at and token.dep_ not in owner]

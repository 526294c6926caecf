"""The articles that the model works on, with what is suggested for them, all written for this test.

A text is written with its labels in it. Sentences stand on lines of their own, a blank line begins a paragraph.
`{1:…}` is content of the quote named 1, with what is said within it, `{1c:…}` its cue, `{1s:…}` its source;
`#politics` before a sentence is a suggested topic, `~newsletter` says that the sentence is boilerplate of that kind.
Which parts a quote has in which sentence is worked out here, not asked of the program: that is what its answers are
held against.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from annotator.core.model import (
    CastMember,
    Document,
    Quote,
    QuoteReading,
    QuoteType,
    Sentence,
    Span,
    Suggested,
    TopicSuggestion,
    attributes_of,
    united,
)

Pair = tuple[int, int]
FROM_FILES = ("bridge", "letters", "quiet")
"""Articles whose ids are made of the names of their files."""


class Part(NamedTuple):
    """What a sentence holds of a quote; offsets are those of the document."""

    content: tuple[Pair, ...]
    type: str
    cue: Pair | None
    source: Pair | None
    speaker: str | None
    continues: bool
    attributes: tuple[tuple[str, str], ...] = ()


class Marked(NamedTuple):
    """What is said of a sentence: parts in text order, and keys of topics."""

    parts: tuple[Part, ...] = ()
    topics: frozenset[str] = frozenset()

    def pairs(self) -> set[tuple[str, str]]:
        """All attributes of its quotes, with their values."""
        return {pair for part in self.parts for pair in part.attributes}

    def without(self, topics: Collection[str], pairs: Collection[tuple[str, str]]) -> Marked:
        """The same without these topics, and these attributes with these values."""
        parts = (
            one._replace(attributes=tuple(pair for pair in one.attributes if pair not in pairs)) for one in self.parts
        )
        return Marked(tuple(parts), self.topics.difference(topics))


@dataclass(frozen=True)
class Said:
    """A quote of an article: its type, who said it, score and attributes. `types`: those of its parts, if several."""

    type: str = "direct"
    speaker: str | None = None
    score: float = 0.92
    attributes: tuple[tuple[str, str], ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Piece:
    """A sentence as it is written above, and what stands before it."""

    written: str
    gap: str


@dataclass(frozen=True)
class Written:
    """An article with its suggestions as it is written; see above."""

    name: str
    pieces: tuple[Piece, ...]
    quotes: dict[str, Said]
    cast: tuple[str, ...] = ()

    def with_piece(self, at: int, written: str | None) -> Written:
        """The same with another sentence there, or without it."""
        pieces = list(self.pieces)
        if written is None:
            del pieces[at]
            pieces[0] = replace(pieces[0], gap="")
        else:
            pieces[at] = replace(pieces[at], written=written)
        return replace(self, pieces=tuple(pieces))


_MARKUP = re.compile(r"\{(\w+?)([cs]?):|\}")


@dataclass(frozen=True)
class Spec:
    """An article as the program gets it, and what each of its sentences is suggested to hold."""

    text: str
    sentences: tuple[Pair, ...]
    marked: tuple[Marked, ...]
    """By sentence."""
    owners: tuple[tuple[str, ...], ...]
    """By sentence, for each of its parts: the name of the quote that it belongs to."""
    boilerplate: tuple[str | None, ...]
    suggested: Suggested

    def owner_of(self, index: int, content: Sequence[Pair]) -> str | None:
        """The suggested quote that most of this content of a sentence belongs to, the shorter one of two; or None."""
        shares = {
            name: (
                sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in content for b in part.content),
                -sum(end - start for start, end in part.content),
            )
            for part, name in zip(self.marked[index].parts, self.owners[index], strict=True)
        }
        best = max(shares, key=lambda name: shares[name], default=None)
        return best if best is not None and shares[best][0] else None


def spec_of(written: Written, key: str = "") -> Spec:
    """Work out offsets, parts and what a pipeline would hand over. `key`: the id of the document, if not its name."""
    text, sentences, topics, kinds = "", [], [], []
    spans: dict[str, dict[str, list[Pair]]] = {}
    for piece in written.pieces:
        text += piece.gap
        start, rest = len(text), piece.written
        own: list[str] = []
        kind = None
        while rest[0] in "#~":
            word, rest = rest.split(" ", 1)
            if word[0] == "#":
                own.append(word[1:])
            else:
                kind = word[1:]
        done, begun = 0, list[tuple[str, str, int]]()
        for found in _MARKUP.finditer(rest):
            text += rest[done : found.start()]
            if found[1] is not None:
                begun.append((found[1], found[2] or "content", len(text)))
            else:
                name, role, at = begun.pop()
                spans.setdefault(name, {}).setdefault(role, []).append((at, len(text)))
            done = found.end()
        text += rest[done:]
        sentences.append((start, len(text)))
        topics.append(own)
        kinds.append(kind)
    parts: list[list[tuple[Part, str]]] = [[] for _ in sentences]
    quotes = {}
    for name, found in spans.items():
        said = written.quotes[name]
        cue, source = (found.get(letter, [None])[0] for letter in "cs")
        quotes[name] = _whole(said, found["content"], cue, source)
        for index, part in _cut(said, found["content"], cue, source, sentences):
            parts[index].append((part, name))
    for own_parts in parts:
        own_parts.sort(key=lambda pair: pair[0].content)
    marked = tuple(
        Marked(tuple(part for part, _ in here), frozenset(own)) for here, own in zip(parts, topics, strict=True)
    )
    places = tuple(Sentence(index, *span) for index, span in enumerate(sentences))
    ordered = sorted(quotes.values(), key=lambda quote: quote.content)
    suggested = Suggested(
        Document(key or written.name, text, written.name.capitalize(), published="2026-02-03"),
        places,
        tuple(ordered),
        tuple(tuple(TopicSuggestion(topic, 0.8, "word") for topic in own) for own in topics),
        tuple(CastMember(name) for name in written.cast),
        tuple(_readings(ordered)),
        tuple((place.span, kind) for place, kind in zip(places, kinds, strict=True) if kind),
    )
    owners = tuple(tuple(name for _, name in here) for here in parts)
    return Spec(text, tuple(sentences), marked, owners, tuple(kinds), suggested)


def id_of(written: Written) -> str:
    """The id that an article comes with: some are from files, which have digits of the checksum of their text."""
    if written.name not in FROM_FILES:
        return written.name
    return f"{written.name}-{sha256(spec_of(written).text)[:8]}"


def sha256(text: str) -> str:
    """The checksum of a text, by which an article is the same in all copies."""
    return hashlib.sha256(text.encode()).hexdigest()


def _whole(said: Said, content: list[Pair], cue: Pair | None, source: Pair | None) -> Quote:
    return Quote(
        tuple(Span(*span) for span in content),
        QuoteType(said.type),
        Span(*cue) if cue else None,
        Span(*source) if source else None,
        said.speaker,
        said.score,
        "written",
        attributes_of(dict(said.attributes)),
    )


def _cut(
    said: Said, content: list[Pair], cue: Pair | None, source: Pair | None, sentences: Sequence[Pair]
) -> list[tuple[int, Part]]:
    """A quote's part in each sentence. A cue or source where it has no content is given in the first part."""

    def home(span: Pair) -> int:
        return next(index for index, (start, end) in enumerate(sentences) if start <= span[0] < end)

    by_sentence: dict[int, list[Pair]] = {}
    for span in content:
        by_sentence.setdefault(home(span), []).append(span)
    first = min(by_sentence)

    def here(span: Pair | None, index: int) -> Pair | None:
        if span is None:
            return None
        own = home(span)
        return span if index == (own if own in by_sentence else first) else None

    found = []
    for number, (index, held) in enumerate(sorted(by_sentence.items())):
        kind = said.types[number] if len(said.types) == len(by_sentence) else said.type  # a correction may take one out
        part = Part(
            tuple(held), kind, here(cue, index), here(source, index), said.speaker, number > 0, tuple(said.attributes)
        )
        found.append((index, part))
    return found


def _readings(quotes: Sequence[Quote]) -> list[QuoteReading]:
    """Other readings: every other quote without its last piece or word, and that there is none.

    Of those between, as somebody else might suggest, that the cue is a part of what was said.
    """
    found = []
    for number, quote in enumerate(quotes):
        last = quote.content[-1]
        if number % 2 == 0 and last.end - last.start > 12:
            shorter = replace(quote, content=(*quote.content[:-1], Span(last.start, last.end - 7)))
            found.append(QuoteReading((number,), (shorter,), 0.21))
            found.append(QuoteReading((number,), (), 0.12))
        elif number % 2 and quote.cue is not None:
            over = united((*quote.content, quote.cue))
            found.append(QuoteReading((number,), (replace(quote, content=over),), 0.05))
    return found


def _written(name: str, text: str, quotes: dict[str, Said], cast: Sequence[str] = ()) -> Written:
    pieces, gap = [], ""
    for paragraph in text.strip().split("\n\n"):
        for line in paragraph.splitlines():
            pieces.append(Piece(line.strip(), gap))
            gap = " "
        gap = "\n\n"
    return Written(name, tuple(pieces), quotes, tuple(cast))


_FOR, _AGAINST = (("stance", "for"),), (("stance", "against"),)
_LIKES, _CALM = (("view", "for"),), (("view", "calm"),)

_PANEL = (
    "Ada Voss",
    "Ben Carr",
    "Cleo Hall",
    "Dan Frey",
    "Eva Moor",
    "Finn Roth",
    "Greta Nye",
    "Hugo Pell",
    "Iris Stone",
    "Jon Tarn",
    "Kim Udall",
    "Lou Wirth",
)

ARTICLES: tuple[Written, ...] = (
    _written(
        "talks",
        """
        {1:"We are not there yet,"} {1s:Minister Helena Marsh} {1c:told} reporters.
        #politics {1:"Both sides gave something up."}

        Marsh took office in January.
        She likes tea.
        The harbour is shut.

        {2:"Nobody asked us,} {2c:said} {2s:Tom Reed}.
        {2:We would have said no."}
        #economy Reed runs {3:"the quiet side" of the port}, {3s:he} {3c:says}.
        ~newsletter Sign up for our morning letter.
        """,
        {
            "1": Said("direct", "Helena Marsh", 0.95, _LIKES),
            "2": Said("direct", "Tom Reed", 0.84, _AGAINST),
            "3": Said("mixed", "Tom Reed", 0.55),
        },
        ["Helena Marsh", "Tom Reed"],
    ),
    _written(
        "bridge",
        """
        #politics {1s:The mayor} {1c:said} {1:that the bridge would open in May}.
        {2:“We are ready to go.}
        #sport {2:We will not stop for anybody,”} {2c:added} {2s:Anna Berg}.
        {3:“It costs too much,”} {3c:said} {3s:Carl Berg}.
        {3:“It always did.}

        {3:“It always will.”}
        Berg left before noon.
        {4s:Anna Berg} {4c:wrote}: {4:“Come and see.”}
        """,
        {
            "1": Said("indirect", "The mayor", 0.7),
            "2": Said("direct", "Anna Berg", 0.97),
            "3": Said("direct", "Carl Berg", 0.91, _AGAINST),
            "4": Said("direct", "Anna Berg", 0.88, _FOR),
        },
        ["Anna Berg", "Carl Berg", "The mayor"],
    ),
    _written(
        "hafen",
        """
        {1:„Wir fahren morgen.}
        {1:Das Wetter hält,“} {1c:sagte} {1s:Jana Kohl}.
        {2:»Ich fahre nicht.«}
        #weather {3s:Jana Kohl} {3c:added} {3:that the wind would turn} and {3:that it would rain}.
        {4:« Nous restons au port. »}
        {5:– Who goes there?}
        {6:– Only me,} {6c:said} {6s:the pilot}.
        {6:– Let me in.}
        """,
        {
            "1": Said("direct", "Jana Kohl", 0.93, _LIKES),
            "2": Said("direct", None, 0.6),
            "3": Said("indirect", "Jana Kohl", 0.81, _FOR),
            "4": Said("direct", None, 0.58),
            "5": Said("direct", None, 0.5),
            "6": Said("direct", "Ole Brandt", 0.77),
        },
        ["Jana Kohl", "Ole Brandt"],
    ),
    _written(
        "stripped",
        """
        {1:We are working to put a floor under it,} {1s:Lena Ford} {1c:told} a radio station.
        {1:It takes time.}
        #politics {1:It takes patience.}
        {1:And it takes both of us.}
        {2:I doubt it,} {2s:Ivo Ford} {2c:said}.
        #economy {2:I doubt all of it.}
        {3s:The union} {3c:thinks} {3:prices will fall}.
        Prices rose on Monday.
        ~share-bar Share this story.
        {4:More to come,} {4s:Ford} {4c:said}.
        """,
        {
            "1": Said("direct", "Lena Ford", 0.9),
            "2": Said("direct", "Ivo Ford", 0.92, _CALM),
            "3": Said("indirect", "The union", 0.66),
            "4": Said("direct", "Lena Ford", 0.45),
        },
        ["Lena Ford", "Ivo Ford", "The union"],
    ),
    _written(
        "letters",
        """
        {1s:Helena Marsh} {1c:wrote} to the paper on Sunday.
        {1:“The port is not for sale.}

        {1:“It never was.}

        {1:“Ask anybody.”}
        A reader, {2s:Tom Reed}, {2c:replied} {2:that “it was for sale” all along}.
        {2:“Twice,” even.}
        #politics #economy The paper printed both.
        {3:“So be it.”}
        """,
        {
            "1": Said("direct", "Helena Marsh", 0.86, _LIKES),
            "2": Said("mixed", "Tom Reed", 0.74, (), ("mixed", "mixed")),
            "3": Said("direct", None, 0.63),
        },
        ["Helena Marsh", "Tom Reed"],
    ),
    _written(
        "quiet",
        """
        It was quiet on the quay.
        #weather A wind came up.
        {1:"Late again,"} {1c:said} {1s:Bo}.
        {1:"And again."}
        Nobody answered.
        """,
        {"1": Said("direct", "Bo Lind", 0.94)},
        ["Bo Lind"],
    ),
    _written(
        "panel",
        """
        {1s:Ada Voss}{1c::} {1:Are we ready?}
        {2s:Ben Carr}{2c::} {2:We are.}
        {3s:Cleo Hall}{3c::} {3:I am not.}
        {4s:Dan Frey}{4c::} {4:When do we begin?}
        {5s:Eva Moor}{5c::} {5:At nine.}
        {6s:Finn Roth}{6c::} {6:That is early.}

        {7s:Greta Nye}{7c::} {7:It is late enough.}
        {8s:Hugo Pell}{8c::} {8:Who has the keys?}
        {9s:Iris Stone}{9c::} {9:I gave them back.}
        {10s:Jon Tarn}{10c::} {10:To whom?}
        {11s:Kim Udall}{11c::} {11:To me.}
        {12s:Lou Wirth}{12c::} {12:Then let us go.}
        """,
        {str(number): Said("direct", name, 0.9) for number, name in enumerate(_PANEL, start=1)},
        _PANEL,
    ),
    _written(
        "within",
        """
        #economy {1s:Ada Kern} {1c:said}: {1:“{2s:He} {2c:told} us {2:‘I have had enough’} and left.}
        {1:Then {3s:he} {3c:said} {3:‘sorry’}, and {4s:Mia Holt} {4c:said} {4:that we should go}.}
        {1:So we went.”}
        The door was shut.
        {5:“Was it?”} {5c:asked} {5s:Holt}.
        {6:“I wrote {7:‘Never again’} on the wall,} {6c:said} {6s:Kern}.
        {6:It stands there still.”}
        """,
        {
            "1": Said("direct", "Ada Kern", 0.9, _FOR),
            "2": Said("direct", "Bo Lind", 0.8),
            "3": Said("direct", "Bo Lind", 0.7, _CALM),
            "4": Said("indirect", "Mia Holt", 0.6),
            "5": Said("direct", "Mia Holt", 0.85),
            "6": Said("direct", "Ada Kern", 0.82),
            "7": Said("direct", "Ada Kern", 0.62),
        },
        ["Ada Kern", "Bo Lind", "Mia Holt"],
    ),
)
"""In each something else is hard: marks that are closed and reopened, a quote whose head is its last part, two speakers
back to back, a cue in a sentence without content, quotes of nobody, boilerplate, marks that are lost, more speakers
than digits, quotes within another that goes on, one of them by the same speaker."""

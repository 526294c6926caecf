"""Who speaks the turns of a story: each sign by itself."""

from __future__ import annotations

import pytest

from annotator.core.model import Quote, QuoteType, Span
from tests.suggest.cast.asking import Read, speak

OPENING = """Ruth Okafor met Otto Lane at the gate. Ruth was cold.

“It is late,” said Ruth.

“It is,” said Otto.

“Then we go,” said Ruth.

“Yes,” said Otto.

"""


def speakers(read: Read, text: str) -> list[str | None]:
    """Who speaks the paragraphs behind the opening, in which two talk in turn; none of their quotes has a source."""
    quotes, at = [], 0
    for paragraph in (OPENING + text).split("\n\n"):
        start = (OPENING + text).index(paragraph, at)
        at = start + len(paragraph)
        if "“" not in paragraph:
            continue
        content = Span(start + paragraph.index("“"), start + paragraph.rindex("”") + 1)
        name = paragraph.rstrip(".").split()[-1]
        source = Span(at - len(name) - 1, at - 1) if content.start < len(OPENING) else None
        quotes.append(Quote((content,), QuoteType.DIRECT, None, source))
    return [quote.speaker for quote in speak(read(OPENING + text), quotes)[0]][4:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Why?”\n\n“Why not?”", ["Ruth Okafor", "Otto Lane"]),
        ("It rained.\n\n“Come, Ruth.”", ["Otto Lane"]),
        ("It rained.\n\n“Come, Otto.”", ["Ruth Okafor"]),
        ("“No, Otto.”\n\n“Why?”", ["Ruth Okafor", "Otto Lane"]),
        ("It rained.\n\nOtto smiled. “So be it.”", ["Otto Lane"]),
        ("It rained.\n\n“So be it.” Otto shut the gate.", ["Otto Lane"]),
        ("It rained.\n\nShe shook her head. “So be it.”", ["Ruth Okafor"]),
    ],
)
def test_a_sign_tells_who_speaks(read: Read, text: str, expected: list[str]) -> None:
    assert speakers(read, text) == expected


def test_whoever_is_only_spoken_about_does_not_speak(read: Read) -> None:
    assert speakers(read, "“Peter Vale was here.”\n\n“Peter? When?”") == ["Ruth Okafor", "Otto Lane"]


def test_somebody_who_comes_in_may_speak(read: Read) -> None:
    text = "At that moment Peter Vale came down the road. Peter raised his hat.\n\n“Good evening.”\n\n“Peter!”"
    assert speakers(read, text)[0] == "Peter Vale"

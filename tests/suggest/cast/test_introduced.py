"""A pronoun behind a quotation means whom its paragraph introduces."""

from __future__ import annotations

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.cast import resolve_speakers
from tests.suggest.cast.asking import Read, who

DARNLEY = (
    "Edmund Darnley leads Ashby. Mr. Darnley praised the harbour. Mr. Darnley said so twice.\n\n"
    "Mr. Darnley also won the vote of the harbour. "
)


def asked(read: Read, paragraph: str) -> str | None:
    text = f"{DARNLEY}\n\n{paragraph} “The town loved Darnley and all that Darnley did,” he said on Monday."
    return who(read, text, "he", kind=QuoteType.DIRECT)[0]


def test_whoever_the_paragraph_introduces_speaks(read: Read) -> None:
    assert asked(read, "Thomas Moss, a baker, left Mr. Darnley in the spring.") == "Thomas Moss"
    assert asked(read, "Baker Thomas Moss left Mr. Darnley in the spring.") == "Thomas Moss"


def test_somebody_whose_gender_nobody_knows_can_be_introduced(read: Read) -> None:
    assert asked(read, "Quillon Moss, a baker, voted for Darnley in the spring.") == "Quillon Moss"
    assert asked(read, "Darnley consultant Quillon Moss, a baker, voted in the spring.") == "Quillon Moss"


def test_nobody_is_introduced_by_a_paragraph_that_is_about_another(read: Read) -> None:
    assert asked(read, "Thomas Moss left Ashby. Mr. Darnley stayed in the town.") == "Edmund Darnley"
    assert asked(read, "Anne Moss left Mr. Darnley in the spring.") == "Edmund Darnley", "a woman"
    assert asked(read, "Mr. Darnley praised Thomas Moss in the spring.") == "Edmund Darnley", "no subject"
    assert asked(read, "The harbour grew in the spring. Mr. Darnley met Thomas Moss.") == "Edmund Darnley"


OBJECTION = "When Mr. Darnley tried to keep the harbour for Darnley and the town, Mr. Moss objected."


def opened(read: Read, leading: str, narration: str = "") -> str | None:
    before = f"Thomas Moss came to Ashby.\n\n{DARNLEY}\n\n{leading}\n\n{narration}"
    text = f"{before}“The town is not his,” he said on Monday."
    start, source = text.index("“"), text.index("he said")
    quote = Quote((Span(start, source - 1),), QuoteType.DIRECT, None, Span(source, source + 2))
    return resolve_speakers(read(text), [quote])[0][0].speaker


def test_a_quotation_that_opens_its_paragraph_is_of_whoever_acted_last(read: Read) -> None:
    assert opened(read, OBJECTION) == "Thomas Moss"
    assert opened(read, f"{OBJECTION} Mr. Darnley smiled at Mr. Moss.") == "Edmund Darnley", "in another sentence"
    assert opened(read, OBJECTION.replace("Moss", "Darnley")) == "Edmund Darnley"
    assert opened(read, OBJECTION.replace("Mr. Moss", "Anne Moss")) == "Edmund Darnley", "a woman"
    assert opened(read, OBJECTION, "Mr. Darnley laughed and laughed. ") == "Edmund Darnley", "narration before it"

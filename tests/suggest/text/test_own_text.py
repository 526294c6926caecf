"""Which paragraphs of a text are taken for an article's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.suggest.text.own_text import find_boilerplate

CORPORA = Path(__file__).resolve().parents[3].parent / "shared" / "corpora"

# Paragraphs that are no part of an article's own text: known by all of what they say, and nothing else is taken.


TEXT = "The ferry will cost more from May on, the harbour master said, and nobody was surprised.\n\n"

TAKEN = {
    "newsletter": [
        "Sign up for our newsletter to get the harbour news in your inbox every morning.",
        "Subscribe to our daily briefing",
        "Get the best of the coast delivered straight to your inbox.",
        "Enter your email address:",
    ],
    "share bar": [
        "Share\nTweet\nEmail\nPrint",
        "Share on Facebook",
        "Facebook Twitter WhatsApp Email",
        "Follow Jane Roe on Twitter @janeroe",
        "“Follow Jane Roe on Twitter @janeroe.”",
        "SHARE",
        "Follow us on Facebook",
    ],
    "link": [
        "Read more: The bridge that never was",
        "READ MORE",
        "Related: Who pays for the crane?",
        "See also: Ferries in winter",
        "Related stories",
        "Continue reading below",
        "Click here to see all timetables",
        "Most popular",
    ],
    "copyright": [
        "© 2026 Harbour Post. All rights reserved.",
        "Copyright 2026 The Harbour Post",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "Privacy Policy | Terms of Use | Contact us",
    ],
    "cookie notice": [
        "We use cookies to improve your visit.",
        "By continuing to use this site you agree to our terms and to the use of cookies.",
        "Accept all cookies",
    ],
    "byline": [
        "By Jane Roe",
        "BY JANE ROE and PAUL LIND, Harbour Post",
        "By Jane Roe | Harbour Post",
        "(Reporting by Jane Roe; Editing by Paul Lind)",
        "Paul Lind contributed to this report.",
        "Published: 3 May 2026, 10:15",
        "Last updated on May 3, 2026",
    ],
    "caption": [
        "Photo: The Holm ferry at its berth in March.",
        "The Holm ferry at its berth in March. (Ada Bell/Getty Images)",
        "Image credit: Ada Bell",
        "File photo: The old crane",
    ],
    "advertisement": [
        "Advertisement",
        "ADVERTISEMENT",
        "Story continues below",
        "Sponsored content",
        "<div><span/></div>",
    ],
    "table": [
        "Port  2024  2025\nHolm  1,204  1,310\nVik   804  790",
        "Holm\t12\t3\nVik\t7\t8",
        "Holm | 12 | 3\nVik | 7 | 8",
        "12 14 18 20",
    ],
}
LEFT_ALONE = [
    "By Monday the ferry will cost more.",
    "By New Year, the ferry will cost more.",
    "By Jane Roe's account, the ferry was late.",
    "“Sign up for our newsletter,” the harbour master told the crowd, and some of them did.",
    "She asked readers to sign up for the newsletter of the port.",
    "Share prices fell by a tenth after the port said that it would close.",
    "Read the letter, she said, and you will see.",
    "Related companies will pay less, the port said.",
    "The photo shows the ferry at its berth, the harbour master said.",
    "Copyright is not the port's concern, she added.",
    "We use cranes, she said.",
    "Follow the money, Okoro said.",
    "Click by click, the meter ran.",
    "Email is dead, she said.",
    "Print is dead, she said, and the web is not alive.",
    "Holm won 3-1, Vik lost 2-4 and the rest drew.",
    "In 2024, 1,204 boats came; in 2025, 1,310 boats did.",
    "The ad ran for a week.",
    "An advertisement for the ferry made people laugh.",
    "X.",
    "1.",
    "She sang an Ã© where an e stands in 2026.",
    "Related, she said.",
    "Tweet: “We are late,” the port wrote.",
]


@pytest.mark.parametrize(("kind", "words"), [(kind, words) for kind, all_words in TAKEN.items() for words in all_words])
def test_boilerplate_is_known_with_its_kind(kind: str, words: str) -> None:
    found = find_boilerplate(f"{words}\n\n{TEXT}{TEXT}", "en")
    assert [(span.of(f"{words}\n\n{TEXT}"), each) for span, each in found] == [(words, kind)]


@pytest.mark.parametrize("words", LEFT_ALONE)
def test_text_is_left_alone(words: str) -> None:
    assert find_boilerplate(f"{words}\n\n{TEXT}{words}\n\n{TEXT}", "en") == []


def test_a_long_paragraph_is_text_whatever_stands_in_it() -> None:
    assert find_boilerplate(f"{'So it is. ' * 16} All rights reserved.", "en") == []


def test_a_byline_stands_at_the_beginning_or_the_end() -> None:
    text = TEXT * 6 + "By Jane Roe\n\n" + TEXT * 6
    assert find_boilerplate(text, "en") == []
    assert [kind for _, kind in find_boilerplate(TEXT * 8 + "By Jane Roe", "en")] == ["byline"]


def test_of_several_lines_all_must_be_boilerplate() -> None:
    assert find_boilerplate(f"Advertisement\nThe ferry is late\n\n{TEXT}", "en") == []
    assert [kind for _, kind in find_boilerplate(f"Advertisement\nBy Jane Roe\n\n{TEXT}", "en")] == ["advertisement"]


def test_nothing_is_known_of_a_language_without_data() -> None:
    assert find_boilerplate("Share\nTweet", "xx") == []


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora in {CORPORA}")
def test_no_quote_of_annotated_articles_lies_in_boilerplate() -> None:
    touched = []
    with (CORPORA / "polnear-dev.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            places = find_boilerplate(record["text"], "en")
            spans = [span for quote in record["quotes"] for span in quote["content"]]
            touched += [span for span in spans if any(span[0] < p.end and p.start < span[1] for p, _ in places)]
    assert touched == []

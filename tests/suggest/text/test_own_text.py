"""Which texts, and which of their paragraphs, are taken for an article."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from annotator.suggest.text.own_text import FEWEST_WORDS, find_boilerplate, is_in_language, language_of

# ---- Whether a text is in the language of the pipeline: told of articles, not of headlines, tables and lists of names.


CORPORA = Path(__file__).resolve().parents[3].parent / "shared" / "corpora"

OTHERS = {
    "French": "Le pont restera fermé jusqu'au printemps, a annoncé la maire. « Nous n'avons pas les moyens de payer les"
    " travaux cette année », a-t-elle dit. Elle a ajouté que rien ne serait décidé avant la fin du mois.",
    "German": "Die Brücke bleibt bis zum Frühjahr gesperrt, sagte die Bürgermeisterin am Dienstag. „Wir haben in diesem"
    " Jahr kein Geld für die Arbeiten“, sagte sie und fügte hinzu, dass vor dem Ende des Monats nichts"
    " entschieden wird.",
    "Spanish": "El puente seguirá cerrado hasta la primavera, anunció la alcaldesa. «No tenemos dinero para las obras"
    " este año», dijo ante el consejo, y añadió que no se decidirá nada antes de que termine el mes de octubre.",
    "Italian": "Il ponte resterà chiuso fino a primavera, ha annunciato la sindaca. «Quest'anno non abbiamo i soldi per"
    " i lavori», ha detto al consiglio, e ha aggiunto che nulla sarà deciso prima della fine del mese di ottobre.",
    "Dutch": "De brug blijft tot het voorjaar dicht, zei de burgemeester dinsdag. “We hebben dit jaar geen geld voor"
    " het werk”, zei ze, en ze was van mening dat er in oktober niets over de brug is te beslissen.",
    "Danish": "Broen er lukket til foråret, siger borgmesteren. “Vi har ingen penge i år til arbejdet på den"
    " gamle bro”,"
    " siger hun og tilføjer, at intet bliver besluttet, før byen har set en plan for de næste måneder.",
    "Polish": "Most pozostanie zamknięty do wiosny, ogłosiła burmistrz. „W tym roku nie mamy pieniędzy na prace”,"
    " powiedziała radzie i dodała, że przed końcem miesiąca nic nie zostanie postanowione w sprawie starego mostu.",
    "Russian": "Мост останется закрытым до весны, сообщила мэр города. «В этом году у нас нет денег на работы», сказала"
    " она совету и добавила, что до конца месяца ничего не будет решено о судьбе старого моста.",
    "Chinese": "市长星期二说，大桥将关闭到春天。“我们今年没有钱修桥”，她对议会说。她补充道，月底之前，什么都不会决定。"
    "商人们担心，顾客会减少。许多居民说，他们理解这个决定，但是希望，工程早日开始。渡船每天开，票价不变，学生免费。"
    "明年，城市将修建新桥，费用由省政府承担，议会下周表决，结果将公布。",
}


@pytest.mark.parametrize("language", OTHERS)
def test_an_article_in_another_language_is_known(language: str) -> None:
    assert not is_in_language(OTHERS[language], "en")


ENGLISH = {
    "an article": "The bridge will stay closed until spring, the mayor said. “We cannot pay for the work this year,”"
    " she told the council, and added that nothing would be decided before the end of the month.",
    "a brief": "Suspected thieves emptied a bank, a bakery, two kiosks and a crowded market stall in a northern suburb"
    " on Sunday, leaving behind torn banknotes, broken glass and one confused parrot.",
    "capitals": "THE BRIDGE WILL STAY CLOSED UNTIL SPRING, THE MAYOR SAID. “WE CANNOT PAY FOR THE WORK THIS YEAR,” SHE"
    " TOLD THE COUNCIL, AND ADDED THAT NOTHING WOULD BE DECIDED BEFORE THE END OF THE MONTH.",
    "a headline": "Mayor Closes Bridge, Blames Council",
    "a table": "Harbour Town 3 1 0 10\nNorth Gate 2 2 0 8\nSouth Gate 1 1 2 4\nOld Bridge 0 0 4 0\nUpper Mill 1 0 3 3",
    "names": "Ada Roe, Bo Lund, Cy Diaz, Di Osei, Ed Kowalski, Flo Moreau, Gus Bauer, Hal Rossi, Ida Jansen, Jo Silva",
    "a foreign quotation": "The mayor said the bridge would stay closed. “Nous n'avons pas les moyens de payer les"
    " travaux cette année,” she told the French visitors, and then she said it again, in English, for those of us who"
    " had not understood.",
    "addresses": "See http://example.org/de/la/une/pagina and <a href=más.html>aquí</a> &quot;&amp;&quot;",
    "one word": "word " * 5000,
    "nothing": "",
}


@pytest.mark.parametrize("what", ENGLISH)
def test_english_is_taken_for_english_and_so_is_what_says_too_little(what: str) -> None:
    assert is_in_language(ENGLISH[what], "en")


@pytest.mark.parametrize("language", OTHERS)
def test_languages_with_a_list_of_small_words_are_told_apart(language: str) -> None:
    codes = {"French": "fr", "German": "de", "Spanish": "es", "Italian": "it", "Dutch": "nl"}
    assert language_of(OTHERS[language]) == codes.get(language)


def test_english_is_told_too_and_what_says_too_little_is_in_no_language() -> None:
    assert language_of(ENGLISH["an article"]) == language_of(ENGLISH["a foreign quotation"]) == "en"
    assert [language_of(ENGLISH[what]) for what in ("a headline", "names", "one word", "nothing")] == [None] * 4


def test_capitals_count_where_the_whole_text_is_written_in_them() -> None:
    assert not is_in_language(OTHERS["French"].upper(), "en")


def test_fewer_different_words_than_tell_anything_are_let_through() -> None:
    words = [f"mot{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert is_in_language(" ".join(words[: FEWEST_WORDS - 1]), "en")
    assert not is_in_language(" ".join(words[:FEWEST_WORDS]), "en")


def test_nothing_is_said_of_a_language_without_a_list() -> None:
    assert is_in_language(OTHERS["French"], "xx")


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora in {CORPORA}")
@pytest.mark.parametrize("name", ["agnews-dev", "polnear-dev", "novels-dev"])
def test_no_english_article_is_taken_for_another_language(name: str) -> None:
    with (CORPORA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 2000)]
    assert [text for text in texts if not is_in_language(text, "en")] == []


# ---- Paragraphs that are no part of an article's own text: known by all of what they say, and nothing else is taken.


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

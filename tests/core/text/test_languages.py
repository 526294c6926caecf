"""Which language a text is in: told of articles, not of headlines, tables and lists of names."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import pytest

from annotator.core.program.resources import word_lists
from annotator.core.text.languages import FEWEST_WORDS, is_in_language, language_of, lists_for
from tests.languages import ARTICLES, Article

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


@pytest.mark.parametrize(("small", "may_be"), [("the would", False), ("the would about", True)])
def test_with_six_small_words_in_a_hundred_a_text_may_be_in_their_language(small: str, may_be: bool) -> None:
    others = [f"{first}{second}x" for first in "bcdfghkl" for second in "vwxzpq"]
    words = [*small.split(), *others][:50]
    assert is_in_language(" ".join(words), "en") is may_be


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


SHORT = {
    "de": "Die Brücke bleibt gesperrt, sagte die Bürgermeisterin. „Wir haben kein Geld für die Arbeiten“, erklärte sie"
    " am Montag.",
    "fr": "Le pont restera fermé, a dit la maire. « Nous ne pouvons pas payer les travaux cette année. »",
    "es": "El puente seguirá cerrado, dijo la alcaldesa. «No tenemos dinero para las obras de este año.»",
}


@pytest.mark.parametrize("language", SHORT)
def test_two_short_sentences_that_are_surely_in_another_language_are_known(language: str) -> None:
    assert language_of(SHORT[language]) == language
    assert not is_in_language(SHORT[language], "en")


def test_short_english_with_words_of_another_language_stays_english() -> None:
    assert is_in_language("He called it une catastrophe pour la ville, then left the room without another word.", "en")
    assert is_in_language(
        "Suspected thieves emptied several market stalls, leaving broken glass behind on Sunday.", "en"
    )


def test_nothing_is_said_of_a_language_without_a_list() -> None:
    assert is_in_language(OTHERS["French"], "xx")


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"no corpora in {CORPORA}")
@pytest.mark.parametrize("name", ["agnews-dev", "polnear-dev", "novels-dev"])
def test_no_english_article_is_taken_for_another_language(name: str) -> None:
    with (CORPORA / f"{name}.jsonl").open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 2000)]
    assert [text for text in texts if not is_in_language(text, "en")] == []
    assert {language_of(text) for text in texts} <= {"en", None}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.name)
def test_the_language_of_an_article_is_told_and_gives_the_lists_to_guess_by(article: Article) -> None:
    assert language_of(article.text) == article.language
    assert not is_in_language(article.text, "en")
    assert lists_for(article.text) is word_lists(article.language)


def test_a_text_in_no_language_that_is_known_is_guessed_at_as_english() -> None:
    assert lists_for("") is lists_for(OTHERS["Danish"]) is word_lists("en")

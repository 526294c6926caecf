"""Words in quotation marks, with a clause that reports them and without."""

from __future__ import annotations

from annotator.suggest.quotes.rules.quoted import alone, quoted
from annotator.suggest.text.view import make_view
from tests.suggest.conftest import Read
from tests.suggest.quotes.rules.examples import Found, Rule, as_test

FOUND: list[tuple[Rule, str, list[Found]]] = [
    (
        quoted,
        "“The bridge is safe,” the mayor said.",
        [Found("“The bridge is safe,”", "said", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” said the mayor, “but the road is not.”",
        [Found("“The bridge is safe,” / “but the road is not.”", "said", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "“We are late” — she laughed — “but happy.”",
        [Found("“We are late” / “but happy.”", "laughed", "she", "direct", "quoted")],
    ),
    (quoted, '"Is it safe?" asked the boy.', [Found('"Is it safe?"', "asked", "the boy", "direct", "quoted")]),
    (
        quoted,
        "The mayor said, “The bridge is safe.”",
        [Found("“The bridge is safe.”", "said", "The mayor", "direct", "quoted-comma")],
    ),
    (
        quoted,
        "The mayor said: “The bridge is safe.”",
        [Found("“The bridge is safe.”", "said:", "The mayor", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "The mayor put it this way: “The bridge is safe.”",
        [Found("“The bridge is safe.”", "put", "The mayor", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "The mayor: “The bridge is safe.”",
        [Found("“The bridge is safe.”", ":", "The mayor", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "Her answer to critics: “The bridge is safe.”",
        [Found("“The bridge is safe.”", ":", "Her answer to critics", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "“The Long Way Home,” says the mayor.",
        [Found("“The Long Way Home,”", "says", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "The road is open and “the bridge is safe,” the mayor said.",
        [Found("The road is open and “the bridge is safe,”", "said", "the mayor", "mixed", "quoted")],
    ),
    (
        quoted,
        "The mayor said, “The bridge is safe” and that nobody was hurt.",
        [Found("“The bridge is safe” and that nobody was hurt", "said", "The mayor", "mixed", "quoted-comma")],
    ),
    (
        quoted,
        "“The bridge is safe,” “The road is open,” the mayor said.",
        [Found("“The road is open,”", "said", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” according to nobody.",
        [Found("“The bridge is safe,”", "according", "nobody", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” the mayor, who had run for office, said.",
        [Found("“The bridge is safe,”", "said", "the mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "“We are late,” was the mayor's answer.",
        [Found("“We are late,”", "was", "the mayor's answer", "direct", "quoted")],
    ),
    (
        quoted,
        "“We tried,” she told reporters at the bridge. “It rained.”",
        [Found("“We tried,”", "told", "she", "direct", "quoted")],
    ),
    (
        quoted,
        "“No,” he said, adding: “The bridge is safe.”",
        [Found("“No,” / “The bridge is safe.”", "said", "he", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” he said. “The road is open.” He left. “Go,” said she.",
        [
            Found("“The bridge is safe,”", "said", "he", "direct", "quoted"),
            Found("“Go,”", "said", "she", "direct", "quoted"),
        ],
    ),
    (quoted, "“We are late…” said Lopez.", [Found("“We are late…”", "said", "Lopez", "direct", "quoted")]),
    (
        quoted,
        "“The bridge is safe,” and nobody was hurt.",
        [Found("“The bridge is safe,”", "was hurt", "nobody", "direct", "quoted")],
    ),
    (
        quoted,
        "“The bridge is safe,” to quote Lopez.",
        [Found("“The bridge is safe,”", "to quote", None, "direct", "quoted")],
    ),
    (quoted, "“It is late,” Lopez will say.", [Found("“It is late,”", "will say", "Lopez", "direct", "quoted")]),
    (
        quoted,
        "“It is late,” he said. And then he added, “Go.”",
        [
            Found("“It is late,”", "said", "he", "direct", "quoted"),
            Found("“Go.”", "added", "he", "direct", "quoted-comma"),
        ],
    ),
    (quoted, "“It is late,” Lopez did not say.", [Found("“It is late,”", "did not say", "Lopez", "direct", "quoted")]),
    (quoted, "“A,” he said. “B!” “C.”", [Found("“A,”", "said", "he", "direct", "quoted")]),
    (
        quoted,
        "“The Bridge Of Ayton,” which Lopez wrote, sold well.",
        [Found("“The Bridge Of Ayton,”", "wrote", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” Lopez said on Monday, adding “Go.”",
        [Found("“It is late,”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "Lopez said, “It is late” on Monday.",
        [Found("“It is late” on Monday", "said", "Lopez", "mixed", "quoted-comma")],
    ),
    (
        quoted,
        "“It is late.” He left. “Go home,” Lopez said. “Now.”",
        [Found("“Go home,”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late!” Lopez said: “Go home.”",
        [Found("“It is late!” / “Go home.”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” Lopez said; “go home.”",
        [Found("“It is late,” / “go home.”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” Lopez said -- “go home.”",
        [Found("“It is late,” / “go home.”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” said Lopez “but not lost.”",
        [Found("“It is late,” / “but not lost.”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” said the old mayor of the far town “but not lost.”",
        [Found("“It is late,”", "said", "the old mayor of the far town", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” Lopez said in the hall, “now go.”\n\n“So go,” he added.",
        [
            Found("“It is late,” / “now go.”", "said", "Lopez", "direct", "quoted"),
            Found("“So go,”", "added", "he", "direct", "quoted"),
        ],
    ),
    (quoted, "“It is late”, Lopez said.", [Found("“It is late”", "said", "Lopez", "direct", "quoted")]),
    (quoted, "He knew: “It is late,” Lopez said.", [Found("“It is late,”", "said", "Lopez", "direct", "quoted")]),
    (quoted, "He knew; “It is late,” Lopez said.", [Found("“It is late,”", "said", "Lopez", "direct", "quoted")]),
    (quoted, "He came.\n“It is late,” Lopez said.", [Found("“It is late,”", "said", "Lopez", "direct", "quoted")]),
    (
        quoted,
        "He came. And “it is late,” Lopez said.",
        [Found("And “it is late,”", "said", "Lopez", "mixed", "quoted")],
    ),
    (quoted, "He came! – “It is late,” Lopez said.", [Found("“It is late,”", "said", "Lopez", "direct", "quoted")]),
    (
        quoted,
        "“No” and “it is late,” Lopez said.",
        [Found("“No” and “it is late,”", "said", "Lopez", "mixed", "quoted")],
    ),
    (quoted, "“No.” and “it is late,” Lopez said.", [Found("and “it is late,”", "said", "Lopez", "mixed", "quoted")]),
    (quoted, "“No” “it is late,” Lopez said.", [Found("“No” “it is late,”", "said", "Lopez", "direct", "quoted")]),
    (
        quoted,
        "The book “No” is “late,” Lopez said.",
        [Found("The book “No” is “late,”", "said", "Lopez", "mixed", "quoted")],
    ),
    (
        quoted,
        "The book “Many Long ways,” Lopez said.",
        [Found("The book “Many Long ways,”", "said", "Lopez", "mixed", "quoted")],
    ),
    (quoted, "The book “of it,” Lopez said.", [Found("The book “of it,”", "said", "Lopez", "mixed", "quoted")]),
    (
        quoted,
        "The book “A Very Long Way Home From The Old Town Hall Bridge,” Lopez said.",
        [Found("The book “A Very Long Way Home From The Old Town Hall Bridge,”", "said", "Lopez", "mixed", "quoted")],
    ),
    (
        quoted,
        "“It is late,” a man running for office in May said.",
        [Found("“It is late,”", "said", "a man", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” a man running for office.",
        [Found("“It is late,”", "running", "a man", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” a tired mayor said.",
        [Found("“It is late,”", "said", "a tired mayor", "direct", "quoted")],
    ),
    (
        quoted,
        "The mayor said, “It is late” and left. It rained.",
        [Found("“It is late” and left", "said", "The mayor", "mixed", "quoted-comma")],
    ),
    (
        quoted,
        "The mayor said, “It is late.” And left.",
        [Found("“It is late.”", "said", "The mayor", "direct", "quoted-comma")],
    ),
    (
        quoted,
        "The mayor said, “It is late” and “it rains.”",
        [Found("“It is late” and “it rains", "said", "The mayor", "mixed", "quoted-comma")],
    ),
    (
        quoted,
        "The mayor said, “It is late\n\n“Go home.”",
        [Found("“It is late", "said", "The mayor", "direct", "quoted-comma")],
    ),
    (
        quoted,
        "The mayor said, “It is late” and “cold.\n\n“Go home.”",
        [Found("“It is late”", "said", "The mayor", "direct", "quoted-comma")],
    ),
    (quoted, "The mayor said,\n“It is late.”", [Found("“It is late.”", "said", "The mayor", "direct", "quoted-comma")]),
    (quoted, "“No” she said, “it is late.”", [Found("“it is late.”", "said", "she", "direct", "quoted-comma")]),
    (
        quoted,
        "The “old” mayor said, “It is late.”",
        [Found("“It is late.”", "said", "mayor", "direct", "quoted-comma")],
    ),
    (
        quoted,
        "The “old” mayor: “It is late.”",
        [Found("“It is late.”", ":", "The “old” mayor", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "It rained. The mayor: “It is late.”",
        [Found("“It is late.”", ":", "The mayor", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "The mayor of the town, who ran for office, said: “It is late.”",
        [Found("“It is late.”", "said:", "The mayor of the town", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "The mayor had said that much: “It is late.”",
        [Found("“It is late.”", "had said", "The mayor", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "The mayor was saying: “It is late.”",
        [Found("“It is late.”", "was saying:", "The mayor", "direct", "quoted-colon")],
    ),
    (quoted, "In May: “It is late.”", [Found("“It is late.”", ":", None, "direct", "quoted-colon")]),
    (quoted, "“It is late” – she laughed.", [Found("“It is late”", "laughed", "she", "direct", "quoted")]),
    (quoted, "“It is late...” she laughed.", [Found("“It is late...”", "laughed", "she", "direct", "quoted")]),
    (quoted, "“It is late–” she laughed.", [Found("“It is late–”", "laughed", "she", "direct", "quoted")]),
    (
        quoted,
        "“It is late,” Lopez told the paper on Monday. He left. “Go.”",
        [Found("“It is late,”", "told", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” Lopez said. “It is a mess”. He left.",
        [Found("“It is late,”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” Lopez said. “Go home\n\n“Now.”",
        [Found("“It is late,”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” Lopez said. He left: “Go home.”",
        [
            Found("“It is late,”", "said", "Lopez", "direct", "quoted"),
            Found("“Go home.”", "left:", "He", "direct", "quoted-colon"),
        ],
    ),
    (
        quoted,
        "“It is late,” according to the old mayor who won.",
        [Found("“It is late,”", "won", "who", "direct", "quoted")],
    ),
    (
        quoted,
        "Lopez said of the plan, “It is late.”",
        [Found("“It is late.”", "said", "Lopez", "direct", "quoted-comma")],
    ),
    (quoted, "“It is late,” the man who knows said.", [Found("“It is late,”", "said", "the man", "direct", "quoted")]),
    (
        quoted,
        "“It is late,” the man known as Lopez said.",
        [Found("“It is late,”", "said", "the man", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” the man said to have fallen said.",
        [Found("“It is late,”", "said", "the man", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” a letter sent in May said.",
        [Found("“It is late,”", "said", "a letter", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” Lopez, smiling, said.",
        [Found("“It is late,”", "said", "Lopez, smiling", "direct", "quoted")],
    ),
    (quoted, "Lopez did say: “It is late.”", [Found("“It is late.”", "did say:", "Lopez", "direct", "quoted-colon")]),
    (
        quoted,
        "Lopez said what she could: “It is late.”",
        [Found("“It is late.”", "said", "Lopez", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "Lopez (the mayor) said: “It is late.”",
        [Found("“It is late.”", "said:", "Lopez (the mayor)", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "The man who fell said: “It is late.”",
        [Found("“It is late.”", "said:", "The man", "direct", "quoted-colon")],
    ),
    (quoted, "The man who fell: “It is late.”", [Found("“It is late.”", ":", "The man", "direct", "quoted-colon")]),
    (
        quoted,
        "The man killed in May: “It is late.”",
        [Found("“It is late.”", ":", "The man", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "The mayor's tired reply: “It is late.”",
        [Found("“It is late.”", ":", "The mayor's tired reply", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "Lopez could say: “It is late.”",
        [Found("“It is late.”", "could say:", "Lopez", "direct", "quoted-colon")],
    ),
    (
        quoted,
        "“It is late,” said Lopez gently; “we should go.”",
        [Found("“It is late,” / “we should go.”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“It is late,” said Lopez in a very loud voice, “and we should go.”",
        [Found("“It is late,” / “and we should go.”", "said", "Lopez", "direct", "quoted")],
    ),
    (
        quoted,
        "“Is it late?” the mayor asked. “We go,” she added.",
        [
            Found("“Is it late?”", "asked", "the mayor", "direct", "quoted"),
            Found("“We go,”", "added", "she", "direct", "quoted"),
        ],
    ),
    (
        quoted,
        "The mayor looked up, and then, with a smile, “You are late,” she said.",
        [Found("“You are late,”", "said", "she", "direct", "quoted")],
    ),
    (
        quoted,
        "The mayor looked up, and then, with a smile, “you are late,” she said.",
        [Found("The mayor looked up, and then, with a smile, “you are late,”", "said", "she", "mixed", "quoted")],
    ),
    (
        quoted,
        "The mayor looked up, and then “you are late,” she said.",
        [Found("The mayor looked up, and then “you are late,”", "said", "she", "mixed", "quoted")],
    ),
    (
        quoted,
        "The mayor said:\n\n“It is late.”",
        [Found("“It is late.”", "said:", "The mayor", "direct", "quoted-colon")],
    ),
    (alone, "“The bridge is safe.”", [Found("“The bridge is safe.”", "", None, "direct", "alone")]),
    (alone, '"Is it safe?"', [Found('"Is it safe?"', "", None, "direct", "alone")]),
    (alone, "‘The bridge is safe.’", [Found("‘The bridge is safe.’", "", None, "direct", "alone")]),
    (alone, "«The bridge is safe.»", [Found("«The bridge is safe.»", "", None, "direct", "alone")]),
    (
        alone,
        "“The bridge is safe.” “It is not.”",
        [
            Found("“The bridge is safe.”", "", None, "direct", "beside"),
            Found("“It is not.”", "", None, "direct", "beside"),
        ],
    ),
    (alone, "She turned round. “It is late.”", [Found("“It is late.”", "", None, "direct", "beside")]),
    (alone, "“It is late.” She turned round.", [Found("“It is late.”", "", None, "direct", "beside")]),
    (alone, "She turned round: “It is late.”", [Found("“It is late.”", "", None, "direct", "beside")]),
    (
        alone,
        "“It is late,” said Lopez. “We go.”",
        [
            Found("“It is late,”", "", None, "direct", "beside"),
            Found("“We go.”", "", None, "direct", "beside"),
        ],
    ),
    (
        alone,
        "“It is late.\n\n“We go.”",
        [Found("“It is late.", "", None, "direct", "alone"), Found("“We go.”", "", None, "direct", "alone")],
    ),
    (
        alone,
        "“No, no,” with a laugh, “it is late.”",
        [Found("“No, no,” / “it is late.”", "", None, "direct", "beside")],
    ),
    (
        alone,
        "“It is late!” He rose. “We go.”",
        [Found("“It is late!”", "", None, "direct", "beside"), Found("“We go.”", "", None, "direct", "beside")],
    ),
    (alone, "“Neither do I.”", [Found("“Neither do I.”", "", None, "direct", "alone")]),
    (alone, "“He said, ‘Go.’”", [Found("“He said, ‘Go.’”", "", None, "direct", "alone")]),
    (alone, "“Mr. Lopez!”", [Found("“Mr. Lopez!”", "", None, "direct", "alone")]),
    (alone, "“Nothing.”", [Found("“Nothing.”", "", None, "direct", "alone")]),
    (
        alone,
        "“It is late,” she turned round and sat down, “and we go.” He rose.",
        [Found("“It is late,” / “and we go.”", "", None, "direct", "beside")],
    ),
    (alone, "“It is late.” She turned, “we go.”", [Found("“It is late.”", "", None, "direct", "beside")]),
    (
        alone,
        "“It is late,” she turned. “We go.”",
        [Found("“It is late,”", "", None, "direct", "beside"), Found("“We go.”", "", None, "direct", "beside")],
    ),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (quoted, "Best song: “The Long Way Home”"),
    (quoted, "“The mayor asked this:\n\n“Is it late?”"),
    (quoted, "“The bridge is safe.” The mayor smiled."),
    (quoted, "He called the bridge “safe” in May."),
    (quoted, "“Go!”\n\nHe left."),
    (quoted, "Lopez, “The bridge is safe.”"),
    (quoted, "Lopez laughed. “It is late.”"),
    (quoted, "“It is late.”\n\nThe mayor:"),
    (quoted, "“It is late” Lopez said."),
    (quoted, "“It is late,” with a smile."),
    (quoted, "The mayor said.\n\n“It is late.”"),
    (quoted, "The mayor said,\n\n“It is late.”"),
    (quoted, "“It is late,”"),
    (alone, "The bridge is safe."),
    (alone, "He called the bridge “safe.”"),
    (alone, "He called the bridge “safe” in May."),
    (alone, "“Safe” is what he called it."),
    (alone, "Its motto is “Be prepared.”"),
    (alone, "“The Long Way Home.”"),
    (alone, "They read it twice. “MANY LONG WAYS.”"),
    (alone, "“The bridge is safe."),
    (alone, "“It is late”"),
]


test_content_cue_source_type_and_frame = as_test(FOUND, LEFT_ALONE)


def test_a_colon_behind_a_name_is_the_word_that_the_lexicon_knows_it_by(read: Read) -> None:
    view = make_view(read("The mayor: “It is late.”"))
    assert [made.word for made in quoted(view)] == [":"]

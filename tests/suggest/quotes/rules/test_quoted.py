"""Words in quotation marks, with a clause that reports them and without."""

from __future__ import annotations

from annotator.suggest.quotes.rules.quoted import alone, quoted
from annotator.suggest.text.view import View
from tests.suggest.conftest import Read
from tests.suggest.quotes.rules.examples import Examples, Rule, as_test

FOUND: Examples = {
    quoted: {
        "“The bridge is safe,” the mayor said.": ["“The bridge is safe,” | said | the mayor | direct | quoted"],
        "“The bridge is safe,” said the mayor, “but the road is not.”": [
            "“The bridge is safe,” / “but the road is not.” | said | the mayor | direct | quoted"
        ],
        "“We are late” — she laughed — “but happy.”": [
            "“We are late” / “but happy.” | laughed | she | direct | quoted"
        ],
        '"Is it safe?" asked the boy.': ['"Is it safe?" | asked | the boy | direct | quoted'],
        "The mayor said, “The bridge is safe.”": ["“The bridge is safe.” | said | The mayor | direct | quoted-comma"],
        "The mayor said: “The bridge is safe.”": ["“The bridge is safe.” | said: | The mayor | direct | quoted-colon"],
        "The mayor put it this way: “The bridge is safe.”": [
            "“The bridge is safe.” | put | The mayor | direct | quoted-colon"
        ],
        "The mayor: “The bridge is safe.”": ["“The bridge is safe.” | : | The mayor | direct | quoted-colon"],
        "Her answer to critics: “The bridge is safe.”": [
            "“The bridge is safe.” | : | Her answer to critics | direct | quoted-colon"
        ],
        "“The Long Way Home,” says the mayor.": ["“The Long Way Home,” | says | the mayor | direct | quoted"],
        "The road is open and “the bridge is safe,” the mayor said.": [
            "The road is open and “the bridge is safe,” | said | the mayor | mixed | quoted"
        ],
        "The mayor said, “The bridge is safe” and that nobody was hurt.": [
            "“The bridge is safe” and that nobody was hurt | said | The mayor | mixed | quoted-comma"
        ],
        "“The bridge is safe,” “The road is open,” the mayor said.": [
            "“The road is open,” | said | the mayor | direct | quoted"
        ],
        "“The bridge is safe,” according to nobody.": ["“The bridge is safe,” | according | nobody | direct | quoted"],
        "“The bridge is safe,” the mayor, who had run for office, said.": [
            "“The bridge is safe,” | said | the mayor | direct | quoted"
        ],
        "“We are late,” was the mayor's answer.": ["“We are late,” | was | the mayor's answer | direct | quoted"],
        "“We tried,” she told reporters at the bridge. “It rained.”": ["“We tried,” | told | she | direct | quoted"],
        "“No,” he said, adding: “The bridge is safe.”": ["“No,” / “The bridge is safe.” | said | he | direct | quoted"],
        "“The bridge is safe,” he said. “The road is open.” He left. “Go,” said she.": [
            "“The bridge is safe,” | said | he | direct | quoted",
            "“Go,” | said | she | direct | quoted",
        ],
        "“We are late…” said Lopez.": ["“We are late…” | said | Lopez | direct | quoted"],
        "“The bridge is safe,” and nobody was hurt.": ["“The bridge is safe,” | was hurt | nobody | direct | quoted"],
        "“The bridge is safe,” to quote Lopez.": ["“The bridge is safe,” | to quote | - | direct | quoted"],
        "“It is late,” Lopez will say.": ["“It is late,” | will say | Lopez | direct | quoted"],
        "“It is late,” he said. And then he added, “Go.”": [
            "“It is late,” | said | he | direct | quoted",
            "“Go.” | added | he | direct | quoted-comma",
        ],
        "“It is late,” Lopez did not say.": ["“It is late,” | did not say | Lopez | direct | quoted"],
        "“A,” he said. “B!” “C.”": ["“A,” | said | he | direct | quoted"],
        "“The Bridge Of Ayton,” which Lopez wrote, sold well.": [
            "“The Bridge Of Ayton,” | wrote | Lopez | direct | quoted"
        ],
        "“It is late,” Lopez said on Monday, adding “Go.”": ["“It is late,” | said | Lopez | direct | quoted"],
        "Lopez said, “It is late” on Monday.": ["“It is late” on Monday | said | Lopez | mixed | quoted-comma"],
        "“It is late.” He left. “Go home,” Lopez said. “Now.”": ["“Go home,” | said | Lopez | direct | quoted"],
        "“It is late!” Lopez said: “Go home.”": ["“It is late!” / “Go home.” | said | Lopez | direct | quoted"],
        "“It is late,” Lopez said; “go home.”": ["“It is late,” / “go home.” | said | Lopez | direct | quoted"],
        "“It is late,” Lopez said -- “go home.”": ["“It is late,” / “go home.” | said | Lopez | direct | quoted"],
        "“It is late,” said Lopez “but not lost.”": [
            "“It is late,” / “but not lost.” | said | Lopez | direct | quoted"
        ],
        "“It is late,” said the old mayor of the far town “but not lost.”": [
            "“It is late,” | said | the old mayor of the far town | direct | quoted"
        ],
        "“It is late,” Lopez said in the hall, “now go.”\n\n“So go,” he added.": [
            "“It is late,” / “now go.” | said | Lopez | direct | quoted",
            "“So go,” | added | he | direct | quoted",
        ],
        "“It is late”, Lopez said.": ["“It is late” | said | Lopez | direct | quoted"],
        "He knew: “It is late,” Lopez said.": ["“It is late,” | said | Lopez | direct | quoted"],
        "He knew; “It is late,” Lopez said.": ["“It is late,” | said | Lopez | direct | quoted"],
        "He came.\n“It is late,” Lopez said.": ["“It is late,” | said | Lopez | direct | quoted"],
        "He came. And “it is late,” Lopez said.": ["And “it is late,” | said | Lopez | mixed | quoted"],
        "He came! – “It is late,” Lopez said.": ["“It is late,” | said | Lopez | direct | quoted"],
        "“No” and “it is late,” Lopez said.": ["“No” and “it is late,” | said | Lopez | mixed | quoted"],
        "“No.” and “it is late,” Lopez said.": ["and “it is late,” | said | Lopez | mixed | quoted"],
        "“No” “it is late,” Lopez said.": ["“No” “it is late,” | said | Lopez | direct | quoted"],
        "The book “No” is “late,” Lopez said.": ["The book “No” is “late,” | said | Lopez | mixed | quoted"],
        "The book “Many Long ways,” Lopez said.": ["The book “Many Long ways,” | said | Lopez | mixed | quoted"],
        "The book “of it,” Lopez said.": ["The book “of it,” | said | Lopez | mixed | quoted"],
        "The book “A Very Long Way Home From The Old Town Hall Bridge,” Lopez said.": [
            "The book “A Very Long Way Home From The Old Town Hall Bridge,” | said | Lopez | mixed | quoted"
        ],
        "“It is late,” a man running for office in May said.": ["“It is late,” | said | a man | direct | quoted"],
        "“It is late,” a man running for office.": ["“It is late,” | running | a man | direct | quoted"],
        "“It is late,” a tired mayor said.": ["“It is late,” | said | a tired mayor | direct | quoted"],
        "The mayor said, “It is late” and left. It rained.": [
            "“It is late” and left | said | The mayor | mixed | quoted-comma"
        ],
        "The mayor said, “It is late.” And left.": ["“It is late.” | said | The mayor | direct | quoted-comma"],
        "The mayor said, “It is late” and “it rains.”": [
            "“It is late” and “it rains | said | The mayor | mixed | quoted-comma"
        ],
        "The mayor said, “It is late\n\n“Go home.”": ["“It is late | said | The mayor | direct | quoted-comma"],
        "The mayor said, “It is late” and “cold.\n\n“Go home.”": [
            "“It is late” | said | The mayor | direct | quoted-comma"
        ],
        "The mayor said,\n“It is late.”": ["“It is late.” | said | The mayor | direct | quoted-comma"],
        "“No” she said, “it is late.”": ["“it is late.” | said | she | direct | quoted-comma"],
        "The “old” mayor said, “It is late.”": ["“It is late.” | said | mayor | direct | quoted-comma"],
        "The “old” mayor: “It is late.”": ["“It is late.” | : | The “old” mayor | direct | quoted-colon"],
        "It rained. The mayor: “It is late.”": ["“It is late.” | : | The mayor | direct | quoted-colon"],
        "The mayor of the town, who ran for office, said: “It is late.”": [
            "“It is late.” | said: | The mayor of the town | direct | quoted-colon"
        ],
        "The mayor had said that much: “It is late.”": ["“It is late.” | had said | The mayor | direct | quoted-colon"],
        "The mayor was saying: “It is late.”": ["“It is late.” | was saying: | The mayor | direct | quoted-colon"],
        "In May: “It is late.”": ["“It is late.” | : | - | direct | quoted-colon"],
        "“It is late” – she laughed.": ["“It is late” | laughed | she | direct | quoted"],
        "“It is late...” she laughed.": ["“It is late...” | laughed | she | direct | quoted"],
        "“It is late–” she laughed.": ["“It is late–” | laughed | she | direct | quoted"],
        "“It is late,” Lopez told the paper on Monday. He left. “Go.”": [
            "“It is late,” | told | Lopez | direct | quoted"
        ],
        "“It is late,” Lopez said. “It is a mess”. He left.": ["“It is late,” | said | Lopez | direct | quoted"],
        "“It is late,” Lopez said. “Go home\n\n“Now.”": ["“It is late,” | said | Lopez | direct | quoted"],
        "“It is late,” Lopez said. He left: “Go home.”": [
            "“It is late,” | said | Lopez | direct | quoted",
            "“Go home.” | left: | He | direct | quoted-colon",
        ],
        "“It is late,” according to the old mayor who won.": ["“It is late,” | won | who | direct | quoted"],
        "Lopez said of the plan, “It is late.”": ["“It is late.” | said | Lopez | direct | quoted-comma"],
        "“It is late,” the man who knows said.": ["“It is late,” | said | the man | direct | quoted"],
        "“It is late,” the man known as Lopez said.": ["“It is late,” | said | the man | direct | quoted"],
        "“It is late,” the man said to have fallen said.": ["“It is late,” | said | the man | direct | quoted"],
        "“It is late,” a letter sent in May said.": ["“It is late,” | said | a letter | direct | quoted"],
        "“It is late,” Lopez, smiling, said.": ["“It is late,” | said | Lopez, smiling | direct | quoted"],
        "Lopez did say: “It is late.”": ["“It is late.” | did say: | Lopez | direct | quoted-colon"],
        "Lopez said what she could: “It is late.”": ["“It is late.” | said | Lopez | direct | quoted-colon"],
        "Lopez (the mayor) said: “It is late.”": ["“It is late.” | said: | Lopez (the mayor) | direct | quoted-colon"],
        "The man who fell said: “It is late.”": ["“It is late.” | said: | The man | direct | quoted-colon"],
        "The man who fell: “It is late.”": ["“It is late.” | : | The man | direct | quoted-colon"],
        "The man killed in May: “It is late.”": ["“It is late.” | : | The man | direct | quoted-colon"],
        "The mayor's tired reply: “It is late.”": [
            "“It is late.” | : | The mayor's tired reply | direct | quoted-colon"
        ],
        "Lopez could say: “It is late.”": ["“It is late.” | could say: | Lopez | direct | quoted-colon"],
        "“It is late,” said Lopez gently; “we should go.”": [
            "“It is late,” / “we should go.” | said | Lopez | direct | quoted"
        ],
        "“It is late,” said Lopez in a very loud voice, “and we should go.”": [
            "“It is late,” / “and we should go.” | said | Lopez | direct | quoted"
        ],
        "“Is it late?” the mayor asked. “We go,” she added.": [
            "“Is it late?” | asked | the mayor | direct | quoted",
            "“We go,” | added | she | direct | quoted",
        ],
        "The mayor looked up, and then, with a smile, “You are late,” she said.": [
            "“You are late,” | said | she | direct | quoted"
        ],
        "The mayor looked up, and then, with a smile, “you are late,” she said.": [
            "The mayor looked up, and then, with a smile, “you are late,” | said | she | mixed | quoted"
        ],
        "The mayor looked up, and then “you are late,” she said.": [
            "The mayor looked up, and then “you are late,” | said | she | mixed | quoted"
        ],
        "The mayor said:\n\n“It is late.”": ["“It is late.” | said: | The mayor | direct | quoted-colon"],
    },
    alone: {
        "“The bridge is safe.”": ["“The bridge is safe.” |  | - | direct | alone"],
        '"Is it safe?"': ['"Is it safe?" |  | - | direct | alone'],
        "‘The bridge is safe.’": ["‘The bridge is safe.’ |  | - | direct | alone"],
        "«The bridge is safe.»": ["«The bridge is safe.» |  | - | direct | alone"],
        "“The bridge is safe.” “It is not.”": [
            "“The bridge is safe.” |  | - | direct | beside",
            "“It is not.” |  | - | direct | beside",
        ],
        "She turned round. “It is late.”": ["“It is late.” |  | - | direct | beside"],
        "“It is late.” She turned round.": ["“It is late.” |  | - | direct | beside"],
        "She turned round: “It is late.”": ["“It is late.” |  | - | direct | beside"],
        "“It is late,” said Lopez. “We go.”": [
            "“It is late,” |  | - | direct | beside",
            "“We go.” |  | - | direct | beside",
        ],
        "“It is late.\n\n“We go.”": ["“It is late. |  | - | direct | alone", "“We go.” |  | - | direct | alone"],
        "“No, no,” with a laugh, “it is late.”": ["“No, no,” / “it is late.” |  | - | direct | beside"],
        "“It is late!” He rose. “We go.”": [
            "“It is late!” |  | - | direct | beside",
            "“We go.” |  | - | direct | beside",
        ],
        "“Neither do I.”": ["“Neither do I.” |  | - | direct | alone"],
        "“He said, ‘Go.’”": ["“He said, ‘Go.’” |  | - | direct | alone"],
        "“Mr. Lopez!”": ["“Mr. Lopez!” |  | - | direct | alone"],
        "“Nothing.”": ["“Nothing.” |  | - | direct | alone"],
        "“It is late,” she turned round and sat down, “and we go.” He rose.": [
            "“It is late,” / “and we go.” |  | - | direct | beside"
        ],
        "“It is late.” She turned, “we go.”": ["“It is late.” |  | - | direct | beside"],
        "“It is late,” she turned. “We go.”": [
            "“It is late,” |  | - | direct | beside",
            "“We go.” |  | - | direct | beside",
        ],
    },
}
LEFT_ALONE: dict[Rule, list[str]] = {
    quoted: [
        "Best song: “The Long Way Home”",
        "“The mayor asked this:\n\n“Is it late?”",
        "“The bridge is safe.” The mayor smiled.",
        "He called the bridge “safe” in May.",
        "“Go!”\n\nHe left.",
        "Lopez, “The bridge is safe.”",
        "Lopez laughed. “It is late.”",
        "“It is late.”\n\nThe mayor:",
        "“It is late” Lopez said.",
        "“It is late,” with a smile.",
        "The mayor said.\n\n“It is late.”",
        "The mayor said,\n\n“It is late.”",
        "“It is late,”",
    ],
    alone: [
        "The bridge is safe.",
        "He called the bridge “safe.”",
        "He called the bridge “safe” in May.",
        "“Safe” is what he called it.",
        "Its motto is “Be prepared.”",
        "“The Long Way Home.”",
        "They read it twice. “MANY LONG WAYS.”",
        "“The bridge is safe.",
        "“It is late”",
    ],
}


test_content_cue_source_type_and_frame = as_test(FOUND, LEFT_ALONE)


def test_a_colon_behind_a_name_is_the_word_that_the_lexicon_knows_it_by(read: Read) -> None:
    view = View(read("The mayor: “It is late.”"))
    assert [made.word for made in quoted(view)] == [":"]

"""Reporting clauses after or inside what they report, and phrases that name a source."""

from __future__ import annotations

import pytest

from annotator.suggest.quotes.rules.inverted import according, inverted, led_by_comma, reporting_clause
from annotator.suggest.text.view import View
from tests.suggest.cast.tiny import tiny
from tests.suggest.quotes.rules.examples import Examples, Rule, as_test

FOUND: Examples = {
    inverted: {
        "It is late, she said.": ["It is late | said | she | direct | inv"],
        "Late, she said, but not lost.": ["Late / but not lost | said | she | indirect | inv"],
        "It is late, said Lopez.": ["It is late | said | Lopez | direct | inv"],
        "The bridge, Lopez said, is safe.": ["The bridge / is safe | said | Lopez | direct | inv"],
        "Is it safe? she asked.": ["Is it safe | asked | she | direct | inv"],
        "In reply to a question, she said, it was late.": [
            "In reply to a question / it was late | said | she | direct | inv",
            "In reply to a question, she said | was | it | direct | inv",
        ],
        "It is late, Lopez told the paper, referring to the hour.": ["It is late | told | Lopez | direct | inv"],
        "It is late, said Lopez, a farmer from the hills.": [
            "It is late | said | Lopez, a farmer from the hills | direct | inv"
        ],
        "We tried to save it, Lopez told reporters in the town, but it fell.": [
            "We tried to save it / but it fell | told | Lopez | direct | inv"
        ],
        "It is late, Lopez said in reply to a question.": ["It is late | said | Lopez | direct | inv"],
        "It is late, Lopez said, because it rained.": ["It is late / because it rained | said | Lopez | direct | inv"],
        "After the war ended, Lopez said, it was late.": [
            "After the war ended / it was late | said | Lopez | direct | inv",
            "After the war ended, Lopez said | was | it | direct | inv",
        ],
        "It is late — Lopez said — but not lost.": ["It is late / but not lost | said | Lopez | direct | inv"],
        "We are late, the mayor of the old town said on Monday.": [
            "We are late | said | the mayor of the old town | direct | inv"
        ],
        "It is late, Jean-Paul Lopez said.": ["It is late | said | Jean-Paul Lopez | direct | inv"],
        "It is late, adds Lopez.": ["It is late | adds | Lopez | direct | inv"],
        "It is late, added her manager.": ["It is late | added | her manager | direct | inv"],
        "It is late, Lopez has often said.": ["It is late | has often said | Lopez | direct | inv"],
        "It is late! she said.": ["It is late | said | she | direct | inv"],
        "The mayor, Lopez said, had lied, and nobody knew why.": [
            "The mayor / had lied, and nobody knew why | said | Lopez | direct | inv"
        ],
        "It is late, she told him.": ["It is late | told | she | direct | inv"],
        "It is late, she told him that day, but not lost.": ["It is late / but not lost | told | she | direct | inv"],
        "But it is late, Lopez and her aides said.": ["But it is late | said | Lopez and her aides | direct | inv"],
        "It is late, Lopez, the mayor, said.": ["It is late | said | Lopez, the mayor | direct | inv"],
        "It is late, Lopez said of the race, a long one.": ["It is late / a long one | said | Lopez | direct | inv"],
        "It is late, to see, said Lopez.": ["It is late, to see | said | Lopez | direct | inv"],
        "It is late, Lopez of the old town said.": ["It is late | said | Lopez of the old town | direct | inv"],
        "It is late, the mayor said, but, as we know, not lost.": [
            "It is late / but, as we know, not lost | said | the mayor | direct | inv"
        ],
        "No, said Lopez.": ["No | said | Lopez | direct | inv"],
        "It is late , said Lopez.": ["It is late | said | Lopez | direct | inv"],
        "Is it safe? The mayor of the town asked.": ["Is it safe | asked | The mayor of the town | direct | inv"],
        "Is it safe? Lopez asked him. It is late! said Diaz.": [
            "Is it safe | asked | Lopez | direct | inv",
            "It is late | said | Diaz | direct | inv",
        ],
        "“No.” Is it safe? Lopez asked.": ["Is it safe | asked | Lopez | indirect | inv"],
        "It was late. Who cares? Diaz asked.": ["Who cares | asked | Diaz | direct | inv"],
        "It is late,\nLopez said.": ["It is late | said | Lopez | direct | inv"],
        "“He said it is ‘late,’” Lopez said.": ["“He said it is ‘late,’” | said | Lopez | direct | inv"],
        "It is late, Lopez said “but not lost”.": ["It is late | said | Lopez | indirect | inv"],
        "It is late, Lopez told the paper, referring to the hour, but not lost.": [
            "It is late | told | Lopez | direct | inv"
        ],
        "It is late, said Lopez, 44, of Ayton.": ["It is late | said | Lopez, 44, of Ayton | direct | inv"],
        "It is late, says a farmer of the old hills of the far north who slept.": [
            "It is late | says | a farmer of the old hills of the far north who slept | direct | inv"
        ],
        "Well, Lopez told the mayor, it is late.": [
            "Well / it is late | told | Lopez | direct | inv",
            "Well, Lopez told the mayor | is | it | direct | inv",
        ],
        "It is late, it says in the report.": ["It is late | says | it | direct | inv"],
        "It is late, says the report, which Lopez wrote, and it is right.": [
            "It is late | says | the report | direct | inv"
        ],
        "It was late, Lopez's aide said.": ["It was late | said | Lopez's aide | direct | inv"],
        "It is late—said Lopez.": ["It is late | said | Lopez | direct | inv"],
        "It is late... said Lopez.": ["It is late | said | Lopez | direct | inv"],
        "It is late… Lopez said.": ["It is late | said | Lopez | direct | inv"],
        "It is late – Lopez said – but not lost.": ["It is late / but not lost | said | Lopez | direct | inv"],
        "It is late, according to the paper, Lopez said.": [
            "It is late, according to the paper | said | Lopez | direct | inv"
        ],
        "It is late, Lopez said, so go home.": ["It is late / so go home | said | Lopez | direct | inv"],
        "It is late, Lopez said, if it rains.": ["It is late / if it rains | said | Lopez | direct | inv"],
        "It is late, Lopez said, unless it rains.": ["It is late / unless it rains | said | Lopez | direct | inv"],
        "Late, Lopez said, with a smile.": ["Late / with a smile | said | Lopez | indirect | inv"],
        "Her home, Lopez said, of the house in the hills.": [
            "Her home / of the house in the hills | said | Lopez | indirect | inv"
        ],
        "“It is late, she said.": ["“It is late | said | she | direct | inv"],
        "Nobody, Lopez said, was safe.": ["Nobody / was safe | said | Lopez | direct | inv"],
        "It would, Lopez feared, rain.": ["It would / rain | feared | Lopez | indirect | inv"],
        "It is late, Lopez said": ["It is late | said | Lopez | direct | inv"],
        "It is late, he, after a pause, said.": ["It is late | said | he | direct | inv"],
        "Well, Lopez wanted in the end to go home.": ["Well | wanted | Lopez | direct | inv"],
        "It is late, Lopez said, wearing a hat.": ["It is late | said | Lopez | direct | inv"],
        "It is late, Lopez pointed out, and it is cold.": [
            "It is late / and it is cold | pointed out | Lopez | direct | inv"
        ],
        "It is late, Lopez then quickly told them, but not lost.": [
            "It is late / but not lost | then quickly told | Lopez | direct | inv"
        ],
        "Whether it is late, Lopez did not say.": ["Whether it is late | did not say | Lopez | direct | inv"],
        "Why it is late, Lopez did not say.": ["Why it is late | did not say | Lopez | direct | inv"],
        "Lopez, he said, would win.": ["Lopez / would win | said | he | direct | inv"],
        "It is late, Smith told reporters.": ["It is late | told | Smith | direct | inv"],
        "It is late, Smith said on Monday, referring to his trip, and dark.": [
            "It is late | said | Smith | direct | inv"
        ],
        "It is late! Smith said.": ["It is late | said | Smith | direct | inv"],
        "Is it late? The town, Smith said, is old.": ["The town / is old | said | Smith | direct | inv"],
        "It is late, the mayor, a farmer, said.": ["It is late | said | the mayor, a farmer | direct | inv"],
        "It is late, Smith said, and she said so.": ["It is late / and she said so | said | Smith | direct | inv"],
        "It is late, Smith said, as he left, and dark.": [
            "It is late / as he left, and dark | said | Smith | direct | inv"
        ],
        "It is late, Smith said, and left.": ["It is late / and left | said | Smith | direct | inv"],
        "It is late, Smith said, laughing, and dark.": ["It is late | said | Smith | direct | inv"],
    },
    led_by_comma: {
        "She told the paper, There is no plan.": ["There is no plan. | told | She | direct | comma"],
        "Lopez said, We are late.": ["We are late. | said | Lopez | direct | comma"],
        "Lopez said, Maria is late.": ["Maria is late. | said | Lopez | direct | comma"],
        "She tells the paper, There is no plan.": ["There is no plan. | tells | She | direct | comma"],
        "Lopez added, That is late.": ["That is late. | added | Lopez | direct | comma"],
        "Lopez noted, The bridge is safe, and left.": [
            "The bridge is safe, and left. | noted | Lopez | direct | comma"
        ],
        "There was Lopez who said, We are late.": ["We are late. | said | who | direct | comma"],
        "Lopez told the old mayor of the small town in the far north, It is late.": [
            "It is late. | told | Lopez | direct | comma"
        ],
        "Lopez said, \nGo home.": ["Go home. | said | Lopez | direct | comma"],
        "Lopez told the paper, Mayor Diaz is late.": ["Mayor Diaz is late. | told | Lopez | direct | comma"],
        "Lopez wrote, Diaz and Lopez are late.": ["Diaz and Lopez are late. | wrote | Lopez | direct | comma"],
        "Lopez told the very old mayor of the quite small town in May, It is late.": [
            "It is late. | told | Lopez | direct | comma"
        ],
        "Lopez told the very old mayor of that quite small town early in May, It is late.": [
            "It is late. | told | Lopez | direct | comma"
        ],
        "She told the paper of the old town in the north of the land, There is no plan.": [
            "There is no plan. | told | She | direct | comma"
        ],
        "She said, No.": ["No. | said | She | direct | comma"],
    },
    according: {
        "According to the police, two cars were stolen.": [
            "two cars were stolen | According to | the police | indirect | according"
        ],
        "Two cars were stolen, according to the police.": [
            "Two cars were stolen | according to | the police | indirect | according"
        ],
        "Two cars, according to the police, were stolen.": [
            "Two cars / were stolen | according to | the police | indirect | according"
        ],
        "According to plan, it rained.": ["it rained | According to | plan | indirect | according"],
        "They acted according to her.": ["They acted | according to | her | indirect | according"],
        "According to a report by the town that was made in May, two cars were stolen.": [
            "two cars were stolen | According to | a report by the town that was made in May | indirect | according"
        ],
        "According to Lopez, “the bridge is safe.”": [
            "“the bridge is safe.” | According to | Lopez | direct | according"
        ],
        "In May, according to Lopez, it rained.": ["In May / it rained | according to | Lopez | indirect | according"],
        "It rained, Lopez said, according to them.": [
            "It rained, Lopez said | according to | them | indirect | according"
        ],
        "According to Lopez it was late.": ["it was late | According to | Lopez | indirect | according"],
        "In May it was late according to Lopez and two of her aides.": [
            "In May it was late | according to | Lopez and two of her aides | indirect | according"
        ],
        "According to the old mayor of the town “it was late.”": [
            "“it was late.” | According to | the old mayor of the town | direct | according"
        ],
        "According to a man in the hills Lopez knew, it rained.": [
            "it rained | According to | a man in the hills | indirect | according"
        ],
        "It rained, according to Lopez, who slept.": ["It rained | according to | Lopez | indirect | according"],
        "According to him and her, it rained.": ["it rained | According to | him and her | indirect | according"],
        "It was late according to it.": ["It was late | according to | it | indirect | according"],
        "It was late, according to officials who left in May.": [
            "It was late | according to | officials | indirect | according"
        ],
    },
}
LEFT_ALONE: dict[Rule, list[str]] = {
    inverted: [
        "In reply to a question, she said it was late.",
        "Still, Lopez said it was late.",
        "The pier fell, Lopez having said so, but nobody came.",
        "It is late, Lopez, after a pause, said.",
        "“It is late,” she said, “but not lost.”",
        "Lopez said it was late.",
        "It was late, and Lopez left.",
        "The man, who said Lopez lied, left.",
        "We are late, to say the least.",
        "It is late, according to Lopez.",
        "It is late. she said.",
        "It is late, Lopez said: It rained.",
        "Lopez, a farmer, said it was late.",
        "Lopez, in a letter, said.",
        "It is late, Lopez asked whether it rained.",
        "Lopez, said the mayor, had lied about it, and about the bridge.",
        "Is it safe? Lopez slept.",
        "Is it safe?\n\nLopez asked.",
        "It is late. Lopez said.",
        "It is ‘late,’ Lopez said.",
        "It is late: said Lopez.",
        "It is late, Lopez said of it: nobody came.",
        "It is late, Lopez said in May: nobody came.",
        "Well, Lopez asked if it was late.",
        "Well, Lopez wrote a letter.",
        "Well, Lopez wanted to go home.",
        "After it rained, Lopez wept.",
        "It is late, Lopez will not have to say.",
        "It is late, Lopez seems to say.",
        "Asked about it, Lopez claimed victory.",
        "It is late, said, in May.",
        "It is late, Lopez, in a letter, said quietly.",
        "The mayor, who ran, left.",
        "That is, Lopez said that it is late.",
        "Well, Lopez asked whether it was late.",
        "Well, Lopez told the mayor that it was late.",
        "Well, Lopez said it, the end.",
        "The town, Smith said it was late.",
        "The town, Smith told them it was late, is old.",
        "It is late, Smith told reporters, whether it rains.",
        "Late, Smith said: go home.",
        "It is late. Smith said.",
        "It is late,\n\nSmith said.",
        "He called it “late,” Smith said.",
        "It is late, said.",
        "It is late, Smith has to say.",
    ],
    led_by_comma: [
        "She told the paper, there is no plan.",
        "She will tell the paper, There is no plan.",
        "“No.” She told the paper, There is no plan.",
        "She wrote a very long letter to the old mayor of the small town in the north, There is no plan.",
        "She hoped for the best, There is no plan.",
        "Said Lopez, We are late.",
        "Lopez lived in Ayton, Beeford.",
        "Lopez told him, “It is late.”",
        "Lopez has said, There is no plan.",
        "Lopez said, ,",
        "She told the paper of the old town in the north of the land on Monday, There is no plan.",
    ],
    according: [
        "According to the police report.",
        "He was paid according.",
        "According to Lopez.",
        "It rained according to.",
        "According to nobody. It rained.",
        "According to.",
        "According, it was late.",
    ],
}


test_content_cue_source_type_and_frame = as_test(FOUND, LEFT_ALONE)


LATE = "it_PRP_x_2 is_VBZ_x_2 late_JJ ,_,_x_2"


@pytest.mark.parametrize(
    ("marked", "verb", "clause"),
    [
        # the parser's subject, on either side, with all of its phrase but what a pause parts from it
        (f"{LATE} Roe_NNP_nsubj_5 said=say_VBD_x_2", 5, ("Roe", "Roe said")),
        (f"{LATE} said=say_VBD_x_2 Roe_NNP_nsubj_4 of_IN_x_5 Ashby_NNP_x_6", 4, ("Roe", "said Roe of Ashby")),
        (f"{LATE} had_VBD_aux_6 Roe_NNP_nsubj_6 said=say_VBN_x_2", 6, ("Roe", "Roe said")),
        (f"{LATE} said=say_VBD_x_2 Roe_NNP_nsubj_4 aloud_RP_prt_4", 4, ("Roe", "said Roe")),
        ("now_RB_x_3 ,_,_x_3 the_DT_x_3 mayor_NN_nsubj_4 said=say_VBD", 4, ("mayor", "the mayor said")),
        ("now_RB_x_3 “_``_x_3 the_DT_x_3 mayor_NN_nsubj_4 said=say_VBD", 4, ("mayor", "the mayor said")),
        ("the_DT_x_1 mayor_NN_nsubj_2 said=say_VBD_x_1 of_IN_x_1 it_PRP_x_3", 2, ("mayor", "the mayor said")),
        # who
        (f"{LATE} who_WP_nsubj_5 said=say_VBD_relcl_2", 5, None),
        (f"{LATE} who_WP_nsubj_5 said=say_VBD_x_2", 5, ("who", "who said")),
        # without one, the name before a plain verb of saying
        (f"{LATE} Roe_NNP_x_2 said=say_VBD_x_2", 5, ("Roe", "Roe said")),
        (f"{LATE} we_PRP_x_2 said=say_VBD_x_2", 5, ("we", "we said")),
        (f"{LATE} aides_NNS_x_2 said=say_VBD_x_2", 5, ("aides", "aides said")),
        (f"{LATE} so_RB_x_2 said=say_VBD_x_2", 5, None),
        (f"{LATE} Roe_NNP_x_2 sighed=sigh_VBD_x_2", 5, None),
        (f"{LATE} Roe_NNP_x_2 saying=say_VBG_x_2", 5, None),
        (f"{LATE} Roe_NNP_x_2 said=say_VBN_x_2", 5, None),
        # or the noun behind it
        (f"{LATE} said=say_VBD_x_2 the_DT_x_6 mayor_NN_x_2", 4, ("mayor", "said the mayor")),
        ("“_``_x_2 late_JJ_x_2 ”_''_x_3 said=say_VBD Roe_NNP_x_3", 3, ("Roe", "said Roe")),
        ("said=say_VBD Roe_NNP_x_0", 0, ("Roe", "said Roe")),
        (f"{LATE} said=say_VBD_x_2 {'so_RB_x_2 ' * 6} Roe_NNP_x_2", 4, ("Roe", f"said {'so ' * 6}Roe")),
        (f"{LATE} said=say_VBD_x_2 {'so_RB_x_2 ' * 7} Roe_NNP_x_2", 4, None),
    ],
)
def test_the_clause_that_reports(marked: str, verb: int, clause: tuple[str, str] | None) -> None:
    doc = tiny(marked)
    found = reporting_clause(View(doc), doc[verb])
    assert (found and (found.source.text, doc[slice(*found.span)].text)) == clause

"""Reporting clauses after or inside what they report, and phrases that name a source."""

from __future__ import annotations

import pytest

from annotator.suggest.quotes.rules.inverted import according, inverted, led_by_comma, reporting_clause
from annotator.suggest.text.view import make_view
from tests.suggest.cast.tiny import tiny
from tests.suggest.quotes.rules.examples import Found, Rule, as_test

FOUND: list[tuple[Rule, str, list[Found]]] = [
    (inverted, "It is late, she said.", [Found("It is late", "said", "she", "direct", "inv")]),
    (inverted, "Late, she said, but not lost.", [Found("Late / but not lost", "said", "she", "indirect", "inv")]),
    (inverted, "It is late, said Lopez.", [Found("It is late", "said", "Lopez", "direct", "inv")]),
    (inverted, "The bridge, Lopez said, is safe.", [Found("The bridge / is safe", "said", "Lopez", "direct", "inv")]),
    (inverted, "Is it safe? she asked.", [Found("Is it safe", "asked", "she", "direct", "inv")]),
    (
        inverted,
        "In reply to a question, she said, it was late.",
        [
            Found("In reply to a question / it was late", "said", "she", "direct", "inv"),
            Found("In reply to a question, she said", "was", "it", "direct", "inv"),
        ],
    ),
    (
        inverted,
        "It is late, Lopez told the paper, referring to the hour.",
        [Found("It is late", "told", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, said Lopez, a farmer from the hills.",
        [Found("It is late", "said", "Lopez, a farmer from the hills", "direct", "inv")],
    ),
    (
        inverted,
        "We tried to save it, Lopez told reporters in the town, but it fell.",
        [Found("We tried to save it / but it fell", "told", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Lopez said in reply to a question.",
        [Found("It is late", "said", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Lopez said, because it rained.",
        [Found("It is late / because it rained", "said", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "After the war ended, Lopez said, it was late.",
        [
            Found("After the war ended / it was late", "said", "Lopez", "direct", "inv"),
            Found("After the war ended, Lopez said", "was", "it", "direct", "inv"),
        ],
    ),
    (
        inverted,
        "It is late — Lopez said — but not lost.",
        [Found("It is late / but not lost", "said", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "We are late, the mayor of the old town said on Monday.",
        [Found("We are late", "said", "the mayor of the old town", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Jean-Paul Lopez said.",
        [Found("It is late", "said", "Jean-Paul Lopez", "direct", "inv")],
    ),
    (inverted, "It is late, adds Lopez.", [Found("It is late", "adds", "Lopez", "direct", "inv")]),
    (inverted, "It is late, added her manager.", [Found("It is late", "added", "her manager", "direct", "inv")]),
    (inverted, "It is late, Lopez has often said.", [Found("It is late", "has often said", "Lopez", "direct", "inv")]),
    (inverted, "It is late! she said.", [Found("It is late", "said", "she", "direct", "inv")]),
    (
        inverted,
        "The mayor, Lopez said, had lied, and nobody knew why.",
        [Found("The mayor / had lied, and nobody knew why", "said", "Lopez", "direct", "inv")],
    ),
    (inverted, "It is late, she told him.", [Found("It is late", "told", "she", "direct", "inv")]),
    (
        inverted,
        "It is late, she told him that day, but not lost.",
        [Found("It is late / but not lost", "told", "she", "direct", "inv")],
    ),
    (
        inverted,
        "But it is late, Lopez and her aides said.",
        [Found("But it is late", "said", "Lopez and her aides", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Lopez, the mayor, said.",
        [Found("It is late", "said", "Lopez, the mayor", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Lopez said of the race, a long one.",
        [Found("It is late / a long one", "said", "Lopez", "direct", "inv")],
    ),
    (inverted, "It is late, to see, said Lopez.", [Found("It is late, to see", "said", "Lopez", "direct", "inv")]),
    (
        inverted,
        "It is late, Lopez of the old town said.",
        [Found("It is late", "said", "Lopez of the old town", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, the mayor said, but, as we know, not lost.",
        [Found("It is late / but, as we know, not lost", "said", "the mayor", "direct", "inv")],
    ),
    (inverted, "No, said Lopez.", [Found("No", "said", "Lopez", "direct", "inv")]),
    (inverted, "It is late , said Lopez.", [Found("It is late", "said", "Lopez", "direct", "inv")]),
    (
        led_by_comma,
        "She told the paper, There is no plan.",
        [Found("There is no plan.", "told", "She", "direct", "comma")],
    ),
    (led_by_comma, "Lopez said, We are late.", [Found("We are late.", "said", "Lopez", "direct", "comma")]),
    (led_by_comma, "Lopez said, Maria is late.", [Found("Maria is late.", "said", "Lopez", "direct", "comma")]),
    (
        led_by_comma,
        "She tells the paper, There is no plan.",
        [Found("There is no plan.", "tells", "She", "direct", "comma")],
    ),
    (led_by_comma, "Lopez added, That is late.", [Found("That is late.", "added", "Lopez", "direct", "comma")]),
    (
        led_by_comma,
        "Lopez noted, The bridge is safe, and left.",
        [Found("The bridge is safe, and left.", "noted", "Lopez", "direct", "comma")],
    ),
    (led_by_comma, "There was Lopez who said, We are late.", [Found("We are late.", "said", "who", "direct", "comma")]),
    (
        led_by_comma,
        "Lopez told the old mayor of the small town in the far north, It is late.",
        [Found("It is late.", "told", "Lopez", "direct", "comma")],
    ),
    (
        inverted,
        "Is it safe? The mayor of the town asked.",
        [Found("Is it safe", "asked", "The mayor of the town", "direct", "inv")],
    ),
    (
        inverted,
        "Is it safe? Lopez asked him. It is late! said Diaz.",
        [Found("Is it safe", "asked", "Lopez", "direct", "inv"), Found("It is late", "said", "Diaz", "direct", "inv")],
    ),
    (inverted, "“No.” Is it safe? Lopez asked.", [Found("Is it safe", "asked", "Lopez", "indirect", "inv")]),
    (inverted, "It was late. Who cares? Diaz asked.", [Found("Who cares", "asked", "Diaz", "direct", "inv")]),
    (inverted, "It is late,\nLopez said.", [Found("It is late", "said", "Lopez", "direct", "inv")]),
    (
        inverted,
        "“He said it is ‘late,’” Lopez said.",
        [Found("“He said it is ‘late,’”", "said", "Lopez", "direct", "inv")],
    ),
    (inverted, "It is late, Lopez said “but not lost”.", [Found("It is late", "said", "Lopez", "indirect", "inv")]),
    (
        inverted,
        "It is late, Lopez told the paper, referring to the hour, but not lost.",
        [Found("It is late", "told", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, said Lopez, 44, of Ayton.",
        [Found("It is late", "said", "Lopez, 44, of Ayton", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, says a farmer of the old hills of the far north who slept.",
        [Found("It is late", "says", "a farmer of the old hills of the far north who slept", "direct", "inv")],
    ),
    (
        inverted,
        "Well, Lopez told the mayor, it is late.",
        [
            Found("Well / it is late", "told", "Lopez", "direct", "inv"),
            Found("Well, Lopez told the mayor", "is", "it", "direct", "inv"),
        ],
    ),
    (inverted, "It is late, it says in the report.", [Found("It is late", "says", "it", "direct", "inv")]),
    (
        inverted,
        "It is late, says the report, which Lopez wrote, and it is right.",
        [Found("It is late", "says", "the report", "direct", "inv")],
    ),
    (inverted, "It was late, Lopez's aide said.", [Found("It was late", "said", "Lopez's aide", "direct", "inv")]),
    (inverted, "It is late—said Lopez.", [Found("It is late", "said", "Lopez", "direct", "inv")]),
    (inverted, "It is late... said Lopez.", [Found("It is late", "said", "Lopez", "direct", "inv")]),
    (inverted, "It is late… Lopez said.", [Found("It is late", "said", "Lopez", "direct", "inv")]),
    (
        inverted,
        "It is late – Lopez said – but not lost.",
        [Found("It is late / but not lost", "said", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, according to the paper, Lopez said.",
        [Found("It is late, according to the paper", "said", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Lopez said, so go home.",
        [Found("It is late / so go home", "said", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Lopez said, if it rains.",
        [Found("It is late / if it rains", "said", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Lopez said, unless it rains.",
        [Found("It is late / unless it rains", "said", "Lopez", "direct", "inv")],
    ),
    (inverted, "Late, Lopez said, with a smile.", [Found("Late / with a smile", "said", "Lopez", "indirect", "inv")]),
    (
        inverted,
        "Her home, Lopez said, of the house in the hills.",
        [Found("Her home / of the house in the hills", "said", "Lopez", "indirect", "inv")],
    ),
    (inverted, "“It is late, she said.", [Found("“It is late", "said", "she", "direct", "inv")]),
    (inverted, "Nobody, Lopez said, was safe.", [Found("Nobody / was safe", "said", "Lopez", "direct", "inv")]),
    (inverted, "It would, Lopez feared, rain.", [Found("It would / rain", "feared", "Lopez", "indirect", "inv")]),
    (led_by_comma, "Lopez said, \nGo home.", [Found("Go home.", "said", "Lopez", "direct", "comma")]),
    (
        led_by_comma,
        "Lopez told the paper, Mayor Diaz is late.",
        [Found("Mayor Diaz is late.", "told", "Lopez", "direct", "comma")],
    ),
    (
        led_by_comma,
        "Lopez wrote, Diaz and Lopez are late.",
        [Found("Diaz and Lopez are late.", "wrote", "Lopez", "direct", "comma")],
    ),
    (
        led_by_comma,
        "Lopez told the very old mayor of the quite small town in May, It is late.",
        [Found("It is late.", "told", "Lopez", "direct", "comma")],
    ),
    (
        led_by_comma,
        "Lopez told the very old mayor of that quite small town early in May, It is late.",
        [Found("It is late.", "told", "Lopez", "direct", "comma")],
    ),
    (inverted, "It is late, Lopez said", [Found("It is late", "said", "Lopez", "direct", "inv")]),
    (inverted, "It is late, he, after a pause, said.", [Found("It is late", "said", "he", "direct", "inv")]),
    (inverted, "Well, Lopez wanted in the end to go home.", [Found("Well", "wanted", "Lopez", "direct", "inv")]),
    (inverted, "It is late, Lopez said, wearing a hat.", [Found("It is late", "said", "Lopez", "direct", "inv")]),
    (
        inverted,
        "It is late, Lopez pointed out, and it is cold.",
        [Found("It is late / and it is cold", "pointed out", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Lopez then quickly told them, but not lost.",
        [Found("It is late / but not lost", "then quickly told", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "Whether it is late, Lopez did not say.",
        [Found("Whether it is late", "did not say", "Lopez", "direct", "inv")],
    ),
    (
        inverted,
        "Why it is late, Lopez did not say.",
        [Found("Why it is late", "did not say", "Lopez", "direct", "inv")],
    ),
    (inverted, "Lopez, he said, would win.", [Found("Lopez / would win", "said", "he", "direct", "inv")]),
    (
        according,
        "According to the police, two cars were stolen.",
        [Found("two cars were stolen", "According to", "the police", "indirect", "according")],
    ),
    (
        according,
        "Two cars were stolen, according to the police.",
        [Found("Two cars were stolen", "according to", "the police", "indirect", "according")],
    ),
    (
        according,
        "Two cars, according to the police, were stolen.",
        [Found("Two cars / were stolen", "according to", "the police", "indirect", "according")],
    ),
    (according, "According to plan, it rained.", [Found("it rained", "According to", "plan", "indirect", "according")]),
    (according, "They acted according to her.", [Found("They acted", "according to", "her", "indirect", "according")]),
    (
        according,
        "According to a report by the town that was made in May, two cars were stolen.",
        [
            Found(
                "two cars were stolen",
                "According to",
                "a report by the town that was made in May",
                "indirect",
                "according",
            )
        ],
    ),
    (
        according,
        "According to Lopez, “the bridge is safe.”",
        [Found("“the bridge is safe.”", "According to", "Lopez", "direct", "according")],
    ),
    (
        according,
        "In May, according to Lopez, it rained.",
        [Found("In May / it rained", "according to", "Lopez", "indirect", "according")],
    ),
    (
        according,
        "It rained, Lopez said, according to them.",
        [Found("It rained, Lopez said", "according to", "them", "indirect", "according")],
    ),
    (
        according,
        "According to Lopez it was late.",
        [Found("it was late", "According to", "Lopez", "indirect", "according")],
    ),
    (
        according,
        "In May it was late according to Lopez and two of her aides.",
        [Found("In May it was late", "according to", "Lopez and two of her aides", "indirect", "according")],
    ),
    (
        according,
        "According to the old mayor of the town “it was late.”",
        [Found("“it was late.”", "According to", "the old mayor of the town", "direct", "according")],
    ),
    (
        according,
        "According to a man in the hills Lopez knew, it rained.",
        [Found("it rained", "According to", "a man in the hills", "indirect", "according")],
    ),
    (
        according,
        "It rained, according to Lopez, who slept.",
        [Found("It rained", "according to", "Lopez", "indirect", "according")],
    ),
    (
        according,
        "According to him and her, it rained.",
        [Found("it rained", "According to", "him and her", "indirect", "according")],
    ),
    (inverted, "It is late, Smith told reporters.", [Found("It is late", "told", "Smith", "direct", "inv")]),
    (
        inverted,
        "It is late, Smith said on Monday, referring to his trip, and dark.",
        [Found("It is late", "said", "Smith", "direct", "inv")],
    ),
    (inverted, "It is late! Smith said.", [Found("It is late", "said", "Smith", "direct", "inv")]),
    (
        inverted,
        "Is it late? The town, Smith said, is old.",
        [Found("The town / is old", "said", "Smith", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, the mayor, a farmer, said.",
        [Found("It is late", "said", "the mayor, a farmer", "direct", "inv")],
    ),
    (
        inverted,
        "It is late, Smith said, and she said so.",
        [Found("It is late / and she said so", "said", "Smith", "direct", "inv")],
    ),
    (
        led_by_comma,
        "She told the paper of the old town in the north of the land, There is no plan.",
        [Found("There is no plan.", "told", "She", "direct", "comma")],
    ),
    (led_by_comma, "She said, No.", [Found("No.", "said", "She", "direct", "comma")]),
    (according, "It was late according to it.", [Found("It was late", "according to", "it", "indirect", "according")]),
    (
        according,
        "It was late, according to officials who left in May.",
        [Found("It was late", "according to", "officials", "indirect", "according")],
    ),
    (
        inverted,
        "It is late, Smith said, as he left, and dark.",
        [Found("It is late / as he left, and dark", "said", "Smith", "direct", "inv")],
    ),
    (inverted, "It is late, Smith said, and left.", [Found("It is late / and left", "said", "Smith", "direct", "inv")]),
    (inverted, "It is late, Smith said, laughing, and dark.", [Found("It is late", "said", "Smith", "direct", "inv")]),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (inverted, "In reply to a question, she said it was late."),
    (inverted, "Still, Lopez said it was late."),
    (inverted, "The pier fell, Lopez having said so, but nobody came."),
    (inverted, "It is late, Lopez, after a pause, said."),
    (inverted, "“It is late,” she said, “but not lost.”"),
    (inverted, "Lopez said it was late."),
    (inverted, "It was late, and Lopez left."),
    (inverted, "The man, who said Lopez lied, left."),
    (inverted, "We are late, to say the least."),
    (inverted, "It is late, according to Lopez."),
    (inverted, "It is late. she said."),
    (inverted, "It is late, Lopez said: It rained."),
    (inverted, "Lopez, a farmer, said it was late."),
    (inverted, "Lopez, in a letter, said."),
    (inverted, "It is late, Lopez asked whether it rained."),
    (inverted, "Lopez, said the mayor, had lied about it, and about the bridge."),
    (led_by_comma, "She told the paper, there is no plan."),
    (led_by_comma, "She will tell the paper, There is no plan."),
    (led_by_comma, "“No.” She told the paper, There is no plan."),
    (led_by_comma, "She wrote a very long letter to the old mayor of the small town in the north, There is no plan."),
    (led_by_comma, "She hoped for the best, There is no plan."),
    (led_by_comma, "Said Lopez, We are late."),
    (led_by_comma, "Lopez lived in Ayton, Beeford."),
    (led_by_comma, "Lopez told him, “It is late.”"),
    (inverted, "Is it safe? Lopez slept."),
    (inverted, "Is it safe?\n\nLopez asked."),
    (inverted, "It is late. Lopez said."),
    (inverted, "It is ‘late,’ Lopez said."),
    (inverted, "It is late: said Lopez."),
    (inverted, "It is late, Lopez said of it: nobody came."),
    (inverted, "It is late, Lopez said in May: nobody came."),
    (inverted, "Well, Lopez asked if it was late."),
    (inverted, "Well, Lopez wrote a letter."),
    (inverted, "Well, Lopez wanted to go home."),
    (inverted, "After it rained, Lopez wept."),
    (inverted, "It is late, Lopez will not have to say."),
    (inverted, "It is late, Lopez seems to say."),
    (inverted, "Asked about it, Lopez claimed victory."),
    (inverted, "It is late, said, in May."),
    (led_by_comma, "Lopez has said, There is no plan."),
    (led_by_comma, "Lopez said, ,"),
    (inverted, "It is late, Lopez, in a letter, said quietly."),
    (inverted, "The mayor, who ran, left."),
    (inverted, "That is, Lopez said that it is late."),
    (inverted, "Well, Lopez asked whether it was late."),
    (inverted, "Well, Lopez told the mayor that it was late."),
    (inverted, "Well, Lopez said it, the end."),
    (according, "According to the police report."),
    (according, "He was paid according."),
    (according, "According to Lopez."),
    (according, "It rained according to."),
    (according, "According to nobody. It rained."),
    (inverted, "The town, Smith said it was late."),
    (inverted, "The town, Smith told them it was late, is old."),
    (inverted, "It is late, Smith told reporters, whether it rains."),
    (inverted, "Late, Smith said: go home."),
    (inverted, "It is late. Smith said."),
    (inverted, "It is late,\n\nSmith said."),
    (inverted, "He called it “late,” Smith said."),
    (inverted, "It is late, said."),
    (inverted, "It is late, Smith has to say."),
    (led_by_comma, "She told the paper of the old town in the north of the land on Monday, There is no plan."),
    (according, "According to."),
    (according, "According, it was late."),
]


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
    found = reporting_clause(make_view(doc), doc[verb])
    assert (found and (found.source.text, doc[slice(*found.span)].text)) == clause

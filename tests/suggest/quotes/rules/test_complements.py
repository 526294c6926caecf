"""Clauses, objects and phrases as complements of verbs, nouns and adjectives."""

from __future__ import annotations

import pytest

from annotator.suggest.quotes.rules.all_rules import rules_for
from annotator.suggest.quotes.rules.complements import (
    clauses,
    misread,
    nouns,
    objects,
    passives,
    predicates,
    prepositions,
    raisings,
)
from annotator.suggest.text.view import make_view
from tests.suggest.cast.tiny import tiny
from tests.suggest.conftest import Read
from tests.suggest.quotes.rules.examples import Found, Rule, as_test, made_by

FOUND: list[tuple[Rule, str, list[Found]]] = [
    (
        misread,
        "Smith alleged fraud had happened.",
        [Found("fraud had happened", "alleged", "Smith", "indirect", "fin")],
    ),
    (
        objects,
        "It was a plan that Lopez described as “a mess”.",
        [
            Found("“a mess”", "described", "Lopez", "direct", "dobj:as"),
        ],
    ),
    (
        objects,
        "It was a plan that Lopez described as “generous, and late”.",
        [Found("“generous, and late”", "described", "Lopez", "direct", "dobj:as")],
    ),
    (misread, "Smith boasted sales had doubled.", [Found("sales had doubled", "boasted", "Smith", "indirect", "fin")]),
    (
        misread,
        "Maria Lopez boasted sales had doubled.",
        [Found("sales had doubled", "boasted", "Maria Lopez", "indirect", "fin")],
    ),
    (misread, "Smith supposed prices were low.", [Found("prices were low", "supposed", "Smith", "indirect", "fin")]),
    (misread, "Smith tweeted votes were stolen.", [Found("votes were stolen", "tweeted", "Smith", "indirect", "fin")]),
    (
        clauses,
        "Lopez said that the bridge was safe.",
        [Found("that the bridge was safe", "said", "Lopez", "indirect", "that")],
    ),
    (clauses, "Lopez said the bridge was safe.", [Found("the bridge was safe", "said", "Lopez", "indirect", "fin")]),
    (
        clauses,
        "Lopez asked whether the bridge was safe.",
        [Found("whether the bridge was safe", "asked", "Lopez", "indirect", "wh")],
    ),
    (
        clauses,
        "Lopez asked if the bridge was safe.",
        [Found("if the bridge was safe", "asked", "Lopez", "indirect", "wh")],
    ),
    (
        clauses,
        "Lopez asked how to cross the bridge.",
        [Found("how to cross the bridge", "asked", "Lopez", "indirect", "wh")],
    ),
    (
        clauses,
        "Lopez explained why the bridge fell.",
        [Found("why the bridge fell", "explained", "Lopez", "indirect", "wh")],
    ),
    (clauses, "Lopez vowed to stay in office.", [Found("to stay in office", "vowed", "Lopez", "indirect", "inf")]),
    (
        clauses,
        "Lopez urged the mayor to stay in office.",
        [
            Found("to stay in office", "urged", "Lopez", "indirect", "inf"),
            Found("the mayor to stay in office", "urged", "Lopez", "indirect", "obj+inf"),
        ],
    ),
    (
        clauses,
        "Lopez wants the mayor to stay in office.",
        [Found("the mayor to stay in office", "wants", "Lopez", "indirect", "obj-inf")],
    ),
    (
        clauses,
        "Lopez suggested leaving the town.",
        [Found("leaving the town", "suggested", "Lopez", "indirect", "ing")],
    ),
    (clauses, "Lopez saw him leave.", [Found("him leave", "saw", "Lopez", "indirect", "obj-bare")]),
    (
        clauses,
        "Lopez said that it rained and that it was late.",
        [Found("that it rained and that it was late", "said", "Lopez", "indirect", "that")],
    ),
    (
        clauses,
        "Lopez said the plan would fail, which surprised nobody.",
        [Found("the plan would fail", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez said it was over, adding that nobody cared.",
        [
            Found("it was over", "said", "Lopez", "indirect", "fin"),
            Found("that nobody cared", "adding", "Lopez", "indirect", "that"),
        ],
    ),
    (
        clauses,
        "Lopez said no bridge was safe, while his rival agreed.",
        [Found("no bridge was safe", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez said it was late and called for a vote.",
        [Found("it was late", "said", "Lopez", "indirect", "fin")],
    ),
    (clauses, "Lopez said: Nobody is safe here.", [Found("Nobody is safe here", "said", "Lopez", "direct", "fin")]),
    (
        clauses,
        "Lopez said that “the bridge is safe” in May.",
        [Found("that “the bridge is safe” in May", "said", "Lopez", "mixed", "that")],
    ),
    (clauses, "Lopez had the mayor laughing.", [Found("the mayor laughing", "had", "Lopez", "indirect", "obj-bare")]),
    (
        clauses,
        "Lopez heard him calling the mayor names.",
        [Found("him calling the mayor names", "heard", "Lopez", "indirect", "obj-bare")],
    ),
    (
        clauses,
        "Lopez kept the town waiting.",
        [
            Found("waiting", "kept", "Lopez", "indirect", "ing"),
            Found("the town waiting", "kept", "Lopez", "indirect", "obj+ing"),
        ],
    ),
    (clauses, "Lopez considers the plan dead.", [Found("the plan dead", "considers", "Lopez", "indirect", "obj-bare")]),
    (
        clauses,
        "Lopez remembers the mayor leaving.",
        [Found("the mayor leaving", "remembers", "Lopez", "indirect", "obj-bare")],
    ),
    (clauses, "Lopez considers it late.", [Found("it late", "considers", "Lopez", "indirect", "obj-bare")]),
    (
        clauses,
        "Lopez helped the mayor win the race.",
        [Found("the mayor win the race", "helped", "Lopez", "indirect", "obj-bare")],
    ),
    (
        clauses,
        "Lopez spent the day praising the town.",
        [
            Found("praising the town", "spent", "Lopez", "indirect", "ing"),
            Found("the day praising the town", "spent", "Lopez", "indirect", "obj+ing"),
        ],
    ),
    (
        clauses,
        "Lopez was asked if the bridge was safe.",
        [Found("if the bridge was safe", "was asked", None, "indirect", "wh")],
    ),
    (clauses, "Lopez let them go.", [Found("them go", "let", "Lopez", "indirect", "obj-bare")]),
    (clauses, "Lopez asked when to leave.", [Found("when to leave", "asked", "Lopez", "indirect", "wh")]),
    (clauses, "Lopez asked which road to take.", [Found("which road to take", "asked", "Lopez", "indirect", "wh")]),
    (clauses, "Lopez asked whose road it was.", [Found("whose road it was", "asked", "Lopez", "indirect", "wh")]),
    (
        clauses,
        "Lopez said “that it rained” in May.",
        [Found("“that it rained” in May", "said", "Lopez", "mixed", "that")],
    ),
    (
        clauses,
        "The community helped elect the mayor.",
        [Found("elect the mayor", "helped", "The community", "indirect", "bare")],
    ),
    (
        clauses,
        "It could help a young visitor see the efforts of the town.",
        [
            Found("see the efforts of the town", "could help", "It", "indirect", "bare"),
            Found("a young visitor see the efforts of the town", "could help", "It", "indirect", "obj+bare"),
        ],
    ),
    (
        clauses,
        "Lopez believed the plan doomed.",
        [Found("the plan doomed", "believed", "Lopez", "indirect", "obj-bare")],
    ),
    (
        clauses,
        "Lopez asked, in the town, whether it was late.",
        [Found("whether it was late", "asked", "Lopez", "indirect", "wh")],
    ),
    (objects, "Lopez criticised the plan.", [Found("the plan", "criticised", "Lopez", "indirect", "dobj")]),
    (
        objects,
        "Lopez called the plan a mess.",
        [
            Found("the plan", "called", "Lopez", "indirect", "dobj"),
            Found("the plan a mess", "called", "Lopez", "indirect", "dobj+oprd"),
        ],
    ),
    (
        objects,
        "Lopez described the plan as a failure.",
        [
            Found("the plan", "described", "Lopez", "indirect", "dobj"),
            Found("the plan as a failure", "described", "Lopez", "indirect", "dobj+as"),
            Found("a failure", "described", "Lopez", "indirect", "dobj:as"),
        ],
    ),
    (
        objects,
        "Lopez accused them of fraud.",
        [
            Found("them", "accused", "Lopez", "indirect", "dobj"),
            Found("them of fraud", "accused", "Lopez", "indirect", "dobj+of"),
            Found("fraud", "accused", "Lopez", "indirect", "dobj:of"),
        ],
    ),
    (
        objects,
        "Lopez named him mayor.",
        [
            Found("him", "named", "Lopez", "indirect", "dobj"),
            Found("him mayor", "named", "Lopez", "indirect", "dobj+oprd"),
        ],
    ),
    (
        objects,
        "Lopez blamed the storm for the fall.",
        [
            Found("the storm", "blamed", "Lopez", "indirect", "dobj"),
            Found("the storm for the fall", "blamed", "Lopez", "indirect", "dobj+for"),
            Found("the fall", "blamed", "Lopez", "indirect", "dobj:for"),
        ],
    ),
    (objects, "Lopez praised the town in May.", [Found("the town", "praised", "Lopez", "indirect", "dobj")]),
    (objects, "Lopez pleaded guilty.", [Found("guilty", "pleaded", "Lopez", "indirect", "oprd")]),
    (objects, "Lopez sounded a warning.", [Found("a warning", "sounded", "Lopez", "indirect", "dobj")]),
    (objects, "Lopez declared victory.", [Found("victory", "declared", "Lopez", "indirect", "dobj")]),
    (
        objects,
        "Lopez compared the plan to a storm.",
        [
            Found("the plan", "compared", "Lopez", "indirect", "dobj"),
            Found("the plan to a storm", "compared", "Lopez", "indirect", "dobj+to"),
            Found("a storm", "compared", "Lopez", "indirect", "dobj:to"),
        ],
    ),
    (
        objects,
        "Lopez attacked the plan with glee.",
        [
            Found("the plan", "attacked", "Lopez", "indirect", "dobj"),
            Found("the plan with glee", "attacked", "Lopez", "indirect", "dobj+with"),
            Found("glee", "attacked", "Lopez", "indirect", "dobj:with"),
        ],
    ),
    (
        objects,
        "Lopez pressed the mayor on taxes.",
        [
            Found("the mayor", "pressed", "Lopez", "indirect", "dobj"),
            Found("the mayor on taxes", "pressed", "Lopez", "indirect", "dobj+on"),
            Found("taxes", "pressed", "Lopez", "indirect", "dobj:on"),
        ],
    ),
    (objects, "Lopez sought help from the town.", [Found("help from the town", "sought", "Lopez", "indirect", "dobj")]),
    (
        objects,
        "Lopez turned voters against the plan.",
        [
            Found("voters", "turned", "Lopez", "indirect", "dobj"),
            Found("voters against the plan", "turned", "Lopez", "indirect", "dobj+against"),
            Found("the plan", "turned", "Lopez", "indirect", "dobj:against"),
        ],
    ),
    (
        objects,
        "Lopez treated the town like a toy.",
        [
            Found("the town", "treated", "Lopez", "indirect", "dobj"),
            Found("the town like a toy", "treated", "Lopez", "indirect", "dobj+like"),
            Found("a toy", "treated", "Lopez", "indirect", "dobj:like"),
        ],
    ),
    (objects, "Lopez quoted them under the bridge.", [Found("them", "quoted", "Lopez", "indirect", "dobj")]),
    (
        objects,
        "Lopez criticised the plan, which failed.",
        [Found("the plan, which failed", "criticised", "Lopez", "indirect", "dobj")],
    ),
    (objects, "Lopez called “the plan” a mess.", [Found("“the plan” a mess", "called", "Lopez", "mixed", "dobj")]),
    (prepositions, "Lopez called for calm.", [Found("calm", "called for", "Lopez", "indirect", "prep:for")]),
    (prepositions, "Lopez warned of a storm.", [Found("a storm", "warned of", "Lopez", "indirect", "prep:of")]),
    (
        prepositions,
        "Lopez talked about leaving the town.",
        [Found("leaving the town", "talked about", "Lopez", "indirect", "prep:about")],
    ),
    (
        prepositions,
        "Lopez warned the mayor and his council on Monday of a storm.",
        [
            Found("Monday", "warned", "Lopez", "indirect", "prep:on"),
            Found("a storm", "warned", "Lopez", "indirect", "prep:of"),
        ],
    ),
    (
        prepositions,
        "Lopez argued against the plan.",
        [Found("the plan", "argued against", "Lopez", "indirect", "prep:against")],
    ),
    (
        prepositions,
        "Lopez spoke of why the bridge fell.",
        [Found("why the bridge fell", "spoke of", "Lopez", "indirect", "prep:of")],
    ),
    (prepositions, "Lopez insisted on it.", [Found("it", "insisted on", "Lopez", "indirect", "prep:on")]),
    (
        passives,
        "Lopez is expected to win the race.",
        [Found("Lopez / to win the race", "is expected", None, "indirect", "pass+xcomp")],
    ),
    (passives, "Lopez was called a liar.", [Found("Lopez / a liar", "was called", None, "indirect", "pass+oprd")]),
    (passives, "Lopez was praised by the mayor.", [Found("Lopez", "was praised", "the mayor", "indirect", "pass")]),
    (
        passives,
        "Lopez was described as a liar.",
        [Found("Lopez / as a liar", "was described", None, "indirect", "pass+as")],
    ),
    (
        passives,
        "The bridge was said to be safe.",
        [Found("The bridge / to be safe", "was said", None, "indirect", "pass+xcomp")],
    ),
    (
        passives,
        "It was said that the bridge was safe.",
        [Found("It / that the bridge was safe", "was said", None, "indirect", "pass+ccomp")],
    ),
    (passives, "The plan was praised.", [Found("The plan", "was praised", None, "indirect", "pass")]),
    (
        passives,
        "The plan of the town was called a mess, while nobody slept.",
        [Found("The plan of the town / a mess", "was called", None, "indirect", "pass+oprd")],
    ),
    (raisings, "Lopez seems to agree.", [Found("Lopez / to agree", "seems", None, "indirect", "raise+xcomp")]),
    (raisings, "Lopez stood accused.", [Found("Lopez / accused", "stood", None, "indirect", "raise+xcomp")]),
    (raisings, "Did Lopez seem to agree?", [Found("Lopez / to agree", "seem", None, "indirect", "raise+xcomp")]),
    (
        raisings,
        "The mayor of the town seems to agree, which surprised nobody.",
        [Found("The mayor of the town / to agree, which surprised nobody", "seems", None, "indirect", "raise+xcomp")],
    ),
    (clauses, "They boasted sales had doubled.", [Found("sales had doubled", "boasted", "They", "indirect", "fin")]),
    (
        clauses,
        "Smith demanded answers be given.",
        [Found("answers be given", "demanded", "Smith", "indirect", "obj-bare")],
    ),
    (clauses, "Lopez asked him if it was late.", [Found("if it was late", "asked", "Lopez", "indirect", "wh")]),
    (clauses, "Lopez said “that it is late”.", [Found("“that it is late”", "said", "Lopez", "direct", "that")]),
    (clauses, "Lopez said that “it is late”.", [Found("that “it is late”", "said", "Lopez", "mixed", "that")]),
    (clauses, "Lopez said in May that it was late.", [Found("that it was late", "said", "Lopez", "indirect", "that")]),
    (
        clauses,
        "Lopez said, in May, “that” it was late.",
        [Found("“that” it was late", "said", "Lopez", "mixed", "that")],
    ),
    (
        clauses,
        "Lopez said that in May it would rain.",
        [Found("that in May it would rain", "said", "Lopez", "indirect", "that")],
    ),
    (
        clauses,
        "Lopez said what she knew was little.",
        [Found("what she knew was little", "said", "Lopez", "indirect", "wh")],
    ),
    (clauses, "Lopez said who won.", [Found("who won", "said", "Lopez", "indirect", "wh")]),
    (clauses, "Lopez knows where to go.", [Found("where to go", "knows", "Lopez", "indirect", "wh")]),
    (
        clauses,
        "Lopez does not know whether to go.",
        [Found("whether to go", "does not know", "Lopez", "indirect", "wh")],
    ),
    (clauses, "Lopez knows what to do.", [Found("what to do", "knows", "Lopez", "indirect", "wh")]),
    (clauses, "Lopez said: it is over.", [Found("it is over", "said", "Lopez", "direct", "fin")]),
    (clauses, "Lopez said, It is over.", [Found("It is over", "said", "Lopez", "direct", "fin")]),
    (
        clauses,
        "Lopez said: The bridge is open and it is late. It rained.",
        [Found("The bridge is open and it is late", "said", "Lopez", "direct", "fin")],
    ),
    (clauses, "Lopez said: Go", [Found("Go", "said", "Lopez", "indirect", "bare")]),
    (
        clauses,
        "Lopez considered the matter closed.",
        [Found("the matter closed", "considered", "Lopez", "indirect", "obj-bare")],
    ),
    (
        clauses,
        "Lopez said the town is poor and needs help.",
        [Found("the town is poor and needs help", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez said the town will fall and Diaz said it was late.",
        [
            Found("the town will fall", "said", "Lopez", "indirect", "fin"),
            Found("it was late", "said", "Diaz", "indirect", "fin"),
        ],
    ),
    (
        clauses,
        "Lopez said the town will fall, and Diaz said so.",
        [Found("the town will fall", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez said “the plan fails” and called Diaz.",
        [Found("“the plan fails”", "said", "Lopez", "direct", "fin")],
    ),
    (
        clauses,
        "Lopez said the plan would fail, having lost the vote.",
        [Found("the plan would fail, having lost the vote", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez said the plan -- which failed -- was old.",
        [Found("the plan -- which failed -- was old", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez said the plan would fail — noting that it was late.",
        [
            Found("the plan would fail", "said", "Lopez", "indirect", "fin"),
            Found("that it was late", "noting", "Lopez", "indirect", "that"),
        ],
    ),
    (
        clauses,
        "Lopez said “the plan” would “fail”.",
        [Found("“the plan” would “fail”", "said", "Lopez", "mixed", "fin")],
    ),
    (
        objects,
        "Lopez accused the mayor of a lie in May.",
        [Found("the mayor of a lie", "accused", "Lopez", "indirect", "dobj")],
    ),
    (
        objects,
        "Lopez called the mayor a liar.",
        [
            Found("the mayor", "called", "Lopez", "indirect", "dobj"),
            Found("the mayor a liar", "called", "Lopez", "indirect", "dobj+oprd"),
        ],
    ),
    (
        objects,
        "Lopez described the plan in May as a mess.",
        [
            Found("the plan", "described", "Lopez", "indirect", "dobj"),
            Found("the plan in May as a mess", "described", "Lopez", "indirect", "dobj+as"),
            Found("a mess", "described", "Lopez", "indirect", "dobj:as"),
        ],
    ),
    (objects, "Lopez described as a mess the plan.", [Found("the plan", "described", "Lopez", "indirect", "dobj")]),
    (
        objects,
        "Lopez thanked the mayor for the plan and for the bridge.",
        [
            Found("the mayor", "thanked", "Lopez", "indirect", "dobj"),
            Found("the mayor for the plan and for the bridge", "thanked", "Lopez", "indirect", "dobj+for"),
            Found("the plan", "thanked", "Lopez", "indirect", "dobj:for"),
        ],
    ),
    (
        objects,
        "Lopez thanked the mayor for coming home.",
        [
            Found("the mayor", "thanked", "Lopez", "indirect", "dobj"),
            Found("the mayor for coming home", "thanked", "Lopez", "indirect", "dobj+for"),
            Found("coming home", "thanked", "Lopez", "indirect", "dobj:for"),
        ],
    ),
    (
        objects,
        "Lopez compared it with that.",
        [
            Found("it", "compared", "Lopez", "indirect", "dobj"),
            Found("it with that", "compared", "Lopez", "indirect", "dobj+with"),
            Found("that", "compared", "Lopez", "indirect", "dobj:with"),
        ],
    ),
    (
        objects,
        "Lopez likened the plan to a mess.",
        [
            Found("the plan", "likened", "Lopez", "indirect", "dobj"),
            Found("the plan to a mess", "likened", "Lopez", "indirect", "dobj+to"),
            Found("a mess", "likened", "Lopez", "indirect", "dobj:to"),
        ],
    ),
    (objects, "Lopez put the plan under the bridge.", [Found("the plan", "put", "Lopez", "indirect", "dobj")]),
    (objects, "Lopez knows which way to go.", [Found("which way to go", "knows", "Lopez", "indirect", "dobj")]),
    (
        objects,
        "Lopez called it a “mess,” and left.",
        [
            Found("it", "called", "Lopez", "indirect", "dobj"),
            Found("it a “mess,”", "called", "Lopez", "mixed", "dobj+oprd"),
        ],
    ),
    (objects, "Lopez “praised the plan.”", [Found("the plan", "praised", "Lopez", "direct", "dobj")]),
    (
        objects,
        "Lopez praised the mayor and called for a vote.",
        [Found("the mayor", "praised", "Lopez", "indirect", "dobj")],
    ),
    (
        prepositions,
        "Lopez called on the old mayor of the small town in the hills for calm.",
        [
            Found("the old mayor of the small town in the hills", "called on", "Lopez", "indirect", "prep:on"),
            Found("calm", "called", "Lopez", "indirect", "prep:for"),
        ],
    ),
    (
        prepositions,
        "Lopez called on the very old mayor of the small town in the hills for calm.",
        [Found("the very old mayor of the small town in the hills", "called on", "Lopez", "indirect", "prep:on")],
    ),
    (
        prepositions,
        "Lopez described as a mess the plan.",
        [Found("a mess", "described as", "Lopez", "indirect", "prep:as")],
    ),
    (prepositions, "Lopez sounded like a liar.", [Found("a liar", "sounded like", "Lopez", "indirect", "prep:like")]),
    (
        prepositions,
        "Lopez spoke out against the plan.",
        [Found("the plan", "spoke out against", "Lopez", "indirect", "prep:against")],
    ),
    (
        prepositions,
        "Lopez spoke of how it rained.",
        [Found("how it rained", "spoke of", "Lopez", "indirect", "prep:of")],
    ),
    (passives, "Lopez is seen as a liar.", [Found("Lopez / as a liar", "is seen", None, "indirect", "pass+as")]),
    (passives, "Lopez was elected mayor.", [Found("Lopez / mayor", "was elected", None, "indirect", "pass+oprd")]),
    (passives, "Lopez was praised for it.", [Found("Lopez", "was praised", None, "indirect", "pass")]),
    (
        passives,
        "Lopez was told that it was late.",
        [Found("Lopez / that it was late", "was told", None, "indirect", "pass+ccomp")],
    ),
    (raisings, "Lopez seems to be a liar.", [Found("Lopez / to be a liar", "seems", None, "indirect", "raise+xcomp")]),
    (
        clauses,
        "Lopez said: It is over adding that it was late.",
        [
            Found("It is over adding that it was late", "said", "Lopez", "direct", "fin"),
            Found("that it was late", "adding", "It", "indirect", "that"),
        ],
    ),
    (
        clauses,
        "Lopez said the town will fall and Diaz told him.",
        [Found("the town will fall and Diaz told him", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez says the town will fall and Diaz says it is late.",
        [
            Found("the town will fall", "says", "Lopez", "indirect", "fin"),
            Found("it is late", "says", "Diaz", "indirect", "fin"),
        ],
    ),
    (
        clauses,
        "Lopez said the town will fall, but Diaz thought so.",
        [Found("the town will fall", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez said it rains, which is odd.",
        [Found("it rains, which is odd", "said", "Lopez", "indirect", "fin")],
    ),
    (clauses, "Lopez said it now rains, which is odd.", [Found("it now rains", "said", "Lopez", "indirect", "fin")]),
    (
        clauses,
        "Lopez said the plan fails, where it rains, in the far north of the town.",
        [Found("the plan fails", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez said the plan fails, adding to the mess.",
        [Found("the plan fails", "said", "Lopez", "indirect", "fin")],
    ),
    (
        clauses,
        "Lopez said the plan will fail, leaving the town.",
        [Found("the plan will fail", "said", "Lopez", "indirect", "fin")],
    ),
    (
        objects,
        "Lopez criticized the plan, adding that it was late.",
        [Found("the plan", "criticized", "Lopez", "indirect", "dobj")],
    ),
    (
        objects,
        "Lopez praised the plan, which surprised nobody.",
        [
            Found("the plan, which surprised nobody", "praised", "Lopez", "indirect", "dobj"),
            Found("nobody", "surprised", "which", "indirect", "dobj"),
        ],
    ),
    (objects, "Lopez praised the plan and said so.", [Found("the plan", "praised", "Lopez", "indirect", "dobj")]),
    (
        prepositions,
        "Lopez spoke of the plan, adding that it was late.",
        [Found("the plan", "spoke of", "Lopez", "indirect", "prep:of")],
    ),
    (
        prepositions,
        "Lopez warned, in May, of a storm.",
        [
            Found("May", "warned", "Lopez", "indirect", "prep:in"),
            Found("a storm", "warned", "Lopez", "indirect", "prep:of"),
        ],
    ),
    (objects, "Lopez called “a liar” the mayor.", [Found("“a liar” the mayor", "called", "Lopez", "mixed", "dobj")]),
    (
        predicates,
        "Lopez is sure that it will rain.",
        [Found("that it will rain", "is sure", "Lopez", "indirect", "a-that")],
    ),
    (predicates, "Lopez is afraid to go home.", [Found("to go home", "is afraid", "Lopez", "indirect", "a-inf")]),
    (predicates, "Lopez is critical of the plan.", [Found("the plan", "is critical of", "Lopez", "indirect", "a:of")]),
    (predicates, "Her hope is that it rains.", [Found("that it rains", "hope", "Her", "indirect", "is-that")]),
    (
        predicates,
        "It is clear that the bridge is safe.",
        [Found("that the bridge is safe", "is clear", None, "indirect", "a-that")],
    ),
    (
        predicates,
        "The question is whether it rains.",
        [Found("whether it rains", "question", None, "indirect", "is-wh")],
    ),
    (predicates, "Her plan is to leave the town.", [Found("to leave the town", "plan", "Her", "indirect", "is-inf")]),
    (predicates, "Lopez is a critic of the plan.", [Found("the plan", "is a critic of", "Lopez", "indirect", "a:of")]),
    (predicates, "There is hope that it rains.", [Found("that it rains", "is hope", None, "indirect", "a-that")]),
    (
        predicates,
        "Lopez was not sure whether it rained.",
        [Found("whether it rained", "was not sure", "Lopez", "indirect", "a-wh")],
    ),
    (predicates, "Her worry is who will pay.", [Found("who will pay", "worry", "Her", "indirect", "is-wh")]),
    (predicates, "Her hope is to win.", [Found("to win", "hope", "Her", "indirect", "is-inf")]),
    (
        predicates,
        "Lopez is worried about the bridge.",
        [Found("the bridge", "is worried about", "Lopez", "indirect", "a:about")],
    ),
    (
        predicates,
        "The mayor was happy that it rained and said that it was late.",
        [Found("that it rained", "was happy", "The mayor", "indirect", "a-that")],
    ),
    (predicates, "Her hope is it will rain.", [Found("it will rain", "hope", "Her", "indirect", "is-fin")]),
    (predicates, "Lopez is sure it will rain.", [Found("it will rain", "is sure", "Lopez", "indirect", "a-fin")]),
    (
        nouns,
        "The claim that the bridge is safe is wrong.",
        [Found("that the bridge is safe", "claim", None, "indirect", "n-that")],
    ),
    (nouns, "Her vow to stay in office was kept.", [Found("to stay in office", "vow", "Her", "indirect", "n-inf")]),
    (
        nouns,
        "The mayor's support for the plan grew.",
        [Found("the plan", "support for", "The mayor's", "indirect", "n:for")],
    ),
    (nouns, "Smith made the claim that it rained.", [Found("that it rained", "claim", "Smith", "indirect", "n-that")]),
    (
        nouns,
        "The question whether it rained was asked.",
        [Found("whether it rained", "question", None, "indirect", "n-wh")],
    ),
    (
        nouns,
        "There are fears that the bridge fell.",
        [Found("that the bridge fell", "fears", None, "indirect", "n-that")],
    ),
    (nouns, "Worries over the bridge grew.", [Found("the bridge", "Worries over", None, "indirect", "n:over")]),
    (
        nouns,
        "The mayor's attack on the plan failed.",
        [Found("the plan", "attack on", "The mayor's", "indirect", "n:on")],
    ),
    (nouns, "The talk with Lopez failed.", [Found("Lopez", "talk with", None, "indirect", "n:with")]),
    (nouns, "Her objection to the plan failed.", [Found("the plan", "objection to", "Her", "indirect", "n:to")]),
    (
        nouns,
        "Their case against the plan failed.",
        [Found("the plan", "case against", "Their", "indirect", "n:against")],
    ),
    (nouns, "Her belief in the plan grew.", [Found("the plan", "belief in", "Her", "indirect", "n:in")]),
    (
        nouns,
        "Lopez gave reasons why the bridge fell.",
        [Found("why the bridge fell", "reasons", "Lopez", "indirect", "n-wh")],
    ),
    (nouns, "Her decision to leave surprised them.", [Found("to leave", "decision", "Her", "indirect", "n-inf")]),
    (nouns, "Lopez raised doubts about leaving.", [Found("leaving", "doubts about", "Lopez", "indirect", "n:about")]),
    (nouns, "Criticism yesterday of the plan grew.", [Found("the plan", "Criticism", None, "indirect", "n:of")]),
    (
        predicates,
        "Lopez is sure that it will rain and that it is late.",
        [Found("that it will rain and that it is late", "is sure", "Lopez", "indirect", "a-that")],
    ),
    (predicates, "Lopez was a fan of the plan.", [Found("the plan", "was a fan of", "Lopez", "indirect", "a:of")]),
    (predicates, "Lopez is well aware of it.", [Found("it", "is well aware of", "Lopez", "indirect", "a:of")]),
    (predicates, "Lopez is aware of leaving.", [Found("leaving", "is aware of", "Lopez", "indirect", "a:of")]),
    (predicates, "It is sad to leave.", [Found("to leave", "is sad", None, "indirect", "a-inf")]),
    (predicates, "There is fear of a storm.", [Found("a storm", "is fear of", None, "indirect", "a:of")]),
    (predicates, "Lopez's hope is that it rains.", [Found("that it rains", "hope", "Lopez's", "indirect", "is-that")]),
    (
        nouns,
        "Her call in May for calm was heard.",
        [Found("May", "call in", "Her", "indirect", "n:in"), Found("calm", "call", "Her", "indirect", "n:for")],
    ),
    (nouns, "Her call for “calm” was heard.", [Found("“calm”", "call for", "Her", "direct", "n:for")]),
    (
        nouns,
        "Her call to the mayor to leave was heard.",
        [
            Found("the mayor", "call to", "Her", "indirect", "n:to"),
            Found("to leave", "call", "Her", "indirect", "n-inf"),
        ],
    ),
    (nouns, "The claim of how it rained is wrong.", [Found("how it rained", "claim of", None, "indirect", "n:of")]),
    (
        nouns,
        "Her idea of what it means to win is odd.",
        [Found("what it means to win", "idea of", "Her", "indirect", "n:of")],
    ),
    (
        nouns,
        "The claim by Lopez that it rained is wrong.",
        [Found("that it rained", "claim", "Lopez", "indirect", "n-that")],
    ),
    (
        nouns,
        "The debate about whether it rained grew.",
        [Found("whether it rained", "debate about", None, "indirect", "n:about")],
    ),
    (
        nouns,
        "The claim that it rained, which surprised nobody, is wrong.",
        [Found("that it rained", "claim", None, "indirect", "n-that")],
    ),
    (
        predicates,
        "Lopez is sure that “the bridge” fell.",
        [Found("that “the bridge” fell", "is sure", "Lopez", "mixed", "a-that")],
    ),
    (
        predicates,
        "Lopez is sure it rains, which surprised nobody.",
        [Found("it rains, which surprised nobody", "is sure", "Lopez", "indirect", "a-fin")],
    ),
    (
        predicates,
        "Lopez is ashamed that it rained.",
        [Found("that it rained", "is ashamed", "Lopez", "indirect", "a-that")],
    ),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (misread, "Maria Lopez touted progress had been made in the talks."),
    (misread, "The delayed trains had been cancelled."),
    (misread, "Lopez noticed cars had been parked there."),
    (misread, "Lopez insisted progress was made."),
    (misread, "Lopez hinted talks had been held."),
    (misread, "Lopez claimed victory was near."),
    (misread, "Smith often boasted sales had doubled."),
    (misread, "The boasted sales had doubled."),
    (misread, "The man boasted sales had doubled."),
    (misread, "It rained. Boasted sales had doubled."),
    (misread, "Boasted sales had doubled."),
    (clauses, "Lopez called him wrong."),
    (clauses, "Lopez left the town."),
    (clauses, "Lopez helped build the bridge."),
    (clauses, "Lopez kept the mayor guessing about the plan."),
    (clauses, "Lopez deemed the bridge safe."),
    (clauses, "Lopez caught the mayor lying about the bridge."),
    (clauses, "Lopez will tell us, if it rains."),
    (clauses, "Lopez knows that."),
    (clauses, "Is it late, Lopez asked that day."),
    (objects, "Lopez sounded tired."),
    (objects, "Lopez slept."),
    (objects, "Lopez voted yes."),
    (objects, "Lopez came home tired."),
    (objects, "Lopez ranked first."),
    (objects, "Lopez was named mayor."),
    (prepositions, "The bridge was called for by Lopez."),
    (prepositions, "Lopez spoke."),
    (prepositions, "Lopez stood by the plan."),
    (passives, "Lopez won the race."),
    (passives, "Lopez said it rained."),
    (raisings, "Lopez seemed a liar."),
    (raisings, "Lopez aims to win."),
    (raisings, "Lopez said that it rained."),
    (raisings, "The town hated the plan that Lopez described as a mess."),
    (raisings, "Lopez may not view it as a deal."),
    (raisings, "Lopez described the plan in May as a mess."),
    (raisings, "Seems to rain."),
    (raisings, "In the town seems Lopez to agree."),
    (clauses, "Lopez left, if it was late."),
    (clauses, "Lopez asked, if it was late."),
    (clauses, "If it was late, Lopez would leave."),
    (clauses, "Lopez asked the old mayor of the small town in the hills of the far north if it was late."),
    (clauses, "Lopez left when it was late."),
    (objects, "The plan which Lopez criticized was wrong."),
    (objects, "The man whom Lopez criticized was wrong."),
    (objects, "The plan whose end Lopez criticized was wrong."),
    (prepositions, "Lopez was praised by the mayor."),
    (raisings, "Lopez spoke of the plan."),
    (raisings, "There seems to be a plan."),
    (predicates, "Lopez is the mayor."),
    (predicates, "Lopez seems sure that it will rain."),
    (predicates, "Lopez is wrong."),
    (predicates, "She is that the bridge."),
    (predicates, "It is Lopez who said it."),
    (nouns, "The bridge that fell was old."),
    (nouns, "Doubts under the bridge grew."),
    (nouns, "The rumors that spread in the town were false."),
    (predicates, "It is that it rains."),
    (predicates, "Hope is that it rains."),
    (predicates, "Is her hope that it rains?"),
    (predicates, "Lopez is sure in May of the plan."),
    (predicates, "Lopez is to blame for the plan."),
    (nouns, "Lopez is aware of leaving."),
    (nouns, "The claim which Lopez made is wrong."),
    (predicates, "Lopez is convinced that it rains."),
    (predicates, "Lopez is here to say so."),
]


test_content_cue_source_type_and_frame = as_test(FOUND, LEFT_ALONE)


WORDS: list[tuple[Rule, str, list[str]]] = [
    (clauses, "Lopez knows where to go.", ["know"]),
    (prepositions, "Lopez spoke out against the plan.", ["speak out"]),
]


@pytest.mark.parametrize(("rule", "text", "words"), WORDS)
def test_the_word_that_the_lexicon_knows_it_by(read: Read, rule: Rule, text: str, words: list[str]) -> None:
    doc = read(text)
    view = make_view(doc)
    assert [made.word for token in doc if rule in rules_for(token) for made in rule(view, token)] == words


BY_PARSE: list[tuple[Rule, str, list[str]]] = [
    (
        prepositions,
        f"Roe_NNP_nsubj_1 called=call_VBD {'so_RB_advmod_1 ' * 11}for_IN_prep_1 calm_NN_pobj_13",
        ["calm | called | Roe | prep:for"],
    ),
    (prepositions, f"Roe_NNP_nsubj_1 called=call_VBD {'so_RB_advmod_1 ' * 12}for_IN_prep_1 calm_NN_pobj_14", []),
    (
        prepositions,
        "Roe_NNP_nsubj_1 called=call_VBD for_IN_prep_1 calm_NN_pobj_2",
        ["calm | called for | Roe | prep:for"],
    ),
    (
        prepositions,
        "Roe_NNP_nsubj_1 called=call_VBD out_RP_prt_1 for_IN_prep_1 calm_NN_pobj_3",
        ["calm | called out for | Roe | prep:for"],
    ),
    (prepositions, "calm_NN_pobj_3 Roe_NNP_nsubj_2 called=call_VBD for_IN_prep_2", []),
    (prepositions, "Roe_NNP_nsubj_1 called=call_VBD for_IN_dep_1 calm_NN_pobj_2", []),
    (prepositions, "Roe_NNP_nsubj_1 stood=stand_VBD by_IN_prep_1 it_PRP_pobj_2", []),
    (
        prepositions,
        "Roe_NNP_nsubj_1 talked=talk_VBD about_IN_prep_1 going=go_VBG_pcomp_2 and_CC_x_1 of_IN_prep_1 it_PRP_pobj_5",
        ["going | talked about | Roe | prep:about", "it | talked | Roe | prep:of"],
    ),
    (
        objects,
        "Roe_NNP_nsubj_1 called=call_VBD it_PRP_dobj_1 late_JJ_oprd_1",
        ["it | called | Roe | dobj", "it late | called | Roe | dobj+oprd"],
    ),
    (objects, "it_PRP_dobj_2 Roe_NNP_nsubj_2 called=call_VBD late_JJ_oprd_2", ["late | called | Roe | oprd"]),
    (objects, "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 called=call_VBN late_JJ_oprd_2", []),
    (objects, "Roe_NNP_nsubj_1 sounded=sound_VBD late_JJ_oprd_1", ["late | sounded | Roe | oprd"]),
    (
        objects,
        "Roe_NNP_nsubj_1 described=describe_VBD it_PRP_dobj_1 as_IN_prep_1 a_DT_det_5 mess_NN_pobj_3",
        [
            "it | described | Roe | dobj",
            "it as a mess | described | Roe | dobj+as",
            "a mess | described | Roe | dobj:as",
        ],
    ),
    (
        objects,
        "Roe_NNP_nsubj_1 described=describe_VBD it_PRP_dobj_1 as_IN_prep_1",
        ["it | described | Roe | dobj", "it as | described | Roe | dobj+as"],
    ),
    (
        objects,
        "Roe_NNP_nsubj_1 described=describe_VBD it_PRP_dobj_1 on_IN_prep_1 a_DT_det_5 day_NN_pobj_3",
        ["it | described | Roe | dobj", "it on a day | described | Roe | dobj+on", "a day | described | Roe | dobj:on"],
    ),
    (
        objects,
        "Roe_NNP_nsubj_1 accused=accuse_VBD of_IN_prep_1 it_PRP_pobj_2 them_PRP_dobj_1",
        ["them | accused | Roe | dobj"],
    ),
    (
        objects,
        "Roe_NNP_nsubj_1 accused=accuse_VBD them_PRP_dobj_1 of_IN_prep_1 it_PRP_pobj_3 as_IN_prep_1 well_RB_pobj_5",
        ["them | accused | Roe | dobj", "them of it | accused | Roe | dobj+of", "it | accused | Roe | dobj:of"],
    ),
    (
        objects,
        "that_WDT_dobj_2 Roe_NNP_nsubj_2 described=describe_VBD as_IN_prep_2 bad_JJ_amod_3",
        ["bad | described | Roe | dobj:as"],
    ),
    (objects, "Ashby_NNP_dobj_2 Roe_NNP_nsubj_2 described=describe_VBD as_IN_prep_2 bad_JJ_amod_3", []),
    (objects, "that_WDT_dobj_2 Roe_NNP_nsubj_2 described=describe_VBD of_IN_prep_2 it_PRP_pobj_3", []),
    (
        clauses,
        "Roe_NNP_nsubj_1 urged=urge_VBD him_PRP_dobj_1 to_TO_aux_4 go_VB_xcomp_1",
        ["to go | urged | Roe | inf", "him to go | urged | Roe | obj+inf"],
    ),
    (clauses, "Roe_NNP_nsubj_1 urged=urge_VBD to_TO_aux_3 go_VB_xcomp_1 him_PRP_dobj_1", ["to go | urged | Roe | inf"]),
    (
        clauses,
        "Roe_NNP_nsubj_1 urged=urge_VBD him_PRP_nsubj_4 to_TO_aux_4 go_VB_xcomp_1",
        ["him to go | urged | Roe | obj-inf"],
    ),
    (
        clauses,
        "Roe_NNP_nsubj_1 said=say_VBD it_PRP_nsubj_3 fell=fall_VBD_ccomp_1 ,_,_x_1 it_PRP_nsubj_6 rose_VBD_ccomp_1",
        ["it fell, it rose | said | Roe | fin"],
    ),
    (clauses, "Roe_NNP_nsubj_1 said=say_VBD", []),
    (
        passives,
        "Roe_NNP_nsubjpass_2 is_VBZ_auxpass_2 expected=expect_VBN to_TO_aux_4 win_VB_xcomp_2",
        ["Roe / to win | is expected | - | pass+xcomp"],
    ),
    (
        passives,
        "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 called=call_VBN a_DT_det_4 liar_NN_oprd_2",
        ["Roe / a liar | was called | - | pass+oprd"],
    ),
    (
        passives,
        "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 seen=see_VBN as_IN_prep_2 bad_JJ_amod_3",
        ["Roe / as bad | was seen | - | pass+as"],
    ),
    (
        passives,
        "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 seen=see_VBN on_IN_prep_2 Monday_NNP_pobj_3",
        ["Roe | was seen | - | pass"],
    ),
    (passives, "Roe_NNP_nsubj_1 saw=see_VBD it_PRP_dobj_1", []),
    (
        raisings,
        "Roe_NNP_nsubj_1 seems=seem_VBZ to_TO_aux_3 agree_VB_xcomp_1",
        ["Roe / to agree | seems | - | raise+xcomp"],
    ),
    (raisings, "Roe_NNP_nsubj_1 aims=aim_VBZ to_TO_aux_3 agree_VB_xcomp_1", []),
    (raisings, "so seems=seem_VBZ Roe_NNP_nsubj_1 to_TO_aux_4 agree_VB_xcomp_1", []),
    (raisings, "Roe_NNP_nsubj_1 seems=seem_VBZ now_RB_advmod_1 late_JJ_acomp_1", []),
    (
        nouns,
        "the_DT_det_1 claim_NN_nsubj_6 that_IN_mark_4 it_PRP_nsubj_4 fell=fall_VBD_acl_1 so_RB_x_4 grew=grow_VBD",
        ["that it fell so | claim | - | n-that"],
    ),
    (nouns, "the_DT_det_1 claim_NN_nsubj_5 that_WDT_nsubj_3 fell=fall_VBD_relcl_1 so_RB_x_3 grew=grow_VBD", []),
    (
        nouns,
        "support_NN_nsubj_4 for_IN_prep_0 the_DT_det_3 plan_NN_pobj_1 grew=grow_VBD",
        ["the plan | support for | - | n:for"],
    ),
    (
        nouns,
        "support_NN_nsubj_5 here_RB_x_0 for_IN_prep_0 the_DT_det_4 plan_NN_pobj_2 grew=grow_VBD",
        ["the plan | support | - | n:for"],
    ),
    (nouns, "support_NN_nsubj_2 for_IN_prep_0 grew=grow_VBD", []),
    (nouns, "vow_NN_nsubj_3 to_TO_aux_2 stay_VB_acl_0 grew=grow_VBD", ["to stay | vow | - | n-inf"]),
    (
        nouns,
        "question_NN_nsubj_4 whether_IN_mark_3 it_PRP_nsubj_3 fell=fall_VBD_acl_0 grew=grow_VBD",
        ["whether it fell | question | - | n-wh"],
    ),
    (nouns, "man_NN_nsubj_3 seeing=see_VBG_acl_0 it_PRP_dobj_1 grew=grow_VBD", []),
    (
        predicates,
        "Roe_NNP_nsubj_1 is=be_VBZ sure_JJ_acomp_1 that_IN_mark_5 it_PRP_nsubj_5 fell=fall_VBD_ccomp_2",
        ["that it fell | is sure | Roe | a-that"],
    ),
    (
        predicates,
        "it_PRP_nsubj_1 is=be_VBZ clear_JJ_acomp_1 that_IN_mark_5 it_PRP_nsubj_5 fell=fall_VBD_ccomp_1",
        ["that it fell | is clear | - | a-that"],
    ),
    (
        predicates,
        "Roe_NNP_nsubj_1 is=be_VBZ critical_JJ_acomp_1 of_IN_prep_2 the_DT_det_5 plan_NN_pobj_3",
        ["the plan | is critical of | Roe | a:of"],
    ),
    (
        predicates,
        "hope_NN_nsubj_1 is=be_VBZ that_IN_mark_4 it_PRP_nsubj_4 fell=fall_VBD_ccomp_1",
        ["that it fell | hope | - | is-that"],
    ),
    (predicates, "it_PRP_nsubj_1 is=be_VBZ that_IN_mark_4 it_PRP_nsubj_4 fell=fall_VBD_ccomp_1", []),
    (
        predicates,
        "Roe_NNP_nsubj_1 felt=feel_VBD sure_JJ_acomp_1 that_IN_mark_5 it_PRP_nsubj_5 fell=fall_VBD_ccomp_2",
        [],
    ),
    # What the parser wound around the cue ends before it.
    (
        passives,
        "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 called=call_VBN here_RB_x_0 liar_NN_oprd_2",
        ["Roe / liar | was called | - | pass+oprd"],
    ),
    (
        objects,
        "Roe_NNP_nsubj_1 called=call_VBD him_PRP_dobj_1 out_RP_x_0",
        ["him | called | Roe | dobj"],
    ),
]
"""Parses made by hand, each with the contents, cues, sources and frames that a rule makes of it."""


@pytest.mark.parametrize(("rule", "marked", "expected"), BY_PARSE)
def test_what_a_rule_makes_of_a_parse(rule: Rule, marked: str, expected: list[str]) -> None:
    found = made_by(rule, tiny(marked))
    assert [f"{one.content} | {one.cue} | {one.source or '-'} | {one.frame}" for one in found] == expected

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
from annotator.suggest.text.view import View
from tests.suggest.cast.tiny import tiny
from tests.suggest.conftest import Read
from tests.suggest.quotes.rules.examples import Examples, Rule, as_test, made_by, rows

FOUND: Examples = {
    misread: {
        "Smith alleged fraud had happened.": ["fraud had happened | alleged | Smith | indirect | fin"],
        "Smith boasted sales had doubled.": ["sales had doubled | boasted | Smith | indirect | fin"],
        "Maria Lopez boasted sales had doubled.": ["sales had doubled | boasted | Maria Lopez | indirect | fin"],
        "Smith tweeted votes were stolen.": ["votes were stolen | tweeted | Smith | indirect | fin"],
    },
    objects: {
        "It was a plan that Lopez described as “a mess”.": [
            "“a mess” | described | Lopez | direct | dobj:as",
        ],
        "It was a plan that Lopez described as “generous, and late”.": [
            "“generous, and late” | described | Lopez | direct | dobj:as"
        ],
        "Lopez criticised the plan.": ["the plan | criticised | Lopez | indirect | dobj"],
        "Lopez called the plan a mess.": [
            "the plan | called | Lopez | indirect | dobj",
            "the plan a mess | called | Lopez | indirect | dobj+oprd",
        ],
        "Lopez described the plan as a failure.": [
            "the plan | described | Lopez | indirect | dobj",
            "the plan as a failure | described | Lopez | indirect | dobj+as",
            "a failure | described | Lopez | indirect | dobj:as",
        ],
        "Lopez accused them of fraud.": [
            "them | accused | Lopez | indirect | dobj",
            "them of fraud | accused | Lopez | indirect | dobj+of",
            "fraud | accused | Lopez | indirect | dobj:of",
        ],
        "Lopez named him mayor.": [
            "him | named | Lopez | indirect | dobj",
            "him mayor | named | Lopez | indirect | dobj+oprd",
        ],
        "Lopez blamed the storm for the fall.": [
            "the storm | blamed | Lopez | indirect | dobj",
            "the storm for the fall | blamed | Lopez | indirect | dobj+for",
            "the fall | blamed | Lopez | indirect | dobj:for",
        ],
        "Lopez praised the town in May.": ["the town | praised | Lopez | indirect | dobj"],
        "Lopez pleaded guilty.": ["guilty | pleaded | Lopez | indirect | oprd"],
        "Lopez sounded a warning.": ["a warning | sounded | Lopez | indirect | dobj"],
        "Lopez declared victory.": ["victory | declared | Lopez | indirect | dobj"],
        "Lopez compared the plan to a storm.": [
            "the plan | compared | Lopez | indirect | dobj",
            "the plan to a storm | compared | Lopez | indirect | dobj+to",
            "a storm | compared | Lopez | indirect | dobj:to",
        ],
        "Lopez attacked the plan with glee.": [
            "the plan | attacked | Lopez | indirect | dobj",
            "the plan with glee | attacked | Lopez | indirect | dobj+with",
            "glee | attacked | Lopez | indirect | dobj:with",
        ],
        "Lopez pressed the mayor on taxes.": [
            "the mayor | pressed | Lopez | indirect | dobj",
            "the mayor on taxes | pressed | Lopez | indirect | dobj+on",
            "taxes | pressed | Lopez | indirect | dobj:on",
        ],
        "Lopez sought help from the town.": ["help from the town | sought | Lopez | indirect | dobj"],
        "Lopez turned voters against the plan.": [
            "voters | turned | Lopez | indirect | dobj",
            "voters against the plan | turned | Lopez | indirect | dobj+against",
            "the plan | turned | Lopez | indirect | dobj:against",
        ],
        "Lopez treated the town like a toy.": [
            "the town | treated | Lopez | indirect | dobj",
            "the town like a toy | treated | Lopez | indirect | dobj+like",
            "a toy | treated | Lopez | indirect | dobj:like",
        ],
        "Lopez quoted them under the bridge.": ["them | quoted | Lopez | indirect | dobj"],
        "Lopez criticised the plan, which failed.": ["the plan, which failed | criticised | Lopez | indirect | dobj"],
        "Lopez called “the plan” a mess.": ["“the plan” a mess | called | Lopez | mixed | dobj"],
        "Lopez accused the mayor of a lie in May.": ["the mayor of a lie | accused | Lopez | indirect | dobj"],
        "Lopez called the mayor a liar.": [
            "the mayor | called | Lopez | indirect | dobj",
            "the mayor a liar | called | Lopez | indirect | dobj+oprd",
        ],
        "Lopez described the plan in May as a mess.": [
            "the plan | described | Lopez | indirect | dobj",
            "the plan in May as a mess | described | Lopez | indirect | dobj+as",
            "a mess | described | Lopez | indirect | dobj:as",
        ],
        "Lopez described as a mess the plan.": ["the plan | described | Lopez | indirect | dobj"],
        "Lopez thanked the mayor for the plan and for the bridge.": [
            "the mayor | thanked | Lopez | indirect | dobj",
            "the mayor for the plan and for the bridge | thanked | Lopez | indirect | dobj+for",
            "the plan | thanked | Lopez | indirect | dobj:for",
        ],
        "Lopez thanked the mayor for coming home.": [
            "the mayor | thanked | Lopez | indirect | dobj",
            "the mayor for coming home | thanked | Lopez | indirect | dobj+for",
            "coming home | thanked | Lopez | indirect | dobj:for",
        ],
        "Lopez compared it with that.": [
            "it | compared | Lopez | indirect | dobj",
            "it with that | compared | Lopez | indirect | dobj+with",
            "that | compared | Lopez | indirect | dobj:with",
        ],
        "Lopez likened the plan to a mess.": [
            "the plan | likened | Lopez | indirect | dobj",
            "the plan to a mess | likened | Lopez | indirect | dobj+to",
            "a mess | likened | Lopez | indirect | dobj:to",
        ],
        "Lopez put the plan under the bridge.": ["the plan | put | Lopez | indirect | dobj"],
        "Lopez knows which way to go.": ["which way to go | knows | Lopez | indirect | dobj"],
        "Lopez called it a “mess,” and left.": [
            "it | called | Lopez | indirect | dobj",
            "it a “mess,” | called | Lopez | mixed | dobj+oprd",
        ],
        "Lopez “praised the plan.”": ["the plan | praised | Lopez | direct | dobj"],
        "Lopez praised the mayor and called for a vote.": ["the mayor | praised | Lopez | indirect | dobj"],
        "Lopez criticized the plan, adding that it was late.": ["the plan | criticized | Lopez | indirect | dobj"],
        "Lopez praised the plan, which surprised nobody.": [
            "the plan, which surprised nobody | praised | Lopez | indirect | dobj",
            "nobody | surprised | which | indirect | dobj",
        ],
        "Lopez praised the plan and said so.": ["the plan | praised | Lopez | indirect | dobj"],
        "Lopez called “a liar” the mayor.": ["“a liar” the mayor | called | Lopez | mixed | dobj"],
    },
    clauses: {
        "Lopez said that the bridge was safe.": ["that the bridge was safe | said | Lopez | indirect | that"],
        "Lopez said the bridge was safe.": ["the bridge was safe | said | Lopez | indirect | fin"],
        "Lopez asked whether the bridge was safe.": ["whether the bridge was safe | asked | Lopez | indirect | wh"],
        "Lopez asked if the bridge was safe.": ["if the bridge was safe | asked | Lopez | indirect | wh"],
        "Lopez asked how to cross the bridge.": ["how to cross the bridge | asked | Lopez | indirect | wh"],
        "Lopez explained why the bridge fell.": ["why the bridge fell | explained | Lopez | indirect | wh"],
        "Lopez vowed to stay in office.": ["to stay in office | vowed | Lopez | indirect | inf"],
        "Lopez urged the mayor to stay in office.": [
            "to stay in office | urged | Lopez | indirect | inf",
            "the mayor to stay in office | urged | Lopez | indirect | obj+inf",
        ],
        "Lopez wants the mayor to stay in office.": [
            "the mayor to stay in office | wants | Lopez | indirect | obj-inf"
        ],
        "Lopez suggested leaving the town.": ["leaving the town | suggested | Lopez | indirect | ing"],
        "Lopez saw him leave.": ["him leave | saw | Lopez | indirect | obj-bare"],
        "Lopez said that it rained and that it was late.": [
            "that it rained and that it was late | said | Lopez | indirect | that"
        ],
        "Lopez said the plan would fail, which surprised nobody.": [
            "the plan would fail | said | Lopez | indirect | fin"
        ],
        "Lopez said it was over, adding that nobody cared.": [
            "it was over | said | Lopez | indirect | fin",
            "that nobody cared | adding | Lopez | indirect | that",
        ],
        "Lopez said no bridge was safe, while his rival agreed.": [
            "no bridge was safe | said | Lopez | indirect | fin"
        ],
        "Lopez said it was late and called for a vote.": ["it was late | said | Lopez | indirect | fin"],
        "Lopez said: Nobody is safe here.": ["Nobody is safe here | said | Lopez | direct | fin"],
        "Lopez said that “the bridge is safe” in May.": [
            "that “the bridge is safe” in May | said | Lopez | mixed | that"
        ],
        "Lopez had the mayor laughing.": ["the mayor laughing | had | Lopez | indirect | obj-bare"],
        "Lopez heard him calling the mayor names.": [
            "him calling the mayor names | heard | Lopez | indirect | obj-bare"
        ],
        "Lopez kept the town waiting.": [
            "waiting | kept | Lopez | indirect | ing",
            "the town waiting | kept | Lopez | indirect | obj+ing",
        ],
        "Lopez considers the plan dead.": ["the plan dead | considers | Lopez | indirect | obj-bare"],
        "Lopez remembers the mayor leaving.": ["the mayor leaving | remembers | Lopez | indirect | obj-bare"],
        "Lopez considers it late.": ["it late | considers | Lopez | indirect | obj-bare"],
        "Lopez helped the mayor win the race.": ["the mayor win the race | helped | Lopez | indirect | obj-bare"],
        "Lopez spent the day praising the town.": [
            "praising the town | spent | Lopez | indirect | ing",
            "the day praising the town | spent | Lopez | indirect | obj+ing",
        ],
        "Lopez was asked if the bridge was safe.": ["if the bridge was safe | was asked | - | indirect | wh"],
        "Lopez let them go.": ["them go | let | Lopez | indirect | obj-bare"],
        "Lopez asked when to leave.": ["when to leave | asked | Lopez | indirect | wh"],
        "Lopez asked which road to take.": ["which road to take | asked | Lopez | indirect | wh"],
        "Lopez asked whose road it was.": ["whose road it was | asked | Lopez | indirect | wh"],
        "Lopez said “that it rained” in May.": ["“that it rained” in May | said | Lopez | mixed | that"],
        "The community helped elect the mayor.": ["elect the mayor | helped | The community | indirect | bare"],
        "It could help a young visitor see the efforts of the town.": [
            "see the efforts of the town | could help | It | indirect | bare",
            "a young visitor see the efforts of the town | could help | It | indirect | obj+bare",
        ],
        "Lopez believed the plan doomed.": ["the plan doomed | believed | Lopez | indirect | obj-bare"],
        "Lopez asked, in the town, whether it was late.": ["whether it was late | asked | Lopez | indirect | wh"],
        "They boasted sales had doubled.": ["sales had doubled | boasted | They | indirect | fin"],
        "Smith demanded answers be given.": ["answers be given | demanded | Smith | indirect | obj-bare"],
        "Lopez asked him if it was late.": ["if it was late | asked | Lopez | indirect | wh"],
        "Lopez said “that it is late”.": ["“that it is late” | said | Lopez | direct | that"],
        "Lopez said that “it is late”.": ["that “it is late” | said | Lopez | mixed | that"],
        "Lopez said in May that it was late.": ["that it was late | said | Lopez | indirect | that"],
        "Lopez said, in May, “that” it was late.": ["“that” it was late | said | Lopez | mixed | that"],
        "Lopez said that in May it would rain.": ["that in May it would rain | said | Lopez | indirect | that"],
        "Lopez said what she knew was little.": ["what she knew was little | said | Lopez | indirect | wh"],
        "Lopez said who won.": ["who won | said | Lopez | indirect | wh"],
        "Lopez knows where to go.": ["where to go | knows | Lopez | indirect | wh"],
        "Lopez does not know whether to go.": ["whether to go | does not know | Lopez | indirect | wh"],
        "Lopez knows what to do.": ["what to do | knows | Lopez | indirect | wh"],
        "Lopez said: it is over.": ["it is over | said | Lopez | direct | fin"],
        "Lopez said, It is over.": ["It is over | said | Lopez | direct | fin"],
        "Lopez said: The bridge is open and it is late. It rained.": [
            "The bridge is open and it is late | said | Lopez | direct | fin"
        ],
        "Lopez said: Go": ["Go | said | Lopez | indirect | bare"],
        "Lopez considered the matter closed.": ["the matter closed | considered | Lopez | indirect | obj-bare"],
        "Lopez said the town is poor and needs help.": [
            "the town is poor and needs help | said | Lopez | indirect | fin"
        ],
        "Lopez said the town will fall and Diaz said it was late.": [
            "the town will fall | said | Lopez | indirect | fin",
            "it was late | said | Diaz | indirect | fin",
        ],
        "Lopez said the town will fall, and Diaz said so.": ["the town will fall | said | Lopez | indirect | fin"],
        "Lopez said “the plan fails” and called Diaz.": ["“the plan fails” | said | Lopez | direct | fin"],
        "Lopez said the plan would fail, having lost the vote.": [
            "the plan would fail, having lost the vote | said | Lopez | indirect | fin"
        ],
        "Lopez said the plan -- which failed -- was old.": [
            "the plan -- which failed -- was old | said | Lopez | indirect | fin"
        ],
        "Lopez said the plan would fail — noting that it was late.": [
            "the plan would fail | said | Lopez | indirect | fin",
            "that it was late | noting | Lopez | indirect | that",
        ],
        "Lopez said “the plan” would “fail”.": ["“the plan” would “fail” | said | Lopez | mixed | fin"],
        "Lopez said: It is over adding that it was late.": [
            "It is over adding that it was late | said | Lopez | direct | fin",
            "that it was late | adding | It | indirect | that",
        ],
        "Lopez said the town will fall and Diaz told him.": [
            "the town will fall and Diaz told him | said | Lopez | indirect | fin"
        ],
        "Lopez says the town will fall and Diaz says it is late.": [
            "the town will fall | says | Lopez | indirect | fin",
            "it is late | says | Diaz | indirect | fin",
        ],
        "Lopez said the town will fall, but Diaz thought so.": ["the town will fall | said | Lopez | indirect | fin"],
        "Lopez said it rains, which is odd.": ["it rains, which is odd | said | Lopez | indirect | fin"],
        "Lopez said it now rains, which is odd.": ["it now rains | said | Lopez | indirect | fin"],
        "Lopez said the plan fails, where it rains, in the far north of the town.": [
            "the plan fails | said | Lopez | indirect | fin"
        ],
        "Lopez said the plan fails, adding to the mess.": ["the plan fails | said | Lopez | indirect | fin"],
        "Lopez said the plan will fail, leaving the town.": ["the plan will fail | said | Lopez | indirect | fin"],
    },
    prepositions: {
        "Lopez called for calm.": ["calm | called for | Lopez | indirect | prep:for"],
        "Lopez warned of a storm.": ["a storm | warned of | Lopez | indirect | prep:of"],
        "Lopez talked about leaving the town.": ["leaving the town | talked about | Lopez | indirect | prep:about"],
        "Lopez warned the mayor and his council on Monday of a storm.": [
            "Monday | warned | Lopez | indirect | prep:on",
            "a storm | warned | Lopez | indirect | prep:of",
        ],
        "Lopez argued against the plan.": ["the plan | argued against | Lopez | indirect | prep:against"],
        "Lopez spoke of why the bridge fell.": ["why the bridge fell | spoke of | Lopez | indirect | prep:of"],
        "Lopez insisted on it.": ["it | insisted on | Lopez | indirect | prep:on"],
        "Lopez called on the old mayor of the small town in the hills for calm.": [
            "the old mayor of the small town in the hills | called on | Lopez | indirect | prep:on",
            "calm | called | Lopez | indirect | prep:for",
        ],
        "Lopez called on the very old mayor of the small town in the hills for calm.": [
            "the very old mayor of the small town in the hills | called on | Lopez | indirect | prep:on"
        ],
        "Lopez described as a mess the plan.": ["a mess | described as | Lopez | indirect | prep:as"],
        "Lopez sounded like a liar.": ["a liar | sounded like | Lopez | indirect | prep:like"],
        "Lopez spoke out against the plan.": ["the plan | spoke out against | Lopez | indirect | prep:against"],
        "Lopez spoke of how it rained.": ["how it rained | spoke of | Lopez | indirect | prep:of"],
        "Lopez spoke of the plan, adding that it was late.": ["the plan | spoke of | Lopez | indirect | prep:of"],
        "Lopez warned, in May, of a storm.": [
            "May | warned | Lopez | indirect | prep:in",
            "a storm | warned | Lopez | indirect | prep:of",
        ],
    },
    passives: {
        "Lopez is expected to win the race.": ["Lopez / to win the race | is expected | - | indirect | pass+xcomp"],
        "Lopez was called a liar.": ["Lopez / a liar | was called | - | indirect | pass+oprd"],
        "Lopez was praised by the mayor.": ["Lopez | was praised | the mayor | indirect | pass"],
        "Lopez was described as a liar.": ["Lopez / as a liar | was described | - | indirect | pass+as"],
        "The bridge was said to be safe.": ["The bridge / to be safe | was said | - | indirect | pass+xcomp"],
        "It was said that the bridge was safe.": [
            "It / that the bridge was safe | was said | - | indirect | pass+ccomp"
        ],
        "The plan was praised.": ["The plan | was praised | - | indirect | pass"],
        "The plan of the town was called a mess, while nobody slept.": [
            "The plan of the town / a mess | was called | - | indirect | pass+oprd"
        ],
        "Lopez is seen as a liar.": ["Lopez / as a liar | is seen | - | indirect | pass+as"],
        "Lopez was elected mayor.": ["Lopez / mayor | was elected | - | indirect | pass+oprd"],
        "Lopez was praised for it.": ["Lopez | was praised | - | indirect | pass"],
        "Lopez was told that it was late.": ["Lopez / that it was late | was told | - | indirect | pass+ccomp"],
    },
    raisings: {
        "Lopez seems to agree.": ["Lopez / to agree | seems | - | indirect | raise+xcomp"],
        "Lopez stood accused.": ["Lopez / accused | stood | - | indirect | raise+xcomp"],
        "Did Lopez seem to agree?": ["Lopez / to agree | seem | - | indirect | raise+xcomp"],
        "The mayor of the town seems to agree, which surprised nobody.": [
            "The mayor of the town / to agree, which surprised nobody | seems | - | indirect | raise+xcomp"
        ],
        "Lopez seems to be a liar.": ["Lopez / to be a liar | seems | - | indirect | raise+xcomp"],
    },
    predicates: {
        "Lopez is sure that it will rain.": ["that it will rain | is sure | Lopez | indirect | a-that"],
        "Lopez is afraid to go home.": ["to go home | is afraid | Lopez | indirect | a-inf"],
        "Lopez is critical of the plan.": ["the plan | is critical of | Lopez | indirect | a:of"],
        "Her hope is that it rains.": ["that it rains | hope | Her | indirect | is-that"],
        "It is clear that the bridge is safe.": ["that the bridge is safe | is clear | - | indirect | a-that"],
        "The question is whether it rains.": ["whether it rains | question | - | indirect | is-wh"],
        "Her plan is to leave the town.": ["to leave the town | plan | Her | indirect | is-inf"],
        "Lopez is a critic of the plan.": ["the plan | is a critic of | Lopez | indirect | a:of"],
        "There is hope that it rains.": ["that it rains | is hope | - | indirect | a-that"],
        "Lopez was not sure whether it rained.": ["whether it rained | was not sure | Lopez | indirect | a-wh"],
        "Her worry is who will pay.": ["who will pay | worry | Her | indirect | is-wh"],
        "Her hope is to win.": ["to win | hope | Her | indirect | is-inf"],
        "Lopez is worried about the bridge.": ["the bridge | is worried about | Lopez | indirect | a:about"],
        "The mayor was happy that it rained and said that it was late.": [
            "that it rained | was happy | The mayor | indirect | a-that"
        ],
        "Her hope is it will rain.": ["it will rain | hope | Her | indirect | is-fin"],
        "Lopez is sure it will rain.": ["it will rain | is sure | Lopez | indirect | a-fin"],
        "Lopez is sure that it will rain and that it is late.": [
            "that it will rain and that it is late | is sure | Lopez | indirect | a-that"
        ],
        "Lopez was a fan of the plan.": ["the plan | was a fan of | Lopez | indirect | a:of"],
        "Lopez is well aware of it.": ["it | is well aware of | Lopez | indirect | a:of"],
        "Lopez is aware of leaving.": ["leaving | is aware of | Lopez | indirect | a:of"],
        "It is sad to leave.": ["to leave | is sad | - | indirect | a-inf"],
        "There is fear of a storm.": ["a storm | is fear of | - | indirect | a:of"],
        "Lopez's hope is that it rains.": ["that it rains | hope | Lopez's | indirect | is-that"],
        "Lopez is sure that “the bridge” fell.": ["that “the bridge” fell | is sure | Lopez | mixed | a-that"],
        "Lopez is sure it rains, which surprised nobody.": [
            "it rains, which surprised nobody | is sure | Lopez | indirect | a-fin"
        ],
        "Lopez is ashamed that it rained.": ["that it rained | is ashamed | Lopez | indirect | a-that"],
    },
    nouns: {
        "The claim that the bridge is safe is wrong.": ["that the bridge is safe | claim | - | indirect | n-that"],
        "Her vow to stay in office was kept.": ["to stay in office | vow | Her | indirect | n-inf"],
        "The mayor's support for the plan grew.": ["the plan | support for | The mayor's | indirect | n:for"],
        "Smith made the claim that it rained.": ["that it rained | claim | Smith | indirect | n-that"],
        "The question whether it rained was asked.": ["whether it rained | question | - | indirect | n-wh"],
        "There are fears that the bridge fell.": ["that the bridge fell | fears | - | indirect | n-that"],
        "Worries over the bridge grew.": ["the bridge | Worries over | - | indirect | n:over"],
        "The mayor's attack on the plan failed.": ["the plan | attack on | The mayor's | indirect | n:on"],
        "The talk with Lopez failed.": ["Lopez | talk with | - | indirect | n:with"],
        "Her objection to the plan failed.": ["the plan | objection to | Her | indirect | n:to"],
        "Their case against the plan failed.": ["the plan | case against | Their | indirect | n:against"],
        "Her belief in the plan grew.": ["the plan | belief in | Her | indirect | n:in"],
        "Lopez gave reasons why the bridge fell.": ["why the bridge fell | reasons | Lopez | indirect | n-wh"],
        "Her decision to leave surprised them.": ["to leave | decision | Her | indirect | n-inf"],
        "Lopez raised doubts about leaving.": ["leaving | doubts about | Lopez | indirect | n:about"],
        "Criticism yesterday of the plan grew.": ["the plan | Criticism | - | indirect | n:of"],
        "Her call in May for calm was heard.": [
            "May | call in | Her | indirect | n:in",
            "calm | call | Her | indirect | n:for",
        ],
        "Her call for “calm” was heard.": ["“calm” | call for | Her | direct | n:for"],
        "Her call to the mayor to leave was heard.": [
            "the mayor | call to | Her | indirect | n:to",
            "to leave | call | Her | indirect | n-inf",
        ],
        "The claim of how it rained is wrong.": ["how it rained | claim of | - | indirect | n:of"],
        "Her idea of what it means to win is odd.": ["what it means to win | idea of | Her | indirect | n:of"],
        "The claim by Lopez that it rained is wrong.": ["that it rained | claim | Lopez | indirect | n-that"],
        "The debate about whether it rained grew.": ["whether it rained | debate about | - | indirect | n:about"],
        "The claim that it rained, which surprised nobody, is wrong.": [
            "that it rained | claim | - | indirect | n-that"
        ],
    },
}
LEFT_ALONE: dict[Rule, list[str]] = {
    misread: [
        "Maria Lopez touted progress had been made in the talks.",
        "The delayed trains had been cancelled.",
        "Lopez noticed cars had been parked there.",
        "Lopez insisted progress was made.",
        "Lopez hinted talks had been held.",
        "Lopez claimed victory was near.",
        "Smith often boasted sales had doubled.",
        "The boasted sales had doubled.",
        "The man boasted sales had doubled.",
        "It rained. Boasted sales had doubled.",
        "Boasted sales had doubled.",
    ],
    clauses: [
        "Lopez called him wrong.",
        "Lopez left the town.",
        "Lopez helped build the bridge.",
        "Lopez kept the mayor guessing about the plan.",
        "Lopez deemed the bridge safe.",
        "Lopez caught the mayor lying about the bridge.",
        "Lopez will tell us, if it rains.",
        "Lopez knows that.",
        "Is it late, Lopez asked that day.",
        "Lopez left, if it was late.",
        "Lopez asked, if it was late.",
        "If it was late, Lopez would leave.",
        "Lopez asked the old mayor of the small town in the hills of the far north if it was late.",
        "Lopez left when it was late.",
    ],
    objects: [
        "Lopez sounded tired.",
        "Lopez slept.",
        "Lopez voted yes.",
        "Lopez came home tired.",
        "Lopez ranked first.",
        "Lopez was named mayor.",
        "The plan which Lopez criticized was wrong.",
        "The man whom Lopez criticized was wrong.",
        "The plan whose end Lopez criticized was wrong.",
    ],
    prepositions: [
        "The bridge was called for by Lopez.",
        "Lopez spoke.",
        "Lopez stood by the plan.",
        "Lopez was praised by the mayor.",
    ],
    passives: [
        "Lopez won the race.",
        "Lopez said it rained.",
    ],
    raisings: [
        "Lopez seemed a liar.",
        "Lopez aims to win.",
        "Lopez said that it rained.",
        "The town hated the plan that Lopez described as a mess.",
        "Lopez may not view it as a deal.",
        "Lopez described the plan in May as a mess.",
        "Seems to rain.",
        "In the town seems Lopez to agree.",
        "Lopez spoke of the plan.",
        "There seems to be a plan.",
    ],
    predicates: [
        "Lopez is the mayor.",
        "Lopez seems sure that it will rain.",
        "Lopez is wrong.",
        "She is that the bridge.",
        "It is Lopez who said it.",
        "It is that it rains.",
        "Hope is that it rains.",
        "Is her hope that it rains?",
        "Lopez is sure in May of the plan.",
        "Lopez is to blame for the plan.",
        "Lopez is convinced that it rains.",
        "Lopez is here to say so.",
    ],
    nouns: [
        "The bridge that fell was old.",
        "Doubts under the bridge grew.",
        "The rumors that spread in the town were false.",
        "Lopez is aware of leaving.",
        "The claim which Lopez made is wrong.",
    ],
}


test_content_cue_source_type_and_frame = as_test(FOUND, LEFT_ALONE)


@pytest.mark.parametrize(
    ("rule", "text", "words"),
    [
        (clauses, "Lopez knows where to go.", ["know"]),
        (prepositions, "Lopez spoke out against the plan.", ["speak out"]),
    ],
)
def test_the_word_that_the_lexicon_knows_it_by(read: Read, rule: Rule, text: str, words: list[str]) -> None:
    doc = read(text)
    view = View(doc)
    assert [made.word for token in doc if rule in rules_for(token) for made in rule(view, token)] == words


BY_PARSE: Examples = {
    prepositions: {
        f"Roe_NNP_nsubj_1 called=call_VBD {'so_RB_advmod_1 ' * 11}for_IN_prep_1 calm_NN_pobj_13": [
            "calm | called | Roe | indirect | prep:for"
        ],
        f"Roe_NNP_nsubj_1 called=call_VBD {'so_RB_advmod_1 ' * 12}for_IN_prep_1 calm_NN_pobj_14": [],
        "Roe_NNP_nsubj_1 called=call_VBD for_IN_prep_1 calm_NN_pobj_2": [
            "calm | called for | Roe | indirect | prep:for"
        ],
        "Roe_NNP_nsubj_1 called=call_VBD out_RP_prt_1 for_IN_prep_1 calm_NN_pobj_3": [
            "calm | called out for | Roe | indirect | prep:for"
        ],
        "calm_NN_pobj_3 Roe_NNP_nsubj_2 called=call_VBD for_IN_prep_2": [],
        "Roe_NNP_nsubj_1 called=call_VBD for_IN_dep_1 calm_NN_pobj_2": [],
        "Roe_NNP_nsubj_1 stood=stand_VBD by_IN_prep_1 it_PRP_pobj_2": [],
        "Roe_NNP_nsubj_1 talked=talk_VBD about_IN_prep_1 going=go_VBG_pcomp_2 and_CC_x_1 of_IN_prep_1 it_PRP_pobj_5": [
            "going | talked about | Roe | indirect | prep:about",
            "it | talked | Roe | indirect | prep:of",
        ],
    },
    objects: {
        "Roe_NNP_nsubj_1 called=call_VBD it_PRP_dobj_1 late_JJ_oprd_1": [
            "it | called | Roe | indirect | dobj",
            "it late | called | Roe | indirect | dobj+oprd",
        ],
        "it_PRP_dobj_2 Roe_NNP_nsubj_2 called=call_VBD late_JJ_oprd_2": ["late | called | Roe | indirect | oprd"],
        "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 called=call_VBN late_JJ_oprd_2": [],
        "Roe_NNP_nsubj_1 sounded=sound_VBD late_JJ_oprd_1": ["late | sounded | Roe | indirect | oprd"],
        "Roe_NNP_nsubj_1 described=describe_VBD it_PRP_dobj_1 as_IN_prep_1 a_DT_det_5 mess_NN_pobj_3": [
            "it | described | Roe | indirect | dobj",
            "it as a mess | described | Roe | indirect | dobj+as",
            "a mess | described | Roe | indirect | dobj:as",
        ],
        "Roe_NNP_nsubj_1 described=describe_VBD it_PRP_dobj_1 as_IN_prep_1": [
            "it | described | Roe | indirect | dobj",
            "it as | described | Roe | indirect | dobj+as",
        ],
        "Roe_NNP_nsubj_1 described=describe_VBD it_PRP_dobj_1 on_IN_prep_1 a_DT_det_5 day_NN_pobj_3": [
            "it | described | Roe | indirect | dobj",
            "it on a day | described | Roe | indirect | dobj+on",
            "a day | described | Roe | indirect | dobj:on",
        ],
        "Roe_NNP_nsubj_1 accused=accuse_VBD of_IN_prep_1 it_PRP_pobj_2 them_PRP_dobj_1": [
            "them | accused | Roe | indirect | dobj"
        ],
        "Roe_NNP_nsubj_1 accused=accuse_VBD them_PRP_dobj_1 of_IN_prep_1 it_PRP_pobj_3 as_IN_prep_1 well_RB_pobj_5": [
            "them | accused | Roe | indirect | dobj",
            "them of it | accused | Roe | indirect | dobj+of",
            "it | accused | Roe | indirect | dobj:of",
        ],
        "that_WDT_dobj_2 Roe_NNP_nsubj_2 described=describe_VBD as_IN_prep_2 bad_JJ_amod_3": [
            "bad | described | Roe | indirect | dobj:as"
        ],
        "Ashby_NNP_dobj_2 Roe_NNP_nsubj_2 described=describe_VBD as_IN_prep_2 bad_JJ_amod_3": [],
        "that_WDT_dobj_2 Roe_NNP_nsubj_2 described=describe_VBD of_IN_prep_2 it_PRP_pobj_3": [],
        "Roe_NNP_nsubj_1 called=call_VBD him_PRP_dobj_1 out_RP_x_0": ["him | called | Roe | indirect | dobj"],
    },
    clauses: {
        "Roe_NNP_nsubj_1 urged=urge_VBD him_PRP_dobj_1 to_TO_aux_4 go_VB_xcomp_1": [
            "to go | urged | Roe | indirect | inf",
            "him to go | urged | Roe | indirect | obj+inf",
        ],
        "Roe_NNP_nsubj_1 urged=urge_VBD to_TO_aux_3 go_VB_xcomp_1 him_PRP_dobj_1": [
            "to go | urged | Roe | indirect | inf"
        ],
        "Roe_NNP_nsubj_1 urged=urge_VBD him_PRP_nsubj_4 to_TO_aux_4 go_VB_xcomp_1": [
            "him to go | urged | Roe | indirect | obj-inf"
        ],
        "Roe_NNP_nsubj_1 said=say_VBD it_PRP_nsubj_3 fell=fall_VBD_ccomp_1 ,_,_x_1 it_PRP_nsubj_6 rose_VBD_ccomp_1": [
            "it fell, it rose | said | Roe | indirect | fin"
        ],
        "Roe_NNP_nsubj_1 said=say_VBD": [],
    },
    passives: {
        "Roe_NNP_nsubjpass_2 is_VBZ_auxpass_2 expected=expect_VBN to_TO_aux_4 win_VB_xcomp_2": [
            "Roe / to win | is expected | - | indirect | pass+xcomp"
        ],
        "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 called=call_VBN a_DT_det_4 liar_NN_oprd_2": [
            "Roe / a liar | was called | - | indirect | pass+oprd"
        ],
        "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 seen=see_VBN as_IN_prep_2 bad_JJ_amod_3": [
            "Roe / as bad | was seen | - | indirect | pass+as"
        ],
        "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 seen=see_VBN on_IN_prep_2 Monday_NNP_pobj_3": [
            "Roe | was seen | - | indirect | pass"
        ],
        "Roe_NNP_nsubj_1 saw=see_VBD it_PRP_dobj_1": [],
        # What the parser wound around the cue ends before it.
        "Roe_NNP_nsubjpass_2 was_VBD_auxpass_2 called=call_VBN here_RB_x_0 liar_NN_oprd_2": [
            "Roe / liar | was called | - | indirect | pass+oprd"
        ],
    },
    raisings: {
        "Roe_NNP_nsubj_1 seems=seem_VBZ to_TO_aux_3 agree_VB_xcomp_1": [
            "Roe / to agree | seems | - | indirect | raise+xcomp"
        ],
        "Roe_NNP_nsubj_1 aims=aim_VBZ to_TO_aux_3 agree_VB_xcomp_1": [],
        "so seems=seem_VBZ Roe_NNP_nsubj_1 to_TO_aux_4 agree_VB_xcomp_1": [],
        "Roe_NNP_nsubj_1 seems=seem_VBZ now_RB_advmod_1 late_JJ_acomp_1": [],
    },
    nouns: {
        "the_DT_det_1 claim_NN_nsubj_6 that_IN_mark_4 it_PRP_nsubj_4 fell=fall_VBD_acl_1 so_RB_x_4 grew=grow_VBD": [
            "that it fell so | claim | - | indirect | n-that"
        ],
        "the_DT_det_1 claim_NN_nsubj_5 that_WDT_nsubj_3 fell=fall_VBD_relcl_1 so_RB_x_3 grew=grow_VBD": [],
        "support_NN_nsubj_4 for_IN_prep_0 the_DT_det_3 plan_NN_pobj_1 grew=grow_VBD": [
            "the plan | support for | - | indirect | n:for"
        ],
        "support_NN_nsubj_5 here_RB_x_0 for_IN_prep_0 the_DT_det_4 plan_NN_pobj_2 grew=grow_VBD": [
            "the plan | support | - | indirect | n:for"
        ],
        "support_NN_nsubj_2 for_IN_prep_0 grew=grow_VBD": [],
        "vow_NN_nsubj_3 to_TO_aux_2 stay_VB_acl_0 grew=grow_VBD": ["to stay | vow | - | indirect | n-inf"],
        "question_NN_nsubj_4 whether_IN_mark_3 it_PRP_nsubj_3 fell=fall_VBD_acl_0 grew=grow_VBD": [
            "whether it fell | question | - | indirect | n-wh"
        ],
        "man_NN_nsubj_3 seeing=see_VBG_acl_0 it_PRP_dobj_1 grew=grow_VBD": [],
    },
    predicates: {
        "Roe_NNP_nsubj_1 is=be_VBZ sure_JJ_acomp_1 that_IN_mark_5 it_PRP_nsubj_5 fell=fall_VBD_ccomp_2": [
            "that it fell | is sure | Roe | indirect | a-that"
        ],
        "it_PRP_nsubj_1 is=be_VBZ clear_JJ_acomp_1 that_IN_mark_5 it_PRP_nsubj_5 fell=fall_VBD_ccomp_1": [
            "that it fell | is clear | - | indirect | a-that"
        ],
        "Roe_NNP_nsubj_1 is=be_VBZ critical_JJ_acomp_1 of_IN_prep_2 the_DT_det_5 plan_NN_pobj_3": [
            "the plan | is critical of | Roe | indirect | a:of"
        ],
        "hope_NN_nsubj_1 is=be_VBZ that_IN_mark_4 it_PRP_nsubj_4 fell=fall_VBD_ccomp_1": [
            "that it fell | hope | - | indirect | is-that"
        ],
        "it_PRP_nsubj_1 is=be_VBZ that_IN_mark_4 it_PRP_nsubj_4 fell=fall_VBD_ccomp_1": [],
        "Roe_NNP_nsubj_1 felt=feel_VBD sure_JJ_acomp_1 that_IN_mark_5 it_PRP_nsubj_5 fell=fall_VBD_ccomp_2": [],
    },
}
"""Parses made by hand, each with the contents, cues, sources and frames that a rule makes of it."""


@pytest.mark.parametrize(("rule", "marked", "expected"), rows(BY_PARSE))
def test_what_a_rule_makes_of_a_parse(rule: Rule, marked: str, expected: list[str]) -> None:
    assert made_by(rule, tiny(marked)) == expected

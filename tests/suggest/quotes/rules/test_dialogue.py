"""Dialogue of stories without quotation marks."""

from __future__ import annotations

from annotator.suggest.quotes.rules.dialogue import dash_led, unmarked
from tests.suggest.quotes.rules.examples import Examples, Rule, as_test


def told(content: str, cue: str, source: str) -> str:
    return f"{content} | {cue} | {source} | direct | inv-story"


def turn(content: str) -> str:
    return f"{content} |  | - | direct | unmarked"


TALK = (
    "Where are you going? asked Anna.\n\nTo the bridge, said Tom. I want to see it.\n\n"
    "You are too late! cried Anna.\n\nAm I? she sighed."
)
TALK_FOUND = [
    told("Where are you going", "asked", "Anna"),
    told("To the bridge / I want to see it.", "said", "Tom"),
    told("You are too late", "cried", "Anna"),
    told("Am I", "sighed", "she"),
]
JUST_ENOUGH = TALK.replace(" I want to see it.", "").replace("Am I? she", "The town was old, she")
LONG = " I want to see it." * 18
CRIED = "Are you late? asked Anna." + "\n\nYou are late! cried Tom.\n\nYou are late! cried Anna." * 3
NEWS = (
    "The bridge is safe, said Anna.\n\nThe road is not, said Tom.\n\nThe town paid, said Anna.\n\n"
    "Nobody was hurt, said Tom."
)


def dash_turn(content: str) -> str:
    return f"{content} |  | - | direct | dash"


FOUND: Examples = {
    unmarked: {
        TALK: TALK_FOUND,
        # A turn between, without anything to tell it by but its place.
        f"{TALK}\n\nI told you so.\n\nA pity.\n\nYou never listen.": [
            *TALK_FOUND,
            turn("I told you so."),
            turn("A pity."),
            turn("You never listen."),
        ],
        # Narration stays outside, before, between and behind.
        f"The two met in May.\n\n{TALK}\n\nAnna looked up. What do you want from me?\n\nThe rain had begun.": [
            *TALK_FOUND,
            turn("What do you want from me?"),
        ],
        f"{TALK}\n\nAnna rose. You are right, he said. We go now. And he left the hall.": [
            *TALK_FOUND,
            told("You are right / We go now.", "said", "he"),
        ],
        # Words go on behind the clause, in its sentence.
        f"{TALK}\n\nAnna, said Tom softly; I am tired.\n\nTom, said the mayor, what are you doing?": [
            *TALK_FOUND,
            told("Anna / I am tired.", "said", "Tom"),
            told("Tom / what are you doing?", "said", "the mayor"),
        ],
        # One who tells the story says "I" in narration, too.
        "Where are you going? I asked.\n\nTo the bridge, said Tom.\n\nYou are late! I cried.\n\nAm I? said Tom.\n\n"
        "I took my hat and left.\n\nI am sorry for you.": [
            told("Where are you going", "asked", "I"),
            told("To the bridge", "said", "Tom"),
            told("You are late", "cried", "I"),
            told("Am I", "said", "Tom"),
            turn("I am sorry for you."),
        ],
        "It rained.\n\n" * 28 + TALK: TALK_FOUND,
        f"{TALK}\n\nTom, said Anna, who rose.\n\nOh, said Tom.": [
            *TALK_FOUND,
            told("Tom", "said", "Anna"),
            told("Oh", "said", "Tom"),
        ],
        f"{TALK}\n\nWell; said Anna, taking his hand, it rained.": [*TALK_FOUND, told("Well", "said", "Anna")],
        f"{TALK}\n\nIt is late, said Anna, and he rose.": [*TALK_FOUND, told("It is late", "said", "Anna")],
        f"{TALK}\n\nOh! cried the two old men. He left.\n\nNo! cried all of the old men in it.": [
            *TALK_FOUND,
            told("Oh", "cried", "the two old men"),
            told("No", "cried", "all of the old men"),
        ],
        f"{TALK}\n\nHe rose. I see. She left. You do.": [*TALK_FOUND, turn("You do.")],
        f"{TALK}\n\nShe had left. It is late, said Tom.\n\nI rose. You know. It is late, said Tom.": [
            *TALK_FOUND,
            told("It is late", "said", "Tom"),
            told("I rose. You know. It is late", "said", "Tom"),
        ],
        f"{TALK}\n\n— I know you, said Tom — you are late.\n\nYes – said Anna, I am.": [
            *TALK_FOUND,
            told("I know you / you are late.", "said", "Tom"),
            told("Yes / I am.", "said", "Anna"),
        ],
        f"{TALK}\n\nA pity.\n\nThe rain fell.\n\nA hat.\n\nIt is late, said Anna.": [
            *TALK_FOUND,
            told("It is late", "said", "Anna"),
        ],
        f"{TALK}\n\nYou are late, and": TALK_FOUND,
        # With one that asks, two that address somebody, and three that are lively or very brief: just enough.
        JUST_ENOUGH: [
            *TALK_FOUND[:1],
            told("To the bridge", "said", "Tom"),
            TALK_FOUND[2],
            told("The town was old", "sighed", "she"),
        ],
        # Verbs that only stories have, or else turns that are brief.
        f"{TALK}{LONG}": [*TALK_FOUND[:3], told(f"Am I / {LONG.strip()}", "sighed", "she")],
        TALK.replace("cried", "said").replace("sighed", "asked"): [
            *TALK_FOUND[:2],
            told("You are too late", "said", "Anna"),
            told("Am I", "asked", "she"),
        ],
        f"{TALK}\n\nI took my hat.": [*TALK_FOUND, turn("I took my hat.")],
        f"{TALK}\n\nYou know it. The rain fell.\n\nA pity.\n\nYou never listen.": [
            *TALK_FOUND,
            turn("A pity."),
            turn("You never listen."),
        ],
        f"{TALK}\n\nThe town was old! cried Anna.": [*TALK_FOUND, told("The town was old", "cried", "Anna")],
        # One that asks, of eight.
        f"{CRIED}\n\nYou are late! cried Tom.": [
            told("Are you late", "asked", "Anna"),
            *[told("You are late", "cried", name) for name in ("Tom", "Anna")] * 3,
            told("You are late", "cried", "Tom"),
        ],
    },
    dash_led: {
        "They met.\n\n— Where were you?\n\n— At the bridge. I was late.\n\nHe sat down.": [
            dash_turn("Where were you?"),
            dash_turn("At the bridge. I was late."),
        ],
        "- Where were you?\n\n- At the bridge.": [dash_turn("Where were you?"), dash_turn("At the bridge.")],
        "–Where were you?\n\n–At the bridge.": [dash_turn("Where were you?"), dash_turn("At the bridge.")],
        "— Where were you?\n\n— At the bridge, said Lopez. I am late. It rained.": [
            dash_turn("Where were you?"),
            "At the bridge / I am late. | said | Lopez | direct | inv-story",
        ],
        "— Where were you?\n\n— At the bridge, said Lopez. I saw it.": [
            dash_turn("Where were you?"),
            "At the bridge / I saw it. | said | Lopez | direct | inv-story",
        ],
        "— Where were you?\n\n— To say so is wrong.": [dash_turn("Where were you?"), dash_turn("To say so is wrong.")],
        "— Where were you? Lopez asked.\n\n— At the bridge.": [
            "Where were you | asked | Lopez | direct | inv-story",
            dash_turn("At the bridge."),
        ],
        "— Where were you?\n\n— You are late! Lopez cried, and he sat down.": [
            dash_turn("Where were you?"),
            "You are late | cried | Lopez | direct | inv-story",
        ],
    },
}
LEFT_ALONE: dict[Rule, list[str]] = {
    unmarked: [
        NEWS,
        f"{NEWS}\n\nWho pays for you? We do.\n\nYou must ask us. Will you?",
        "Where are you going? asked Anna.\n\nTo the bridge, said Tom.\n\nYou are too late! cried Anna.",
        TALK.replace("Tom", "Anna").replace("she", "Anna"),
        TALK.replace("To the bridge, said Tom.", "“To the bridge,” said Tom."),
        "It rained.\n\n" * 40 + TALK,
        "It rained.\n\n" * 29 + TALK,
        JUST_ENOUGH.replace("the bridge", "the old bridge"),
        TALK.replace("You are too late", "I am too late"),
        JUST_ENOUGH.replace("?", ","),
        TALK.replace("cried", "said").replace("sighed", "asked") + LONG,
        f"{CRIED}\n\nYou are late! cried Tom.\n\nYou are late! cried Anna.",
    ],
    dash_led: [
        "They met.\n\n— Where were you?\n\nHe sat down.",
        "— The bridge opens in May.\n\n— The library will close.\n\n— Parking fees rise.",
        "— The bridge opens in May.\n\n— The library will close.\n\n— Who pays?",
        "— “Where were you?”\n\n— “At the bridge.”",
        "—\n\n—",
        "— The bridge.\n\n— A road.\n\n— Parking fees.\n\n— Who pays?",
    ],
}


test_content_cue_source_type_and_frame = as_test(FOUND, LEFT_ALONE)

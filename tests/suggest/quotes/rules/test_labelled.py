"""Words under labels, behind colons, signed after a dash, and in interviews without labels."""

from __future__ import annotations

from annotator.suggest.quotes.rules.labelled import (
    interviewed,
    labelled,
    said_before_colon,
    signed_after_dash,
)
from tests.suggest.quotes.rules.examples import Examples, Rule, as_test


def turn(content: str, source: str) -> str:
    return f"{content} | : | {source} | direct | label"


def answer(content: str) -> str:
    return f"{content} |  | - | direct | interview"


QUESTIONS = (
    "What did you tell the team?\n\nI told them to breathe. We rushed.\n\nNobody can win so.\n\n"
    "Did you expect to win?\n\n(Laughs)\n\nNo, I did not.\n\nHow long will you stay?\n\nAs long as my knees let me."
)

MOSTLY_LABELS = (
    "LOPEZ: It is late.\n\nThe rain had come.\n\nDIAZ: It is.\n\nThe town slept.\n\nLOPEZ: We go.\n\nNobody came."
)
MANY_ANSWERS = "{0}".join(("Do you run?\n\n", "Do you ride?\n\n", "Do you row?\n\n", ""))
LONG_QUESTION = "Did you {}win?\n\nI did.\n\nDo you run?\n\nI do.\n\nDo you ride?\n\nI do."

FOUND: Examples = {
    labelled: {
        # Capitals, titles, offices, short turns.
        "MARIA LOPEZ, HOST: Good morning.\n\nSEN. JOHN DIAZ (D-OH): Hello!\n\n"
        "LOPEZ: Is the bridge safe?\n\nDIAZ: Yes.": [
            turn("Good morning.", "MARIA LOPEZ"),
            turn("Hello!", "SEN. JOHN DIAZ"),
            turn("Is the bridge safe?", "LOPEZ"),
            turn("Yes.", "DIAZ"),
        ],
        # Questions and answers, with an answer of two paragraphs.
        "Q: Is the bridge safe?\n\nA: It is. I walked on it.\n\nNobody asked me before.\n\nIt was closed in May.": [
            turn("Is the bridge safe?", "Q"),
            turn("It is. I walked on it. / Nobody asked me before.", "A"),
        ],
        # The same with full stops.
        "Q. Is the bridge safe?\n\nA. It is. I walked on it.\n\nNobody asked me before.": [
            "Is the bridge safe? |  | Q. | direct | interview",
            "It is. I walked on it. / Nobody asked me before. |  | A. | direct | interview",
        ],
        # Whoever asks is a paper.
        "Courier: Is it safe?\n\nLopez: It is.\n\nCourier: Since when?\n\nLopez: Since May.": [
            turn("Is it safe?", "Courier"),
            turn("It is.", "Lopez"),
            turn("Since when?", "Courier"),
            turn("Since May.", "Lopez"),
        ],
        # What stands in brackets is nobody's; all else between labels goes on.
        "LOPEZ: It is late.\n\n(CROSSTALK)\n\nThe bridge fell.\n\nDIAZ: It is.\n\n[Laughs]\n\nLOPEZ: We go.": [
            turn("It is late. / The bridge fell.", "LOPEZ"),
            turn("It is.", "DIAZ"),
            turn("We go.", "LOPEZ"),
        ],
        # A label alone in its paragraph.
        "LOPEZ:\n\nIs it late?\n\nDIAZ:\n\nIt is.\n\nLOPEZ: We go.": [
            turn("Is it late?", "LOPEZ"),
            turn("It is.", "DIAZ"),
            turn("We go.", "LOPEZ"),
        ],
        # A transcript in an article: a reporter's paragraph ends a turn.
        "The two met in May.\n\nIt rained.\n\nThe town had come.\n\nLOPEZ: It is late.\n\nThe mayor smiled.\n\n"
        "DIAZ: It is.\n\nLOPEZ: I go.\n\nI said so.\n\nDiaz said that he would stay.\n\nI do.": [
            turn("It is late.", "LOPEZ"),
            turn("It is.", "DIAZ"),
            turn("I go. / I said so.", "LOPEZ"),
        ],
        # An interview that becomes a report: speech in marks is nobody's turn, nor is what is told between.
        "LOPEZ: It is late.\n\nThe mayor smiled.\n\n“I know it.”\n\nDIAZ: It is.\n\nLOPEZ: We go.": [
            turn("It is late.", "LOPEZ"),
            turn("It is.", "DIAZ"),
            turn("We go.", "LOPEZ"),
        ],
        "LOPEZ: It is late.\n\n“I know you, Lopez.”\n\nDIAZ: It is.\n\nLOPEZ: We go.": [
            turn("It is late.", "LOPEZ"),
            turn("It is.", "DIAZ"),
            turn("We go.", "LOPEZ"),
        ],
        # Marks around every turn.
        "“LOPEZ: Is it late?\n\n“DIAZ: It is.\n\n“LOPEZ: We go.”": [
            turn("Is it late?", "LOPEZ"),
            turn("It is.", "DIAZ"),
            turn("We go.", "LOPEZ"),
        ],
        "LOPEZ: It is late.\n\n(Laughs) We go.\n\nDIAZ: It is.\n\nWe go (laughs)\n\nLOPEZ: We go.": [
            "It is late. / (Laughs) We go. | : | LOPEZ | direct | label",
            "It is. / We go (laughs) | : | DIAZ | direct | label",
            "We go. | : | LOPEZ | direct | label",
        ],
        "LOPEZ: It is late.\n\n(Laughs).\n\nDIAZ: It is.\n\n“(Sighs.)”\n\nLOPEZ: We go.": [
            "It is late. | : | LOPEZ | direct | label",
            "It is. | : | DIAZ | direct | label",
            "We go. | : | LOPEZ | direct | label",
        ],
        "LOPEZ: It is late.\n\nDIAZ: It is.\n\nLOPEZ: We go.\n\n”": [
            "It is late. | : | LOPEZ | direct | label",
            "It is. | : | DIAZ | direct | label",
            "We go. | : | LOPEZ | direct | label",
        ],
        "JOHN ANN OTTO CARL RUTH DIAZ: It is.\n\nLOPEZ: We go.\n\nLOPEZ: Yes.": [
            "It is. | : | JOHN ANN OTTO CARL RUTH DIAZ | direct | label",
            "We go. | : | LOPEZ | direct | label",
            "Yes. | : | LOPEZ | direct | label",
        ],
        "LOPEZ, HEAD OF THE OLD TOWN HALL OF ASHBY IN OHIO NOW: It is late.\n\nDIAZ: We go.\n\nDIAZ: Yes.": [
            "It is late. | : | LOPEZ | direct | label",
            "We go. | : | DIAZ | direct | label",
            "Yes. | : | DIAZ | direct | label",
        ],
        "LOPEZ: It is late.\n\nDIAZ: 45 percent\n\nLOPEZ: We go.\n\nDIAZ: 3 percent\n\nLOPEZ: Yes, we do.": [
            "It is late. | : | LOPEZ | direct | label",
            "45 percent | : | DIAZ | direct | label",
            "We go. | : | LOPEZ | direct | label",
            "3 percent | : | DIAZ | direct | label",
            "Yes, we do. | : | LOPEZ | direct | label",
        ],
        MOSTLY_LABELS: [
            "It is late. / The rain had come. | : | LOPEZ | direct | label",
            "It is. / The town slept. | : | DIAZ | direct | label",
            "We go. | : | LOPEZ | direct | label",
        ],
        f"It rained.\n\n{MOSTLY_LABELS}": [
            "It is late. | : | LOPEZ | direct | label",
            "It is. | : | DIAZ | direct | label",
            "We go. | : | LOPEZ | direct | label",
        ],
    },
    interviewed: {
        f"Lopez coaches the team.\n\n{QUESTIONS}\n\nLopez lives in Ayton.": [
            answer("What did you tell the team?"),
            answer("I told them to breathe. We rushed. / Nobody can win so."),
            answer("Did you expect to win?"),
            answer("No, I did not."),
            answer("How long will you stay?"),
            answer("As long as my knees let me."),
        ],
        "**What did you do?**\n\nI ran.\n\n**Did you win?**\n\nI did.\n\n__Why do you run?__\n\nI like it.": [
            answer(said)
            for said in ("What did you do?", "I ran.", "Did you win?", "I did.", "Why do you run?", "I like it.")
        ],
        # The white space behind it is one of its sixty tokens.
        LONG_QUESTION.format("so " * 55): [
            answer(f"Did you {'so ' * 55}win?"),
            *map(answer, ("I did.", "Do you run?", "I do.", "Do you ride?", "I do.")),
        ],
        "What did you do?\n\nI ran.\n\nDid you win?\n\nI did.\n\n“Do you run?”\n\nI like it.\n\n"
        "Do you ride?\n\nI do.": [
            "What did you do? |  | - | direct | interview",
            "I ran. |  | - | direct | interview",
            "Did you win? |  | - | direct | interview",
            "I did. / “Do you run?” / I like it. |  | - | mixed | interview",
            "Do you ride? |  | - | direct | interview",
            "I do. |  | - | direct | interview",
        ],
        # An answer that addresses somebody asks nothing.
        "What did you do?\n\nI ran, you know.\n\nDid you win?\n\nI did.\n\nDo you ride?\n\nI do.": [
            *map(answer, ("What did you do?", "I ran, you know.", "Did you win?", "I did.", "Do you ride?", "I do."))
        ],
        # A fifth of all paragraphs from the first question to the last asks.
        MANY_ANSWERS.format("I do.\n\n" * 6): [
            answer(said) for ask in ("run", "ride", "row") for said in (f"Do you {ask}?", " / ".join(["I do."] * 6))
        ],
    },
    signed_after_dash: {
        "“The bridge is safe.” — Maria Lopez": ["“The bridge is safe.” | — | Maria Lopez | direct | signed"],
        "“The bridge is safe.” - Maria Lopez, mayor": ["“The bridge is safe.” | - | Maria Lopez | direct | signed"],
        "“The bridge is safe.” — Maria Lopez. It rained.": [
            "“The bridge is safe.” | — | Maria Lopez | direct | signed"
        ],
        "“The bridge is safe.” ―\xa0Lopez": ["“The bridge is safe.” | ― | Lopez | direct | signed"],
        "“The bridge is safe.” ―\xa0Maria Lopez": ["“The bridge is safe.” | ― | Maria Lopez | direct | signed"],
        "“It is late.” — Lopez\nmayor": ["“It is late.” | — | Lopez | direct | signed"],
        "“It is late.” — Maria Lopez of Old Ayton Times": [
            "“It is late.” | — | Maria Lopez of Old Ayton Times | direct | signed"
        ],
        "“It is late.”―Lopez": ["“It is late.” | ― | Lopez | direct | signed"],
        "“It is late.”\n― Lopez": ["“It is late.” | ― | Lopez | direct | signed"],
        "“It is late.”\n\n— Lopez": ["“It is late.” | — | Lopez | direct | signed"],
        "“It is late.” ― Lopez": ["“It is late.” | ― | Lopez | direct | signed"],
        "“It is late.” -- Lopez": ["“It is late.” | -- | Lopez | direct | signed"],
        "“It is late.” – Lopez": ["“It is late.” | – | Lopez | direct | signed"],
        "“It is late.”\n\n— Lopez, mayor of the old town of Ashby in the north of it now": [
            "“It is late.” | — | Lopez | direct | signed"
        ],
    },
    said_before_colon: {
        "She put it this way: It is late.": ["It is late. | put | She | direct | colon"],
        "The mayor made a promise: The bridge would open in May.": [
            "The bridge would open in May. | made | The mayor | indirect | colon"
        ],
        "She was asked: It is late?": ["It is late? | was asked | - | direct | colon"],
        "Lopez said this about the bridge: It fell. It was old.": ["It fell. | said | Lopez | indirect | colon"],
        "Lopez said this: Go home": ["Go home | said | Lopez | indirect | colon"],
        "Lopez said “this”: Go home.": ["Go home. | said | Lopez | indirect | colon"],
        "Lopez said this: Go home!": ["Go home! | said | Lopez | direct | colon"],
        "She put it this way: Is it late?": ["Is it late? | put | She | direct | colon"],
    },
}
LEFT_ALONE: dict[Rule, list[str]] = {
    interviewed: [
        "Where do you live?",
        # Two questions are few.
        "What did you tell the team?\n\nI told them to breathe.\n\nDid you win?\n\nWe did.",
        # Nobody answers in the first person.
        "What is new?\n\nThe bridge.\n\nWho paid?\n\nThe town.\n\nWhen does it open?\n\nIn May.",
        # Nobody is asked.
        "Is it late?\n\nWe go.\n\nIs it safe?\n\nWe think so.\n\nIs it old?\n\nI know it is.",
        # One who wonders.
        "Who are you?\n\nWhat do you want?\n\nWhy do you ask?\n\nI do not know.",
        # Labels and marks say more.
        "Q: Do you run?\n\nA: I do.\n\nQ: Do you ride?\n\nA: I do.\n\nQ: Do you row?\n\nA: I do.",
        "“Do you run?”\n\n“I do.”\n\n“Do you ride?”\n\n“I do.”\n\n“Do you row?”\n\n“I do.”",
        LONG_QUESTION.format("so " * 56),
        MANY_ANSWERS.format("I do.\n\n" * 7),
    ],
    labelled: [
        "(Lopez): The bridge is safe.\n\n(Diaz): It is.",
        "The bridge is safe.\n\nIt is late.",
        "LOPEZ: The bridge is safe.\n\nDIAZ: It is.",
        "LOPEZ: It is late.\n\nLOPEZ: It is.\n\nLOPEZ: We go.",
        "WHERE: It is at the bridge.\n\nWHEN: It is in May.\n\nNote: It is late.\n\nUpdate: It rained.",
        "Lopez: 45 percent\n\nDiaz: 42 percent\n\nLopez: 46 percent\n\nDiaz: 40 percent",
        "She Wanted More: It is late.\n\nLopez Said This: It is.\n\nShe Wanted More: We go.\n\nLopez Said This: It is.",
        "They wanted this: It is late.\n\nWe said this: It is.\n\nThey wanted this: We go.",
        "Q: Is it late?\n\nLopez smiled.",
        "A. It is late.\n\nB. It is safe.\n\nC. It is old.",
        "A bridge is safe.\n\nQ is a letter.",
        "Q. Is it late?\n\nLopez smiled.\n\nA",
        "Q: Is it late?\n\nLOPEZ: It is.",
        "LOPEZ: Is it late?\n\nA: It is.",
        "JOHN ANN OTTO CARL RUTH LEE DIAZ: It is.\n\nLOPEZ: We go.\n\nLOPEZ: Yes.",
        "LOPEZ, HEAD OF THE OLD TOWN HALL OF ASHBY IN OHIO JUST NOW: It is late.\n\nDIAZ: We go.\n\nDIAZ: Yes.",
        "LOPEZ: It is late.\n\nDIAZ: 45 percent\n\nLOPEZ: We go.\n\nDIAZ: 3 percent",
    ],
    signed_after_dash: [
        "“The bridge is safe.” — she was wrong",
        "“The bridge is safe.” — Maria Lopez Who Ran The Old Town Hall",
        "“The bridge is safe.” — He is wrong",
        "“The bridge is safe.” Maria Lopez",
        "“The bridge is safe.” —",
        "“The bridge is safe.” It rained.\n— Lopez",
        "“It is late.”\n— Lopez came to the bridge at noon, as he had in each of the last three years.",
        "“It is late.” — Maria Lopez of the Old Ayton Times",
        "“It is late. — Lopez",
        "“It is late.” — Lopez is late",
        "“It is late.”\n\n— Lopez, mayor of the old town of Ashby in the north of it just now",
    ],
    said_before_colon: [
        "The rule is clear: no cars on the bridge.",
        "The mayor was clear: “It is late.”",
        "The mayor, who made this promise: It is late.",
        "In the town: It is late.",
        "She put it this way:\n\nIt is late.",
        "Lopez said: it fell.",
        "Lopez said this: “Go home.”",
        "Lopez said “this: Go home.”",
        "Lopez left. This: Go home.",
        "Lopez said: A",
        "To say this: Go home.",
        "A man who said this: Go home.",
        "Lopez said of the town that fell: Go home.",
    ],
}


test_content_cue_source_type_and_frame = as_test(FOUND, LEFT_ALONE)

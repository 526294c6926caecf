"""Words under labels, behind colons, signed after a dash, and in interviews without labels."""

from __future__ import annotations

from annotator.suggest.quotes.rules.labelled import (
    interviewed,
    labelled,
    said_before_colon,
    signed_after_dash,
)
from tests.suggest.quotes.rules.examples import Found, Rule, as_test


def turn(content: str, source: str) -> Found:
    return Found(content, ":", source, "direct", "label")


def answer(content: str) -> Found:
    return Found(content, "", None, "direct", "interview")


QUESTIONS = (
    "What did you tell the team?\n\nI told them to breathe. We rushed.\n\nNobody can win so.\n\n"
    "Did you expect to win?\n\n(Laughs)\n\nNo, I did not.\n\nHow long will you stay?\n\nAs long as my knees let me."
)

MOSTLY_LABELS = (
    "LOPEZ: It is late.\n\nThe rain had come.\n\nDIAZ: It is.\n\nThe town slept.\n\nLOPEZ: We go.\n\nNobody came."
)
MANY_ANSWERS = "{0}".join(("Do you run?\n\n", "Do you ride?\n\n", "Do you row?\n\n", ""))
LONG_QUESTION = "Did you {}win?\n\nI did.\n\nDo you run?\n\nI do.\n\nDo you ride?\n\nI do."

FOUND: list[tuple[Rule, str, list[Found]]] = [
    # Capitals, titles, offices, short turns.
    (
        labelled,
        "MARIA LOPEZ, HOST: Good morning.\n\nSEN. JOHN DIAZ (D-OH): Hello!\n\nLOPEZ: Is the bridge safe?\n\nDIAZ: Yes.",
        [
            turn("Good morning.", "MARIA LOPEZ"),
            turn("Hello!", "SEN. JOHN DIAZ"),
            turn("Is the bridge safe?", "LOPEZ"),
            turn("Yes.", "DIAZ"),
        ],
    ),
    # Questions and answers, with an answer of two paragraphs.
    (
        labelled,
        "Q: Is the bridge safe?\n\nA: It is. I walked on it.\n\nNobody asked me before.\n\nIt was closed in May.",
        [
            turn("Is the bridge safe?", "Q"),
            turn("It is. I walked on it. / Nobody asked me before.", "A"),
        ],
    ),
    # The same with full stops.
    (
        labelled,
        "Q. Is the bridge safe?\n\nA. It is. I walked on it.\n\nNobody asked me before.",
        [
            Found("Is the bridge safe?", "", "Q.", "direct", "interview"),
            Found("It is. I walked on it. / Nobody asked me before.", "", "A.", "direct", "interview"),
        ],
    ),
    # Whoever asks is a paper.
    (
        labelled,
        "Courier: Is it safe?\n\nLopez: It is.\n\nCourier: Since when?\n\nLopez: Since May.",
        [
            turn("Is it safe?", "Courier"),
            turn("It is.", "Lopez"),
            turn("Since when?", "Courier"),
            turn("Since May.", "Lopez"),
        ],
    ),
    # What stands in brackets is nobody's; all else between labels goes on.
    (
        labelled,
        "LOPEZ: It is late.\n\n(CROSSTALK)\n\nThe bridge fell.\n\nDIAZ: It is.\n\n[Laughs]\n\nLOPEZ: We go.",
        [
            turn("It is late. / The bridge fell.", "LOPEZ"),
            turn("It is.", "DIAZ"),
            turn("We go.", "LOPEZ"),
        ],
    ),
    # A label alone in its paragraph.
    (
        labelled,
        "LOPEZ:\n\nIs it late?\n\nDIAZ:\n\nIt is.\n\nLOPEZ: We go.",
        [turn("Is it late?", "LOPEZ"), turn("It is.", "DIAZ"), turn("We go.", "LOPEZ")],
    ),
    # A transcript in an article: a reporter's paragraph ends a turn.
    (
        labelled,
        "The two met in May.\n\nIt rained.\n\nThe town had come.\n\nLOPEZ: It is late.\n\nThe mayor smiled.\n\n"
        "DIAZ: It is.\n\nLOPEZ: I go.\n\nI said so.\n\nDiaz said that he would stay.\n\nI do.",
        [
            turn("It is late.", "LOPEZ"),
            turn("It is.", "DIAZ"),
            turn("I go. / I said so.", "LOPEZ"),
        ],
    ),
    # An interview that becomes a report: speech in marks is nobody's turn, nor is what is told between.
    (
        labelled,
        "LOPEZ: It is late.\n\nThe mayor smiled.\n\n“I know it.”\n\nDIAZ: It is.\n\nLOPEZ: We go.",
        [turn("It is late.", "LOPEZ"), turn("It is.", "DIAZ"), turn("We go.", "LOPEZ")],
    ),
    (
        labelled,
        "LOPEZ: It is late.\n\n“I know you, Lopez.”\n\nDIAZ: It is.\n\nLOPEZ: We go.",
        [turn("It is late.", "LOPEZ"), turn("It is.", "DIAZ"), turn("We go.", "LOPEZ")],
    ),
    # Marks around every turn.
    (
        labelled,
        "“LOPEZ: Is it late?\n\n“DIAZ: It is.\n\n“LOPEZ: We go.”",
        [turn("Is it late?", "LOPEZ"), turn("It is.", "DIAZ"), turn("We go.", "LOPEZ")],
    ),
    (
        interviewed,
        f"Lopez coaches the team.\n\n{QUESTIONS}\n\nLopez lives in Ayton.",
        [
            answer("What did you tell the team?"),
            answer("I told them to breathe. We rushed. / Nobody can win so."),
            answer("Did you expect to win?"),
            answer("No, I did not."),
            answer("How long will you stay?"),
            answer("As long as my knees let me."),
        ],
    ),
    (
        interviewed,
        "**What did you do?**\n\nI ran.\n\n**Did you win?**\n\nI did.\n\n__Why do you run?__\n\nI like it.",
        [
            answer(said)
            for said in ("What did you do?", "I ran.", "Did you win?", "I did.", "Why do you run?", "I like it.")
        ],
    ),
    (
        signed_after_dash,
        "“The bridge is safe.” — Maria Lopez",
        [Found("“The bridge is safe.”", "—", "Maria Lopez", "direct", "signed")],
    ),
    (
        signed_after_dash,
        "“The bridge is safe.” - Maria Lopez, mayor",
        [Found("“The bridge is safe.”", "-", "Maria Lopez", "direct", "signed")],
    ),
    (
        signed_after_dash,
        "“The bridge is safe.” — Maria Lopez. It rained.",
        [Found("“The bridge is safe.”", "—", "Maria Lopez", "direct", "signed")],
    ),
    (
        signed_after_dash,
        "“The bridge is safe.” ―\xa0Lopez",
        [Found("“The bridge is safe.”", "―", "Lopez", "direct", "signed")],
    ),
    (
        signed_after_dash,
        "“The bridge is safe.” ―\xa0Maria Lopez",
        [Found("“The bridge is safe.”", "―", "Maria Lopez", "direct", "signed")],
    ),
    (said_before_colon, "She put it this way: It is late.", [Found("It is late.", "put", "She", "direct", "colon")]),
    (
        said_before_colon,
        "The mayor made a promise: The bridge would open in May.",
        [Found("The bridge would open in May.", "made", "The mayor", "indirect", "colon")],
    ),
    (said_before_colon, "She was asked: It is late?", [Found("It is late?", "was asked", None, "direct", "colon")]),
    (
        said_before_colon,
        "Lopez said this about the bridge: It fell. It was old.",
        [Found("It fell.", "said", "Lopez", "indirect", "colon")],
    ),
    (said_before_colon, "Lopez said this: Go home", [Found("Go home", "said", "Lopez", "indirect", "colon")]),
    (said_before_colon, "Lopez said “this”: Go home.", [Found("Go home.", "said", "Lopez", "indirect", "colon")]),
    (said_before_colon, "Lopez said this: Go home!", [Found("Go home!", "said", "Lopez", "direct", "colon")]),
    (signed_after_dash, "“It is late.” — Lopez\nmayor", [Found("“It is late.”", "—", "Lopez", "direct", "signed")]),
    (
        signed_after_dash,
        "“It is late.” — Maria Lopez of Old Ayton Times",
        [Found("“It is late.”", "—", "Maria Lopez of Old Ayton Times", "direct", "signed")],
    ),
    (signed_after_dash, "“It is late.”―Lopez", [Found("“It is late.”", "―", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.”\n― Lopez", [Found("“It is late.”", "―", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.”\n\n— Lopez", [Found("“It is late.”", "—", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.” ― Lopez", [Found("“It is late.”", "―", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.” -- Lopez", [Found("“It is late.”", "--", "Lopez", "direct", "signed")]),
    (signed_after_dash, "“It is late.” – Lopez", [Found("“It is late.”", "–", "Lopez", "direct", "signed")]),
    (said_before_colon, "She put it this way: Is it late?", [Found("Is it late?", "put", "She", "direct", "colon")]),
    (
        labelled,
        "LOPEZ: It is late.\n\n(Laughs) We go.\n\nDIAZ: It is.\n\nWe go (laughs)\n\nLOPEZ: We go.",
        [
            Found("It is late. / (Laughs) We go.", ":", "LOPEZ", "direct", "label"),
            Found("It is. / We go (laughs)", ":", "DIAZ", "direct", "label"),
            Found("We go.", ":", "LOPEZ", "direct", "label"),
        ],
    ),
    (
        labelled,
        "LOPEZ: It is late.\n\n(Laughs).\n\nDIAZ: It is.\n\n“(Sighs.)”\n\nLOPEZ: We go.",
        [
            Found("It is late.", ":", "LOPEZ", "direct", "label"),
            Found("It is.", ":", "DIAZ", "direct", "label"),
            Found("We go.", ":", "LOPEZ", "direct", "label"),
        ],
    ),
    (
        labelled,
        "LOPEZ: It is late.\n\nDIAZ: It is.\n\nLOPEZ: We go.\n\n”",
        [
            Found("It is late.", ":", "LOPEZ", "direct", "label"),
            Found("It is.", ":", "DIAZ", "direct", "label"),
            Found("We go.", ":", "LOPEZ", "direct", "label"),
        ],
    ),
    # The white space behind it is one of its sixty tokens.
    (
        interviewed,
        LONG_QUESTION.format("so " * 55),
        [
            answer(f"Did you {'so ' * 55}win?"),
            *map(answer, ("I did.", "Do you run?", "I do.", "Do you ride?", "I do.")),
        ],
    ),
    (
        labelled,
        "JOHN ANN OTTO CARL RUTH DIAZ: It is.\n\nLOPEZ: We go.\n\nLOPEZ: Yes.",
        [
            Found("It is.", ":", "JOHN ANN OTTO CARL RUTH DIAZ", "direct", "label"),
            Found("We go.", ":", "LOPEZ", "direct", "label"),
            Found("Yes.", ":", "LOPEZ", "direct", "label"),
        ],
    ),
    (
        labelled,
        "LOPEZ, HEAD OF THE OLD TOWN HALL OF ASHBY IN OHIO NOW: It is late.\n\nDIAZ: We go.\n\nDIAZ: Yes.",
        [
            Found("It is late.", ":", "LOPEZ", "direct", "label"),
            Found("We go.", ":", "DIAZ", "direct", "label"),
            Found("Yes.", ":", "DIAZ", "direct", "label"),
        ],
    ),
    (
        labelled,
        "LOPEZ: It is late.\n\nDIAZ: 45 percent\n\nLOPEZ: We go.\n\nDIAZ: 3 percent\n\nLOPEZ: Yes, we do.",
        [
            Found("It is late.", ":", "LOPEZ", "direct", "label"),
            Found("45 percent", ":", "DIAZ", "direct", "label"),
            Found("We go.", ":", "LOPEZ", "direct", "label"),
            Found("3 percent", ":", "DIAZ", "direct", "label"),
            Found("Yes, we do.", ":", "LOPEZ", "direct", "label"),
        ],
    ),
    (
        labelled,
        MOSTLY_LABELS,
        [
            Found("It is late. / The rain had come.", ":", "LOPEZ", "direct", "label"),
            Found("It is. / The town slept.", ":", "DIAZ", "direct", "label"),
            Found("We go.", ":", "LOPEZ", "direct", "label"),
        ],
    ),
    (
        labelled,
        f"It rained.\n\n{MOSTLY_LABELS}",
        [
            Found("It is late.", ":", "LOPEZ", "direct", "label"),
            Found("It is.", ":", "DIAZ", "direct", "label"),
            Found("We go.", ":", "LOPEZ", "direct", "label"),
        ],
    ),
    (
        signed_after_dash,
        "“It is late.”\n\n— Lopez, mayor of the old town of Ashby in the north of it now",
        [Found("“It is late.”", "—", "Lopez", "direct", "signed")],
    ),
    (
        interviewed,
        "What did you do?\n\nI ran.\n\nDid you win?\n\nI did.\n\n“Do you run?”\n\nI like it.\n\nDo you ride?\n\nI do.",
        [
            Found("What did you do?", "", None, "direct", "interview"),
            Found("I ran.", "", None, "direct", "interview"),
            Found("Did you win?", "", None, "direct", "interview"),
            Found("I did. / “Do you run?” / I like it.", "", None, "mixed", "interview"),
            Found("Do you ride?", "", None, "direct", "interview"),
            Found("I do.", "", None, "direct", "interview"),
        ],
    ),
    # An answer that addresses somebody asks nothing.
    (
        interviewed,
        "What did you do?\n\nI ran, you know.\n\nDid you win?\n\nI did.\n\nDo you ride?\n\nI do.",
        [*map(answer, ("What did you do?", "I ran, you know.", "Did you win?", "I did.", "Do you ride?", "I do."))],
    ),
    # A fifth of all paragraphs from the first question to the last asks.
    (
        interviewed,
        MANY_ANSWERS.format("I do.\n\n" * 6),
        [answer(said) for ask in ("run", "ride", "row") for said in (f"Do you {ask}?", " / ".join(["I do."] * 6))],
    ),
]
LEFT_ALONE: list[tuple[Rule, str]] = [
    (interviewed, "Where do you live?"),
    (labelled, "(Lopez): The bridge is safe.\n\n(Diaz): It is."),
    (labelled, "The bridge is safe.\n\nIt is late."),
    (labelled, "LOPEZ: The bridge is safe.\n\nDIAZ: It is."),
    (labelled, "LOPEZ: It is late.\n\nLOPEZ: It is.\n\nLOPEZ: We go."),
    (labelled, "WHERE: It is at the bridge.\n\nWHEN: It is in May.\n\nNote: It is late.\n\nUpdate: It rained."),
    (labelled, "Lopez: 45 percent\n\nDiaz: 42 percent\n\nLopez: 46 percent\n\nDiaz: 40 percent"),
    (
        labelled,
        "She Wanted More: It is late.\n\nLopez Said This: It is.\n\nShe Wanted More: We go.\n\nLopez Said This: It is.",
    ),
    (labelled, "They wanted this: It is late.\n\nWe said this: It is.\n\nThey wanted this: We go."),
    (labelled, "Q: Is it late?\n\nLopez smiled."),
    (labelled, "A. It is late.\n\nB. It is safe.\n\nC. It is old."),
    (labelled, "A bridge is safe.\n\nQ is a letter."),
    (labelled, "Q. Is it late?\n\nLopez smiled.\n\nA"),
    # Two questions are few.
    (interviewed, "What did you tell the team?\n\nI told them to breathe.\n\nDid you win?\n\nWe did."),
    # Nobody answers in the first person.
    (interviewed, "What is new?\n\nThe bridge.\n\nWho paid?\n\nThe town.\n\nWhen does it open?\n\nIn May."),
    # Nobody is asked.
    (interviewed, "Is it late?\n\nWe go.\n\nIs it safe?\n\nWe think so.\n\nIs it old?\n\nI know it is."),
    # One who wonders.
    (interviewed, "Who are you?\n\nWhat do you want?\n\nWhy do you ask?\n\nI do not know."),
    # Labels and marks say more.
    (interviewed, "Q: Do you run?\n\nA: I do.\n\nQ: Do you ride?\n\nA: I do.\n\nQ: Do you row?\n\nA: I do."),
    (interviewed, "“Do you run?”\n\n“I do.”\n\n“Do you ride?”\n\n“I do.”\n\n“Do you row?”\n\n“I do.”"),
    (signed_after_dash, "“The bridge is safe.” — she was wrong"),
    (signed_after_dash, "“The bridge is safe.” — Maria Lopez Who Ran The Old Town Hall"),
    (signed_after_dash, "“The bridge is safe.” — He is wrong"),
    (signed_after_dash, "“The bridge is safe.” Maria Lopez"),
    (signed_after_dash, "“The bridge is safe.” —"),
    (signed_after_dash, "“The bridge is safe.” It rained.\n— Lopez"),
    (
        signed_after_dash,
        "“It is late.”\n— Lopez came to the bridge at noon, as he had in each of the last three years.",
    ),
    (said_before_colon, "The rule is clear: no cars on the bridge."),
    (said_before_colon, "The mayor was clear: “It is late.”"),
    (said_before_colon, "The mayor, who made this promise: It is late."),
    (said_before_colon, "In the town: It is late."),
    (said_before_colon, "She put it this way:\n\nIt is late."),
    (said_before_colon, "Lopez said: it fell."),
    (said_before_colon, "Lopez said this: “Go home.”"),
    (said_before_colon, "Lopez said “this: Go home.”"),
    (said_before_colon, "Lopez left. This: Go home."),
    (said_before_colon, "Lopez said: A"),
    (said_before_colon, "To say this: Go home."),
    (said_before_colon, "A man who said this: Go home."),
    (signed_after_dash, "“It is late.” — Maria Lopez of the Old Ayton Times"),
    (signed_after_dash, "“It is late. — Lopez"),
    (signed_after_dash, "“It is late.” — Lopez is late"),
    (said_before_colon, "Lopez said of the town that fell: Go home."),
    (labelled, "Q: Is it late?\n\nLOPEZ: It is."),
    (labelled, "LOPEZ: Is it late?\n\nA: It is."),
    (interviewed, LONG_QUESTION.format("so " * 56)),
    (labelled, "JOHN ANN OTTO CARL RUTH LEE DIAZ: It is.\n\nLOPEZ: We go.\n\nLOPEZ: Yes."),
    (labelled, "LOPEZ, HEAD OF THE OLD TOWN HALL OF ASHBY IN OHIO JUST NOW: It is late.\n\nDIAZ: We go.\n\nDIAZ: Yes."),
    (labelled, "LOPEZ: It is late.\n\nDIAZ: 45 percent\n\nLOPEZ: We go.\n\nDIAZ: 3 percent"),
    (signed_after_dash, "“It is late.”\n\n— Lopez, mayor of the old town of Ashby in the north of it just now"),
    (interviewed, MANY_ANSWERS.format("I do.\n\n" * 7)),
]


test_content_cue_source_type_and_frame = as_test(FOUND, LEFT_ALONE)

"""The guideline profiles: what counts as a quote, how much of its cue is marked, and what their guidelines say."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, NamedTuple

from annotator.core.errors import UsageError


class GuidelineProfile(NamedTuple):
    """What a guideline marks.

    `beliefs`: thoughts, plans and wishes too, not only what is said or written. `marked_only`: only text in quotation
    marks. `cued_only`: only what some words report, no turn of dialogue that stands alone. `bare_cue`: the cue is the
    verb alone, not its group. `departures`: the kinds of places at the edges of quotes (`quotes.guidelines`) at which
    the annotators of a database do otherwise than the guidelines say; no profile that ships has any.
    """

    name: str
    beliefs: bool = False
    marked_only: bool = False
    cued_only: bool = False
    bare_cue: bool = False
    departures: frozenset[str] = frozenset()

    def lies_within(self, other: GuidelineProfile) -> bool:
        """Whether the other one marks every quote that this one marks and that has a cue; cues may differ.

        >>> PROFILES["guardian"].lies_within(PROFILES["speech"]), PROFILES["polnear"].lies_within(PROFILES["speech"])
        (True, False)
        """
        return self.beliefs <= other.beliefs and self.marked_only >= other.marked_only


PROFILES = {
    profile.name: profile
    for profile in (
        GuidelineProfile("speech"),
        GuidelineProfile("polnear", beliefs=True, cued_only=True),
        GuidelineProfile("guardian", marked_only=True, bare_cue=True),
    )
}
"""By name; the first is the default."""

PROFILE_NAMES = tuple(PROFILES)
DEFAULT_PROFILE = PROFILE_NAMES[0]


def profile_named(name: str) -> GuidelineProfile:
    """The profile of that name. Raises UsageError where there is none."""
    if name not in PROFILES:
        choices = f"{', '.join(PROFILE_NAMES[:-1])} or {PROFILE_NAMES[-1]}"
        raise UsageError(f"no guideline profile {name!r}", f"choose {choices}")
    return PROFILES[name]


SUGGESTED_FROM = 0.42
"""The probability, from 0 to 1, from which quotes are suggested by any profile, unless a pipeline has its own."""


def suggested_from(settings: Mapping[str, Any]) -> float:
    """The probability from which a run with these settings suggests quotes, before it is calibrated."""
    threshold = settings.get("threshold")
    return SUGGESTED_FROM if threshold is None else float(threshold)


# ---- The text of the guidelines: what the profiles say unless a project has its own, and its paragraphs with their
# ids.


COMMON = """
# What to mark

A quote is what somebody said, and who is named as saying it: ⟨content⟩, cue, ‹source›.

- Content: the words that were said, or the words that report them. It may be in several pieces.
- Cue: the words that say it was said: “said”, “told reporters”, “according to”.
- Source: the words in the text that name who said it, perhaps “she” or “the secretary”.
- Speaker: the full name of that person or body, from the list of speakers; none when nobody is named anywhere.

# Type

- direct: the speaker's own words, with or without quotation marks.
- indirect: the writer's words for what was said.
- mixed: the writer's words with some of the speaker's own in quotation marks.

Direct without marks: We lost a season, Duarte told reporters.

# Going on

A sentence that carries on the quote of the one before it continues it. Cue and source may stand in another part.

# Topics

At most three, what the sentence is about, not what it mentions. None is a good answer.
"""
BY_PROFILE = {
    "speech": """
# Profile: speech

- Mark what is said or written. Not what is believed, hoped or planned, unless it is said to be.
- The whole verb group is the cue: “has repeatedly denied”. A colon after the cue belongs to it.
- “that” belongs to the content. Quotation marks belong to the content.
- A full stop or comma at the end of content stays outside, unless a closing mark follows it.
""",
    "polnear": """
# Profile: polnear

- Mark speech, and also beliefs, plans and feelings: “believes that …”, “hopes to …”.
- The whole verb group is the cue: “has repeatedly denied”. A colon after the cue belongs to it.
- “that” and “to” belong to the content. Quotation marks belong to the content.
- A full stop or comma at the end of content stays outside, unless a closing mark follows it.
""",
    "guardian": """
# Profile: guardian

- Mark only text in quotation marks.
- The cue is the bare verb: “said”, not “has said”.
- The marks belong to the content.
""",
}


class Paragraph(NamedTuple):
    """A paragraph or an item of a list in the guidelines.

    `id` is that of its heading, with its number under it, from 1: `type.2`. It says which one is meant as long as
    nothing is put in before it under that heading.
    """

    id: str
    heading: str
    words: str


def guideline_text(profile: str, own: str | None = None) -> str:
    """The guidelines as Markdown: the project's own, else what the profile says."""
    return own if own is not None else BY_PROFILE.get(profile, "") + COMMON


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of guidelines in Markdown, in their order, with ids of which each is there once."""
    listed: list[Paragraph] = []
    heading, section, number = "", "guidelines", 0
    sections = set[str]()
    goes_on = False
    for line in map(str.strip, text.split("\n")):
        if line.startswith("#"):
            heading, number, again = line.lstrip("# ").strip(), 0, count(2)
            letters = "".join(char if char.isalnum() else " " for char in heading.lower())
            slug = section = "-".join(letters.split()) or "section"
            while section in sections:
                section = f"{slug}-{next(again)}"
            sections.add(section)
            goes_on = False
        elif not line:
            goes_on = False
        elif goes_on and not line.startswith(("- ", "* ")):
            last = listed[-1]
            listed[-1] = Paragraph(last.id, last.heading, f"{last.words} {line}")
        else:
            number += 1
            sections.add(section)  # what stands before any heading has a name, too
            listed.append(Paragraph(f"{section}.{number}", heading, line.removeprefix("- ").removeprefix("* ").strip()))
            goes_on = True
    return tuple(listed)

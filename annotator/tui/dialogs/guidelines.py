"""The guidelines as rows: the project's Markdown file, else what the built-in profile says."""

from __future__ import annotations

from rich.cells import cell_len

from annotator.core.drawable import composed, drawable
from annotator.tui.panes.line_breaks import break_lines
from annotator.tui.panes.pieces import Piece, Row

COMMON = """
# What to mark

A quote is what somebody said, and who is named as saying it: ⟨content⟩, cue, ‹source›.

- Content: the words that were said, or the words that report them. It may be in several pieces.
- Cue: the words that say it was said: “said”, “told reporters”, “according to”.
- Source: the words in the text that name who said it, perhaps “she” or “the secretary”.
- Speaker: the full name of that person or body, from the list of speakers; 0 when nobody is named anywhere.

# Type

- direct: the speaker's own words, with or without quotation marks.
- indirect: the writer's words for what was said.
- mixed: the writer's words with some of the speaker's own in quotation marks.

Direct without marks: We lost a season, Duarte told reporters.

# Going on

A sentence that carries on the quote of the one before it continues it (c). Cue and source may stand in another part.

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


def guideline_rows(width: int, profile: str, text: str | None) -> list[Row]:
    """Headings, lists and paragraphs of a Markdown text in rows; other marks of Markdown stay as they are."""
    source = text if text is not None else BY_PROFILE.get(profile, "") + COMMON
    rows: list[Row] = []
    for line in composed(drawable(source, keep="\n")).strip().split("\n"):
        if line.startswith("#"):
            rows.append((Piece(line.lstrip("# "), "title"),))
        elif line.lstrip().startswith(("- ", "* ")):
            rows += _wrapped(line.lstrip()[2:], width, "• ", "  ")
        else:
            rows += _wrapped(line, width)
    return rows


def _wrapped(text: str, width: int, first: str = "", others: str = "") -> list[Row]:
    """The text in as many rows as it needs, with something before the first row and before the others."""
    line = " ".join(text.split())
    pieces = break_lines(line, 0, len(line), max(1, width - cell_len(first)))
    return [(Piece((others if start else first) + line[start:end]),) for start, end in pieces]

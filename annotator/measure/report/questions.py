"""What a report asks of those who made the data set, because no program knows it.

The questions follow Gebru et al., Datasheets for Datasets, Communications of the ACM 64(12), 2021 ("datasheet"), and
Bender & Friedman, Data Statements for Natural Language Processing, TACL 6, 2018 ("statement"): those that apply to
annotated news, shortened. What the tables answer is not asked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from annotator.core.drawable import one_line
from annotator.core.errors import InputRefused


@dataclass(frozen=True, slots=True)
class Question:
    """A question by the key of its answer, under the heading that it stands under."""

    key: str
    heading: str
    words: str


QUESTIONS = (
    Question("purpose", "Motivation", "For what purpose was the data set made?"),
    Question("makers", "Motivation", "Who made it, on behalf of whom, and who paid for it?"),
    Question("selection", "Composition", "How were the articles chosen, and of what larger set are they a sample?"),
    Question("missing", "Composition", "What is missing, and why?"),
    Question("errors", "Composition", "Which errors, noise or redundancies are known?"),
    Question("confidential", "Composition", "Does it hold confidential, offensive or sensitive matter?"),
    Question("people_in_it", "Composition", "Which people can be identified in it, and may that harm them?"),
    Question("acquired", "Collection", "How were the articles acquired, and over what time?"),
    Question("annotators", "Collection", "Who annotated and reviewed, how were they trained, and how were they paid?"),
    Question(
        "ethics", "Collection", "Was there an ethical review? Were the people concerned told, and did they agree?"
    ),
    Question("preprocessing", "Preprocessing", "What was done to the texts before they were imported?"),
    Question("used_for", "Uses", "For what has it been used?"),
    Question("not_for", "Uses", "For what should it not be used?"),
    Question("rights", "Distribution", "Under what licence is it given out, and who holds rights in the articles?"),
    Question("maintainer", "Maintenance", "Who keeps it, how can they be reached, and how are errors mended?"),
    Question("curation", "Data statement", "Curation rationale: what texts were included, and why these?"),
    Question(
        "language", "Data statement", "Language variety: which language and variety, as a BCP 47 tag and in words?"
    ),
    Question(
        "speakers", "Data statement", "Who wrote the texts, and who is quoted (age, gender, origin, first language)?"
    ),
    Question("annotator_groups", "Data statement", "Who annotated (age, gender, first language, training)?"),
    Question("situation", "Data statement", "When, where and for whom were the texts written?"),
)


def answers_template() -> str:
    """The file to write answers in, as TOML: every question as a comment, with an empty answer."""
    lines = [
        "# What only you know of this data set. `annotator report` keeps this file and puts the answers in report.md."
    ]
    for question in QUESTIONS:
        lines += ["", f"# {question.heading}: {question.words}", f'{question.key} = ""']
    return "\n".join(lines) + "\n"


def read_answers(text: str, where: str) -> dict[str, str]:
    """The answers of such a file, by key; empty ones are left out.

    Raises InputRefused for what is no TOML, for an answer that is no text, and for a key that is no question's.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused(f"{where}: no TOML ({one_line(str(error))})", "mend it, or move it away") from None
    known = {question.key for question in QUESTIONS}
    for key, answer in found.items():
        if key not in known or not isinstance(answer, str):
            raise InputRefused(
                f"{where}: {one_line(key, 60)!r} is no answer to a question", "keep to its keys, as text"
            )
    return {key: answer.strip() for key, answer in found.items() if answer.strip()}


def datasheet(answers: Mapping[str, str]) -> str:
    """The questions with their answers as Markdown, under their headings."""
    parts = []
    heading = ""
    for question in QUESTIONS:
        if question.heading != heading:
            heading = question.heading
            parts.append(f"### {heading}\n")
        answer = answers.get(question.key) or f"*Not answered yet: `{question.key}` in answers.toml.*"
        parts.append(f"**{question.words}**\n\n{answer}\n")
    return "\n".join(parts)

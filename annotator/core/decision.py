"""What annotators say of sentences, in which role and with the suggestion in sight or without it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from annotator.core.drawable import one_line
from annotator.core.model import Document, Labels, Sentence, Suggestion
from annotator.core.speakers import Names, renamed_labels


class Answer(StrEnum):
    """What an annotator said of a sentence's labels."""

    ACCEPT = "accept"
    REJECT = "reject"
    SKIP = "skip"


DECIDED = (Answer.ACCEPT, Answer.REJECT)
"""The answers that decide a sentence. A skip does not: it puts the sentence off to the end of the work."""


class Sight(StrEnum):
    """What an annotator saw of the suggestion that a decision answers.

    `WITHHELD`: nothing, on purpose, so that what suggestions do to people can be measured. `IN_PASSING`: the sentence
    was decided together with another one, which was the one on screen.
    """

    SUGGESTION = "suggestion"
    WITHHELD = "withheld"
    IN_PASSING = "in passing"


LONGEST = 3600.0
"""Seconds that a decision can have taken. Whoever takes longer was away: more is kept as this. Set by hand."""


class Decision(NamedTuple):
    """What one annotator said of one sentence, as stored. `seconds` (at most `LONGEST`) and `keys` are what it took.

    `revision` is the key of the label scheme and guidelines under which it was made (see `core.revisions`).
    """

    id: int
    annotator: str
    answer: Answer
    labels: Labels
    decided_at: str
    note: str | None = None
    flagged: bool = False
    implied: bool = False
    seconds: float = 0.0
    keys: int = 0
    suggestion: int | None = None
    sight: Sight = Sight.SUGGESTION
    revision: int | None = None

    @property
    def confirmed(self) -> Labels:
        """The labels that it gives the sentence: none where it rejects or skips it."""
        return self.labels if self.answer is Answer.ACCEPT else Labels()

    def relabelled(self, sentence_id: int, labels: Labels) -> NewDecision:
        """The same with other labels, to be saved in the place of this one. `sentence_id` is the id of its sentence."""
        fields = _without(self, "id", "annotator", "decided_at", "labels")
        return NewDecision(sentence_id, labels=labels, replaces=self.id, **fields)


class NewDecision(NamedTuple):
    """A decision on its way to the disk. `replaces` is the decision that was current when the sentence was drawn.

    `revision` is None for what is decided now: then it is the one that is in use.
    """

    sentence_id: int
    answer: Answer
    labels: Labels
    suggestion: int | None = None
    replaces: int | None = None
    note: str | None = None
    flagged: bool = False
    implied: bool = False
    seconds: float = 0.0
    keys: int = 0
    sight: Sight = Sight.SUGGESTION
    revision: int | None = None

    def kept(self, key: int, annotator: str, decided_at: str) -> Decision:
        """The decision as it is stored, under that id: with all its fields but those that say where it goes."""
        fields = _without(self, "sentence_id", "replaces")
        return Decision(id=key, annotator=annotator, decided_at=decided_at, **fields)


def _without(decision: Decision | NewDecision, *names: str) -> dict[str, Any]:
    """All that a decision says, by the names of its fields, but for some."""
    return {name: value for name, value in decision._asdict().items() if name not in names}


class DecidedSentence(NamedTuple):
    """A sentence with one annotator's decision and the suggestion that it answered: what an export line is made of."""

    document: Document
    sentence: Sentence
    decision: Decision
    suggestion: Suggestion | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What names the sentence everywhere: the id of its document, and its index there."""
        return self.document.id, self.sentence.index

    def renamed(self, names: Names) -> DecidedSentence:
        """The same, with the new names in what was decided and in what had been suggested."""
        decision, suggestion = self.decision, self.suggestion
        return self._replace(
            decision=decision._replace(labels=renamed_labels(decision.labels, names)),
            suggestion=suggestion and suggestion._replace(labels=renamed_labels(suggestion.labels, names)),
        )


# ---- Who works on a database, and as what: annotating, reviewing, or answering the sentences of a qualification.
#
# A person has a name for each role, so that the work of one role never stands in the way of another's: `ana`
# annotates, `review:ana` reviews, `test:ana` answers a qualification.


class Role(StrEnum):
    """As what somebody works."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    CANDIDATE = "candidate"

    def name_of(self, person: str) -> str:
        """The name under which that person works in this role."""
        return PREFIXES[self] + person


PREFIXES = {Role.ANNOTATOR: "", Role.REVIEWER: "review:", Role.CANDIDATE: "test:"}
"""What begins the names of a role."""

EXPORTED = (Role.ANNOTATOR, Role.REVIEWER)
"""The roles whose decisions may be gold; what candidates answer is nobody's work."""


LONGEST_NAME = 200
"""Characters of a name at most, with what begins it in another role. Set by hand, far above what is."""
LONGEST_LINE = 10_000
"""Characters of a note, or of a line about an article such as its title, at most. Set by hand, far above what is."""


def is_name(name: str) -> bool:
    """Whether people can go by a name: printable, without white space around it, not empty, not too long."""
    return bool(name) and name == name.strip() and name.isprintable() and len(name) <= LONGEST_NAME


def may_work(person: str) -> bool:
    """Whether somebody can have that name as an annotator, and as whatever else."""
    return is_name(person) and not is_of_a_role(person) and all(is_name(role.name_of(person)) for role in Role)


def is_of_a_role(name: str) -> bool:
    """Whether a name is one that only another role than annotating may have."""
    return role_and_person(name)[0] is not Role.ANNOTATOR


def role_and_person(name: str) -> tuple[Role, str | None]:
    """As what somebody works under a name, and, of another role than annotating, who."""
    for role, prefix in PREFIXES.items():
        if prefix and name.startswith(prefix):
            return role, name.removeprefix(prefix)
    return Role.ANNOTATOR, None


def in_role(role: Role) -> str:
    """What is written behind a name for work in that role; nothing for annotating.

    >>> in_role(Role.REVIEWER), in_role(Role.ANNOTATOR)
    (' (review)', '')
    """
    return f" ({PREFIXES[role][:-1]})" if PREFIXES[role] else ""


def shown_name(name: str, limit: int = 300) -> str:
    """A name as people read it in a line: it is cut where it has more characters than that, and not the role behind it.

    >>> shown_name("review:Maria Antonia", 16), shown_name("Maria Antonia", 16)
    ('Maria … (review)', 'Maria Antonia')
    """
    role, person = role_and_person(name)
    return one_line(person or name, limit - len(in_role(role))) + in_role(role)

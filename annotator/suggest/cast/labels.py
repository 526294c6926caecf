"""Who speaks as the form of a text tells: labels ("KRAUS: Welcome back.") and interviews ("Q: What now?").

A name in capitals is matched with the names of the text. Who answers in an interview follows from what stands before
its first question: the person whom it is about.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from annotator.suggest.cast.lexicon import plain
from annotator.suggest.cast.members import Member, MemberKind, gender_of
from annotator.suggest.cast.names import Name, read_name
from annotator.suggest.cast.resolve import Resolver
from annotator.suggest.cast.story import who_is_called

INTERVIEW = "interview"
"""The rule of quotes that are the questions and answers of an interview without labels."""
_QUESTIONS = 2
"""So many questions make an interview: what stands before the first one tells who answers."""
_CALLED = 3
"""As so many mentions before the first question counts that a question calls somebody by name. Both are set by hand."""

Label = tuple[int, int]
"""The tokens of a label."""


def speakers_by_label(resolver: Resolver) -> dict[int, Member]:
    """By number of a quote: who speaks it, as far as a label or the order of an interview tells."""
    return _Labels(resolver).speakers()


class _Labels:
    """Reads the labels of one text."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver, self.columns, self.words = resolver, resolver.columns, resolver.words
        self.quotes, self.contents = resolver.quotes, resolver.contents
        labels = {number: self._label(number) for number in range(len(self.quotes))}
        self.labels: dict[int, Label] = {number: label for number, label in labels.items() if label is not None}

    def speakers(self) -> dict[int, Member]:
        """Who speaks each quote with a label, and each question and answer."""
        dialogue, speakers = self.words.dialogue, {}
        questions, answers = self._questions_and_answers()
        interview = len(questions) >= _QUESTIONS and bool(answers)
        interviewee = self._interviewee(questions) if interview else None
        for numbers, member, name in ((questions, None, dialogue.asking), (answers, interviewee, dialogue.answering)):
            for number in numbers:
                if interview or number in self.labels:
                    speakers[number] = member or self.resolver.stranger(name, MemberKind.PERSON)
        for number, label in self.labels.items():
            text = self.columns.text_of(*label)
            if number not in speakers and text.isupper() and len(text) > 1:
                member = self._whose(label)
                speakers |= {number: member} if member is not None else {}
        return speakers

    # ---- labels

    def _label(self, number: int) -> Label | None:
        """The source of a quote, if it stands at the beginning of its paragraph and before a colon."""
        columns, source = self.columns, self.resolver.sources[number]
        if source is None:
            return None
        first, end = source
        begins = bisect_left(columns.paragraph, columns.paragraph[first])
        if any(word[:1].isalnum() for word in columns.word[begins:first]):
            return None
        content = self.contents[number][0][0]
        between = slice(end, content if end <= content else end + 1)
        return source if ":" in columns.word[between] else None

    def _whose(self, label: Label) -> Member | None:
        """Whose label in capitals this is: a person's or a body's of the text, else somebody's with that name alone."""
        texts = [word for word in self.columns.word[slice(*label)] if word.isalpha() or word[-1:] == "."]
        name = read_name(texts, self.words)
        if name is None:
            return None
        members = self.resolver.members
        people = [member for member in members if member.kind is MemberKind.PERSON and _fits(member, name)]
        if people:
            return max(people, key=lambda member: (bool(member.full), len(member.mentions)))
        for member in members:
            if member.kind in (MemberKind.ORG, MemberKind.PLACE) and name.keys in member.forms:
                return member
        shown = name.text if name.full else name.text.capitalize()
        return self.resolver.stranger(shown, MemberKind.PERSON, gender=gender_of(name, self.words))

    # ---- interviews

    def _questions_and_answers(self) -> tuple[list[int], list[int]]:
        """The numbers of the quotes that ask and that answer: by their labels, else by the question mark."""
        questions, answers = [], []
        for number, quote in enumerate(self.quotes):
            if number in self.labels:
                text = plain(self.columns.text_of(*self.labels[number]).strip("*_"))
                is_question, is_answer = text in self.words.dialogue.asks, text in self.words.dialogue.answers
            else:
                is_question = quote.rule == INTERVIEW and self._is_question(number)
                is_answer = quote.rule == INTERVIEW and not is_question
            if is_question:
                questions.append(number)
            elif is_answer:
                answers.append(number)
        return questions, answers

    def _is_question(self, number: int) -> bool:
        return self.columns.text_of(*self.contents[number][-1]).rstrip("”’\"' \n").endswith("?")

    def _interviewee(self, questions: Sequence[int]) -> Member | None:
        """Who is asked: whom the text names most before the first question; None where it names nobody."""
        first = min(self.contents[number][0][0] for number in questions)
        people = [member for member in self.resolver.members if member.kind is MemberKind.PERSON]
        counts = Counter({member: sum(mention.end <= first for mention in member.mentions) for member in people})
        for number in questions:
            for member in who_is_called(self.resolver, self.contents[number]).members:
                counts[member] += _CALLED
        return max(+counts, key=lambda member: counts[member], default=None)


def _fits(member: Member, name: Name) -> bool:
    """Whether all words of a label's name stand in a name of the member, and its last word ends it."""
    return any(set(name.keys) <= set(form) and form[-1] == name.keys[-1] for form in member.forms)

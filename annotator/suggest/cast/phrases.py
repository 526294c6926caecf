"""Noun phrases as names: how somebody is listed who has no name."""

from __future__ import annotations

from annotator.suggest.cast.columns import Columns

_LONGEST = 9
"""The most words that a name made of a phrase may have: set by hand."""
_CUTTING_MARKS = frozenset({",", ";", ":", "—", "–", "(", "["})


def phrase(columns: Columns, first: int, end: int, head: int, *, capital: bool = False) -> str | None:
    """The noun phrase as a canonical name: no article, nothing from the first comma or relative clause on, no time.

    "The two officials, who declined to be named," is "two officials", "the bank's lawyers" is "bank's lawyers", "a poll
    in May" is "poll". With `capital` the first word is a name and keeps its capital wherever it stands. None where no
    noun is left.
    """
    first = _beginning(columns, first, end, head)
    end = next((i for i in range(max(first, head) + 1, end) if _is_beyond(columns, i, end)), end)
    end = _end(columns, first, _before_time(columns, end, head))
    if sum(columns.word[i][:1].isalnum() for i in range(first, end)) > _LONGEST:
        cuts = columns.labels.tags.phrase_cut
        cut = next((i for i in range(head + 1, end) if columns.tag[i] in cuts), max(first + _LONGEST, head + 1))
        end = _end(columns, first, min(cut, end))
    text = " ".join(columns.text_of(first, end).split()) if first < end else ""
    if not text or text.lower() in columns.words.phrases.vague:
        return None
    return text if capital else _calm(text, first, columns)


def owned(text: str, owner: str, columns: Columns) -> str:
    """What belongs to somebody, with the name: "Okafor’s lawyer"."""
    mark, short, ending = columns.words.possessive
    return f"{owner}{short if owner.endswith(ending) else mark} {text}"


def _beginning(columns: Columns, first: int, end: int, head: int) -> int:
    """The first token that is neither determiner nor mark, nor belongs to the sentence: "But the officials"."""
    phrases = columns.words.phrases
    skipped = phrases.questioning | phrases.leading | phrases.determiners
    while (
        first < end - 1 and first != head and (columns.lower[first] in skipped or not columns.word[first][:1].isalnum())
    ):
        first += 1
    new = first < head and columns.lower[first] in columns.words.newness
    named = any(columns.tag[i] in columns.labels.tags.proper_noun for i in range(first, head))
    return first + (new and named and columns.lemma[head] in columns.words.texts)  # "the latest Ashby poll"


def _is_beyond(columns: Columns, i: int, end: int) -> bool:
    """Whether a phrase is over before this token: a mark, a relative clause, one that a source took in."""
    if columns.word[i] in _CUTTING_MARKS:
        return not _is_in_list(columns, i, end)
    if columns.lower[i] in columns.words.phrases.cuts:
        return True
    return columns.tag[i] in columns.labels.tags.finite_verb or columns.is_subject(i)


def _is_in_list(columns: Columns, comma: int, end: int) -> bool:
    """Whether a comma stands between plural nouns that are listed: "his family, friends and aides"."""
    tags, coordinators = columns.labels.tags, columns.words.phrases.coordinators
    rest = range(comma + 1, end)
    listed = (columns.tag[i] in tags.noun_or_adjective or columns.lower[i] in {",", *coordinators} for i in rest)
    joined = any(columns.lower[i] in coordinators for i in rest)
    return columns.word[comma] == "," and joined and columns.is_plural(comma + 1) and all(listed)


def _before_time(columns: Columns, end: int, head: int) -> int:
    """Where the phrase ends without a time: "programme on Wednesday", "poll in 2015", "trip last week"."""
    labels, stop = columns.labels, end
    while stop - 1 > head and columns.entity[stop - 1] in labels.entities.time:
        stop -= 1
    if stop < end:
        while stop - 1 > head and (
            columns.tag[stop - 1] in labels.tags.phrase_cut or columns.dep[stop - 1] in labels.relations.particle
        ):
            stop -= 1
    return stop


def _end(columns: Columns, first: int, end: int) -> int:
    """Where the phrase ends without small words and marks at its end."""
    phrases = columns.words.phrases
    while end > first:
        word, lower = columns.word[end - 1], columns.lower[end - 1]
        good = word[-1:].isalnum() or word[-1:] in ".)%"
        if good and lower not in phrases.possessive_marks and lower not in phrases.no_end:
            break
        end -= 1
    return end


def _calm(text: str, first: int, columns: Columns) -> str:
    """ "Officials" at the start of a sentence are "officials"; names keep their capital."""
    labels, word = columns.labels, columns.word[first]
    named = columns.tag[first] in labels.tags.proper_noun or columns.entity[first] in labels.entities.capitalised
    if named or not word.istitle() or not word.isalpha():
        return text
    opens = first == columns.sentences[columns.sentence[first]]
    before = columns.word[first - 1] if first else ""
    if opens or columns.tag[first] in labels.tags.lowered or (before and not before[:1].isalnum()):
        return text[:1].lower() + text[1:]
    return text

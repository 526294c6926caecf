"""Noun phrases as names: how somebody is listed who has no name."""

from __future__ import annotations

from annotator.suggest.cast.columns import Columns

_LONGEST = 16
"""The most words that a name made of a phrase may have: set by hand."""
_CUTTING_MARKS = frozenset({",", ";", ":", "—", "–", "(", "["})


def phrase(columns: Columns, first: int, end: int, head: int) -> str | None:
    """The noun phrase as a canonical name: no article, nothing from the first comma or relative clause on, no time.

    "The two officials, who declined to be named," is "two officials", "the bank's lawyers" is "bank's lawyers", "a poll
    in May" is "poll". A phrase of many words ends in its noun. None where no noun is left.
    """
    first = _beginning(columns, first, end, head)
    end = next((i for i in range(max(first, head) + 1, end) if _is_beyond(columns, i, end)), end)
    end = _end(columns, first, _before_time(columns, end, head))
    if sum(columns.word[i][:1].isalnum() for i in range(first, end)) > _LONGEST:
        end = head + 1
    text = " ".join(columns.text_of(first, end).split()) if first < end else ""
    if not text or text.lower() in columns.words.phrases.vague:
        return None
    return _calm(text, first, columns)


def owned(text: str, owner: str, columns: Columns) -> str:
    """What belongs to somebody, with the name: "Okafor’s lawyer"."""
    mark, short, ending = columns.words.possessive
    return f"{owner}{short if owner.endswith(ending) else mark} {text}"


def _beginning(columns: Columns, first: int, end: int, head: int) -> int:
    """The first token that is neither determiner nor mark, nor belongs to the sentence: "But the officials"."""
    phrases = columns.words.phrases
    skipped = phrases.leading | phrases.determiners
    while (
        first < end - 1 and first != head and (columns.lower[first] in skipped or not columns.word[first][:1].isalnum())
    ):
        first += 1
    new = first < head and columns.lower[first] in columns.words.newness
    named = any(columns.tag[i] in columns.labels.tags.proper_noun for i in range(first, head))
    return first + (new and named and columns.lemma[head] in columns.words.texts)  # "the latest Ashby poll"


def _is_beyond(columns: Columns, i: int, end: int) -> bool:
    """Whether a phrase is over before this token: a mark, a relative clause, one that a source took in."""
    if columns.word[i] in _CUTTING_MARKS or " -" in columns.text_of(i - 1, i + 1):
        return not _is_in_list(columns, i, end)
    if columns.lower[i] in columns.words.phrases.cuts:
        return True
    return columns.tag[i] in columns.labels.tags.finite_verb or columns.is_subject(i)


def _is_in_list(columns: Columns, comma: int, end: int) -> bool:
    """Whether a comma stands between plural nouns that are listed: "his family, friends and aides"."""
    joined = not columns.words.phrases.coordinators.isdisjoint(columns.lower[comma + 1 : end])
    return columns.word[comma] == "," and joined and columns.is_plural(comma + 1)


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
    """Where the phrase ends without small words at its end."""
    phrases = columns.words.phrases
    while end > first and columns.lower[end - 1] in phrases.possessive_marks | phrases.no_end:
        end -= 1
    return end


def _calm(text: str, first: int, columns: Columns) -> str:
    """ "Officials" at the start of a sentence are "officials"; names keep their capital."""
    labels, word = columns.labels, columns.word[first]
    named = columns.tag[first] in labels.tags.proper_noun or columns.entity[first] in labels.entities.capitalised
    if named or not word.istitle() or not word.isalpha():
        return text
    opens = first == columns.sentences[columns.sentence[first]]
    if opens or columns.tag[first] in labels.tags.lowered or not columns.word[first - 1][:1].isalnum():
        return text[:1].lower() + text[1:]
    return text

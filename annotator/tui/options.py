"""What the windows offer for what is typed: names that are alike, places to go to, filters, keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain, islice
from typing import Any, NamedTuple, TypeAlias

from annotator.core.decision import LONGEST_NAME
from annotator.core.drawable import count
from annotator.core.scheme import Topic
from annotator.core.session.current import words_of_step
from annotator.core.session.desk import NOBODY, Filter, Mark, Page, PastStep, Place
from annotator.core.session.navigation import Navigator
from annotator.core.session.several import Sentences, TopicChange, sure_enough
from annotator.core.session.state import State
from annotator.tui.keys import NUMBERS, Call, Hint, Key
from annotator.tui.likeness import likest

LIMIT = 50
FILTERS = 20
AROUND = 30
SEARCHED_ELSEWHERE = 3
"""Characters: so many have to be typed before all articles are searched."""


class Hit(NamedTuple):
    """A sentence that has the text which was looked for."""

    place: Place
    text: str


class ListOption(NamedTuple):
    """Something to pick. `value` is what the asker gets back. `usable`: whether picking it can do something now.

    `both_ends`: where there is no room for the label, its middle is left out, else its end.
    """

    label: str
    value: Any
    detail: str = ""
    usable: bool = True
    both_ends: bool = False


class PickOptions(NamedTuple):
    """How a window to pick from begins, and how it looks."""

    text: str = ""
    """What is typed already."""
    start: int = 0
    """The place, from 0, of the option that is current as long as nothing else is typed."""
    nothing: Callable[[str], str] = lambda _: "nothing found"
    """Says, for what is typed, why nothing matches."""
    detail_look: str = "dim"
    """The style of what stands behind a label, of what can be done now."""
    free: bool = False
    """What is typed is kept as it is: no key at its beginning means anything else, and Ctrl+O goes on in the editor."""
    typing: Sequence[Hint] = ()
    """What can be typed, for help."""
    stays: str = ""
    """What is told before the detail of an option that is not usable, when it is picked; else it is taken as others."""


AS_USUAL = PickOptions()


def for_names(typed: str, names: Sequence[str]) -> Options:
    """The names most like what is typed, best first; what is typed itself as a new name."""
    typed = " ".join(typed.split())
    if not typed:
        return [ListOption(name, name) for name in names[:LIMIT]]
    folded, alike = typed.casefold(), likest(typed, names, 9, 60)
    options = [ListOption(name, name) for name in alike]
    if typed not in names and len(typed) <= LONGEST_NAME:
        # A name that has what is typed in it is probably the one that is meant; else it is more likely a new one.
        likely = bool(alike) and folded in alike[0].casefold()
        options.insert(likely, ListOption(typed, typed, "new name"))
    return options


def for_places(
    typed: str, page: Page, documents: int, elsewhere: Callable[[str], Sequence[tuple[Place, str]]]
) -> Options:
    """Where `8` (a sentence of this article), `3:8` (of another) or a piece of text leads: here, then elsewhere.

    A number behind the last sentence leads to that one and says so. Of another article that is only found out when one
    goes there. A number that no sentence has may also stand in the text.
    """
    if not typed:
        return []
    place, number = _place_named(typed), int(typed) if _is_number(typed) else 0
    if place is not None and place.document != page.number:
        return [ListOption(_called(place, page), place)] if 1 <= place.document <= documents else []
    if place is not None or 1 <= number <= len(page.items):
        return [_sentence_here(number - 1 if place is None else place.index, page)]
    sentences = ((index, item.sentence.span.of(page.document.text)) for index, item in enumerate(page.items))
    here = ((Place(page.number, index), text) for index, text in sentences if typed.casefold() in text.casefold())
    hits = chain(here, elsewhere(typed)) if len(typed) >= SEARCHED_ELSEWHERE else here
    options = [ListOption(_called(place, page), Hit(place, typed), _around(text, typed)) for place, text in hits]
    return [*options, _sentence_here(number - 1, page)] if number else options


def _place_named(typed: str) -> Place | None:
    """The sentence that `3:8` and `3:` name, be there one or not; None for another text."""
    named = re.fullmatch(r"(\d{1,9}):(\d{0,9})", typed)
    return Place(int(named[1]), max(0, int(named[2] or 1) - 1)) if named else None


def _is_number(typed: str) -> bool:
    """Whether that can be the number of an article or a sentence."""
    return re.fullmatch(r"\d{1,9}", typed) is not None


def _sentence_here(index: int, page: Page) -> ListOption:
    """The sentence of that index of the article in hand; where it has fewer, the last one, and that it is that."""
    last = len(page.items) - 1
    label = f"sentence {index + 1}" if index <= last else f"sentence {last + 1}, the last: there is no {index + 1}"
    index = min(index, last)
    begins = page.items[index].sentence.span.of(page.document.text)[:60]
    return ListOption(label, Place(page.number, index), " ".join(begins.split()))


def why_no_place(typed: str, documents: int) -> str:
    """Why what is typed leads nowhere."""
    place = _place_named(typed)
    if place is not None:
        return f"there is no article {place.document}: the last is {documents}"
    if len(typed) < SEARCHED_ELSEWHERE:
        return f"not in this article; from {SEARCHED_ELSEWHERE} letters on all articles are searched"
    return "nothing found, in this article and the others"


def _called(place: Place, page: Page) -> str:
    """A sentence as it is called, with its article if that is another than the one in hand."""
    sentence = f"sentence {place.index + 1}"
    return sentence if place.document == page.number else f"article {place.document}, {sentence}"


def _around(sentence: str, sought: str) -> str:
    """The words around what was looked for."""
    start = max(0, sentence.casefold().find(sought.casefold()) - AROUND)
    piece = sentence[start : start + 2 * AROUND + len(sought)]
    cut = "…" if start + len(piece) < len(sentence) else ""
    return f"{'…' if start else ''}{' '.join(piece.split())}{cut}"


class ArticleOptions:
    """Articles to pick from. Only those that are looked at are read: there may be very many.

    The one in hand stands for where one is (`here`), the others for their first sentence.
    """

    def __init__(self, articles: Navigator, numbers: Sequence[int], here: Place) -> None:
        self._articles, self._numbers, self._here = articles, numbers, here
        self._option = cache(self._read)

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, index: int) -> ListOption:
        return self._option(self._numbers[index])

    def _read(self, number: int) -> ListOption:
        """An article with how many of its sentences are decided, and how many were skipped."""
        place, here = Place(number, 0), ""
        if number == self._here.document:
            place, here = self._here, " · here"
        row = self._articles.document_row(number)
        if row is not None:
            skipped = f" · {row.skipped} skipped" if row.skipped else ""
            return ListOption(f"{number}  {row.title}", place, f"{row.decided}/{row.sentences}{skipped}{here}")
        return ListOption(f"{number}", Place(number, 0), "not there any more", usable=False)


Options: TypeAlias = Sequence[ListOption] | ArticleOptions
"""What can be picked."""


def for_documents(typed: str, articles: Navigator, here: Place) -> ArticleOptions:
    """All articles; or the one of the number that is typed, and those with the typed words in their title."""
    numbers = articles.document_numbers(typed)
    if _is_number(typed) and articles.document_row(int(typed)) is not None:
        numbers = [int(typed), *(number for number in numbers if number != int(typed))]
    return ArticleOptions(articles, numbers, here)


def for_steps(typed: str, steps: Sequence[PastStep]) -> Options:
    """The steps whose words have what is typed, with when they were made, and whether they were undone."""
    options = [ListOption(words_of_step(step), step, _turned(step), usable=step.turns > 0) for step in steps]
    return [option for option in options if typed.casefold() in f"{option.label} {option.detail}".casefold()]


def _turned(step: PastStep) -> str:
    """When a step was made, whether it was undone, and why it stays if it does."""
    from annotator.core.assignment import local_time  # deferred: asked for by a key

    state = " · undone" if not step.stands else "" if step.turns else " · article corrected"
    return f"{local_time(step.at)}{state}"


def for_filters(
    typed: str, names: Sequence[str], topics: Sequence[Topic], how_many: Callable[[Filter], int | None]
) -> list[ListOption]:
    """The filters that what is typed can mean, with how many sentences each finds.

    A mark that is typed in full counts, wherever it stands; of the rest each piece between commas is the beginning of a
    mark, or a part of a speaker's or topic's name. All have to hold. Speakers who are only mentioned come last.
    """
    words = typed.casefold().replace(",", " , ").split()
    marks = tuple(Mark(word) for word in dict.fromkeys(words) if word in set(Mark))
    pieces = [piece.strip() for piece in " ".join("," if word in set(Mark) else word for word in words).split(",")]
    *fixed, last = [piece for piece in pieces if piece] or [""]
    wanted = Filter(marks)
    for piece in fixed:
        wanted = next(iter(_narrowed(wanted, piece, names, topics)), wanted)
    filters = [*([wanted] if not last and wanted != Filter() else []), *_narrowed(wanted, last, names, topics)]
    counted = [(wanted, how_many(wanted)) for wanted in islice(filters, FILTERS)]
    return [
        ListOption(str(wanted), wanted, "" if number is None else count(number, "sentence"))
        for wanted, number in sorted(counted, key=lambda pair: pair[1] == 0 and pair[0].speaker is not None)
    ]


def _narrowed(wanted: Filter, piece: str, names: Sequence[str], topics: Sequence[Topic]) -> Iterable[Filter]:
    """The filter with one thing more that the piece can stand for."""
    for mark in Mark:
        if mark.startswith(piece) and mark not in wanted.marks:
            yield wanted._replace(marks=(*wanted.marks, mark))
    if not piece:
        return
    if wanted.speaker is None:
        for name in likest(piece, [name for name in names if piece in name.casefold()]):
            yield wanted._replace(speaker=name)
        if "nobody".startswith(piece):
            yield wanted._replace(speaker=NOBODY)
    if wanted.topic is None:
        for topic in topics:
            if piece in topic.key.casefold() or piece in topic.name.casefold():
                yield wanted._replace(topic=topic.key)


def for_topics(typed: str, possible: Sequence[TopicChange], sentences: Sentences) -> Options:
    """The changes of topics whose words have all that is typed, first in that order; how many change, and stay."""
    fitting: list[tuple[bool, TopicChange]] = []
    for change in possible:
        places = [str(change).casefold().find(word) for word in typed.casefold().split()]
        if -1 not in places:
            fitting.append((places != sorted(places), change))
    options = []
    for _, change in sorted(fitting, key=lambda pair: pair[0])[:LIMIT]:
        changed, stay = sentences.effect(change)
        detail = f"in {changed}{f' · stay: {stay}' if stay else ''}"
        options.append(ListOption(str(change), change, detail, both_ends=True))
    return options


def for_scores(typed: str, state: State) -> Options:
    """What confirming from that score on would confirm: only sentences with quotes, or also those without."""
    try:
        score = float(typed.replace(",", "."))
    except ValueError:
        return []
    quoted, all_of_them = sure_enough(state, score), sure_enough(state, score, bare=True)
    skipped = sum(item.skipped for item in state.page.items)
    stay = f"{skipped} skipped left as {'it is' if skipped == 1 else 'they are'}" if skipped else ""
    sentences, bare = count(len(quoted), "sentence"), len(all_of_them) - len(quoted)
    options = [ListOption(f"{sentences} with quotes of {score:.2f} or more", quoted, stay)] if quoted else []
    if bare:
        others = f"these and {bare}" if quoted else count(bare, "sentence")
        options.append(ListOption(f"{others} without a quote", all_of_them, stay))
    return options


# ---- The search of all keys: what is typed is looked for in what each key does, and in what else people call that.


_ALIKE = 75
"""How like a word (of 100) another has to be where nothing matches: set by hand, so that "mrege" finds "merge"."""


def for_keys(typed: str, keys: Sequence[Key], why_not: Callable[[Call], str | None]) -> Options:
    """The keys that what is typed may mean; the key is the label, what it does the detail.

    Every word that is typed has to be found. What is found in the line of help comes before what is found in other
    words for the same, and what can be done here before what cannot. Misspelt words find what is most like them.
    """
    entries: list[_Entry] = []
    words = [*filter(None, _words_of(typed))] or typed.split()  # a sign that parts words is a key as well
    for key in keys:
        usable = why_not(key.call) is None
        does = key.tooltip if usable else f"{key.tooltip} ({'needs a quote' if key.needs_quote else 'not now'})"
        texts = _words_of(f"{key.hint} {key.tooltip}"), _words_of(f"{key.id} {key.group} {key.words}")
        is_itself = bool(words) and " ".join(words) == key.display.casefold()
        rank = -1 if is_itself else max((_rank_of(word, texts) for word in words), default=0)
        option = ListOption(key.display, None if key.keys == NUMBERS else key.call, does, usable)
        entries.append((rank, option, texts))
    matching = [entry for entry in entries if entry[0] < _NOT_FOUND] or _most_like(words, entries)
    return [option for _, option, _ in sorted(matching, key=lambda entry: (entry[0], not entry[1].usable))]


_Texts = tuple[list[str], list[str]]
"""The words of a key's line of help, and other words for the same."""
_Entry = tuple[int, ListOption, _Texts]
"""How well what is typed matches a key, how it is shown, and its words."""


def _words_of(text: str) -> list[str]:
    return re.split(r"[\s(,-]+", text.casefold())


_NOT_FOUND = 5


def _rank_of(word: str, texts: _Texts) -> int:
    """How well the word matches, the lower the better; `_NOT_FOUND` where it is not found.

    Best are words of the line of help, then other words; whole ones before beginnings of them, and these before other
    parts.
    """
    begun = [2 * rank + (word != other) for rank, text in enumerate(texts) for other in text if other.startswith(word)]
    inside = any(word in other for text in texts for other in text)
    return min(begun, default=_NOT_FOUND - inside)


def _most_like(words: Sequence[str], entries: Sequence[_Entry]) -> list[_Entry]:
    """What has, for each word, one that is much like it; the most alike first."""
    from rapidfuzz import fuzz  # deferred, as for names

    def likeness(entry: _Entry) -> float:
        return min(max(fuzz.ratio(word, other) for text in entry[2] for other in text) for word in words)

    return sorted((entry for entry in entries if likeness(entry) >= _ALIKE), key=likeness, reverse=True)

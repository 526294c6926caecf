"""The actions that correct labels: quotes, their spans, speakers, types, topics, note and flag.

After some keys the next one means something else, such as a word to point at or a topic. The line of messages always
says what. Such *modes* stand behind the actions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from string import ascii_lowercase

from textual import events

from annotator.core.drawable import one_line
from annotator.core.model import MAX_TOPICS, Span
from annotator.core.scheme import Attribute
from annotator.core.session import checks, edits, readings, several
from annotator.core.session import state as session
from annotator.core.session.current import words_of_edit
from annotator.core.session.desk import Place
from annotator.core.session.guess import Reach, Side
from annotator.core.session.pointing import SPANS, Aim, Pointing, point_out, pointing
from annotator.core.session.state import DIGITS, UNTOLD, SentenceDraft, State
from annotator.core.session.workbench import Tone
from annotator.core.speakers import name_or_nobody
from annotator.tui.host import Host, Part
from annotator.tui.keys import TABLE, Call, Hint, hints_of, shown_keys
from annotator.tui.panes.card import Picking, Reasons


class EditActions(Host):
    """The edits of the current sentence. Its `action_…` methods are actions of the app."""

    mode: Mode | None = None
    """What the next key means, where it means something else than usual."""
    _edge_shown_at: Place | None = None
    """The sentence in which the edge that the bracket keys move is shown."""
    _asked_why: tuple[Place, SentenceDraft, Reasons] | None = None
    """The sentence, and what it showed, when it was asked why, and the answer."""

    # ---- what the next key means

    @property
    def pointing(self) -> Pointing | None:
        """The span that is being pointed out, word by word."""
        return self.mode.pointing if self.mode is not None else None

    @property
    def picking(self) -> Picking | None:
        """What the next key picks, if it picks something that the card shows.

        That is a reading while one goes through them, and after it was asked why.
        """
        if self.mode is not None and self.mode.picking is not None:
            return self.mode.picking
        return Picking.READING if readings.turn_of(self.state) is not None or self.why is not None else None

    @property
    def why(self) -> Reasons | None:
        """What the card tells besides, once it was asked why."""
        place, draft, reasons = self._asked_why or (None, None, None)
        return reasons if (place, draft) == (self.bench.place, self.state.draft) else None

    def hints_of_mode(self) -> tuple[Hint, ...]:
        """What the next key can be, where that is something else than usual."""
        hints = self.mode.hints() if self.mode is not None else ()
        return tuple(hint._replace(key=self.written(hint.key)) for hint in hints)

    def press(self, key: events.Key) -> None:
        """Count the key; give it to the mode, if that takes it, else do what it means among versions or in the work."""
        self.bench.keys += 1
        self.bench.forget_notice()
        if self.mode is not None and self.mode.take(key):
            return
        compared = self.comparison if self.mode is None else None
        call = (compared and compared.meaning(key.key)) or self.meanings.get(key.key)
        if call is not None:
            self.act(call)
        else:
            self.refuse(f"{one_line(shown_keys(key.key), 20)} means nothing here · ⟪help⟫ shows the keys")

    def end_mode(self) -> None:
        """Keys mean what they always do again."""
        self.mode = None

    def _begin(self, kind: Callable[[EditActions], Mode]) -> None:
        self.mode = kind(self)
        self.mode.explain()

    def action_point(self, aim: str) -> None:
        """Point out a span by the letters of its words."""
        self._begin(partial(PointMode, aim=Aim(aim)))

    def action_topic(self) -> None:
        """The next letter is a topic."""
        self._begin(TopicMode)

    def action_attribute(self) -> None:
        """The next key says which attribute the chosen quote gets, or which value."""
        self._begin(AttributeMode)

    # ---- edges

    def show_edge(self) -> None:
        """Show the edge that the bracket keys move, until another sentence is current."""
        self._edge_shown_at = self.bench.place

    def shown_edge(self) -> Span | None:
        """The character at the edge that the bracket keys move, once that is shown."""
        if self._edge_shown_at != self.bench.place:
            self._edge_shown_at = None
        grip = edits.chosen_grip(self.state)
        if self._edge_shown_at is None or grip is None:
            return None
        start = grip.offset - (grip.side is Side.END)
        return Span(start, start + 1)

    def action_edge(self, by: int, reach: str = Reach.PLAUSIBLE) -> None:
        """Move the chosen edge to the next plausible place, or by a word or character."""
        self.show_edge()
        self.change(edits.move_edge, checks.edge_stays, by, Reach(reach))

    def action_grip(self, by: int) -> None:
        """Choose another edge to move; the first time, only show the one that is chosen."""
        if self._edge_shown_at == self.bench.place:
            self.bench.change(edits.next_grip, by)
        self.show_edge()
        grip = edits.chosen_grip(self.state)
        if grip is not None:
            self.tell(f"{grip.side} of {grip.role}: {EDGE_KEYS}")

    # ---- readings

    def action_reading(self, by: int) -> None:
        """Take the next reading of the chosen quote, or go back to the one before."""
        self._take(*readings.take(self.state, by))

    def action_likely(self) -> None:
        """Add the likeliest quote of which nothing was suggested."""
        self._take(*readings.take_missing(self.state))

    def _take(self, state: State, line: str) -> None:
        self.bench.change(lambda _: state)
        self.tell(line)

    # ---- quotes as wholes

    def action_delete(self) -> None:
        """Take the chosen quote out of the sentence."""
        self.change(edits.delete_quote, "there is no quote to delete")

    def action_merge(self) -> None:
        """Make one quote of the chosen one and the next."""
        self.change(edits.merge_next, checks.ONLY_QUOTE, lost=checks.lost_by_merging)

    def action_split(self) -> None:
        """Make the last span of content a quote of its own; of a single one point out where the second quote begins."""
        quote = self.state.chosen_quote
        if quote is not None and len(quote.content) > 1:
            self.change(edits.split_at, checks.ONE_WORD, quote.content[-1].start)
        elif pointing(self.state, Aim.SPLIT).letters:
            self.action_point(Aim.SPLIT)
        else:
            self.tell(checks.ONE_WORD)

    def action_choose(self, by: int) -> None:
        """Choose another quote of the sentence."""
        self.change(session.choose, checks.ONLY_QUOTE, by)

    def action_choose_quote(self, number: int) -> None:
        """Choose the quote of that number, counted from 0."""
        self.change(session.choose, "that quote is chosen", number - self.state.chosen)

    def action_type(self, by: int = 1) -> None:
        """Give the chosen quote the next type, or the one before."""
        self.change(session.cycle_type, checks.ONLY_TYPE, by)

    def action_cycle_attribute(self, name: str) -> None:
        """Give the chosen quote the next value of an attribute, or none after the last one."""
        (values,) = (attribute.values for attribute in self.scheme.attributes if attribute.name == name)
        self.change(session.cycle_attribute, f"no value of {name}", name, values)

    def action_continues(self) -> None:
        """Continuation on or off; a sentence without quotes becomes one whole."""
        self.change(several.carry_on, several.not_carried_on)
        if remark := several.carried_on_from(self.state):
            self.tell(remark)

    # ---- speakers

    def action_speaker(self, number: int) -> None:
        """The chosen quote was said by a speaker of the cast, by number; by nobody for 0."""
        self.give_speaker(self.state.speaker_at(number))

    def action_speakers(self) -> None:
        """The next letter is a speaker behind the nine that have digits."""
        self._begin(SpeakerMode)

    def give_speaker(self, name: str | None) -> None:
        """The chosen quote was said by that name; offer to change the other sentences too."""
        before = self.state
        self.bench.give_speaker(name)
        if self.state.draft == before.draft:
            self.tell(f"{name_or_nobody(name)} is its speaker already")
            return
        offered = self.bench.offer.question if self.bench.offer is not None else None
        if told := " · ".join(filter(None, (several.follows(self.state), offered))):
            self.tell(told)
        else:
            self.show_all()

    # ---- topics, flag

    def action_toggle_topic(self, key: str) -> None:
        """Put a topic on or off; one too many is refused with a word."""
        self.change(session.toggle_topic, f"at most {MAX_TOPICS} topics: take one off first", key)

    def action_same_topics(self) -> None:
        """Give the sentence the topics of the one before."""
        self.change(session.same_topics, checks.topics_stay)

    def action_flag(self) -> None:
        """Flag the sentence, or not; it is saved with the decision."""
        now = self.state.draft.note_and_flag
        self.change(session.remark, "the flag stays", now._replace(flagged=not now.flagged))

    # ---- checks

    def action_mend(self) -> None:
        """Mend what the first check that can be mended names."""
        mendable = next((check for check in checks.checks(self.state) if check.mended is not None), None)
        self.change(mendable.fix if mendable is not None else lambda state: state, checks.mending)

    def action_why(self) -> None:
        """Tell the rule of the chosen quote, decisions that moved it, reasons of topics; the card has all readings.

        Asked again, it is the next page of what the card has no room for.
        """
        state, before = self.state, self.why
        quote, suggestion = state.chosen_quote, state.item.suggestion
        because = []
        if quote is not None and quote.rule:
            because.append(f"quote by rule {quote.rule}" + (f", {quote.score:.2f}" if quote.score is not None else ""))
        moved = self.bench.reasons()
        because += moved if quote is not None or not moved else (f"no quote: {moved[0]}", *moved[1:])
        for topic in suggestion.topics if suggestion else ():
            because.append(f"{topic.label} because of “{topic.because}”, {topic.score:.2f}")
        page = before.page + 1 if before else 0
        self._asked_why = (self.bench.place, state.draft, Reasons(because, page))
        nothing = "no reason is known for what is shown here" if state.item.withheld is None else UNTOLD
        self.tell(" · ".join(because) or nothing)


# ---- Modes: what the next key means. One that gets a key it has no use for says so, or ends.


NUMBERED = 9
"""Values of an attribute that have a digit; more are reached by the letter."""
LEAVES, GOES_ON = "Esc leaves", "any other key goes on"
ELSEWHERE = frozenset({Aim.BY_CUE, Aim.CUE, Aim.SOURCE})
EDGE_KEYS = "⟪left⟫ ⟪right⟫ next mark or clause · ⟪word-left⟫ ⟪word-right⟫ by word · ⟪grip⟫ other edge"


class Mode(Part, ABC):
    """What the next key means, until the mode ends.

    A key that picks nothing is said, and changes nothing: nobody who mistypes gets another command instead. Esc leaves.
    """

    _host: EditActions
    picking: Picking | None = None
    """What the next key picks of what the card shows."""
    pointing: Pointing | None = None
    """Which sentence is pointed in, and the first word once that is known."""
    prompt = ""
    """What the next key can be, in a line."""
    passed_on = frozenset({"help"})
    """The actions whose keys do what they always do, and the mode goes on."""
    ends = frozenset({"confirm"})
    """The actions whose keys do what they always do, and the mode ends."""

    def __init__(self, host: EditActions) -> None:
        super().__init__(host)
        self._before = self._state

    @property
    def what(self) -> str:
        """What is picked, as it is called where a key picks none, and where hints are named."""
        return self.picking.value if self.picking is not None else ""

    def explain(self) -> None:
        """Say what the next key can be."""
        self._host.tell(self.prompt)

    def hints(self) -> Sequence[Hint]:
        """Its keys, as they are now."""
        return hints_of(self.what, "leave")

    def take(self, key: events.Key) -> bool:
        """Act on a key; False where it should do what it always does instead."""
        if self._pick(key, key.character or ""):
            return True
        if key.key == "escape":
            self._leave()
        elif self._calls(key) in self.passed_on:
            return False
        elif self._is_over(key):
            self._host.end_mode()
            return False
        else:
            self._refuse(self._no_use(key))
        return True

    @abstractmethod
    def _pick(self, key: events.Key, character: str) -> bool:
        """Take what that key, which writes that character, stands for; False where that is nothing."""

    def _is_over(self, key: events.Key) -> bool:
        """Whether a key that picks nothing ends the mode."""
        return self._calls(key) in self.ends

    def _no_use(self, key: events.Key) -> str:
        """Why nothing is done with a key."""
        return f"no {self.what} has the key {_named(key)}"

    def _calls(self, key: events.Key) -> str:
        """The name of the action that the key is for where there is no mode; empty where there is none."""
        meant = self._host.meanings.get(key.key)
        return meant.name if meant is not None else ""

    def _refuse(self, why: str) -> None:
        self._host.tell(f"{why} · {LEAVES}", Tone.WARNING)

    def _leave(self) -> None:
        """Leave everything as it is, and say what the keys of the mode changed."""
        self._host.end_mode()
        before, now = self._before.draft, self._state.draft
        if before.vouched != now.vouched:
            changed = f"changed: {words_of_edit(before, now)}"
            self._host.tell(" · ".join(filter(None, (changed, several.follows(self._state)))))
        self._host.show_all()


class PointMode(Mode):
    """Letters stand before the words: a small one begins the span there, a capital ends it."""

    pointing: Pointing
    passed_on = Mode.passed_on | {"look", "redraw"}

    def __init__(self, host: EditActions, aim: Aim) -> None:
        super().__init__(host)
        self.pointing = pointing(host.bench.state, aim)
        self._aim = aim
        self._ends = False  # whether the first letter of two was a capital

    def explain(self) -> None:
        """Say what is pointed out, and with which keys."""
        words = "letter of first word, capital of last"
        if self.pointing.typed:
            words = "the second letter of the word"
        elif self.pointing.first is not None:
            words = f"a capital ends {self._ending} · {GOES_ON}"
        self._host.tell(f"{TABLE['pointing'][self._aim]}: {words}")

    @property
    def _ending(self) -> str:
        return "cue or content" if self._aim is Aim.BY_CUE else "it there"

    def hints(self) -> Sequence[Hint]:
        """The letters, and what else there is to say of this span."""
        if self.pointing.typed:
            names = ["second-letter"]
        elif self.pointing.first is not None:
            names = ["end"]
        else:
            spans = self._aim in SPANS
            first = "split" if self._aim is Aim.SPLIT else "first-word"
            names = [first, *["grow"] * spans, *["elsewhere"] * (self._aim in ELSEWHERE), *["no-span"] * spans]
        return hints_of(*names, "leave", ending=self._ending, kind=self._aim.role)

    def _is_over(self, key: events.Key) -> bool:  # noqa: ARG002 - whatever the key
        """Once a span is begun small letters are keys again, and all others."""
        return self.pointing.first is not None and not self.pointing.typed

    def _no_use(self, key: events.Key) -> str:
        return f"{_named(key)} is no letter of a word{' here' if self.pointing.typed else ''}"

    def _pick(self, key: events.Key, character: str) -> bool:
        """A letter is a word, but only capitals once a span is begun; other keys look elsewhere, or change the span."""
        if character.isalpha() and (character.isupper() or not self._is_over(key)):
            self._take_letter(character)
            return True
        meant, role = self._host.meanings.get(key.key), self._aim.role
        if self.pointing.typed or self.pointing.first is not None or self._calls(key) in self.passed_on:
            return False
        if key.key in {"up", "down"} and self._aim in ELSEWHERE:
            self._point(self.pointing.move(-1 if key.key == "up" else 1))
        elif character.isdecimal() and self._aim in ELSEWHERE:
            self._point(self.pointing.move(int(character)))
        elif meant is not None and meant.name == "edge" and self._aim in SPANS:
            # The span begins earlier, or ends later; the bracket keys then move that edge.
            self._host.end_mode()
            self._bench.change(edits.gripped, role, Side.START if meant.parameters[0] < 0 else Side.END)
            self._host.action_edge(*meant.parameters)
        elif key.key in {"delete", "backspace"} and self._aim in SPANS:
            self._host.end_mode()
            self._host.change(edits.clear_span, checks.nothing_cleared(role), role)
        else:
            return False
        return True

    def _take_letter(self, character: str) -> None:
        """Make the span that the word of a letter begins or ends; of a word with two letters wait for the second."""
        letter, ends = character.lower(), self._ends if self.pointing.typed else character.isupper()
        word, further = self.pointing.labels.get(letter), self.pointing.type(letter)
        if word is not None:
            self._host.show_edge()
            if self._aim is Aim.SPLIT or ends or self.pointing.first is not None:
                self._make(word, ends)
            else:
                self._begin(word)
        elif further is not None:
            self._ends = character.isupper()
            self._point(further)
        else:
            self._refuse(f"no word has the letter {character}")

    def _point(self, pointing: Pointing) -> None:
        self.pointing = pointing
        self.explain()

    def _begin(self, word: Span) -> None:
        """Make the span that a word begins. It can be ended elsewhere than guessed: the mode goes on."""
        pointing, before = self.pointing, self._state
        lost = checks.lost_pieces(before) if self._aim is Aim.CONTENT else None
        self._bench.change(point_out, pointing, word)
        self.pointing = pointing.begin(word)
        if self._aim is Aim.BY_CUE and self._state is before:
            self._host.end_mode()
            self._host.tell(checks.pointed_in_vain(self._aim, ends=False))
        elif self._aim is Aim.NEW and self._state.labels == before.labels:
            self._host.tell(f"{checks.pointed_in_vain(self._aim, ends=False)} · a capital ends another elsewhere")
        elif lost is not None:
            self._host.tell(lost, Tone.WARNING)
        elif self._state.quotes != before.quotes and (follow := several.follows(self._state)):
            self._host.tell(follow)
        else:
            self.explain()

    def _make(self, word: Span, ends: bool) -> None:
        """Make the span that ends with a word, be its first word known or not, and end the mode."""
        pointing, first, before = self.pointing, self.pointing.first, self._before
        why_not = checks.pointed_in_vain(self._aim, ends=first is None)
        if first is not None and self._state.labels != before.labels:
            why_not = "it ends there already"
        self._host.end_mode()
        made = point_out(before, pointing, *((first, word) if ends or first is not None else (word, None)))
        self._host.change(lambda state: state if made is before else made, why_not)


class TopicMode(Mode):
    """The next letter is a topic. It is one key for one topic, so that nobody has to leave the mode."""

    picking = Picking.TOPIC
    prompt = "a letter: that topic on or off, a capital confirms too"

    def _pick(self, _: events.Key, character: str) -> bool:
        """Put the topic of that letter on or off; a capital also confirms the sentence, unless it is one too many.

        A topic that the scheme does not offer has a digit.
        """
        scheme = self._host.scheme
        lettered, others = scheme.lettered(character.lower()), scheme.digits_of(self._state.labels.topics)
        digits = (key for key, digit in others.items() if digit == character)
        topic = lettered.key if lettered is not None else next(digits, None)
        if topic is None:
            return False
        self._host.end_mode()
        self._host.action_toggle_topic(topic)
        if character.isupper() and self._state is not self._before:
            self._host.act(Call("confirm", ()))
        return True


class SpeakerMode(Mode):
    """The next letter gives a speaker behind the nine, which the card shows with their letters. Digits act too."""

    picking = Picking.SPEAKER
    prompt = "a letter gives that speaker"
    ends = frozenset({"confirm", "other", "speaker"})

    def _pick(self, _: events.Key, character: str) -> bool:
        """Give the speaker of that letter."""
        lettered = dict(zip(ascii_lowercase, range(DIGITS + 1, len(self._state.cast) + 1), strict=False))
        if character not in lettered:
            return False
        self._host.end_mode()
        self._host.action_speaker(lettered[character])
        return True


class AttributeMode(Mode):
    """Give the chosen quote a value of an attribute: by the attribute's letter, then a digit or the letter again.

    Where the label scheme declares only one attribute the letter may be left out. Once a value was given by a letter
    other keys do what they always do.
    """

    def __init__(self, host: EditActions) -> None:
        super().__init__(host)
        attributes = host.scheme.attributes
        self._attribute: Attribute | None = attributes[0] if len(attributes) == 1 else None
        self._given = False

    @property
    def what(self) -> str:
        """Values of the attribute that was asked for, or attributes."""
        return "attribute" if self._attribute is None else "value"

    def explain(self) -> None:
        """Say the letters of the attributes, or the digits of the values of the one that was asked for."""
        choices = [f"{hint.key} {hint.word}" for hint in self._choices("the next")]
        title = f"{self._attribute.title}: " if self._attribute is not None else ""
        self._host.tell(title + " · ".join([*choices, GOES_ON if self._given else LEAVES]))

    def hints(self) -> Sequence[Hint]:
        """Digits and letters of the values, or the letters of the attributes."""
        return [*self._choices("next"), *hints_of("leave-given" if self._given else "leave")]

    def _choices(self, onward: str) -> list[Hint]:
        """What can be chosen; `onward` is the word for the next value."""
        attribute = self._attribute
        if attribute is None:
            return [Hint(each.letter, each.title) for each in self._host.scheme.attributes]
        values = [Hint(str(number), value) for number, value in enumerate(attribute.values[:NUMBERED], start=1)]
        letter = [Hint(attribute.letter, onward, "the next value")] if attribute.letter else []
        return [*letter, *values, *hints_of("no-value")]

    def _pick(self, _: events.Key, character: str) -> bool:
        """A digit sets the value and ends the mode, a letter goes to the next value of its attribute."""
        attributes, attribute = self._host.scheme.attributes, self._attribute
        lettered = next((each for each in attributes if character and each.letter == character.lower()), None)
        if attribute is not None and character.isdecimal() and int(character) <= len(attribute.values):
            self._host.end_mode()
            value = (None, *attribute.values)[int(character)]
            already = f"its {attribute.title} is {value or 'none'} already"
            self._host.change(session.set_attribute, already, attribute.name, value)
        elif lettered is not None:
            self._attribute, self._given = lettered, True
            self._host.action_cycle_attribute(lettered.name)
            self.explain()
        else:
            return False
        return True

    def _is_over(self, key: events.Key) -> bool:
        """A digit without a value would be a speaker."""
        return (self._given and not key.key.isdecimal()) or super()._is_over(key)


def _named(key: events.Key) -> str:
    """The key as people know it."""
    return one_line(shown_keys(key.key), 20)

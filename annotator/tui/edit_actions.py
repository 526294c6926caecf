"""The actions that correct labels: quotes, their spans, speakers, types, topics, note and flag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import events

from annotator.core.model import MAX_TOPICS, Span
from annotator.core.session import chains, checks, edits, readings
from annotator.core.session import state as session
from annotator.core.session.chains import follows
from annotator.core.session.desk import Place
from annotator.core.session.guess import Reach, Side
from annotator.core.session.pointing import Aim, Pointing, pointing
from annotator.core.session.shown import UNTOLD
from annotator.core.session.state import Draft, State
from annotator.tui.host import Host
from annotator.tui.key_modes import AttributeMode, Mode, PointMode, SpeakerMode, TopicMode
from annotator.tui.panes.card import Picking, Reasons


class EditActions:
    """The edits of the current sentence. Its `action_…` methods are actions of the app."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._bench = host.bench
        self._mode: Mode | None = None
        self._edge_shown_at: Place | None = None
        """The sentence in which the edge that the bracket keys move is shown."""
        self._asked_why: tuple[Place, Draft] | None = None
        """The sentence, and what it showed, when it was asked why."""
        self._reasons: Sequence[str] = ()
        self._pages = 0
        """How often it was asked again."""
        self._bench.when_opened.append(self.end_mode)

    # ---- what the next key means

    @property
    def mode(self) -> Mode | None:
        """What the next key means, where it means something else than usual."""
        return self._mode

    @property
    def pointing(self) -> Pointing | None:
        """The span that is being pointed out, word by word."""
        return self._mode.pointing if isinstance(self._mode, PointMode) else None

    @property
    def picking(self) -> Picking | None:
        """What the next key picks, if it picks something that the card shows.

        That is a reading while one goes through them, and after it was asked why.
        """
        if self._mode is not None and self._mode.picking is not None:
            return self._mode.picking
        return Picking.READING if readings.turn_of(self._bench.state) is not None or self.why is not None else None

    @property
    def why(self) -> Reasons | None:
        """What the card tells besides, once it was asked why."""
        asked = self._asked_why == (self._bench.place, self._bench.state.draft)
        return Reasons(self._reasons, self._pages) if asked else None

    def take(self, key: events.Key) -> bool:
        """Give a key to the mode; False where it has no use for it, or it is the key for help."""
        return self._mode is not None and key.key != "question_mark" and self._mode.take(key)

    def end_mode(self) -> None:
        """Keys mean what they always do again."""
        self._mode = None

    def _begin(self, kind: Callable[[Host, EditActions], Mode]) -> None:
        self._mode = kind(self._host, self)
        self._mode.explain()

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
        self._edge_shown_at = self._bench.place

    def shown_edge(self) -> Span | None:
        """The character at the edge that the bracket keys move, once that is shown."""
        state = self._bench.state
        if self._edge_shown_at != self._bench.place:
            self._edge_shown_at = None
        grip = edits.chosen_grip(state)
        if self._edge_shown_at is None or grip is None:
            return None
        start = grip.offset - (grip.side is Side.END)
        return Span(start, start + 1)

    def action_edge(self, by: int, reach: str = Reach.PLAUSIBLE) -> None:
        """Move the chosen edge to the next plausible place, or by a word or character."""
        self.show_edge()
        how_far = Reach(reach)
        self._host.change(
            lambda state: edits.move_edge(state, by, how_far), lambda state: checks.edge_stays(state, by, how_far)
        )

    def action_grip(self, by: int) -> None:
        """Choose another edge to move; the first time, only show the one that is chosen."""
        if self._edge_shown_at == self._bench.place:
            self._bench.change(lambda state: edits.next_grip(state, by))
        self.show_edge()
        grip = edits.chosen_grip(self._bench.state)
        if grip is not None:
            self._host.tell(f"{grip.side} of {grip.kind}: [ ] next mark or clause · {{ }} by word · Tab other edge")

    # ---- readings

    def action_reading(self, by: int) -> None:
        """Take the next reading of the chosen quote, or go back to the one before."""
        self._take(readings.take(self._bench.state, by))

    def action_likely(self) -> None:
        """Add the likeliest quote of which nothing was suggested."""
        self._take(readings.take_missing(self._bench.state))

    def _take(self, taken: tuple[State, str]) -> None:
        state, line = taken
        self._bench.change(lambda _: state)
        self._host.tell(line)

    # ---- quotes as wholes

    def action_delete(self) -> None:
        """Take the chosen quote out of the sentence."""
        self._host.change(edits.delete_quote, "there is no quote to delete")

    def action_merge(self) -> None:
        """Make one quote of the chosen one and the next."""
        self._host.change(edits.merge_next, checks.merging, checks.lost_by_merging)

    def action_split(self) -> None:
        """Make the last span of content a quote of its own; of a single one point out where the second quote begins."""
        quote = self._bench.state.chosen_quote
        if quote is not None and len(quote.content) > 1:
            self._host.change(edits.split_last, checks.splitting)
        elif pointing(self._bench.state, Aim.SPLIT).letters:
            self.action_point(Aim.SPLIT)
        else:
            self._host.tell(checks.splitting(self._bench.state))

    def action_choose(self, by: int) -> None:
        """Choose another quote of the sentence."""
        self._host.change(lambda state: session.choose(state, by), checks.ONLY_QUOTE)

    def action_choose_quote(self, number: int) -> None:
        """Choose the quote of that number, counted from 0."""
        self._host.change(lambda state: session.choose(state, number - state.draft.chosen), "that quote is chosen")

    def action_type(self, by: int = 1) -> None:
        """Give the chosen quote the next type, or the one before."""
        before = self._bench.state
        self._host.change(lambda state: session.cycle_type(state, by), checks.ONLY_TYPE)
        if self._bench.state.draft != before.draft:
            self._say_what_follows()

    def _say_what_follows(self) -> None:
        """Say which other parts of an edited quote change with it."""
        follow = follows(self._bench.state)
        if follow is not None:
            self._host.tell(follow)
        else:
            self._host.show_all()

    def action_cycle_attribute(self, name: str) -> None:
        """Give the chosen quote the next value of an attribute, or none after the last one."""
        declared = {attribute.name: attribute.values for attribute in self._host.scheme.attributes}
        if name in declared:
            self._host.change(lambda state: session.cycle_attribute(state, name, declared[name]), f"no value of {name}")

    def action_continues(self) -> None:
        """Continuation on or off; a sentence without quotes becomes one whole."""
        if not chains.can_carry_on(self._bench.state):
            self._host.tell(chains.NO_QUOTE_BEFORE)
            return
        self._host.change(chains.carry_on, chains.TWO_QUOTES)
        remark = chains.carried_on_from(self._bench.state)
        if remark:
            self._host.tell(remark)

    # ---- speakers

    def action_speaker(self, number: int) -> None:
        """The chosen quote was said by a speaker of the cast, by number; by nobody for 0."""
        name = self._bench.state.speaker_at(number)
        if name is not None or number == 0:
            self.give_speaker(name)

    def action_speakers(self) -> None:
        """The next letter is a speaker behind the nine that have digits."""
        self._begin(SpeakerMode)

    def give_speaker(self, name: str | None) -> None:
        """The chosen quote was said by that name; offer to change the other sentences too."""
        before = self._bench.state
        self._bench.give_speaker(name)
        if self._bench.offer is not None:
            self._host.tell(f"{self._bench.offer}  y: yes")
        elif self._bench.state.draft == before.draft:
            self._host.tell(checks.speaker_stays(name))
        else:
            self._say_what_follows()

    def action_spread(self) -> None:
        """Change the speaker in the other sentences too, as offered."""
        self._host.attempt(self._bench.accept_offer)

    # ---- topics, flag

    def action_toggle_topic(self, key: str) -> None:
        """Put a topic on or off; one too many is refused with a word."""
        self._host.change(
            lambda state: session.toggle_topic(state, key), f"at most {MAX_TOPICS} topics: take one off first"
        )

    def action_same_topics(self) -> None:
        """Give the sentence the topics of the one before."""
        self._host.change(session.same_topics, checks.topics_stay)

    def action_flag(self) -> None:
        """Flag the sentence, or not; it is saved with the decision."""
        now = self._bench.state.draft.note_and_flag
        self._host.change(lambda state: session.remark(state, now._replace(flagged=not now.flagged)), "the flag stays")

    # ---- checks

    def action_mend(self) -> None:
        """Mend what the first check that can be mended names."""
        mendable = next((check for check in checks.checks(self._bench.state) if check.mended is not None), None)
        self._host.change(mendable.fix if mendable is not None else lambda state: state, checks.mending)

    def action_why(self) -> None:
        """Tell the rule of the chosen quote, decisions that moved it, reasons of topics; the card has all readings.

        Asked again, it is the next page of what the card has no room for.
        """
        state = self._bench.state
        self._pages = self._pages + 1 if self.why is not None else 0
        self._asked_why = (self._bench.place, state.draft)
        quote, suggestion = state.chosen_quote, state.item.suggestion
        because = []
        if quote is not None and quote.rule:
            because.append(f"quote by rule {quote.rule}" + (f", {quote.score:.2f}" if quote.score is not None else ""))
        moved = self._bench.reasons()
        because += moved if quote is not None or not moved else (f"no quote: {moved[0]}", *moved[1:])
        for topic in suggestion.topics if suggestion else ():
            because.append(f"{topic.label} because of “{topic.because}”, {topic.score:.2f}")
        self._reasons = because
        nothing = "nothing was suggested here" if state.item.withheld is None else UNTOLD
        self._host.tell(" · ".join(because) or nothing)

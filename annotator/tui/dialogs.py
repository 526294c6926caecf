"""The actions that open a small window: going somewhere, names, notes, lists, guidelines, help, themes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from annotator.core.decision import LONGEST_LINE, LONGEST_NAME
from annotator.core.drawable import count, one_line
from annotator.core.errors import UsageError
from annotator.core.model import Span
from annotator.core.session import state as session
from annotator.core.session.desk import Filter, NoteAndFlag, Order, Place
from annotator.core.session.edits import named_by, words_of_source
from annotator.core.session.workbench import Tone
from annotator.tui import options
from annotator.tui.key_queue import KeyedApp
from annotator.tui.keys import OUTSIDE, Call, HelpKeys, hints_of
from annotator.tui.likeness import likest
from annotator.tui.options import AS_USUAL, Hit, ListOption, Options, PickOptions
from annotator.tui.settings import keep_theme, theme_choices, theme_chosen

if TYPE_CHECKING:
    from annotator.tui.windows import PickWindow

NO_NAME = PickOptions(nothing=lambda _: f"a name has {LONGEST_NAME} characters at most")

# The windows themselves, and what only they need, are imported when first opened: 20 ms of the start.


class Dialogs(KeyedApp):
    """An app with windows. Each is given what it offers, and hands back what was picked.

    The `action_…` methods are actions of the app.
    """

    _typed_names: tuple[str, ...] = ()
    """Names that were typed since the start, in order: they may stand in no decision yet."""
    _sought: Hit | None = None
    _note_window: PickWindow | None = None
    """The window of the last note that was asked for."""

    @property
    def help_keys(self) -> HelpKeys:
        """What help tells of, first of versions; the search of keys has those beside annotating too."""
        return HelpKeys((), [*self.keys.values()]) if self.comparison is None else self.comparison.help_keys()

    def pick(
        self,
        title: str,
        options_for: Callable[[str], Options],
        take: Callable[[Any], object],
        settings: PickOptions = AS_USUAL,
    ) -> PickWindow:
        """A window to type into; `take` gets the value of the option that was picked, if one was."""
        from annotator.tui.windows import PickWindow

        def picked(option: ListOption | None) -> None:
            if option is not None and settings.stays and not option.usable:
                self.tell(settings.stays + option.detail, Tone.WARNING)
            elif option is not None:
                take(option.value)

        window = PickWindow(title, options_for, settings)
        self.push_screen(window, picked)
        return window

    # ---- going somewhere

    def action_goto(self) -> None:
        """A sentence by number, by article and number, or by text."""
        self.bench.look_for_last()  # articles may have come in, or been corrected, since
        page, documents, find = self.state.page, self.bench.documents, cache(self.bench.find)
        self.pick(
            "Go to: 8 (sentence), 3:8 (article:sentence), or text to find",
            lambda typed: options.for_places(typed, page, documents, find),
            self._go,
            PickOptions(
                nothing=lambda typed: options.why_no_place(typed, documents),
                typing=hints_of("goto", letters=options.SEARCHED_ELSEWHERE),
            ),
        )

    def action_documents(self) -> None:
        """All articles with progress, beginning at this one: picking that stays where one is."""
        articles, here, numbers = self.bench, self.bench.place, self.bench.document_numbers()
        settings = PickOptions(start=numbers.index(here.document) if here.document in numbers else 0)
        self.pick("Articles", lambda typed: options.for_documents(typed, articles, here), self._go, settings)

    def _go(self, to: Place | Hit) -> None:
        self._sought = to if isinstance(to, Hit) else None
        self.attempt(self.bench.go, to.place if isinstance(to, Hit) else to)

    def sought_spans(self) -> tuple[Span, ...]:
        """Where the text that was gone to stands in the current sentence, until another one is current."""
        if self._sought is None or self._sought.place != self.bench.place:
            self._sought = None
            return ()
        state = self.state
        return occurrences(state.text, self._sought.text, state.item.sentence.span)

    def action_order(self) -> None:
        """The articles in the next of the orders there are."""
        orders = [*Order]
        following = orders[(orders.index(self.bench.order) + 1) % len(orders)]
        self.attempt(self.bench.set_order, following)

    # ---- steps

    def action_steps(self) -> None:
        """The last steps, newest first: the one that is picked is taken back with all after it, or done again."""
        steps = self.bench.steps()
        if not steps:
            self.tell("no steps of yours yet")
            return
        first = next((number for number, step in enumerate(steps) if step.stands), len(steps) - 1)
        self.pick(
            "Your steps: Enter goes back to before it (undone: on to after it)",
            lambda typed: options.for_steps(typed, steps),
            partial(self.attempt, self.bench.turn),
            PickOptions(start=first, stays="that step stays as it is: "),
        )

    # ---- filters

    def action_filter(self) -> None:
        """Only some sentences of all articles, by state, speaker or topic."""
        names, topics, counted = self._names(), self.scheme.topics, cache(self.bench.count_found)
        leave = [ListOption("all sentences: leave the filter", Filter())] if self.bench.matches is not None else []

        def filters(typed: str) -> Options:
            return [*([] if typed else leave), *options.for_filters(typed, names, topics, counted)]

        def take(wanted: Filter) -> None:
            bench = self.bench
            self.attempt(bench.clear_filter if wanted == Filter() else partial(bench.set_filter, wanted))

        title = "Only sentences that are … or have a speaker, a topic"
        self.pick(title, filters, take, PickOptions(typing=hints_of("filter")))

    def action_change_topics(self) -> None:
        """One topic for another in all sentences of the filter that were confirmed; with how many change, and stay."""
        matches, sentences = self.bench.matches, self.bench.filtered()
        if matches is None or sentences is None:
            self.show_all()
            return
        offered = [topic.key for topic in self.scheme.topics]
        possible = [*sentences.possible(offered, matches.wanted.topic)]
        nothing = "no sentence that you confirmed can be changed so"
        if not possible:
            self.tell(nothing)
            return
        take = partial(self.attempt, self.bench.change_topics, sentences)
        title = f"One topic for another, of {count(len(matches), 'sentence')}: {matches.wanted}"
        settings = PickOptions(nothing=lambda _: nothing)
        self.pick(title, lambda typed: options.for_topics(typed, possible, sentences), take, settings)

    # ---- names, notes, many sentences at once

    def action_other(self) -> None:
        """A speaker by fuzzy search, or a new name. First this article's, by how like the source's words they are.

        Where those name none of them, they come before all.
        """
        state = self.state
        quote, own = state.chosen_quote, words_of_source(state)
        named = quote is not None and quote.source is not None and named_by(state, quote.source) is not None
        here, all_names = (likest(own, names) for names in (state.speakers, self._names()))
        others = list(dict.fromkeys([*here, *all_names]))

        def listed(typed: str) -> Options:
            # Who types a whole name of the source, as in "Mayor Ada Finch, a baker", means the name alone.
            is_name = " " in typed and typed in own and not own.partition(typed)[2][:1].isalnum()
            offered = own and not named and not is_name and len(own) <= LONGEST_NAME
            return options.for_names(typed, list(dict.fromkeys([own, *others])) if offered else others)

        def take(name: str) -> None:
            self._typed_names += (name,)
            self.give_speaker(name)

        self.pick("Who said it? Type a name", listed, take, NO_NAME)

    def _names(self) -> list[str]:
        """Speakers to choose from: of this article, typed before, of all articles."""
        return list(dict.fromkeys([*self.state.speakers, *self._typed_names, *self.bench.names()]))

    def action_merge_names(self) -> None:
        """Two names of the cast made one: the speaker of the chosen quote becomes another in the whole article."""
        state = self.state
        quote = state.chosen_quote
        if quote is None or quote.speaker is None:
            self.tell("choose a quote with a speaker first", Tone.WARNING)
            return
        old = quote.speaker
        names = likest(old, [name for name in state.speakers if name != old])
        take = partial(self.attempt, self.bench.rename, old)
        self.pick(f"{old} is the same as", lambda typed: options.for_names(typed, names), take, NO_NAME)

    def action_note(self) -> None:
        """A note to the sentence; it is saved with the decision."""

        def take(text: str) -> None:
            why_not = "the note stays as it is" if text else "no note"
            self.change(session.remark, why_not, self._with_note(text))

        def kept(typed: str) -> Options:
            return [ListOption("Enter keeps this note", typed)] if len(typed) <= LONGEST_LINE else []

        before = self.state.draft.note_and_flag.note or ""
        too_long = f"a note has {LONGEST_LINE} characters at most"
        self._note_window = self.pick("Note", kept, take, PickOptions(before, nothing=lambda _: too_long, free=True))

    def take_half_typed(self) -> None:
        """Let a note that is being typed be an edit of the sentence, as the program ends."""
        window = self._note_window
        if window is not None and window in self.screen_stack:
            self.bench.change(session.remark, self._with_note(window.typed[:LONGEST_LINE]))

    def _with_note(self, text: str) -> NoteAndFlag:
        return self.state.draft.note_and_flag._replace(note=text or None)

    def action_accept_all(self) -> None:
        """Confirm everything left in the article above a score."""
        title = "Confirm what is left of this article, from a score of"
        take = partial(self.attempt, self.bench.accept_all)
        self.pick(title, lambda typed: options.for_scores(typed, self.state), take, PickOptions("0.9"))

    # ---- the program

    def action_theme(self) -> None:
        """Colours; the choice is kept."""
        choices = theme_choices()
        used = self.settings.theme
        themes = [
            ListOption(name, name, f"in use · {detail}" if name == used else detail) for name, detail in choices.items()
        ]

        def take(name: str) -> None:
            try:
                self._theme = theme_chosen(name)
            except UsageError as error:
                self.tell(one_line(error), Tone.WARNING)
                return
            self.theme = self._theme.name
            self.settings = replace(self.settings, theme=name)
            if not keep_theme(name):
                self.tell("the choice could not be kept", Tone.WARNING)

        def alike(typed: str) -> Options:
            matching = [theme for theme in themes if typed in theme.label]
            return sorted(matching, key=lambda theme: not theme.label.startswith(typed))

        self.pick("Colours", alike, take, PickOptions(start=[*choices, used].index(used)))

    def action_guidelines(self) -> None:
        """The guidelines of the project."""
        from annotator.tui.windows import ReadingWindow, guideline_rows

        profile, text = self.scheme.profile, self.settings.guidelines
        self.push_screen(ReadingWindow("Guidelines", lambda width, _: guideline_rows(width, profile, text)))

    def action_palette(self) -> None:
        """Every key by name; what is picked is done."""

        def take(done: Call | None) -> None:
            if done is not None:
                self.call_later(self.act, done)

        every = [*self.help_keys.own, *(key for key in self.keys.values() if key.id != "palette")]
        keys = [key._replace(tooltip=self.written(key.tooltip)) for key in every]
        outside = [command._replace(shown=self.written("⟪quit⟫, then")) for command in OUTSIDE]
        self.pick(
            "What do you want to do?",
            lambda typed: options.for_keys(typed, keys if not typed else keys + outside, self.why_not),
            take,
            PickOptions(detail_look="plain", stays="not here: "),
        )

    def action_tell_command(self, command: str) -> None:
        """Say how to get to a command outside."""
        self.tell(f"leave with ⟪quit⟫ (all is saved), then: {command}")

    def action_help(self) -> None:
        """The keys: those of the mode, if there is one, else all."""
        from annotator.tui.windows import KeysWindow, ReadingWindow, help_rows

        hints, keys = self.hints_of_mode(), self.help_keys
        if hints:
            self.push_screen(KeysWindow("The next key", hints))
        else:
            self.push_screen(
                ReadingWindow("Help", lambda width, room: help_rows(width, room, keys, self.written), paged=True)
            )


# ---- Find text whatever its case, with the offsets at which it stands.


def occurrences(text: str, sought: str, within: Span) -> tuple[Span, ...]:
    """The places in a span of the text at which `sought` stands, upper and lower case being the same.

    Folding the case can make one character two (ß is ss), so each folded character is traced back to its own.
    """
    folded, wanted = within.of(text).casefold(), sought.casefold()
    origins = [offset for offset, char in enumerate(within.of(text), within.start) for _ in char.casefold()]
    spans: list[Span] = []
    start = folded.find(wanted) if wanted else -1
    while start >= 0:
        spans.append(Span(origins[start], origins[start + len(wanted) - 1] + 1))
        start = folded.find(wanted, start + len(wanted))
    return tuple(spans)

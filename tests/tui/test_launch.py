"""Opening the screen: themes are checked, settings reach the app, a sitting is summed up; and running it headless."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.decision import Answer
from annotator.core.errors import EnvironmentFailed, UsageError
from annotator.core.model import QuoteType
from annotator.core.session.desk import Place
from annotator.core.session.several import carry_on
from annotator.core.session.state import cycle_type
from annotator.core.session.workbench import Notice, Tone, Workbench
from annotator.tui import ScreenSetup, launch
from annotator.tui.app import AnnotatorApp
from annotator.tui.launch import drive_screen, farewell, greet, open_screen
from annotator.tui.settings import Settings
from tests.memory_desk import SCHEME, MemoryDesk
from tests.tui.driving import SMALL, on_screen, text, window_rows

SETUP = ScreenSetup(export="annotator export")


def test_without_a_log_a_crash_is_told_by_its_place_or_where_it_has_none_by_its_type_never_by_its_message(
    monkeypatch, capsys
):
    monkeypatch.setattr(launch, "write_crash_log", lambda error: Path("/dev/full").write_text("log"))
    with pytest.raises(ValueError, match="words of an article") as caught:
        int("words of an article")
    for error, told in ((caught.value, f" in test_launch.py:{caught.tb.tb_lineno} ("), (ValueError("words"), "\n")):
        assert launch.tell_crash(error) == launch.CRASHED
        said = capsys.readouterr().err
        assert said.startswith("error: the screen crashed; all decisions are saved; no log could be written (")
        assert f"): ValueError{told}" in said
        assert "words" not in said


def test_the_end_says_what_is_on_disk_what_is_unconfirmed_and_what_comes_next():
    desk = MemoryDesk()
    assert farewell(desk, 0.0, SETUP) == [], "nothing was done"
    bench = Workbench(desk, lambda: 60.0)
    bench.answer(Answer.ACCEPT)
    bench.answer(Answer.ACCEPT)
    bench.undo()
    bench.answer(Answer.SKIP)
    bench.go(Place(1, 0))
    bench.answer(Answer.ACCEPT)
    bench.go(Place(1, 3))
    bench.change(carry_on)
    bench.leave()
    assert farewell(desk, 60.0, ScreenSetup(Path("my work.db"), export="annotator export --db 'my work.db'")) == [
        "1 sentence decided, 1 skipped, 1 quote in 1 min; 0.0 keys a sentence",
        "1 sentence has edits that are not confirmed: 1:4 (F unconfirmed goes to them)",
        "saved in my work.db; as training data: annotator export --db 'my work.db'",
    ]


def test_the_end_says_that_suggestions_can_be_adapted_once_that_is_worth_it():
    desk, adapting = MemoryDesk(since=50), ScreenSetup(Path("my.db"), resuggest="annotator resuggest --db my.db")
    assert farewell(desk, 0.0, adapting) == [], "nothing was done"
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    told = farewell(desk, 0.0, adapting)
    assert told[-1] == (
        "50 sentences decided since the suggestions were made; to adapt the rest: annotator resuggest --db my.db"
    )
    desk.since = 49
    assert not any("resuggest" in line for line in farewell(desk, 0.0, adapting))


def test_edits_of_an_earlier_sitting_are_told_of_though_nothing_was_decided():
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.change(cycle_type)
    bench.leave()
    (told,) = farewell(desk, 0.0, SETUP)
    assert told.startswith("1 sentence has edits that are not confirmed: 1:1")


def test_the_end_is_broken_at_words_but_for_commands(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    desk = MemoryDesk()
    bench = Workbench(desk)
    bench.answer(Answer.ACCEPT)
    told = farewell(desk, 0.0, ScreenSetup(Path("a.db"), export="annotator export --db a.db"))
    assert told == [
        "1 sentence decided, 1 quote in 0 min;",
        "0.0 keys a sentence",
        "saved in a.db; as training data: annotator export --db a.db",
    ]


def test_what_cannot_be_read_at_the_end_is_said():
    class Gone(MemoryDesk):
        def sitting(self):
            raise EnvironmentFailed("the disk\x1b does not answer")

    (told,) = farewell(Gone(), 0.0, SETUP)
    assert told.startswith("what was done is not shown: the disk")
    assert "\x1b" not in told


def opened_by(name, known, complaint=""):
    bench = Workbench(MemoryDesk(annotator=name, known_before=tuple(known)))
    greet(bench, complaint)
    return bench


def test_a_name_new_among_others_is_told_of_them_the_most_similar_first():
    bench = opened_by("anna", ["ben", "zoe", "cleo", "dan", "ana"])
    told = "new annotator anna; known so far: ana, dan, ben, zoe and 1 more · nothing is stored yet, ⟪quit⟫ leaves"
    assert bench.notice == Notice(told, Tone.WARNING)
    assert "new annotator x; known so far: ana ·" in opened_by("x", ["ana"]).notice.text


def test_somebody_known_and_the_first_of_all_are_not_greeted():
    assert opened_by("ana", []).notice is None


def test_what_is_wrong_with_the_settings_is_said_with_it():
    assert opened_by("ana", [], "no such setting").notice.text == "no such setting"
    assert opened_by("anna", ["ana"], "no such setting").notice.text.endswith("⟪quit⟫ leaves · no such setting")


def test_a_warning_is_told_at_the_beginning():
    bench = Workbench(MemoryDesk())
    greet(bench, "no such setting", "anybody can change it")
    assert bench.notice == Notice("anybody can change it · no such setting", Tone.WARNING)


async def test_a_new_annotator_is_marked_in_the_status_line_until_something_is_saved():
    async with on_screen(MemoryDesk(annotator="anna", known_before=("ana",)), (100, 24)) as (app, pilot):
        assert " · anna (new) · saved 0 · id 100" in text(app, "status")
        await pilot.press("right")
        assert " · anna (new) · saved 0 · id 101" in text(app, "status")
        await pilot.press("enter")
        assert " · anna · saved 1 · id " in text(app, "status")


def test_a_theme_that_does_not_exist_is_refused_before_the_screen_opens():
    with pytest.raises(UsageError, match='no theme "neon"'):
        open_screen(MemoryDesk(), SCHEME, ScreenSetup(theme="neon"))


async def test_the_theme_of_the_settings_is_used():
    app = AnnotatorApp(Workbench(MemoryDesk()), SCHEME, Settings(theme="contrast"))
    async with app.run_test(size=(80, 24)):
        assert app.theme == "annotator-contrast"


async def test_guidelines_of_the_settings_are_shown():
    async with on_screen(
        AnnotatorApp(Workbench(MemoryDesk()), SCHEME, Settings(guidelines="# Ours\n- mark it")), SMALL
    ) as (app, pilot):
        await pilot.press("i")
        await pilot.pause()
        rows = window_rows(app)
        assert rows == ["Ours", "• mark it"]


def test_headless_confirms_every_sentence_and_takes_a_picture():
    desk = MemoryDesk()
    confirmed, picture = drive_screen(desk, SCHEME)
    assert confirmed == len(desk.heads) == 8
    assert picture.startswith("<svg")


async def test_the_type_key_keeps_to_the_types_of_the_scheme():
    scheme = SCHEME._replace(quote_types=(QuoteType.DIRECT, QuoteType.MIXED))
    async with on_screen(AnnotatorApp(Workbench(MemoryDesk(), types=scheme.quote_types), scheme), SMALL) as (
        app,
        pilot,
    ):
        shown = []
        for _ in range(3):
            await pilot.press("d")
            shown.append(str(app.bench.state.chosen_quote.type))
        assert shown == ["mixed", "direct", "mixed"]
        assert "▸1 mixed" in text(app, "card")
    async with on_screen(MemoryDesk(), SMALL) as (app, pilot):
        await pilot.press("comma")
        assert app.bench.state.chosen_quote.type is QuoteType.MIXED

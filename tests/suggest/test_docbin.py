"""DocBins: what is written is read back by spaCy, and plain `spacy train` learns from it without our code."""

import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.span_groups import DocBinWriter, read_quotes, write_quotes, write_speakers

TEXT = "The pier will close, Nora Lind said. It rained. “We wait,” she added."
QUOTES = (
    Quote((Span(0, 19),), QuoteType.INDIRECT, Span(31, 35), Span(21, 30), "Nora Lind"),
    Quote((Span(48, 58),), QuoteType.DIRECT, Span(63, 68), Span(59, 62), "Nora Lind"),
)
SENTENCES = ((Span(0, 36), ("labour",)), (Span(37, 47), ()), (Span(48, 69), ()))

CONFIG = """
[nlp]
lang = "en"
pipeline = ["spancat", "ner", "textcat_multilabel"]

[components]

[components.spancat]
factory = "spancat"

[components.ner]
factory = "ner"

[components.textcat_multilabel]
factory = "textcat_multilabel"

[corpora]

[corpora.train]
@readers = "spacy.Corpus.v1"
path = "{path}"

[corpora.dev]
@readers = "spacy.Corpus.v1"
path = "{path}"

[training]
max_steps = 20
eval_frequency = 10

[training.batcher]
@batchers = "spacy.batch_by_sequence.v1"
size = 4
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    writer = DocBinWriter()
    for number in range(8):
        topics = SENTENCES if number % 2 else ((Span(0, 36), ()), *SENTENCES[1:])
        writer.add(TEXT, QUOTES, topics, ["labour", "weather"], {"id": f"d{number}"})
    path = tmp_path / "train.spacy"
    path.write_bytes(writer.to_bytes())
    return path


def test_spans_are_linked_and_survive(file: Path) -> None:
    docs = list(DocBin(store_user_data=True).from_disk(file).get_docs(Vocab()))
    doc = docs[1]
    assert read_quotes(doc) == QUOTES
    assert {(span.text, span.id_) for span in doc.spans["quotes_cue"]} == {("said", "q0"), ("added", "q1")}
    assert sorted(span.label_ for span in doc.spans["sc"]) == ["cue", "cue", "direct", "indirect", "source", "source"]
    assert [ent.label_ for ent in doc.ents] == ["indirect", "source", "cue", "direct", "source", "cue"]
    assert doc.cats == {"labour": 1.0, "weather": 0.0}
    assert docs[0].cats == {"labour": 0.0, "weather": 0.0}
    assert [span.label_ for span in doc.spans["topics"]] == ["labour"]
    assert len(doc.spans["sentences"]) == 3
    assert doc.user_data["id"] == "d1"


def test_attributes_of_a_quote_survive() -> None:
    writer = DocBinWriter()
    quotes = (QUOTES[0].with_attribute("stance", "for").with_attribute("certainty", "high"), QUOTES[1])
    writer.add(TEXT, quotes, (), (), {})
    (doc,) = DocBin().from_bytes(writer.to_bytes()).get_docs(Vocab())
    assert read_quotes(doc) == quotes
    assert ["attributes" in told for told in doc.spans["quotes"].attrs["quotes"].values()] == [True, False]


def test_speakers_must_be_as_many_as_quotes() -> None:
    doc = spacy.blank("en")(TEXT)
    write_quotes(doc, QUOTES)
    with pytest.raises(ValueError, match="zip"):
        write_speakers(doc, ["Nora Lind"], ())
    with pytest.raises(ValueError, match="outside"):
        write_quotes(doc, [Quote((Span(900, 910),), QuoteType.DIRECT)])


def test_entities_do_not_overlap_and_have_no_white_space_at_their_ends() -> None:
    writer = DocBinWriter()
    text = "The pier, Nora Lind said, will close.\n\nNo."
    inside = Quote((Span(0, 24),), QuoteType.INDIRECT, Span(20, 24), Span(10, 19))
    spaced = Quote((Span(26, 39),), QuoteType.DIRECT)
    writer.add(text, (inside, spaced), (), (), {})
    (doc,) = DocBin().from_bytes(writer.to_bytes()).get_docs(Vocab())
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("The pier, Nora Lind said", "indirect")]
    assert len(doc.spans["sc"]) == 4


def test_words_that_nobody_decided_are_neither_in_nor_outside_of_an_entity() -> None:
    writer = DocBinWriter()
    beyond = Quote(
        (Span(48, 58),), QuoteType.DIRECT, Span(63, 68), Span(21, 30)
    )  # its source stands where nobody looked
    writer.add(TEXT, [beyond], SENTENCES[1:], (), {})
    (doc,) = DocBin().from_bytes(writer.to_bytes()).get_docs(Vocab())
    said = {token.text: token.ent_iob_ for token in doc}
    assert [said[word] for word in ("pier", "said", "rained", "she")] == ["", "", "O", "O"]
    assert [said[word] for word in ("Nora", "Lind", "“", "wait", "added")] == [*"BIBIB"]


def test_a_span_off_the_tokens_is_refused() -> None:
    with pytest.raises(ValueError, match="boundaries"):
        DocBinWriter().add(TEXT, (Quote((Span(1, 19),), QuoteType.DIRECT),), (), (), {})


def test_tokens_cover_the_text() -> None:
    tokens = DocBinWriter().tokens(TEXT)
    assert "".join(TEXT[start:end] + " " * space for start, end, space in tokens) == TEXT


def test_tokens_are_those_of_the_language_of_the_text() -> None:
    text = "L'acqua, ha detto, z. B. so."
    writer = DocBinWriter()
    italian = [text[start:end] for start, end, _ in writer.tokens(text, "it")]
    assert italian[:2] == ["L'", "acqua"]
    assert next(text[start:end] for start, end, _ in writer.tokens(text)) == "L'acqua"
    writer.add(text, (Quote((Span(2, 7),), QuoteType.DIRECT),), (), (), {"language": "it"})
    (doc,) = DocBin(store_user_data=True).from_bytes(writer.to_bytes()).get_docs(Vocab())
    assert [token.text for token in doc] == italian
    assert doc.user_data["language"] == "it"


@pytest.mark.long
def test_plain_spacy_trains_on_it_without_our_code(file: Path) -> None:
    """In a process of its own, which must not have imported annotator in the end."""
    base, full = file.with_name("base.cfg"), file.with_name("config.cfg")
    base.write_text(CONFIG.replace("{path}", file.as_posix()), encoding="utf-8")
    program = (
        # As where annotator is not installed: spaCy loads what every package offers, ours too.
        "import catalogue, importlib.metadata as metadata\n"
        "def others(group):\n"
        "    return [one for one in metadata.entry_points(group=group) if not one.value.startswith('annotator')]\n"
        "catalogue.AVAILABLE_ENTRY_POINTS = {name: others(name) for name in metadata.entry_points().groups}\n"
        "from spacy.cli.init_config import fill_config\n"
        "from spacy.cli.train import train\n"
        "from pathlib import Path\n"
        f"fill_config(Path({str(full)!r}), Path({str(base)!r}), silent=True)\n"
        f"train(Path({str(full)!r}), Path({str(file.parent / 'out')!r}))\n"
        "import sys; assert not [name for name in sys.modules if name.startswith('annotator')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300, cwd=file.parent, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    trained = spacy.load(file.parent / "out" / "model-last")
    assert set(trained.get_pipe("spancat").labels) == {"cue", "direct", "indirect", "source"}  # type: ignore[attr-defined]
    assert set(trained.get_pipe("ner").labels) == {"cue", "direct", "indirect", "source"}  # type: ignore[attr-defined]
    assert set(trained.get_pipe("textcat_multilabel").labels) == {"labour", "weather"}  # type: ignore[attr-defined]

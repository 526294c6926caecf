"""Where a quote begins and ends: the readings that are tried, and the one that decisions make likeliest."""

from collections.abc import Callable

import numpy as np
from spacy.tokens import Doc

from annotator.core.model import Quote, QuoteType, Span
from annotator.suggest.learn.mix.boundaries import Variants, content_of, make_variants, refine
from annotator.suggest.learn.mix.boundary_evidence import DocContext
from annotator.suggest.learn.mix.candidates import EVIDENCE, LEARNED, MixCandidate
from annotator.suggest.learn.mix.fit_boundaries import fit_readings, right_readings
from annotator.suggest.learn.mix.regression import ConditionalLogit
from annotator.suggest.learn.mix.select import Mix, as_quotes
from annotator.suggest.learn.mix.token_kinds import read_words
from annotator.suggest.learn.network.features import ROLES, read_features
from annotator.suggest.learn.network.relations import BEFORE, LENGTH, MARGIN
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.lexicon import load_lexicon
from annotator.suggest.text.edge_kinds import KIND

Read = Callable[[str], Doc]

TEXT = "Nora Lind said that the old bridge, which leaks, would open in May because the mayor asked.\n\nIt rained."


def context_of(
    doc: Doc, cue: str, pointed: tuple[str, str], content: tuple[str, str] = ("old", "open")
) -> tuple[DocContext, MixCandidate]:
    """A Doc whose network points at two words, and a candidate whose content goes from one word to another."""
    features = read_features(doc, load_lexicon("en"))
    place = {token.text: token.i for token in reversed(doc)}
    anchor = place[cue]
    edges = np.full((1, LENGTH + MARGIN, 2), 0.001, dtype=np.float32)
    for edge, word in enumerate(pointed):
        edges[0, place[word] - anchor + BEFORE, edge] = 0.9
    roles = np.full((1, LENGTH + MARGIN, len(ROLES)), 0.25, dtype=np.float32)
    predicted = Predicted(np.zeros(len(doc), dtype=np.float32), [anchor], roles, edges)
    candidate = MixCandidate(
        LEARNED,
        anchor,
        [(place[content[0]], place[content[1]] + 1)],
        None,
        (anchor, anchor + 1),
        None,
        np.zeros(len(EVIDENCE)),
        0.9,
        0.5,
    )
    return DocContext.of(features, predicted, [candidate]), candidate


def texts(doc: Doc, context: DocContext, found: Variants, candidate: MixCandidate) -> list[str]:
    rows = range(len(found.masks))
    contents = [content_of(context.words, found, row, candidate.content) for row in rows]
    return [" … ".join(doc[start:end].text for start, end in content) for content in contents]


def test_readings_end_where_clauses_sentences_and_the_network_do(read: Read) -> None:
    doc = read(TEXT)
    context, candidate = context_of(doc, "said", ("that", "May"))
    found = make_variants(context, candidate, np.zeros(len(doc), dtype=bool))
    tried = texts(doc, context, found, candidate)
    assert tried[0] == "old bridge, which leaks, would open"
    assert "that the old bridge, which leaks, would open in May" in tried
    assert "the old bridge, which leaks" in tried
    assert len(set(tried)) == len(tried) == len(found.evidence)
    assert not any("said" in one or "rained" in one for one in tried)


LONG = (
    "Nora Lind said the bridge leaks. It will have to be closed for most of the summer, and nobody knows the costs. "
    "Traffic goes round by the harbour until then, which takes an hour.\n\nIt rained."
)


def test_readings_run_on_to_the_ends_of_later_sentences_of_the_paragraph(read: Read) -> None:
    doc = read(LONG)
    context, candidate = context_of(doc, "said", ("the", "leaks"), ("the", "leaks"))
    tried = texts(doc, context, make_variants(context, candidate, np.zeros(len(doc), dtype=bool)), candidate)
    assert any(one.startswith("the bridge leaks") and one.rstrip(".").endswith("costs") for one in tried)
    assert any(one.startswith("the bridge leaks") and one.rstrip(".").endswith("hour") for one in tried)
    assert not any("rained" in one for one in tried)
    assert not any(one.rstrip(".").endswith("closed") for one in tried), "not to the middle of one"


def test_readings_begin_with_earlier_sentences_of_the_paragraph(read: Read) -> None:
    doc = read(
        "It rained.\n\nTraffic goes round by the harbour. The old bridge is closed for the summer. It leaks, she said."
    )
    context, candidate = context_of(doc, "said", ("leaks", "leaks"), ("leaks", "leaks"))
    tried = texts(doc, context, make_variants(context, candidate, np.zeros(len(doc), dtype=bool)), candidate)
    assert any(one.startswith("The old bridge") and "leaks" in one for one in tried)
    assert any(one.startswith("Traffic") and "leaks" in one for one in tried)
    assert not any("rained" in one for one in tried)


def test_no_reading_takes_what_belongs_to_another_quote(read: Read) -> None:
    doc = read(TEXT)
    context, candidate = context_of(doc, "said", ("that", "May"))
    taken = np.array([token.text in ("that", "May") for token in doc])
    found = make_variants(context, candidate, taken)
    assert not any("that" in one or "May" in one for one in texts(doc, context, found, candidate))


def test_a_hole_is_filled_or_left(read: Read) -> None:
    doc = read(TEXT)
    context, candidate = context_of(doc, "said", ("the", "May"))
    at = next(token.i for token in doc if token.text == "which")
    candidate.content = [(candidate.content[0][0], at - 1), (at + 3, candidate.content[0][1])]
    tried = texts(doc, context, make_variants(context, candidate, np.zeros(len(doc), dtype=bool)), candidate)
    assert "the old bridge … would open in May" in tried
    assert "the old bridge, which leaks, would open" in tried


def test_a_quotation_mark_goes_with_the_words_it_encloses(read: Read) -> None:
    doc = read("Nora said: “The bridge will open in May.” It rained.")
    context, candidate = context_of(doc, "said", ("The", "May"), ("bridge", "open"))
    tried = texts(doc, context, make_variants(context, candidate, np.zeros(len(doc), dtype=bool)), candidate)
    assert "“The bridge will open in May.”" in tried


def test_edges_go_where_decisions_had_them(read: Read) -> None:
    doc = read(TEXT)
    context, candidate = context_of(doc, "said", ("that", "May"))
    wanted = Span(TEXT.index("that"), TEXT.index("May") + 3)
    decided = [Quote((wanted,), QuoteType.INDIRECT, None, None)]
    [(evidence, right)] = right_readings(doc, context, [candidate], decided)
    assert right > 0
    assert fit_readings([[(evidence, right)]] * 10) is None, "ten quotes are too few"
    model = fit_readings([[(evidence, right)]] * 80)
    assert model is not None
    [moved] = refine(context, [candidate], model)
    [quote] = as_quotes(context.features.view, [moved.candidate], Mix("mix"))
    assert quote.content == (wanted,)
    [equal] = refine(context, [candidate], ConditionalLogit((0.0,) * evidence.shape[1]))
    assert equal.candidate == candidate, "of equals the first stays"


def test_the_nearest_reading_is_learned_from_where_none_is_right(read: Read) -> None:
    doc = read(TEXT)
    context, candidate = context_of(doc, "said", ("that", "May"))
    wanted = Span(TEXT.index("that"), TEXT.index("May") + 3)
    beside = Span(TEXT.index("Nora"), TEXT.index("Nora") + 4)
    decided = [Quote((beside, wanted), QuoteType.INDIRECT, None, None)]
    [(evidence, nearest)] = right_readings(doc, context, [candidate], decided)
    [(same, right)] = right_readings(doc, context, [candidate], [Quote((wanted,), QuoteType.INDIRECT, None, None)])
    assert nearest == right
    assert (evidence == same).all()
    elsewhere = [Quote((Span(TEXT.index("mayor"), TEXT.index("asked")),), QuoteType.INDIRECT, None, None)]
    assert not right_readings(doc, context, [candidate], elsewhere)


def test_a_model_of_an_earlier_version_ignores_the_columns_that_came_later() -> None:
    evidence = np.array([[1.0, 0.0, 9.0], [0.0, 1.0, 0.0]])
    assert ConditionalLogit((0.5, 2.0))(evidence).tolist() == [0.5, 2.0]


def test_a_model_learns_although_whole_steps_lead_away() -> None:
    rng = np.random.default_rng(1)
    groups = [rng.normal(size=(6, 40)) * 30 for _ in range(60)]
    right = [int(np.argmax(group[:, 0] - group[:, 1])) for group in groups]
    model = ConditionalLogit.fit(groups, right, ridge=0.1)
    hits = [int(np.argmax(model(group))) == row for group, row in zip(groups, right, strict=True)]
    assert sum(hits) == len(hits)


def test_a_mix_keeps_its_model() -> None:
    mix = Mix("mix", 0.4, {}, (), ConditionalLogit((0.5, -1.0)))
    assert Mix.from_json(mix.to_json()) == mix


def test_kinds_of_words(read: Read) -> None:
    doc = read("“They said that he left because it rained,” said Nora, who knew that man.")
    words = read_words(read_features(doc, load_lexicon("en")))
    kinds = {token.i: words.kind[token.i] for token in doc}
    that, other = (token.i for token in doc if token.text == "that")
    assert (kinds[that], kinds[other]) == (KIND["that"], KIND["determiner"])
    assert kinds[0] == KIND["mark"]
    assert [kinds[t.i] for t in doc if t.text in ("because", ",", "who")] == [
        KIND["subordinator"],
        KIND["comma"],
        KIND["comma"],
        KIND["wh"],
    ]
    they, rained, nora = (next(t.i for t in doc if t.text == text) for text in ("They", "rained", "Nora"))
    assert words.begins[they]
    assert words.opens[they]
    assert words.closes[rained]
    assert not words.closes[nora]


def test_white_space_is_no_part_of_a_quote(read: Read) -> None:
    doc = read(TEXT)
    context, candidate = context_of(doc, "said", ("that", "May"))
    end = next(token.i for token in doc if token.is_space) + 1
    candidate.content = [(candidate.content[0][0], end)]
    [quote] = as_quotes(context.features.view, [candidate], Mix("mix"))
    assert quote.content[0].of(TEXT).endswith("asked.")

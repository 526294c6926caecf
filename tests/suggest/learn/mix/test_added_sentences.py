"""What speaks for the sentences that a reading takes in beside its cue's."""

from collections.abc import Callable

import numpy as np
from spacy.tokens import Doc

from annotator.suggest.learn.mix.added_sentences import sentence_evidence
from annotator.suggest.learn.mix.candidates import EVIDENCE, LEARNED, MixCandidate
from annotator.suggest.learn.network.features import CONTENT, ROLES, read_features
from annotator.suggest.learn.network.relations import BEFORE, LENGTH, MARGIN
from annotator.suggest.learn.network.run import Predicted
from annotator.suggest.quotes.lexicon import load_lexicon

Read = Callable[[str], Doc]

TEXT = "The harbour is full. It will rain, Nora said. We need boats. The council met on Monday.\n\nIt snowed."


def evidence_of(doc: Doc, *readings: tuple[str, str]) -> dict[str, list[list[float]]]:
    """The columns of readings that go from one word to another, before and after the cue's sentence."""
    features = read_features(doc, load_lexicon("en"))
    place = {token.text: token.i for token in reversed(doc)}
    anchor = place["said"]
    roles = np.full((1, LENGTH + MARGIN, len(ROLES)), 0.01, dtype=np.float32)
    for word in ("We", "need", "boats"):
        roles[0, place[word] - anchor + BEFORE, CONTENT] = 0.9
    odds = np.zeros(len(doc), dtype=np.float32)
    odds[place["met"]] = 0.7
    edges = np.zeros((1, LENGTH + MARGIN, 2), dtype=np.float32)
    predicted = Predicted(odds, [anchor], roles, edges)
    content = [(place["It"], place["rain"] + 1)]
    candidate = MixCandidate(
        LEARNED,
        anchor,
        content,
        (place["Nora"], place["Nora"] + 1),
        (anchor, anchor + 1),
        None,
        np.zeros(len(EVIDENCE)),
    )
    masks = np.zeros((len(readings), len(doc)), dtype=bool)
    for row, (first, last) in enumerate(readings):
        masks[row, place[first] : place[last] + 1] = True
    masks &= features.word
    masks[:, [place["Nora"], anchor]] = False
    found = sentence_evidence(features, predicted, 0, candidate, 0, masks)
    half = found.shape[1] // 2
    return {"before": found[:, :half].tolist(), "after": found[:, half:].tolist()}


def test_nothing_is_said_of_the_sentence_of_the_cue(read: Read) -> None:
    found = evidence_of(read(TEXT), ("It", "rain"))
    assert not any(found["before"][0])
    assert not any(found["after"][0])


def test_each_sentence_adds_what_is_said_of_it(read: Read) -> None:
    found = evidence_of(read(TEXT), ("It", "boats"), ("It", "Monday"), ("The", "boats"))
    one, two, both = found["after"][0], found["after"][1], found["after"][2]
    assert (one[0], two[0], both[0]) == (1, 2, 1), "how many"
    assert (one[1], two[1]) == (0, 1), "beyond the next one"
    assert one[2] > 1 > two[2], "the network takes the next one for content, and not the one after it"
    assert (round(one[5], 3), round(two[5], 3)) == (0, 0.7), "another cue stands in the second"
    assert one[6] > two[6] - one[6], "by the rules' weights the first goes on rather than the second"
    assert one[6:8] == [one[6]] * 2, "and in a text without marks"
    assert (one[8], two[8]) == (1, 1), "only the first speaks in the first person"
    assert found["before"][0][0] == 0
    assert found["before"][2][0] == 1


def test_another_paragraph_and_parts_of_sentences_are_told(read: Read) -> None:
    found = evidence_of(read(TEXT), ("It", "need"), ("It", "boats"), ("It", "snowed"))
    part, whole, beyond = found["after"]
    assert (part[-1], whole[-1], beyond[-1]) == (1, 0, 0)
    assert (whole[12], beyond[12]) == (0, 1)


def test_sentences_in_the_same_marks_are_told_from_others(read: Read) -> None:
    doc = read("“It will rain,” Nora said. “We need boats. It is late.” The council met on Monday.")
    found = evidence_of(doc, ("It", "boats"), ("It", "Monday"))
    assert found["after"][0][11] == 1, "in marks, but not in those of the cue's sentence"
    assert found["after"][1][10] == 0

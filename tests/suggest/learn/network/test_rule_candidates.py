"""The rules' candidates as the network and the mix take them."""

from annotator.core.profiles import SUGGESTED_FROM
from annotator.suggest.learn.network.features import find_rule_candidates
from annotator.suggest.quotes.lexicon import load_lexicon
from tests.suggest.conftest import Read

TEXT = (
    "The mayor hopes that the bridge opens in May. “It rained, and we left,” said Nora Lind. Ole Brandt told officials"
    " that the harbour needed lights, according to the captain. The book says little about that."
)


def test_the_best_few_of_each_anchor_and_what_the_rules_would_suggest(read: Read) -> None:
    view, candidates = find_rule_candidates(read(TEXT), load_lexicon("en"))
    assert {view.doc[head].text for head in candidates.by_head} >= {"hopes", "said", "told", "according"}
    for head, best in candidates.by_head.items():
        assert {candidate.head for candidate in best} == {head}
        assert 0 < len(best) <= 3
        assert [candidate.score for candidate in best] == sorted((c.score for c in best), reverse=True)
        contents = [candidate.content for candidate in best]
        assert all(content not in contents[:number] for number, content in enumerate(contents))
    assert {view.doc[candidate.head].text for candidate in candidates.firm} >= {"hopes", "said", "according"}
    assert all(candidate.score >= SUGGESTED_FROM for candidate in candidates.firm)
    for chosen in (candidates.firm, candidates.chosen):
        tokens = [i for candidate in chosen for i in candidate.tokens()]
        assert len(tokens) == len(set(tokens)), "none overlaps another"


def test_a_low_threshold_chooses_more(read: Read) -> None:
    found = [find_rule_candidates(read(TEXT), load_lexicon("en"))[1] for _ in range(2)]
    assert len(found[0].chosen) >= len(found[0].firm)
    assert [c.content for c in found[0].chosen] == [c.content for c in found[1].chosen], "reading changes nothing"

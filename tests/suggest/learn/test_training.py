"""Training by spaCy, from lessons to a package: figures, files, and rules that are never undercut."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_by_spacy
from thinc.api import Config

from annotator.core.decided import learned_as
from annotator.core.errors import UsageError
from annotator.core.habits import Habits, Outcome
from annotator.core.model import Document, Span
from annotator.core.profiles import suggested_from
from annotator.core.speakers import Acquaintance, Acquaintances
from annotator.suggest.habits import learn_habits
from annotator.suggest.learn.corpus import read_corpus, training_doc, write_corpus
from annotator.suggest.learn.mix.fit import fit_mix, read_held_out
from annotator.suggest.learn.mix.select import Mix
from annotator.suggest.learn.settings import TrainingSettings
from annotator.suggest.learn.training import Trained, refuse_other_training, split, train
from annotator.suggest.packages import find_model, load_model
from annotator.suggest.pipeline import Suggester
from annotator.suggest.quotes.candidate import RULES
from annotator.suggest.span_groups import read_quotes
from tests.suggest.learn.examples import lesson, undecided_judges

pytestmark = pytest.mark.long

SMALL = {
    "@architectures": "annotator.CueRoles.v1",
    "width": 32,
    "feature_width": 8,
    "depth": 2,
    "pair_width": 24,
    "pair_depth": 1,
    "members": 1,
}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    lessons = [lesson(number) for number in range(24)]
    settings = TrainingSettings(str(find_model()), steps=30, model=SMALL, name="made_up")
    told: list[tuple[str, int, int]] = []
    made = train(
        split(lessons),
        settings,
        load_model(settings.base),
        tmp_path_factory.mktemp("trained"),
        lambda *progress: told.append(progress),
    )
    learned_from = made.documents[0]
    assert [done for what, done, _ in told if what == "parsing"] == list(range(learned_from)), "each is parsed once"
    assert [progress for progress in told if progress[0] == "training"][-1] == ("training", 30, 30)
    assert told[-1] == ("measuring", 1, 1)
    assert [step for step, _ in made.curve] == [0, 6, 12, 18, 24, 30]
    return made


@pytest.fixture(scope="module")
def learned(trained: Trained) -> Language:
    return spacy.load(trained.folder)


@pytest.fixture(scope="module")
def mixing(learned: Language, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the same pipeline with a mix that suggests what the rules see, as if decisions had confirmed it."""
    folder = tmp_path_factory.mktemp("mixing") / "model"
    roles = learned.get_pipe("annotator_roles")
    kept = roles.cfg["mix"]
    roles.mix = Mix("mix", 0.3, {RULES: undecided_judges()})
    try:
        learned.to_disk(folder)
    finally:
        roles.cfg["mix"] = kept
    return str(folder)


def test_a_pipeline_knows_which_articles_it_learned_from(trained: Trained) -> None:
    learned_from = Suggester.load(str(trained.folder), trust_model=True).learned_from
    network, mix = ({*learned_from[part]} for part in ("network", "mix"))
    assert (len(network), len(mix)) == trained.documents
    assert network | mix == {learned_as(lesson(number).document.id) for number in range(24)}


def test_with_few_decisions_the_rules_suggest_and_lose_nothing(trained: Trained, suggester: Suggester) -> None:
    assert trained.verdict.mix.policy == "rules"
    assert trained.verdict.used == trained.verdict.tallies["rules"]
    text = lesson(40).document.text
    alone = suggester.suggest_one(Document("d", text)).quotes
    mixed = Suggester.load(str(trained.folder), trust_model=True).suggest_one(Document("d", text)).quotes
    assert mixed == alone
    assert len(alone) == 2


def test_a_trained_pipeline_takes_up_names_confirmed_in_a_database_too(trained: Trained) -> None:
    suggester = Suggester.load(str(trained.folder), trust_model=True)
    suggester.meet(Acquaintances((Acquaintance("Ngozi Okonjo", 1, 1, kinds=(("person", 1),)),)))
    found = suggester.suggest_one(Document("d", "“The tariffs will be gone by May,” Okonjo said on Monday."))
    assert [quote.speaker for quote in found.quotes] == ["Ngozi Okonjo"]
    assert suggester.run.settings["speakers"]["known"] == 1


def test_what_was_learned_speaks_when_the_mix_says_so(learned: Language) -> None:
    roles = learned.get_pipe("annotator_roles")
    kept = roles.cfg["mix"]
    roles.mix = Mix("learned", 0.2)
    try:
        doc = learned(lesson(3).document.text)
    finally:
        roles.cfg["mix"] = kept
    assert read_quotes(doc)
    assert {quote.rule for quote in read_quotes(doc)} == {"learned"}


def test_readings_come_with_learned_suggestions_and_change_none(mixing: str) -> None:
    document = lesson(3).document
    plain = Suggester.load(mixing, trust_model=True).suggest_one(document)
    asked = Suggester.load(mixing, trust_model=True, readings=True).suggest_one(document)
    assert plain.quotes
    assert asked._replace(readings=(), chances=()) == plain
    assert {chance.word for chance in asked.chances} >= {"claim"}, "so that what is decided of it can be counted"
    none = sorted(one.replaces for one in asked.readings if not one.quotes)
    assert none == [(number,) for number in range(len(plain.quotes))]


def test_a_trained_pipeline_adapts_to_what_is_decided_afterwards(mixing: str) -> None:
    suggester, document = Suggester.load(mixing, trust_model=True, readings=True), lesson(3).document
    assert suggester.run.settings["trained"] is not None
    assert suggested_from(suggester.run.settings) == pytest.approx(0.3)
    before = suggester.suggest_one(document)
    chances = [chance for chance in before.chances if chance.word == "claim"]
    suggester.adapt(learn_habits([Outcome(chance, False) for chance in chances * 20]))
    after = suggester.suggest_one(document)
    assert len(before.quotes) == 2
    assert after.quotes == ()
    assert after.chances == before.chances, "decisions are counted against what was learned"
    suggester.adapt(Habits())
    assert suggester.suggest_one(document) == before


def test_a_narrower_profile_narrows_what_was_learned(mixing: str) -> None:
    document = lesson(3).document
    whole = Suggester.load(mixing, trust_model=True, profile="speech")
    marked = Suggester.load(mixing, trust_model=True, profile="guardian")
    assert (whole.run.settings["profile"], marked.run.settings["profile"]) == ("speech", "guardian")
    everything = {quote.content: quote for quote in whole.suggest_one(document).quotes}
    quoted = {quote.content: quote for quote in marked.suggest_one(document).quotes}
    marks = Span(document.text.index("“"), document.text.index("”") + 1)
    assert quoted.keys() == {content for content in everything if any(span.overlaps(marks) for span in content)}
    assert (len(quoted), len(everything)) == (1, 2)
    assert {quote.cue.of(document.text) for quote in quoted.values() if quote.cue} == {"claimed"}
    with pytest.raises(UsageError, match="trained for the profile speech"):
        Suggester.load(mixing, trust_model=True, profile="polnear")


def test_a_learned_pipeline_offers_turns_without_a_cue_too(mixing: str) -> None:
    suggester = Suggester.load(mixing, trust_model=True, readings=True)
    document = Document("d", f"{lesson(3).document.text}\n\nIt rained.\n\n“Is it late?”\n\n“It is late.”")
    made = suggester.suggest_one(document)
    further = [quote for reading in made.readings if not reading.replaces for quote in reading.quotes]
    assert {"“Is it late?”", "“It is late.”"} <= {quote.content[0].of(document.text) for quote in further}
    assert len(made.quotes) == len(suggester.suggest_one(lesson(3).document).quotes), "nobody is known who says them"


def test_where_the_rules_suggest_any_profile_is_theirs(trained: Trained) -> None:
    document = Document("d", "The mayor hopes that the bridge opens in May. “It rained,” said Nora Lind.")
    found = {}
    for profile in ("polnear", "guardian"):
        alone = Suggester.load(profile=profile).suggest_one(document).quotes
        found[profile] = Suggester.load(str(trained.folder), trust_model=True, profile=profile).suggest_one(document)
        assert found[profile].quotes == alone
    assert len(found["polnear"].quotes) > len(found["guardian"].quotes) > 0


def test_the_pipeline_is_kept_whole(trained: Trained, learned: Language, tmp_path: Path) -> None:
    learned.to_disk(tmp_path / "again")
    again = spacy.load(tmp_path / "again")
    text = lesson(5).document.text
    for nlp in (learned, again):
        nlp.get_pipe("annotator_roles").mix = Mix("learned", 0.2)
    assert read_quotes(learned(text)) == read_quotes(again(text)) != ()
    learned.get_pipe("annotator_roles").mix = trained.verdict.mix


def test_spacy_evaluates_it(learned: Language) -> None:
    examples = [
        Example(learned.make_doc(one.document.text), training_doc(one, learned)) for one in map(lesson, range(3))
    ]
    scores = learned.evaluate(examples)
    assert scores["quotes_f"] == 1.0, "the rules find these"


def test_card_config_and_package_are_there(trained: Trained) -> None:
    card = (trained.folder / "README.md").read_text("utf-8")
    assert "| rules |" in card
    assert "**rules**" in card
    assert (trained.folder.parent / "config.cfg").is_file()
    refuse_other_training(trained.folder.parent, trained.package.name)  # the same again may replace all of it
    assert (trained.package / "setup.py").is_file()
    assert (trained.package / "en_made_up" / "en_made_up-0.1.0" / "config.cfg").is_file()


def test_versions_of_an_article_are_judged_together(learned: Language, tmp_path: Path) -> None:
    versions = [
        lesson(3)._replace(document=replace(lesson(3).document, id=name)) for name in ("made-up-3", "made-up-3~2")
    ]
    write_corpus([*versions, lesson(4)], learned, tmp_path / "held.spacy")
    examples = list(read_corpus(learned, tmp_path / "held.spacy"))
    held = read_held_out(learned, examples)
    assert [one.article for one in held] == ["made-up-3", "made-up-3", "made-up-4"]
    many = [replace(one, article="made-up-3") for one in held * 20]
    assert fit_mix(many).mix.policy == "rules", "however many versions: one article is too little to trust"


def test_suggestions_where_nobody_decided_are_not_held_against_the_rules(learned: Language, tmp_path: Path) -> None:
    example = lesson(3)
    text = example.document.text
    half = example._replace(quotes=example.quotes[:1], undecided=(Span(text.index("“") - 1, len(text)),))
    write_corpus([example, half], learned, tmp_path / "held.spacy")
    whole, part = read_held_out(learned, list(read_corpus(learned, tmp_path / "held.spacy")))
    assert [quote.content for quote in whole.rules] == [quote.content for quote in example.quotes]
    assert [quote.content for quote in part.rules] == [example.quotes[0].content]


def test_training_by_hand_with_the_written_config_does_the_same(trained: Trained, tmp_path: Path) -> None:
    config = Config().from_disk(trained.folder.parent / "config.cfg")
    config["training"]["eval_frequency"] = 1000
    printed = io.StringIO()
    train_by_spacy(init_nlp(config), tmp_path, stdout=printed, stderr=printed)
    assert "QUOTES_F  QUOTES_E2E" in printed.getvalue(), "what is measured stands over its columns"
    ours = (trained.folder / "annotator_roles" / "model").read_bytes()
    assert (tmp_path / "model-last" / "annotator_roles" / "model").read_bytes() == ours

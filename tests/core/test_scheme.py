"""Label schemes: what a newsroom may write, what it is told when it slips, and the scheme that ships."""

from __future__ import annotations

import string
import tomllib
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from annotator.core.errors import InputRefused
from annotator.core.model import QuoteType
from annotator.core.profiles import PROFILE_NAMES
from annotator.core.program.json_schema import schema_of
from annotator.core.program.resources import schemas_folder
from annotator.core.scheme import Attribute, LabelScheme, load_scheme, parse_scheme

TOPIC = '[[topic]]\nkey = "harbour"\n'
STANCE = '[[attribute]]\nname = "stance"\n'
ATTRIBUTE = STANCE + 'values = ["for", "against"]\n'


def refusal(toml: str) -> str:
    with pytest.raises(InputRefused) as caught:
        parse_scheme(toml, "ours.toml")
    told = str(caught.value)
    assert "\n" not in told
    assert told.startswith("ours.toml: ")
    assert caught.value.hint
    return told


def test_a_scheme_needs_no_more_than_a_key() -> None:
    scheme = parse_scheme(TOPIC, "somewhere/ours.toml")
    assert (scheme.name, scheme.version, scheme.profile) == ("ours", "1", "speech")
    assert scheme.quote_types == ("direct", "indirect", "mixed")
    (topic,) = scheme.topics
    assert (topic.key, topic.name, topic.letter, topic.medtop) == ("harbour", "harbour", "h", None)
    assert topic.strong == topic.weak == ()


def test_all_fields() -> None:
    scheme = parse_scheme(
        """
        name = "Port"
        version = "3"
        profile = "guardian"
        quote_types = ["mixed", "direct"]
        neutral = ["in the dock of history"]
        [[topic]]
        key = "harbour"
        name = "The harbour"
        letter = "Q"
        medtop = "medtop:20001337"
        strong = ["quay,  dry   dock ,", "ferry", "quay"]
        weak = ["crane"]
        """,
        "ours.toml",
    )
    assert (scheme.name, scheme.version, scheme.profile) == ("Port", "3", "guardian")
    assert scheme.quote_types == ("direct", "mixed")
    assert scheme.neutral == ("in the dock of history",)
    topic = scheme.lettered("q")
    assert topic is not None
    assert topic == scheme.topic("harbour")
    assert (topic.name, topic.medtop) == ("The harbour", "medtop:20001337")
    assert topic.strong == ("quay", "dry dock", "ferry")
    assert scheme.topic("nowhere") is scheme.lettered("x") is scheme.lettered("") is None


def test_topics_that_are_not_offered_have_the_digits_that_are_no_letters() -> None:
    many = "".join(f'[[topic]]\nkey = "a{number}"\n' for number in range(28))
    scheme = parse_scheme(many, "ours.toml")
    assert [topic.letter for topic in scheme.topics if not topic.letter.isalpha()] == ["0", "1"]
    assert scheme.digits_of(["tax", "a1", "war"]) == {"tax": "2", "war": "3"}


def test_a_topic_is_called_by_its_name_also_once_it_is_retired() -> None:
    retired = '[[topic]]\nkey = "war"\nname = "The war"\nretired = true\n'
    scheme = parse_scheme(f'[[topic]]\nkey = "tax"\nname = "Taxes"\n{retired}', "ours.toml")
    assert [scheme.called(key) for key in ("tax", "war", "sea")] == [
        "Taxes",
        "The war (retired)",
        "sea (not in the scheme)",
    ]


def test_letters_are_chosen_round_those_asked_for() -> None:
    scheme = parse_scheme(
        '[[topic]]\nkey = "art"\n[[topic]]\nkey = "air"\n[[topic]]\nkey = "ant"\nletter = "a"\n[[topic]]\nkey = "ra"\n',
        "ours.toml",
    )
    assert [topic.letter for topic in scheme.topics] == ["r", "i", "a", "b"]


def test_more_topics_than_keys_leaves_some_without() -> None:
    scheme = parse_scheme("".join(f'[[topic]]\nkey = "t{number}"\n' for number in range(40)), "ours.toml")
    letters = [topic.letter for topic in scheme.topics]
    assert letters.count("") == 4
    assert set(letters) - {""} == set(string.ascii_lowercase + string.digits)


def test_a_key_may_be_eighty_characters_long_and_one_term_may_be_a_sign() -> None:
    scheme = parse_scheme(f'[[topic]]\nkey = "{"x" * 80}"\nstrong = ["#, $,"]', "ours.toml")
    assert (len(scheme.topics[0].key), scheme.topics[0].strong) == (80, ("#", "$"))


def test_attributes_of_quotes() -> None:
    scheme = parse_scheme(
        TOPIC
        + """
        [[attribute]]
        name = "stance"
        values = ["for", " against "]
        [[attribute]]
        name = " said how "
        title = "How it was said"
        values = ["calm"]
        letter = "S"
        """,
        "ours.toml",
    )
    assert scheme.attributes == (
        Attribute("stance", ("for", "against"), "t", "stance"),
        Attribute("said how", ("calm",), "s", "How it was said"),
    )
    assert parse_scheme(TOPIC, "ours.toml").attributes == ()


def test_attributes_and_topics_may_have_the_same_letter() -> None:
    scheme = parse_scheme(TOPIC + 'letter = "s"\n' + ATTRIBUTE + 'letter = "s"', "ours.toml")
    assert [one.letter for one in (*scheme.topics, *scheme.attributes)] == ["s", "s"]


@pytest.mark.parametrize(
    ("toml", "parts"),
    [
        ("key = ?\nname = 1", ["not TOML", "line 1"]),
        ("a = " + "[" * 5000, ["nested"]),
        ("version = " + "1" * 5000, ["not TOML that can be read", "4300 digits"]),
        ("", ["no topic"]),
        ('topic = "sport"', ["topic = 'sport'", "[[topic]]"]),
        ("topic = [1]", ["topic 1 = 1", "[[topic]]"]),
        ('[topic]\nkey = "sport"', [": topic: write each topic as [[topic]]"]),
        ('colour = "red"\n' + TOPIC, ["unknown key 'colour'", "quote_types"]),
        (TOPIC + 'stong = ["quay"]', ["topic 'harbour'", "unknown key 'stong'", "strong"]),
        ("[[topic]]", ["topic 1", "no key"]),
        ('[[topic]]\nkey = " "', ["topic 1", "key = ' '", "a word"]),
        ("[[topic]]\nkey = 7", ["topic 1", "key = 7", "a word"]),
        ("[[topic]]\nkey = 2024-05-01", ["topic 1", "key", "a word"]),
        ('[[topic]]\nkey = "a\\tb"', ["topic 1", "key"]),
        (f'[[topic]]\nkey = "{"x" * 81}"', ["topic 1", "80"]),
        (TOPIC + '[[topic]]\nkey = " harbour "', ["'harbour'", "key", "twice"]),
        (TOPIC + 'letter = "ab"', ["'harbour'", "letter = 'ab'", "a to z"]),
        (TOPIC + 'letter = "ä"', ["letter = 'ä'", "a to z"]),
        (TOPIC + 'letter = "x"\n[[topic]]\nkey = "sea"\nletter = "X"', ["'sea'", "letter 'x'", "twice"]),
        (TOPIC + 'medtop = "20001337"', ["'harbour'", "medtop = '20001337'", "medtop:20000002"]),
        (TOPIC + 'medtop = "medtop:01"', ["'harbour'", "medtop:01"]),
        (
            TOPIC + 'medtop = "medtop:20001337"\n[[topic]]\nkey = "sea"\nmedtop = "medtop:20001337"',
            ["'sea'", "medtop", "twice"],
        ),
        (TOPIC + 'strong = "quay"', ["'harbour'", "strong = 'quay'", '["word", "two words"]']),
        (TOPIC + "weak = [1]", ["'harbour'", "weak 1 = 1", '["word", "two words"]']),
        (TOPIC + 'weak = ["crane,,tug"]', ["'harbour'", "weak", "empty term"]),
        (TOPIC + 'weak = [""]', ["'harbour'", "weak", "empty term"]),
        (TOPIC + 'weak = ["---"]', ["'harbour'", "weak", "empty term"]),
        (TOPIC + 'strong = ["quay"]\nweak = ["crane, quay"]', ["'harbour'", "'quay'", "both strong and weak"]),
        ("version = 2\n" + TOPIC, ["version = 2", "some text"]),
        ('name = ""\n' + TOPIC, ["name = ''", "some text"]),
        ('profile = "times"\n' + TOPIC, ["profile = 'times'", "polnear"]),
        ("quote_types = []\n" + TOPIC, ["quote_types", '["direct", "indirect"]']),
        ("quote_types = [1]\n" + TOPIC, ["quote_types 1 = 1", "mixed"]),
        ('quote_types = "direct"\n' + TOPIC, ["quote_types = 'direct'", '["direct", "indirect"]']),
        ('quote_types = ["shouted"]\n' + TOPIC, ["quote_types 1 = 'shouted'", "mixed"]),
        ("neutral = 1\n" + TOPIC, ["neutral"]),
        ("attribute = 1\n" + TOPIC, ["attribute", "[[attribute]]"]),
        ("attribute = [1]\n" + TOPIC, ["attribute 1 = 1", "[[attribute]]"]),
        (TOPIC + "[[attribute]]", ["attribute 1", "no name"]),
        (TOPIC + ATTRIBUTE + 'key = "x"', ["attribute 'stance'", "unknown key 'key'", "values"]),
        (TOPIC + ATTRIBUTE + ATTRIBUTE, ["attribute 'stance'", "name", "twice"]),
        (TOPIC + f'[[attribute]]\nname = "{"x" * 81}"\nvalues = ["a"]', ["attribute 1", "80"]),
        (TOPIC + STANCE, ["attribute 'stance'", "no values"]),
        (TOPIC + STANCE + "values = []", ["attribute 'stance'", "values", '["one", "another"]']),
        (
            TOPIC + '[[attribute]]\nname = "stance"\nvalues = "for"',
            ["attribute 'stance'", "values = 'for'", '["one", "another"]'],
        ),
        (
            TOPIC + '[[attribute]]\nname = "stance"\nvalues = ["for", 1]',
            ["attribute 'stance'", "values 2 = 1", "a word"],
        ),
        (
            TOPIC + '[[attribute]]\nname = "stance"\nvalues = ["for", " "]',
            ["attribute 'stance'", "values 2 = ' '", "a word"],
        ),
        (TOPIC + STANCE + 'values = ["for", "for "]', ["'stance'", "value 'for'", "twice"]),
        (TOPIC + STANCE + 'values = ["a\\nb"]', ["'stance'", "values", "one line"]),
        (TOPIC + ATTRIBUTE + 'letter = "1"', ["attribute 'stance'", "letter = '1'", "a to z"]),
        (TOPIC + ATTRIBUTE + "title = 1", ["attribute 'stance'", "title = 1", "some text"]),
        (TOPIC + 'was = ""', ["topic 'harbour'", "was = ''", '["one", "another"]']),
        (TOPIC + "was = [1]", ["topic 'harbour'", "was 1 = 1", "a word"]),
        (TOPIC + 'retired = "yes"', ["topic 'harbour'", "retired = 'yes'", "retired = true"]),
        (TOPIC + "retired = true", ["all topics are retired"]),
        (
            TOPIC + '[[attribute]]\nname = "tone"\nvalues = [{value = "calm", retired = true}]',
            ["attribute 'tone'", "all values are retired"],
        ),
        (TOPIC + '[[attribute]]\nname = "tone"\nvalues = [{value = "calm", wos = "mild"}]', ["values 1", "was ="]),
        (TOPIC + '[[attribute]]\nname = "tone"\nvalues = [{value = 1}]', ["'tone'", "values 1: value = 1"]),
        (TOPIC + f'letter = "\\u001b[2J{"x" * 99}"', ["letter = '\\x1b[2Jxxx", "…: give"]),
        (
            TOPIC + ATTRIBUTE + 'letter = "x"\n[[attribute]]\nname = "tone"\nvalues = ["calm"]\nletter = "X"',
            ["attribute 'tone'", "letter 'x'", "twice"],
        ),
    ],
)
def test_slips_are_named(toml: str, parts: list[str]) -> None:
    told = refusal(toml)
    assert all(part in told for part in parts), told


def test_a_scheme_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TOPIC.encode())
    assert load_scheme(path).topics[0].key == "harbour"
    assert load_scheme(str(path)) == load_scheme(path)


@pytest.mark.parametrize(("content", "told"), [(None, "no such"), (b"\xff\xfe", "UTF-8"), (b"[[topic]]", "no key")])
def test_a_file_that_is_no_scheme(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "ours.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputRefused, match=told) as caught:
        load_scheme(path)
    assert str(path) in str(caught.value)


def test_a_folder_is_no_scheme(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="cannot be read"):
        load_scheme(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> LabelScheme:
    return load_scheme()


def test_the_shipped_scheme_has_the_seventeen_topics(shipped: LabelScheme) -> None:
    assert len(shipped.topics) == 17
    # The second and third digits of a top-level id count from 01 to 17; the rest are noughts.
    assert sorted(topic.medtop or "" for topic in shipped.topics) == [f"medtop:{n:02d}000000" for n in range(1, 18)]
    keys = {topic.key for topic in shipped.topics}
    assert {"politics and government", "conflict, war and peace", "economy, business and finance", "sport"} <= keys


def test_the_shipped_scheme_has_mnemonic_letters(shipped: LabelScheme) -> None:
    letters = {topic.letter: topic.key for topic in shipped.topics}
    assert len(letters) == 17
    assert (letters["p"], letters["w"]) == ("politics and government", "conflict, war and peace")
    assert (letters["e"], letters["s"]) == ("economy, business and finance", "sport")


def test_the_shipped_terms_are_many_and_speak_for_one_topic(shipped: LabelScheme) -> None:
    assert all(len(topic.strong) >= 50 and len(topic.weak) >= 10 for topic in shipped.topics)
    strong = Counter(term for topic in shipped.topics for term in topic.strong)
    assert [term for term, count in strong.items() if count > 1] == []
    assert set(shipped.neutral).isdisjoint(strong)


def test_the_shipped_file_says_whose_names_it_uses() -> None:
    from annotator.core.program.resources import read_schema

    head = read_schema("iptc.toml")[:2000]
    assert "IPTC" in head
    assert "CC BY 4.0" in head


def test_the_schema_of_the_file_knows_the_profiles_and_types_that_there_are() -> None:
    fields = schema_of("scheme-file")["properties"]
    assert fields["profile"]["pattern"] == rf"^\s*({'|'.join(PROFILE_NAMES)})\s*$"
    assert fields["quote_types"]["items"]["enum"] == [*QuoteType]


def test_schemes_that_ship_are_as_the_schema_of_the_file_has_them() -> None:
    schema = schema_of("scheme-file")
    jsonschema.Draft202012Validator.check_schema(schema)
    for path in schemas_folder().glob("*.toml"):
        jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), schema)

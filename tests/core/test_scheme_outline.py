"""A scheme read without its terms is the scheme, but for the terms."""

import tomllib
from dataclasses import replace

import pytest

from annotator.core.errors import InputRefused
from annotator.core.resources import read_schema
from annotator.core.scheme import DEFAULT_SCHEME, LabelScheme, load_scheme, parse_scheme
from annotator.core.scheme_outline import outline

PLAIN = """# a scheme
name = "Harbour"

[[topic]]
key = "ferries"
strong = [
  "ferry, ferries",
]
weak = [
  "pier",
  "quay",
]

[[topic]]
key = "tides"
letter = "d"
"""


def bare(scheme: LabelScheme) -> LabelScheme:
    return replace(scheme, neutral=(), topics=tuple(replace(topic, strong=(), weak=()) for topic in scheme.topics))


def test_the_default_scheme_is_laid_out_to_be_outlined() -> None:
    assert outline(read_schema(DEFAULT_SCHEME)) is not None
    assert load_scheme(terms=False) == bare(load_scheme())


def test_only_the_terms_are_missing() -> None:
    whole = tomllib.loads(PLAIN)
    whole["topic"][0] |= {"strong": [], "weak": []}
    assert outline(PLAIN) == whole


@pytest.mark.parametrize(
    "other",
    [
        PLAIN.replace('"Harbour"', "'Harbour'"),
        PLAIN.replace("Harbour", "Har\\u0062our"),
        PLAIN.replace('name = "Harbour"', 'name = "Harbour" # so called'),
        PLAIN.replace("name =", "name="),
        'quote_types = [\n  "direct",\n]\n' + PLAIN,
        PLAIN.replace('[\n  "ferry, ferries",\n]', '["ferry, ferries"]'),
        PLAIN.rstrip(),
    ],
)
def test_what_is_laid_out_otherwise_is_read_in_full(other: str) -> None:
    assert outline(other) is None
    assert bare(parse_scheme(other, "x.toml", terms=False)) == bare(parse_scheme(other, "x.toml"))


@pytest.mark.parametrize(
    "faulty",
    [
        PLAIN.replace('letter = "d"', 'letter = "d"\nletter = "e"'),
        PLAIN.replace('name = "Harbour"', 'topic = "Harbour"'),
        PLAIN.replace('key = "tides"', 'key = "ferries"'),
        PLAIN.replace('"pier",', '"pier"'),
        PLAIN.replace('key = "tides"\n', ""),
        PLAIN.replace("# a", "# \x01 a"),
        "",
    ],
)
def test_faults_are_the_same_either_way(faulty: str) -> None:
    with pytest.raises(InputRefused) as whole:
        parse_scheme(faulty, "x.toml")
    with pytest.raises(InputRefused) as quick:
        parse_scheme(faulty, "x.toml", terms=False)
    assert str(quick.value) == str(whole.value)

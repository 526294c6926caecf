"""`annotator suggest`: suggestions as JSON lines, without a database."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli.narration import narrate_left_out
from annotator.cli.options import AnyLanguage, Encoding, From, Model, Paths, Profile, Scheme, TextColumn, TrustModel
from annotator.cli.pipeline_choice import PipelineChoice
from annotator.cli.reading import read_paths, refuse_language
from annotator.cli.schemes import scheme_in_use
from annotator.core.drawable import one_line
from annotator.core.errors import DoneInPart, InputRefused

if TYPE_CHECKING:
    from annotator.core.model import QuoteReading, Suggested


def suggest(
    paths: Paths,
    format: From = None,
    profile: Profile = None,
    model: Model = None,
    trust_model: TrustModel = False,
    scheme: Scheme = None,
    encoding: Encoding = None,
    text_column: TextColumn = "text",
    any_language: AnyLanguage = False,
    readings: Annotated[
        bool, typer.Option("--readings", help="Also what else each quote could be, with probabilities.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="For people who tune rules: which one fired, as text instead of JSON.")
    ] = False,
) -> None:
    """Print suggested quotes, speakers and topics as JSON.

    One line for each article, as soon as it is ready. No database is read or written. What cannot be read, or is in
    another language, is named and left out.
    """
    from annotator.exchange.atomic import standard_output
    from annotator.exchange.documents import Reading
    from annotator.exchange.jsonlines import to_line
    from annotator.exchange.records import suggestion_record

    choice = PipelineChoice(model, trust_model, profile, scheme)
    choice.check()
    refused: list[InputRefused] = []
    documents = read_paths(paths, format, Reading(encoding, text_column), refused)
    first = next(documents, None)
    printed = 0
    if first is not None:
        suggester = choice.load(scheme_in_use(scheme, None), readings=readings)
        with standard_output() as out:
            for document in chain([first], documents):
                try:
                    if not any_language:
                        refuse_language(document, suggester)
                except InputRefused as error:
                    refused.append(error)
                    continue
                suggested = suggester.suggest_one(document)
                record = suggestion_record(suggested, readings=readings)
                out.write(_explained(suggested) if explain else to_line(record))
                out.flush()
                printed += 1
    _report(refused, printed)


def _report(refused: list[InputRefused], printed: int) -> None:
    if len(refused) == 1 and not printed:
        raise refused[0]
    narrate_left_out(refused)
    if refused and printed:
        raise DoneInPart(f"{len(refused)} of the inputs left out", "the others are printed")
    if refused:
        raise InputRefused("nothing was read", "see the lines above")


def _explained(suggested: Suggested) -> bytes:
    """A few lines for each quote: rule, score, speaker, cue and source as they stand, and the content."""
    text = suggested.document.text
    lines = [f"# {one_line(suggested.document.id)}"]
    for number, quote in enumerate(suggested.quotes):
        cue = one_line(quote.cue.of(text)) if quote.cue else "-"
        source = one_line(quote.source.of(text)) if quote.source else "-"
        score = "-" if quote.score is None else f"{quote.score:.2f}"
        lines.append(f"{score} {quote.rule or '-'} · {quote.type} · {one_line(quote.speaker or 'nobody')}")
        lines.append(f"     cue {cue!r} · source {source!r}")
        lines += [f"     | {one_line(span.of(text), 2000)}" for span in quote.content]
        lines += [_or_else(reading, text) for reading in suggested.readings if number in reading.replaces]
    lines += [_or_else(reading, text) for reading in suggested.readings if not reading.replaces]
    for sentence, topics in zip(suggested.sentences, suggested.topics, strict=True):
        for topic in topics:
            lines.append(
                f"{topic.score:.2f} {one_line(topic.label)} · because {topic.because!r}"
                f" · {one_line(sentence.span.of(text), 60)}"
            )
    return ("\n".join(lines) + "\n").encode("utf-8")


def _or_else(reading: QuoteReading, text: str) -> str:
    """One line for a reading: its probability, its content in pieces, and its cue."""
    said = " / ".join(one_line(span.of(text), 2000) for quote in reading.quotes for span in quote.content)
    cues = [one_line(quote.cue.of(text)) for quote in reading.quotes if quote.cue]
    instead = "or" if reading.replaces else "not suggested:"
    return f"     {reading.probability:.2f} {instead} {said or 'no quote'}{f' · cue {cues[0]!r}' if cues else ''}"

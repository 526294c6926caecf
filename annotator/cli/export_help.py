"""Help texts that name formats: filled in from the registry when somebody asks for help, as loading it takes 40 ms."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand


class NamesFormats(TyperCommand):
    """A command whose options may have placeholders such as `{written}` in their help."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The options as they are shown, placeholders filled in."""
        names = format_names()
        for parameter in self.params:
            if getattr(parameter, "help", None):
                parameter.help = parameter.help.format_map(names)  # type: ignore[attr-defined]
        super().format_options(ctx, formatter)


def format_names() -> dict[str, str]:
    """The names of formats by what they have in common."""
    from annotator.exchange.formats.registry import READ, WRITTEN

    return {
        "written": ", ".join(format.name for format in WRITTEN),
        "read": ", ".join(format.title for format in READ),
        "by_sentence": ", ".join(format.name for format in WRITTEN if format.units[0] == "sentence"),
        "implied": " and ".join(format.name for format in WRITTEN if format.implied),
        "on_tokens": ", ".join(format.name for format in WRITTEN if format.on_tokens),
        "folders": ", ".join(format.name for format in WRITTEN if format.is_folder),
    }

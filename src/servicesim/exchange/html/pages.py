"""From a template to a page. Every value is escaped on its way in; a template that names what is not there
fails rather than leaving a gap."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from servicesim.story.characters import printable


def page(template: str, **values: Any) -> str:
    """The page that a template of `templates/` gives with these values."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("servicesim.exchange.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _harmless(value: Any) -> Any:
    """A text without characters that nobody sees: a name from elsewhere could turn the writing around."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return "\n".join(printable(line) for line in value.split("\n"))

"""What an editor offers to do about a finding: take the name that was meant, add a missing scene."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from servicesim.authoring.lsp.text import Text
from servicesim.story.findings import Finding
from servicesim.story.reader import Written

STUB = """\
{indent}{name}:
{indent}{step}says: |
{indent}{step}{step}Write here what is said.
{indent}{step}replies:
{indent}{step}{step}first-reply:
{indent}{step}{step}{step}say: |
{indent}{step}{step}{step}{step}Write here what the trainee can say.
{indent}{step}{step}{step}then: {ending}
"""
"""A scene to go on from: it reads, and leads to an ending."""


def actions(text: Text, uri: str, where: types.Range) -> Iterator[types.CodeAction]:
    """What can be done about the findings of a range."""
    for finding in text.linked.findings:
        place = text.range_of_finding(finding)
        if place.end < where.start or where.end < place.start:
            continue
        if finding.suggestion is not None:
            title = f"Change to '{finding.suggestion}'"
            yield _action(title, uri, finding, place, types.TextEdit(place, finding.suggestion), True)
        if finding.rule in ("unknown-target", "unknown-scene"):
            yield from _new_scene(text, uri, finding, place)


def diagnostic(text: Text, finding: Finding) -> types.Diagnostic:
    """A finding as editors show it."""
    severity = {
        "error": types.DiagnosticSeverity.Error,
        "warning": types.DiagnosticSeverity.Warning,
        "advice": types.DiagnosticSeverity.Information,
    }[finding.severity]
    meant = "" if finding.suggestion is None else f"\ndid you mean '{finding.suggestion}'?"
    return types.Diagnostic(
        text.range_of_finding(finding),
        finding.message + meant,
        severity=severity,
        code=finding.rule,
        source="servicesim",
    )


def _action(
    title: str, uri: str, finding: Finding, place: types.Range, edit: types.TextEdit, preferred: bool
) -> types.CodeAction:
    about = types.Diagnostic(place, finding.message, code=finding.rule, source="servicesim")
    return types.CodeAction(
        title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[about],
        is_preferred=preferred,
        edit=types.WorkspaceEdit(changes={uri: [edit]}),
    )


def _new_scene(text: Text, uri: str, finding: Finding, place: types.Range) -> Iterator[types.CodeAction]:
    """Add the scene after the last one; offered where scenes stand one below the other."""
    name = _name_at(text, place)
    written = text.written
    scenes, endings = (written.data or {}).get("scenes"), text.symbols.defined("ending")
    if not name or not isinstance(scenes, dict) or not scenes or not endings:
        return
    if written.places.in_braces(("scenes",)) or name in (*scenes, *endings):
        return
    last = ("scenes", next(reversed(scenes)))
    key = written.places.key(last)
    at, lead = _behind(written, written.places.block(last)[1])
    indent = " " * (key.column - 1)
    step = " " * max(key.column - written.places.key(("scenes",)).column, 1)
    stub = lead + STUB.format(indent=indent, step=step, name=name, ending=endings[0])
    if "\r\n" in written.source:
        stub = stub.replace("\n", "\r\n")
    edit = types.TextEdit(text.range(at, at), stub)
    yield _action(f"Add the scene '{name}'", uri, finding, place, edit, False)


def _name_at(text: Text, place: types.Range) -> str:
    found = text.symbols.at(text.offset(place.start))
    return found.name if found is not None and found.kind == "scene" else ""


def _behind(written: Written, end: int) -> tuple[int, str]:
    """The offset of the line after an offset, and what has to stand before it: a break, if none ends it."""
    line = written.places.at(end, end).line
    after = written.places.offset(line + 1, 1)
    return after, "" if written.source[:after].endswith(("\n", "\r")) else "\n"

"""Findings as workflow commands of GitHub Actions, which shows them beside the lines they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from servicesim.story.findings import Finding, Severity

COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "advice": "notice"}


def as_github(findings: Iterable[Finding]) -> Iterator[str]:
    """One command a line: `::error file=…,line=…,col=…,title=…::message`."""
    for finding in findings:
        yield f"::{COMMANDS[finding.severity]} {_properties(finding)}::{_data(_message(finding))}"


def _properties(finding: Finding) -> str:
    named: dict[str, object] = {"file": finding.path}
    if finding.line is not None and finding.column is not None:
        named |= {"line": finding.line, "endLine": finding.line}
        named |= {"col": finding.column, "endColumn": finding.column + finding.length}
    named["title"] = finding.rule
    return ",".join(f"{name}={_property(str(value))}" for name, value in named.items())


def _message(finding: Finding) -> str:
    if finding.witness is None:
        return finding.message
    return (
        f"{finding.message}\nReplies that lead there: {','.join(finding.witness) or 'none, it is so at once'}"
    )


def _data(text: str) -> str:
    """What would end the command, as GitHub reads it back."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""Findings as SARIF 2.1.0, the OASIS format that code scanning reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from servicesim import __version__
from servicesim.authoring.rules import DESCRIPTIONS, severity_of
from servicesim.story.findings import Finding, Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

HELP = "docs/checks.md and docs/story-format.md explain each rule with an example of how to mend it."

LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "advice": "note"}


def as_sarif(findings: Iterable[Finding]) -> str:
    """One run with every rule and a result for each finding, as JSON text."""
    rules = list(DESCRIPTIONS)
    run = {
        "tool": {
            "driver": {
                "name": "servicesim",
                "version": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, rules) for finding in findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: str) -> dict[str, Any]:
    meaning = {"text": DESCRIPTIONS[rule]}
    return {
        "id": rule,
        "shortDescription": meaning,
        "fullDescription": meaning,
        "help": {"text": HELP},
        "defaultConfiguration": {"level": LEVELS[severity_of(rule)]},
    }


def _result(finding: Finding, rules: Sequence[str]) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": _uri(finding.path)}}}
    if finding.line is not None and finding.column is not None:
        location["physicalLocation"]["region"] = {
            "startLine": finding.line,
            "startColumn": finding.column,
            "endColumn": finding.column + finding.length,
        }
    named = "/".join(part for part in (finding.scene, finding.reply) if part is not None)
    if named:
        location["logicalLocations"] = [{"fullyQualifiedName": named}]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [location],
    }
    if finding.witness is not None:
        result["properties"] = {"witness": list(finding.witness)}
    return result


def _uri(path: str) -> str:
    """A path that is not absolute stays so: it is read from the root of the checkout."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(PurePath(path).as_posix())

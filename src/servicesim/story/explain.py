"""What the YAML parser complains of, in the words of somebody who writes stories."""

from __future__ import annotations

import yaml

from servicesim.story.events import Trouble


def explain(error: yaml.YAMLError, source: str) -> Trouble:
    """The complaint as a finding to be, at the offset where it stands."""
    mark = getattr(error, "problem_mark", None)
    at = min(mark.index if mark is not None else len(source), len(source))
    problem = getattr(error, "problem", None) or str(error)
    return Trouble("syntax", f"This cannot be read: {problem}.", at, at + 1, ())

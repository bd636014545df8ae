"""What is said when the app has a fault of its own."""

from __future__ import annotations

import os
import sys

from rich.console import RenderableType
from rich.text import Text
from rich.traceback import Traceback


def told() -> RenderableType:
    """The error at hand in two lines, as plain text, or with SERVICESIM_TRACEBACK all there is to know."""
    error = sys.exc_info()[1]
    if os.environ.get("SERVICESIM_TRACEBACK"):
        return Traceback(show_locals=True)
    return Text(
        f"servicesim has a fault of its own: {type(error).__name__}: {error}\n"
        "Every reply that was shown as given is saved. SERVICESIM_TRACEBACK=1 shows more; please report it."
    )

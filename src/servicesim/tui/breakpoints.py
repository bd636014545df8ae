"""Where a screen changes its arrangement, for those that need other widths than the app's own."""

from __future__ import annotations

SIDE_BY_SIDE = [(0, "-narrow"), (140, "-wide")]
"""Two columns of text with plots beside them need more room than a list and its details do."""

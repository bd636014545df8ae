"""Pseudonyms of people: the same for the same person and store, and nothing to tell the name from."""

from __future__ import annotations

import hashlib
import hmac


def pseudonym(secret: str, name: str) -> str:
    """`p-` and ten hexadecimal digits: HMAC-SHA256 of the name under the store's secret.

    Whoever has the store has the secret, and can work out whose it is.
    """
    return "p-" + hmac.new(secret.encode(), name.encode(), hashlib.sha256).hexdigest()[:10]

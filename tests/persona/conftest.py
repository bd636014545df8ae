from __future__ import annotations

from hypothesis import settings

# The first example of a test fills the caches of an archetype, so examples differ in time for no bad reason.
settings.register_profile("persona", deadline=None)
settings.load_profile("persona")

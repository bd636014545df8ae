"""The store: sessions, their replies, and the exact stories they were played against.

Import from the modules: `records`, `location` and `chain` are light; `store` brings SQLAlchemy with it (about
250 ms), so import it where the first save or the first listing needs it, not before.
"""

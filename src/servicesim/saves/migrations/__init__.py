"""Alembic's environment. Migrations run in the transaction of whoever opens the store (`saves.migrate`)."""

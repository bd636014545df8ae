"""Help on the screen one comes from."""

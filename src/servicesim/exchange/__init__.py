"""Sessions for other tools, and from other stores: CSV, portable files, xAPI."""

"""The papers of a story, to be read while the conversation goes on."""

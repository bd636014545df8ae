"""A story played while it is being written: conversation, findings and persona side by side."""

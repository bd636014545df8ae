"""Everything for trainers that is not a screen."""

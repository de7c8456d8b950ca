"""Whether a passage proves a sentence."""

"""Ours in other frameworks, and theirs in ours; each module is loaded when asked for."""

"""Brings articles into the index: find, read, parse, clean, chunk, embed, write, report."""

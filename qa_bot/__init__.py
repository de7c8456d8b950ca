"""Answers questions about a folder of news articles; see README.md for the map."""

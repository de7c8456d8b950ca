"""Trains the reader and the judge and writes the file that the package ships: `python -m qa_bot.training`."""

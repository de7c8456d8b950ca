"""Demo articles, and a tour of the two commands over them: `python -m qa_bot.cli.demo`."""

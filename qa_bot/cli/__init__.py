"""The commands: argv -> a question, an answer -> standard output; one file a command."""

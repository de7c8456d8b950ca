"""The commands of `qa-bot`, by what they do."""

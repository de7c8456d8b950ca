"""What the bot shows in Slack, one file a kind of message or view."""

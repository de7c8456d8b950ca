"""The bot in Slack: events become questions, answers become blocks."""

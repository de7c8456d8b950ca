"""Evaluation: data sets, metrics and the bench, a third caller beside the command line and Slack."""

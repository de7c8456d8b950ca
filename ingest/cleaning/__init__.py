"""What of an article's text is the article, when it was published, and which version it is."""

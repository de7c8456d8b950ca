"""What a user names -> the bytes of each article: folders, JSON lines, the web."""

"""Articles from the web: feeds and lists of addresses, fetched politely and kept in an archive."""

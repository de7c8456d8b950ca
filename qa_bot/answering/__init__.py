"""From evidence to an answer whose every sentence is proven."""

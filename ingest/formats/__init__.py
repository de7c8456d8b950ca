"""One file a format: bytes -> Content, each by the library that knows the format."""

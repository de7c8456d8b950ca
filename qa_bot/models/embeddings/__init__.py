"""Vectors from a server with OpenAI's API: what is sent, what comes, and why nothing came."""

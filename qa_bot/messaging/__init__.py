"""What every chat adapter needs and none owns: posts, the inbox, the queue, who may ask."""

from qa_bot.messaging.access import Access, Shelves
from qa_bot.messaging.inbox import Ledger
from qa_bot.messaging.post import File, Kind, Post
from qa_bot.messaging.queue import Desk

__all__ = ["Access", "Desk", "File", "Kind", "Ledger", "Post", "Shelves"]

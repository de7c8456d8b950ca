"""What every chat adapter needs and none owns: posts, the inbox, the queue, who may ask."""

from qa_bot.messaging.access import Access
from qa_bot.messaging.filters import FolderFilter
from qa_bot.messaging.inbox import Inbox
from qa_bot.messaging.post import File, Kind, Post
from qa_bot.messaging.queue import JobQueue

__all__ = ["Access", "File", "FolderFilter", "Inbox", "JobQueue", "Kind", "Post"]

"""What every chat adapter needs and none owns: posts, the inbox, the queue, who may ask, the handler.

`adapter.py` is what an adapter brings. One in thirty lines stands in `tests/test_messaging_adapter.py`.
"""

from qa_bot.messaging.access import Access
from qa_bot.messaging.adapter import Adapter, Delivery, Downloads, Remark, Transcripts
from qa_bot.messaging.addressing import asks
from qa_bot.messaging.filters import FolderFilter
from qa_bot.messaging.handler import Handler, Services
from qa_bot.messaging.inbox import Inbox
from qa_bot.messaging.post import File, Post, PostKind
from qa_bot.messaging.queue import Job, JobQueue
from qa_bot.messaging.threads import Threads
from qa_bot.messaging.uploads import Uploads

__all__ = [
    "Access",
    "Adapter",
    "Delivery",
    "Downloads",
    "File",
    "FolderFilter",
    "Handler",
    "Inbox",
    "Job",
    "JobQueue",
    "Post",
    "PostKind",
    "Remark",
    "Services",
    "Threads",
    "Transcripts",
    "Uploads",
    "asks",
]

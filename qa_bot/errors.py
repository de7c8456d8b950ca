"""Every error a user can meet, each with the exit code the command line ends with.

    QABotError                    1   anything below, and what has no better name
    ├── UsageError                2   a wrong option, setting or question
    ├── IndexUnavailable          4   the index is missing or cannot be opened
    │   ├── IndexMissing          4   nothing was ingested yet
    │   ├── IndexLocked           4   another ingest is writing
    │   └── IndexMismatch         4   built with another embedder, chunking or schema
    ├── ModelUnavailable          5   a model file, a model server or a Chroma server does not answer
    │   ├── PromptTooLong         5   more was asked than the model's context holds
    │   └── ReplyCut              5   the model stopped early; all but its last sentence stand
    └── ArticleError              1   one article cannot be read; an ingest reports it and goes on

The message is one sentence for a person and says what to do next; an address in it loses its credentials.
Third-party errors are mapped to these at the boundary of the module that owns the dependency.
"""

from qa_bot.privacy import without_credentials


class QABotError(Exception):
    """A failure with a sentence for the user."""

    exit_code = 1

    def __init__(self, sentence: str = "") -> None:
        super().__init__(without_credentials(sentence))


class UsageError(QABotError):
    """The request itself is wrong."""

    exit_code = 2


class IndexUnavailable(QABotError):
    """There is no index to ask, or it does not open."""

    exit_code = 4


class IndexMissing(IndexUnavailable):
    """There is none yet."""


class IndexLocked(IndexUnavailable):
    """Another process is writing the index."""


class IndexMismatch(IndexUnavailable):
    """The index was built by another embedder, chunking or schema version."""


class ModelUnavailable(QABotError):
    """A model or a server the settings name cannot be used."""

    exit_code = 5


class PromptTooLong(ModelUnavailable):
    """The model's context does not hold the prompt; a shorter one may be answered."""


class ReplyCut(ModelUnavailable):
    """The model stopped early, at its limit or by a filter; all but its last sentence stand."""


class ArticleError(QABotError):
    """One source cannot become an article; the reason is the message."""

"""Which event goes where. Each is acknowledged as soon as it is noted; what takes time comes after that."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import Ack, App, BoltContext, BoltRequest, BoltResponse, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from qa_bot.errors import QABotError
from qa_bot.messaging import Handler
from qa_bot.slack.blocks.answer import EVIDENCE, SHARE
from qa_bot.slack.blocks.correction import AGAIN
from qa_bot.slack.blocks.feedback import FEEDBACK
from qa_bot.slack.credentials import reason
from qa_bot.slack.incoming import Payload, asked_again, command_of, post_of, retracted, sent_again
from qa_bot.slack.interactions import Interactions
from qa_bot.slack.text import escaped

COMMAND = "/ask"
_INTERACTING = 10  # clicks and openings attended to at once
_log = logging.getLogger(__name__)

_Interaction = Callable[[Payload, Respond], None]


def build_app(client: WebClient, handler: Handler, interactions: Interactions) -> App:
    """For events that are Slack's: signatures are checked before they get here."""
    quiet = _log.getChild("bolt")
    quiet.setLevel(logging.ERROR)  # it warns of tokens it does not use, and of events nobody asked for
    app = App(
        logger=quiet,
        client=client,
        process_before_response=True,  # so that Slack hears only of what is noted; the rest is lazy
        request_verification_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        listener_executor=ThreadPoolExecutor(_INTERACTING, thread_name_prefix="interaction"),
    )
    app.use(_note_rate_limit)
    _register_questions(app, handler)
    _register_command(app, handler, interactions)
    _register_clicks(app, interactions)
    _register_opening(app, interactions)
    return app


def _register_questions(app: App, handler: Handler) -> None:
    @app.event("app_mention")
    @app.event("message")
    def take(body: Payload, req: BoltRequest, context: BoltContext) -> None:
        if post := post_of(body, context.bot_user_id or ""):
            handler.take(sent_again(post, req.headers))
        elif id := retracted(body):
            handler.retract(id)

    @app.action(AGAIN)
    def take_again(ack: Ack, body: Payload) -> None:
        handler.take(asked_again(body))
        ack()

    @app.event("agent_session_stopped")
    def stop(event: Payload) -> None:
        handler.stop(event["channel"], event["thread_ts"])


def _register_command(app: App, handler: Handler, interactions: Interactions) -> None:
    shown = {"": interactions.show_help, "help": interactions.show_help, "sources": interactions.show_sources}

    def take(ack: Ack, body: Payload) -> None:
        if _words(body) not in shown:
            handler.take(command_of(body))
        ack()

    def show(body: Payload, respond: Respond) -> None:
        if interaction := shown.get(_words(body)):
            _attend(interaction, body, respond)

    app.command(COMMAND)(ack=take, lazy=[show])


def _register_clicks(app: App, interactions: Interactions) -> None:
    app.action(EVIDENCE)(ack=_acknowledge, lazy=[_lazy(interactions.show_evidence)])
    app.action(SHARE)(ack=_acknowledge, lazy=[_lazy(interactions.share)])
    app.action(FEEDBACK)(ack=_acknowledge, lazy=[_lazy(interactions.take_feedback)])
    app.view(FEEDBACK)(ack=_acknowledge, lazy=[_lazy(interactions.take_explanation)])


def _register_opening(app: App, interactions: Interactions) -> None:
    shown = {"home": interactions.show_home, "messages": interactions.suggest_prompts}

    def show(body: Payload, respond: Respond) -> None:
        if interaction := shown.get(body["event"].get("tab", "")):
            _attend(interaction, body, respond)

    app.event("app_home_opened")(ack=_acknowledge, lazy=[show])


def _note_rate_limit(body: Payload, next: Callable[[], None]) -> BoltResponse | None:
    """No event, but what Slack sends in place of too many."""
    if body.get("type") != "app_rate_limited":
        next()
        return None
    _log.warning(
        "Slack holds back events of %s, for more than 30,000 came within an hour; what was asked meanwhile "
        "is not answered. Invite me to fewer channels.",
        body.get("team_id"),
    )
    return BoltResponse(status=200)


def _acknowledge(ack: Ack) -> None:
    ack()


def _words(body: Payload) -> str:
    """What follows /ask; "" for what has no words, like "?"."""
    words = command_of(body).text.casefold()
    return words if any(map(str.isalnum, words)) else ""


def _lazy(interaction: _Interaction) -> Callable[..., None]:
    def attend(body: Payload, respond: Respond) -> None:
        _attend(interaction, body, respond)

    return attend


def _attend(interaction: _Interaction, body: Payload, respond: Respond) -> None:
    """What fails is told to whoever clicked, where Slack says how."""
    try:
        interaction(body, respond)
    except Exception as error:  # noqa: BLE001 — whoever clicked waits for a word
        said = _sentence(error)
        if respond.response_url:
            respond(text=escaped(said), replace_original=False)


def _sentence(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        _log.warning("Slack refuses %s: %s", error.response.api_url, reason(error))
        return "Slack did not let me do that; whoever runs me finds the reason in the log."
    if isinstance(error, QABotError):
        _log.warning("%s", error)
        return str(error)
    _log.error("A click failed", exc_info=error)
    return "Something went wrong inside; whoever runs me finds the reason in the log."

"""The bot as people see it, in a browser; `.cache/screenshots` has pictures for people to look at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from slack_sdk import WebClient
from support import form_answers as forms
from support.indexed import write
from support.slack_bot import ARTICLES, environment, running, with_rules
from support.slack_proxy import SlackProxy, slack_workspace
from support.slack_server import BOT, BOT_TOKEN, OPERATIONS
from support.waiting import eventually

from qa_bot.settings import Settings
from qa_bot.slack.blocks.answer import messages
from qa_bot.types import Answer

QUESTION = "Who owns the port of Larkhaven?"
SCREENSHOTS = Path(__file__).parents[1] / ".cache" / "screenshots"
FLAGS = (
    "headless no-sandbox disable-gpu disable-quic no-first-run disable-background-networking "
    "disable-component-update disable-sync disable-dev-shm-usage window-size=1400,1000"
).split()


class Page:
    """The workspace as Alice has it open."""

    def __init__(self, browser: Chrome) -> None:
        self._browser = browser

    def find(self, css: str, text: str = "") -> WebElement:
        """The first element of this kind with these words, as soon as there is one."""
        return eventually(lambda: next(iter(self._having(css, text)), None))

    def wait_until_gone(self, css: str) -> None:
        eventually(lambda: not self._having(css, ""))

    def say(self, text: str) -> None:
        """In the channel that is open."""
        composer = self.find(".main .composer-input")
        composer.send_keys(text)
        composer.send_keys(Keys.ENTER)

    def shoot(self, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self._browser.save_screenshot(str(SCREENSHOTS / f"{name}.png"))

    def _having(self, css: str, text: str) -> list[WebElement]:
        script = """
            const [css, text] = arguments;
            return [...document.querySelectorAll(css)].filter(found => found.innerText.includes(text));
        """
        found: list[WebElement] = self._browser.execute_script(script, css, text)
        return found


@pytest.fixture(scope="module")
def slack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackProxy]:
    """A workspace with the bot in it."""
    settings = Settings.load(index={"path": tmp_path_factory.mktemp("bot") / "index"})
    write(settings, *ARTICLES)
    with slack_workspace() as workspace, pytest.MonkeyPatch.context() as patch:
        for name, value in environment(workspace).items():
            patch.setenv(name, value)
        with running(with_rules(settings)):
            yield workspace


@pytest.fixture
def page(slack: SlackProxy, tmp_path: Path) -> Iterator[Page]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and driver):
        if "CI" in os.environ:
            pytest.fail("chromium and chromium-driver are missing; .ci/run installs them as root")
        pytest.skip("needs Debian's chromium and chromium-driver")
    options = ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"user-data-dir={tmp_path}"):
        options.add_argument(f"--{flag}")
    with Chrome(options, ChromeService(driver)) as browser:
        browser.get(slack.server.url)
        yield Page(browser)


def test_a_person_asks_reads_the_thread_and_looks_at_the_evidence(page: Page) -> None:
    page.find(".sidebar-item", "general").click()
    page.say(f"<@{BOT}> {QUESTION}")
    page.find(".thread-summary", "1 reply").click()
    page.find(".thread-pane", "belongs to the town")
    page.find(".thread-pane button", "Show evidence")
    page.shoot("1-thread")
    page.find(".thread-pane button", "Show evidence").click()
    page.find(".modal", "belongs to the town")
    page.shoot("2-evidence")
    page.find(".modal button", "Close").click()
    page.find(".thread-pane button", "Not helpful").click()
    page.find(".modal label", "It is out of date").click()
    page.shoot("3-why")
    page.find(".modal button", "Send").click()
    page.wait_until_gone(".modal")


def test_a_command_is_answered_to_one_person_with_a_button_to_share(page: Page) -> None:
    page.find(".sidebar-item", "operations").click()
    page.say(f"/ask {QUESTION}")
    page.find(".main .msg", "belongs to the town [1].")
    page.find(".main button", "Share")
    page.shoot("4-command")


def test_the_home_tab_says_what_the_bot_knows_and_how_to_ask(page: Page) -> None:
    page.find(".sidebar-item", "newsdesk").click()
    page.find(".main", "2 articles")
    page.shoot("5-home")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("6-fact", forms.FACT),
        ("7-dispute", forms.DISPUTED),
        ("8-list", forms.LIST),
        ("9-timeline", forms.TIMELINE),
        ("10-not-stated", forms.NOT_STATED),
    ],
)
def test_an_answer_is_laid_out_as_its_form_asks(
    slack: SlackProxy, page: Page, name: str, answer: Answer
) -> None:
    for message in messages(answer):
        client = WebClient(BOT_TOKEN, base_url=slack.api_url)
        client.chat_postMessage(channel=OPERATIONS, text=message.text, blocks=message.blocks)
    page.find(".sidebar-item", "operations").click()
    page.find(".main .msg", answer.lines[-1].text.rstrip("."))
    page.shoot(name)

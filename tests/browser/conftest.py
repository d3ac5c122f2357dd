"""A real Chromium against a real server: the demo office with 发文办理, on loopback, ended with the test."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from werkzeug.serving import make_server

from engine.actions import Actor
from engine.actions.accounts import open_account
from engine.clock import SimulatedClock
from engine.definition import Package
from engine.store.office import Office, open_office
from engine.store.work import SYSTEM
from tests.conftest import BEGINNING, PROCESSES, furnish
from tests.parts import missing
from web import create_app
from web.bundle import DIST

PASSWORD = "papers-in-order-2026"
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--no-first-run", "--disable-component-update", "--disable-sync", "--disable-extensions",
)  # fmt: skip
WAIT = 15
POLL = 0.03  # seconds between two looks; the library waits half a second
HEIGHT = 844
# long walks: narrow always, wide as well in `make test-slow`
BOTH_WIDTHS = pytest.mark.parametrize(
    "phone", [pytest.param(False, id="desktop", marks=pytest.mark.slow), pytest.param(True, id="phone")]
)
SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(BEGINNING)


@pytest.fixture
def office(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    opened = open_office(f"sqlite:///{tmp_path}/banjie.sqlite3", clock=clock, files=tmp_path / "files")
    furnish(opened, Package.from_folder(PROCESSES / "outgoing-document"))
    for person in ("U10", "U11", "O5", "O2", "O1", "L4"):
        open_account(opened, person, PASSWORD, Actor(SYSTEM))
    yield opened
    opened.database.dispose()


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(office), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


class Desk:
    """One person at a browser. `complaints` are CSP reports and errors the browser wrote down."""

    def __init__(self, driver: webdriver.Chrome, address: str, person: str, *, phone: bool = False,
                 password: str = PASSWORD) -> None:
        self.driver, self.address, self.phone, self.password = driver, address, phone, password
        self._size(HEIGHT)
        self.expected: tuple[str, ...] = ()
        self.person = ""
        if person:
            self.become(person)

    def become(self, person: str) -> None:
        """Sign in as the next person at this browser; who already is goes to the inbox, unless the session has ended."""
        if person == self.person:
            self.open("/inbox/todo")
            if not self.driver.find_elements(By.NAME, "login"):
                return
        self.driver.delete_all_cookies()
        self.driver.get(f"{self.address}/sign-in")
        self.fill("login", person)
        self.fill("password", self.password)
        self.press("登录")
        self.person = person

    def open(self, path: str) -> None:
        self.driver.get(self.address + path)

    def find(self, css: str) -> WebElement:
        return WebDriverWait(self.driver, WAIT, POLL).until(lambda d: d.find_element(By.CSS_SELECTOR, css))

    def fill(self, name: str, text: str) -> None:
        field = self.find(f"[name='{name}']")
        field.clear()
        field.send_keys(text)

    def choose(self, name: str, *values: str) -> None:
        """Tick radios or boxes, or select; then let the server answer what that changes."""
        for value in values:
            found = self.driver.find_elements(By.CSS_SELECTOR, f"select[name='{name}'] option[value='{value}']")
            target = found[0] if found else self.find(f"[name='{name}'][value='{value}']")
            self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", target)
            if not target.is_selected():
                target.click()
        self.settle()

    def attach(self, name: str, path: Path) -> None:
        self.find(f"[name='_file.{name}']").send_keys(str(path))

    def press(self, text: str) -> None:
        button = WebDriverWait(self.driver, WAIT, POLL).until(
            lambda d: next(b for b in d.find_elements(By.TAG_NAME, "button") if text in b.text and b.is_displayed())
        )
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
        page = self.driver.find_element(By.TAG_NAME, "html")
        button.click()
        WebDriverWait(self.driver, WAIT, POLL).until(lambda d: d.find_element(By.TAG_NAME, "html") != page)

    def send(self) -> None:
        """The main button of the form, whatever it is called there."""
        button = self.find("form [data-main]")
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
        page = self.driver.find_element(By.TAG_NAME, "html")
        button.click()
        WebDriverWait(self.driver, WAIT, POLL).until(lambda d: d.find_element(By.TAG_NAME, "html") != page)

    def fill_in(self, css: str, text: str) -> None:
        field = self.find(css)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", field)
        field.send_keys(text)

    def press_in(self, css: str, text: str) -> None:
        """Press a button inside an element, and wait for the page it leads to."""
        button = next(b for b in self.find(css).find_elements(By.TAG_NAME, "button") if text in b.text)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
        page = self.driver.find_element(By.TAG_NAME, "html")
        button.click()
        WebDriverWait(self.driver, WAIT, POLL).until(lambda d: d.find_element(By.TAG_NAME, "html") != page)

    def settle(self) -> None:
        """Until no htmx request is under way."""
        WebDriverWait(self.driver, WAIT, POLL).until(
            lambda d: d.execute_script(
                "return !document.querySelector('.htmx-request') && document.readyState == 'complete'"
            )
        )

    def wait_for(self, true: Callable[[], bool]) -> None:
        WebDriverWait(self.driver, WAIT, POLL).until(lambda _: true())

    def errors(self) -> list[str]:
        """Sentences under fields."""
        return [field.text for field in self.driver.find_elements(By.CSS_SELECTOR, ".field-error")]

    @property
    def text(self) -> str:
        return self.find("body").text

    def is_wider_than_its_window(self) -> bool:
        return bool(self.driver.execute_script("return document.documentElement.scrollWidth > window.innerWidth"))

    def picture(self, name: str) -> None:
        """Keep the whole page as a picture in var/screenshots (not in git) for whoever wants to look."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        height = self.driver.execute_script("return document.documentElement.scrollHeight")
        self._size(min(max(height, HEIGHT), 8000))
        self.driver.save_screenshot(str(SCREENSHOTS / f"{name}.png"))
        self._size(HEIGHT)

    def photograph(self, file: Path) -> None:
        """What is in the window now; a phone's as sharp as phones are."""
        self._size(HEIGHT, 2 if self.phone else 1)
        self.driver.save_screenshot(str(file))
        self._size(HEIGHT)

    def _size(self, height: int, scale: float = 1) -> None:
        width = 390 if self.phone else 1280
        size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": self.phone}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def complaints(self) -> list[str]:
        wrote = [entry["message"] for entry in self.driver.get_log("browser")]
        return [message for message in wrote if not any(known in message for known in self.expected)]


@pytest.fixture
def desk(address: str, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """`desk("U11")` is U11 at a browser of 1280 px; `desk("L4", phone=True)` at one of 390 px."""
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not chromedriver:
        missing("Chromium with chromedriver")
    if not (DIST / "manifest.json").exists():
        missing("the bundle of styles and scripts (make assets)")
    drivers: list[webdriver.Chrome] = []

    def sit_down(person: str, *, phone: bool = False, scripts: bool = True, password: str = PASSWORD) -> Desk:
        options = webdriver.ChromeOptions()
        options.binary_location = str(chromium)
        for flag in (*FLAGS, "--window-size=1400,1000", f"--user-data-dir={tmp_path}/chromium-{len(drivers)}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(str(chromedriver)))
        drivers.append(driver)
        if not scripts:
            driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        return Desk(driver, address, person, phone=phone, password=password)

    yield sit_down
    for driver in drivers:
        driver.quit()


AXE = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"


def barriers(desk: Desk, *, but: str = "html > x") -> list[str]:
    """What axe-core finds serious or critical on the page as it stands, except inside `but`; its script enters by the
    debugger, not the page, so the page's policy stays as it is."""
    if not AXE.exists():
        missing("axe-core (make test installs it)")
    desk.driver.execute_script(AXE.read_text("utf-8"))
    found = desk.driver.execute_async_script(
        "const [but, done] = arguments;"
        "axe.run({exclude: [[but]]}, {resultTypes: ['violations']}).then(r => done(r.violations))",
        but,
    )
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


def picture(desk: Desk, name: str) -> None:
    desk.picture(name)

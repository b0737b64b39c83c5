"""A real Chromium without a screen, and a reader who uses the keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
FOCUSED = "s => !!document.activeElement && document.activeElement.matches(s)"
MOST_TABS = 400
# Whether the thing is nearer by Shift+Tab: a person who knows the page goes the short way.
BACKWARDS = """s => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.getClientRects().length);
  const at = all.indexOf(document.activeElement), to = all.findIndex(e => e.matches(s));
  return to >= 0 && (to - at + all.length) % all.length > all.length / 2;
}"""


class Violation(TypedDict):
    """What axe found: the rule, how grave, and where."""

    id: str
    impact: str
    nodes: list[str]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium with a fresh profile. Raises FileNotFoundError where it is not installed."""
    found = shutil.which("chromium")
    if found is None:
        raise FileNotFoundError("chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS])
        try:
            yield browser
        finally:
            browser.close()


def painted(page: Page) -> None:
    """Wait until the page was drawn: nobody presses a key before, and Chromium drops keys that come sooner."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


class Keyboard:
    """Somebody without a mouse: goes to things by the Tab key, presses keys, and types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, selector: str) -> None:
        """Press Tab, or Shift+Tab where that is nearer, until the thing has the focus. Raises AssertionError."""
        if self.page.evaluate(FOCUSED, selector):
            painted(self.page)  # a page that has just opened may have put the focus there, and takes no key yet
        back = self.page.evaluate(BACKWARDS, selector)
        for _ in range(MOST_TABS):
            if self.page.evaluate(FOCUSED, selector):
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{selector} cannot be reached by the Tab key on {self.page.url}")

    def press(self, *keys: str) -> None:
        """Press these keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def fill(self, selector: str, text: str) -> None:
        """Go to a field and type in place of what it holds."""
        self.to(selector)
        if not self.page.evaluate(
            "s => document.querySelector(s).matches('select, [type=file], [type=checkbox]')", selector
        ):
            self.press("Control+a")
        self.page.keyboard.type(text)

    def enter(self, selector: str) -> None:
        """Go to a link or button and press it."""
        self.to(selector)
        self.press("Enter")

    def choose_files(self, selector: str, *files: Path) -> None:
        """Go to a field for files, open its dialogue by the keyboard, and choose."""
        self.to(selector)
        painted(self.page)
        for _ in range(4):  # Chromium may drop a key on a page that has just opened; a person presses again
            try:
                with self.page.expect_file_chooser(timeout=8_000) as chooser:
                    self.press("Enter")
                chooser.value.set_files([*files])
                return
            except TimeoutError:
                self.to(selector)
        raise AssertionError(f"{selector} opens no dialogue for files")


def grave(page: Page, *, rules: tuple[str, ...] = ()) -> list[Violation]:
    """What axe-core finds on the page that is serious or critical, WCAG 2.2 AA; only by the rules that are named."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    only: dict[str, object] = {"type": "rule", "values": [*rules]} if rules else {"type": "tag", "values": [*LEVELS]}
    found: list[Violation] = page.evaluate(
        """async (only) => {
          const found = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
          return found.violations.map(v => ({id: v.id, impact: v.impact, nodes: v.nodes.map(n => n.target.join(" "))}));
        }""",
        only,
    )
    return [each for each in found if each["impact"] in ("serious", "critical")]

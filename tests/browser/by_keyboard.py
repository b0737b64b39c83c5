"""Somebody at the workbench who works by the keyboard alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from bench.service.running import Service
from tests.browser.at_work import Seen
from tests.browser.chrome import Keyboard, painted

OWN = "seven quiet herons stand by"


@dataclass(slots=True)
class AtKeyboard:
    """Somebody at the workbench who has no mouse."""

    page: Page
    keys: Keyboard

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)
        painted(self.page)

    def go(self, *keys: str, to: str) -> None:
        """Press keys that lead to another page."""
        with self.page.expect_navigation(url=re.compile(to)):
            self.keys.press(*keys)
        painted(self.page)

    def send(self, button: str) -> None:
        """Go to a link or a button that sends a form, and press it."""
        self.keys.to(button)
        self.go("Enter", to="")

    def sign_in(self, login: str, password: str) -> None:
        self.keys.fill("#f-login", login)
        self.keys.fill("#f-password", password)
        self.go("Enter", to="")

    def choose_password(self, old: str) -> None:
        """What the first sign-in asks for."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Choose a password of your own")
        self.keys.fill("#f-old", old)
        self.keys.fill("#f-new", OWN)
        self.keys.fill("#f-again", OWN)
        self.go("Enter", to="")

    def sign_out(self) -> None:
        self.send(".top a.who[href='/account']")
        self.send("form[action='/sign-out'] button")

    def add_person(self, name: str, login: str, role: str) -> str:
        """Open an account; its first password."""
        self.go("g", "e", to="/people$")
        self.keys.press("n")
        self.keys.fill("#f-name", name)
        self.keys.fill("#f-login", login)
        self.keys.to(f"input[name=role][value={role}]")
        self.keys.press("Space")
        self.send("#add button")
        return self.page.locator("code.secret").inner_text()

    def view(self, key: str, path: str) -> None:
        """One of the case's views."""
        self.go("g", key, to=path)

    def says(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)


def at(browser: Browser, service: Service) -> tuple[AtKeyboard, Seen]:
    """A browser of its own."""
    page = browser.new_context(
        base_url=service.url, viewport={"width": 1440, "height": 900}, accept_downloads=True
    ).new_page()
    seen = Seen(url=service.url)
    seen.watch(page)
    return AtKeyboard(page=page, keys=Keyboard(page)), seen

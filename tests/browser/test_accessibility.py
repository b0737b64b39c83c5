"""Every page: nothing serious by axe-core, light or dark; focus is seen, nothing scrolls sideways, nobody is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.at_work import Place, Seen, page_of
from tests.browser.chrome import grave, painted

UNSEEN_FOCUS = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const unseen = [];
  for (const each of document.querySelectorAll(all)) {
    if (each.disabled || !each.checkVisibility({ visibilityProperty: true })) continue;
    each.focus({ preventScroll: true });
    if (document.activeElement !== each) continue;
    const style = getComputedStyle(each);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    if (!outlined && style.boxShadow === "none") unseen.push(each.outerHTML.slice(0, 120));
  }
  return unseen;
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def nothing(_: Page) -> None:
    """The page as it opens."""


def override(page: Page) -> None:
    """The form of a ruling is open."""
    painted(page)
    page.keyboard.press("o")
    expect(page.locator("#ruling input[name=status]").first).to_be_focused()


def everything(page: Page) -> None:
    """All that unfolds is unfolded."""
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true; })")


def keys(page: Page) -> None:
    """The list of keys is open."""
    painted(page)
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()


def the_first(selector: str) -> Callable[[Page], None]:
    """Where the first link of the page leads."""

    def follow(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return follow


def wrong_password(page: Page) -> None:
    """422, and what was typed stands."""
    page.fill("#f-login", "nurse")
    page.fill("#f-password", "something else again")
    page.click("main button.pri")
    expect(page.locator("#f-login")).to_have_value("nurse")


def stale(page: Page) -> None:
    """409: somebody was faster."""
    page.check("#decide input[value=approve]")
    page.fill("#decide-reason", "Typed and kept.")
    page.evaluate("() => { document.querySelector('#decide input[name=revision]').value = '0'; }")
    page.click("#decide button.pri")
    expect(page.locator("#decide [role=alert]")).to_contain_text("changed since it was shown")
    expect(page.locator("#decide-reason")).to_have_value("Typed and kept.")


def asked_once(page: Page) -> None:
    """What is adverse is asked once more."""
    page.check("#decide input[value=deny]")
    page.fill("#decide-reason", "Typed and kept.")
    page.check("#decide input[name=attests]")
    page.click("#decide button.pri")
    expect(page.locator("button[name=sure]")).to_be_visible()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A page as somebody opens it, and what they do there first."""

    name: str
    who: str
    path: str
    first: Callable[[Page], None] = nothing
    status: int = 200
    titled: str = ""


LOOKS = (
    Look(name="sign in", who="", path="/sign-in"),
    Look(name="wrong password", who="", path="/sign-in", first=wrong_password),
    Look(name="worklist", who="nurse", path="/"),
    Look(name="worklist that nothing fits", who="nurse", path="/?urgency=expedited"),
    Look(name="list of keys", who="nurse", path="/", first=keys),
    Look(name="new case", who="nurse", path="/submit"),
    Look(name="search", who="nurse", path="/search"),
    Look(name="search for a patient", who="nurse", path="/search?q=Whitlock"),
    Look(name="case", who="nurse", path="{case}"),
    Look(name="override", who="nurse", path="{case}?open=3#k-Appendix-B.2.a", first=override),
    Look(name="text of a document", who="nurse", path="{case}?open=4"),
    Look(name="policy beside the case", who="nurse", path="{case}?open=policy"),
    Look(name="letters", who="nurse", path="{case}/letters", first=everything),
    Look(name="decision of a nurse", who="nurse", path="{case}/decision", first=everything),
    Look(name="decision of a physician", who="physician", path="{case}/decision", first=everything),
    Look(name="asked once", who="physician", path="{case}/decision", first=asked_once),
    Look(name="changed meanwhile", who="physician", path="{case}/decision", first=stale),
    Look(name="papers", who="nurse", path="{case}/papers", first=everything),
    Look(name="history", who="nurse", path="{case}/history"),
    Look(name="case of an auditor", who="auditor", path="{case}"),
    Look(name="case that could not be read", who="nurse", path="{unread}"),
    Look(name="own account", who="nurse", path="/account"),
    Look(name="password", who="nurse", path="/account/password"),
    Look(name="first password", who="newcomer", path="/account/password"),
    Look(name="second factor", who="nurse", path="/account/second-factor"),
    Look(name="dashboard", who="nurse", path="/dashboard"),
    Look(name="policies", who="author", path="/policies"),
    Look(name="a policy", who="author", path="/policies", first=the_first("main [data-row] a")),
    Look(name="packs", who="author", path="/policies/packs"),
    Look(name="queue", who="nurse", path="/queue"),
    Look(name="audit", who="auditor", path="/audit"),
    Look(name="people", who="admin", path="/people"),
    Look(name="a person", who="admin", path="/people", first=the_first("main [data-open]")),
    Look(name="organisation", who="admin", path="/organisation"),
    Look(name="reference of the interface", who="nurse", path="/interface"),
    Look(name="not theirs", who="nurse", path="/people", status=403),
    Look(name="no such page", who="nurse", path="/nowhere", status=404),
    Look(name="no such case", who="nurse", path="/cases/0123456789abcdef01234567", status=404),
    Look(name="not a number", who="nurse", path="{case}?told=much", status=422),
)


@dataclass(slots=True)
class Rooms:
    """A browser for each who looks, opened when first asked for."""

    browser: Browser
    place: Place
    open: dict[str, tuple[Page, Seen, BrowserContext]] = field(default_factory=dict)

    def of(self, who: str) -> tuple[Page, Seen]:
        if who not in self.open:
            context = self.browser.new_context(base_url=self.place.service.url)
            if who:
                context.add_cookies([self.place.cookie(who)])
            page, seen = context.new_page(), Seen(url=self.place.service.url)
            seen.watch(page)
            self.open[who] = page, seen, context
        page, seen, _ = self.open[who]
        seen.complaints.clear()
        return page, seen


@pytest.fixture(scope="module")
def rooms(browser: Browser, place: Place) -> Iterator[Rooms]:
    made = Rooms(browser, place)
    yield made
    for _, _, context in made.open.values():
        context.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_a_page_can_be_used_by_everybody(rooms: Rooms, look: Look) -> None:
    page, seen = rooms.of(look.who)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    answer = page.goto(look.path.format(case=rooms.place.path, unread=f"/cases/{rooms.place.home.unread}"))
    assert answer is not None
    assert answer.status == look.status
    look.first(page)
    assert page.evaluate("() => document.documentElement.lang") == "en"
    assert page.title().removesuffix("mednec").strip(" ·")
    assert page.locator("h1").count() == 1
    assert not grave(page)
    assert page.evaluate(SIDEWAYS) == 0
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 1024, "height": 768})
    assert page.evaluate(SIDEWAYS) == 0
    assert not grave(page, rules=("color-contrast",))
    if not page.locator("dialog[open]").count():
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN_FOCUS) == []
        skipped(page)
    assert not seen.complaints
    assert not seen.elsewhere


def skipped(page: Page) -> None:
    """The skip link is seen when it has the focus, and leads into the content."""
    link = page.locator("a.skip")
    link.focus()
    box = link.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_a_case_on_paper_shows_no_chrome(browser: Browser, place: Place) -> None:
    with page_of(browser, place, "nurse") as (page, _):
        page.goto(place.path)
        page.emulate_media(media="print")
        for chrome in ("nav[aria-label=Main]", "#left > p.keys", "a.skip"):
            expect(page.locator(chrome)).to_be_hidden()
        expect(page.locator(".tree .row[id]").first).to_be_visible()

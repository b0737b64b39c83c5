"""Two reviewers have one case open: neither writes over the other, and nobody types anything twice."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.at_work import Place, page_of
from tests.browser.chrome import Keyboard, painted

FIRST, SECOND = "The marrow report denies it.", "The letter names the trigger."


def begin(page: Page, place: Place, clause: str) -> Keyboard:
    """Open the form of a ruling on a clause."""
    page.goto(f"{place.path}#k-{clause.replace(' ', '-')}")
    painted(page)
    keys = Keyboard(page)
    keys.press("o")
    expect(page.locator("#ruling")).to_have_attribute("data-clause", clause)
    expect(page.locator("#ruling input[name=status]").first).to_be_focused()
    return keys


def test_the_second_is_told_by_whom_and_what_was_changed_and_both_rulings_stand(browser: Browser, place: Place) -> None:
    with page_of(browser, place, "nurse") as (hers, seen), page_of(browser, place, "colleague") as (his, _):
        mine, other = begin(hers, place, "Appendix B.2.a"), begin(his, place, "Appendix B.2.d")
        mine.press("ArrowRight")
        mine.fill("#ruling-reason", FIRST)
        mine.fill("#ruling-places", "3:12")
        mine.enter("#ruling button.pri")
        expect(hers.locator("#changes")).to_contain_text("Saved on Appendix B.2.a.")

        other.press("ArrowRight")
        other.fill("#ruling-reason", SECOND)
        other.fill("#ruling-places", "8:11")
        other.enter("#ruling button.pri")
        told = his.locator("#ruling [role=alert]")
        expect(told).to_contain_text("N. Alvarez, RN")
        expect(told).to_contain_text("Appendix B.2.a")
        expect(his.locator("#ruling-reason")).to_have_value(SECOND)
        expect(his.locator("#ruling-places")).to_have_value("8:11")
        expect(his.locator("#ruling input[value=not_met]")).to_be_checked()

        other.enter("#ruling button.pri")
        expect(his.locator("#changes")).to_contain_text("Saved on Appendix B.2.d.")
        for page in (hers, his):
            page.goto(place.path)
            expect(page.locator("#k-Appendix-B\\.2\\.a")).to_contain_text(FIRST)
            expect(page.locator("#k-Appendix-B\\.2\\.a")).to_contain_text("N. Alvarez, RN")
            expect(page.locator("#k-Appendix-B\\.2\\.d")).to_contain_text(SECOND)
            expect(page.locator("#k-Appendix-B\\.2\\.d")).to_contain_text("C. Duarte, RN")
        assert not seen.complaints


def test_what_was_typed_outlives_a_reload(browser: Browser, place: Place) -> None:
    with page_of(browser, place, "nurse") as (page, _):
        keys = begin(page, place, "I.C.2")
        keys.fill("#ruling-reason", "Half a thought")
        page.reload()
        painted(page)
        keys.press("o")
        expect(page.locator("#ruling-reason")).to_have_value("Half a thought")

"""Without JavaScript: signing in, the worklist, the case, a ruling and a decision work by plain forms."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.at_work import PASSWORD, Place, page_of


def sign_in(page: Page, login: str) -> None:
    """By the form."""
    page.goto("/")
    page.fill("#f-login", login)
    page.fill("#f-password", PASSWORD)
    page.click("main button.pri")


def test_a_nurse_rules_on_a_clause_and_a_physician_decides(browser: Browser, place: Place) -> None:
    with page_of(browser, place, scripts=False) as (page, seen):
        sign_in(page, "nurse")
        page.click("a[data-open]")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Dana R. Whitlock")
        expect(page.locator(".tree .row[id]").first).to_be_visible()
        expect(page.locator("#texts .doc").first).to_be_visible()
        page.click(".docs a[data-pane='doc-4']")
        expect(page.locator("#doc-4")).to_be_visible()

        page.click("#k-Appendix-B\\.2\\.a [data-rule]")
        page.check("#ruling input[value=not_met]")
        page.fill("#ruling-reason", "The marrow report denies it.")
        page.fill("#ruling-places", "99:1")
        page.click("#ruling button.pri")
        expect(page.locator("#ruling [role=alert]")).to_contain_text("there is no document 99", ignore_case=True)
        expect(page.locator("#ruling-reason")).to_have_value("The marrow report denies it.")
        page.fill("#ruling-places", "3:12")
        page.click("#ruling button.pri")
        expect(page.locator("#changes")).to_contain_text("Saved on Appendix B.2.a.")
        expect(page.locator("#k-Appendix-B\\.2\\.a")).to_contain_text("The marrow report denies it.")

        page.click(".sec a[href$='/decision']")
        expect(page.locator(".locked")).to_contain_text("A physician of this organisation can")
        page.click(".top a[href='/account']")
        page.click("form[action='/sign-out'] button")
        assert not seen.elsewhere

        sign_in(page, "physician")
        page.goto(f"{place.path}/decision")
        page.check("#decide input[value=deny]")
        page.fill("#decide-reason", "The marrow shows no disease of the kind the policy covers.")
        page.check("#decide input[name=attests]")
        page.click("#decide button.pri")
        page.click("button[name=sure]")
        expect(page.locator("main")).to_contain_text("The decision is signed and in force")
        expect(page.locator(".signed")).to_contain_text("P. Okafor, MD")

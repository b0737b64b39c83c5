"""The whole life of a case in a real browser, by the keyboard alone: from a packet to a denial that is overturned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.service.running import Service
from tests.browser.at_work import CASES
from tests.browser.by_keyboard import OWN, AtKeyboard, at
from tests.browser.chrome import grave

NPI, WRONG_NPI = "1234567893", "1234567890"  # the example of the check digit's standard, and a slip of its last digit
READ_MS = 120_000
REASON = "The bone marrow shows no disease of the kind the policy covers."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An empty home, started for the first time, with a worker."""
    started = Service(home=tmp_path_factory.mktemp("life"))
    try:
        started.start_web()
        started.start_worker()
        yield started
    finally:
        started.stop()


def test_from_a_packet_to_a_denial_overturned_on_appeal(browser: Browser, service: Service, tmp_path: Path) -> None:
    me, seen = at(browser, service)
    passwords = people(me, service)
    me.sign_in("nurse", passwords["nurse"])
    me.choose_password(passwords["nurse"])
    case = new_case(me)
    rulings(me)
    me.sign_out()

    me.sign_in("physician", passwords["physician"])
    me.choose_password(passwords["physician"])
    me.open(f"/cases/{case}")
    shown = denial(me, browser, service)
    letter(me, tmp_path)
    me.sign_out()

    me.sign_in("nurse", OWN)
    me.open(f"/cases/{case}/decision")
    appeal_filed(me)
    me.sign_out()
    me.sign_in("second", passwords["second"])
    me.choose_password(passwords["second"])
    me.open(f"/cases/{case}/decision")
    overturned(me, shown)

    me.view("h", "/history")
    history = me.page.locator("#scroll").inner_text()
    for did in (
        "N. Alvarez, RN submitted the request",
        "N. Alvarez, RN took back the ruling on Appendix B.2.a",
        "P. Okafor, MD signed a decision: deny",
        "P. Okafor, MD sent a letter",
        "N. Alvarez, RN filed an appeal",
        "S. Whitaker, MD ended the appeal: overturned",
    ):
        assert did in history
    assert not seen.complaints
    assert not seen.elsewhere
    audited(service, case)


def people(me: AtKeyboard, service: Service) -> dict[str, str]:
    """The administrator of the first start opens accounts for a nurse and two physicians; their first passwords."""
    told = re.search(r"first sign-in: admin, password (\S+)", service.log("web.log"))
    assert told is not None
    me.open("/")
    me.sign_in("admin", told[1])
    me.choose_password(told[1])
    passwords = {
        "nurse": me.add_person("N. Alvarez, RN", "nurse", "nurse"),
        "physician": me.add_person("P. Okafor, MD", "physician", "physician"),
        "second": me.add_person("S. Whitaker, MD", "second", "physician"),
    }
    me.sign_out()
    return passwords


def new_case(me: AtKeyboard) -> str:
    """Send the packet, wait until it is read, and open it from the worklist; its id."""
    me.go("g", "w", to="/$")
    me.says("Nothing waits for anybody.")
    assert not grave(me.page)
    me.go("c", to="/submit$")
    me.keys.choose_files("#file", CASES / "packets" / "OMA-DEV-001.pdf")
    me.keys.to("main form button.pri")
    me.keys.press("Enter")
    me.page.wait_for_url(re.compile("/cases/"), timeout=READ_MS)
    me.go("g", "w", to="/$")
    me.keys.press("j")
    me.go("Enter", to="/cases/")
    expect(me.page.get_by_role("heading", level=1)).to_contain_text("Dana R. Whitlock")
    return me.page.url.split("/cases/")[1].split("#")[0]


def rulings(me: AtKeyboard) -> None:
    """Override the next open clause with words of the chart, take it back, and answer what the policy asks."""
    page, keys = me.page, me.keys
    keys.press("n")
    clause = page.locator(".row.on .cl").inner_text()
    assert clause == "Appendix B.2.a"
    keys.press("o")
    form = page.locator("#ruling")
    expect(form.locator("input[name=status]").first).to_be_focused()
    keys.press("ArrowRight")  # from met to not met
    keys.fill("#ruling-reason", "The marrow report speaks of this finding and denies it.")
    keys.fill("#ruling-places", "3:12")
    keys.enter("#ruling button.pri")
    expect(page.locator("#changes")).to_contain_text("Saved on Appendix B.2.a.")
    expect(page.locator("#changes")).to_contain_text("not documented → not met")
    expect(page.locator("#changes")).not_to_contain_text("Now needed")  # the same clauses in another order are no news
    row = page.locator("#k-Appendix-B\\.2\\.a")
    expect(row).to_contain_text("N. Alvarez, RN")
    expect(row).to_contain_text("The marrow report speaks of this finding")

    keys.to("#k-Appendix-B\\.2\\.a [data-rule=withdraw]")
    keys.press("Enter")
    expect(page.locator("#ruling-reason")).to_be_focused()
    keys.fill("#ruling-reason", "Entered on the wrong clause.")
    keys.enter("#ruling button.pri")
    expect(page.locator("#changes")).to_contain_text("not met → not documented")

    keys.press("a")
    expect(form).to_have_attribute("data-clause", "II.B.3")
    keys.press("ArrowRight")
    keys.fill("#ruling-reason", "The chart shows no such plan.")
    keys.enter("#ruling button.pri")
    expect(page.locator("#changes")).to_contain_text("Saved on II.B.3.")


def denial(me: AtKeyboard, browser: Browser, service: Service) -> str:
    """A wrong NPI and a case that a colleague changed keep what was typed; then the denial is signed. Its digest."""
    page, keys = me.page, me.keys
    me.view("s", "/decision")
    keys.to("#decide input[name=kind]")
    keys.press("ArrowLeft")  # the last of them: deny
    expect(page.locator("#decide input[value=deny]")).to_be_checked()
    keys.fill("#decide-reason", REASON)
    for name, value in (("npi", WRONG_NPI), ("licence", "MD-1001"), ("licence_state", "NY")):
        keys.fill(f"#decide-{name}", value)
    keys.fill("#decide-specialty", "Allergy")
    keys.to("#decide input[name=attests]")
    keys.press("Space")
    me.send("#decide button.pri")
    expect(page.get_by_role("alert").last).to_contain_text("NPI")
    typed_stands(page, WRONG_NPI)

    keys.fill("#decide-npi", NPI)
    revise_elsewhere(browser, service, page.url)
    me.send("#decide button.pri")
    me.says("Sign this decision?")
    me.says(REASON)
    me.send("button[name=sure]")
    expect(page.locator("#decide").get_by_role("alert")).to_contain_text("N. Alvarez, RN")
    typed_stands(page, NPI)

    shown = page.locator("#decide input[name=shown]").input_value()
    me.send("#decide button.pri")
    me.send("button[name=sure]")
    me.says("The decision is signed and in force")
    signed = page.locator(".signed")
    expect(signed).to_contain_text(f"sha256 {shown}")
    expect(signed).to_contain_text("Signed by P. Okafor, MD")
    expect(signed).to_contain_text(NPI)
    return shown


def typed_stands(page: Page, npi: str) -> None:
    """Everything that was typed is still there."""
    expect(page.locator("#decide-reason")).to_have_value(REASON)
    expect(page.locator("#decide-npi")).to_have_value(npi)
    expect(page.locator("#decide input[value=deny]")).to_be_checked()
    expect(page.locator("#decide input[name=attests]")).to_be_checked()


def revise_elsewhere(browser: Browser, service: Service, address: str) -> None:
    """Meanwhile the nurse rules on a clause in a browser of her own."""
    other, _ = at(browser, service)
    other.open("/sign-in")
    other.sign_in("nurse", OWN)
    other.open(address.split("/decision")[0])
    other.keys.press("n", "o")
    expect(other.page.locator("#ruling input[name=status]").first).to_be_focused()
    other.keys.press("ArrowRight")
    other.keys.fill("#ruling-reason", "The marrow report denies it.")
    other.keys.enter("#ruling button.pri")
    expect(other.page.locator("#changes")).to_contain_text("Saved on")
    other.page.context.close()


def letter(me: AtKeyboard, folder: Path) -> None:
    """The denial is read as a draft, fetched as PDF, recorded as sent, and fetched as it was sent."""
    page, keys = me.page, me.keys
    me.view("l", "/letters")
    expect(page.locator("article.letter")).to_contain_text(REASON)
    keys.to("a[href*='draft.pdf']")
    with page.expect_download() as draft:
        keys.press("Enter")
    draft.value.save_as(folder / "draft.pdf")
    me.send("form[action$='/letters'] button.pri")
    me.says("The letter is kept as it was sent.")
    keys.to("a[href$='.pdf'][href*='/letters/']:not([href*=draft])")
    with page.expect_download() as sent:
        keys.press("Enter")
    sent.value.save_as(folder / "sent.pdf")
    for name in ("draft.pdf", "sent.pdf"):
        assert (folder / name).read_bytes().startswith(b"%PDF-")


def appeal_filed(me: AtKeyboard) -> None:
    """The nurse enters the appeal."""
    me.keys.enter("#appeal summary")
    me.keys.fill("#appeal-grounds", "A second marrow was read elsewhere.")
    me.send("#appeal form button")
    me.says("The appeal is filed.")


def overturned(me: AtKeyboard, shown: str) -> None:
    """Another physician ends it; the denial stays to be read, struck and void."""
    page, keys = me.page, me.keys
    keys.enter("#end summary")
    keys.to("#end-ending")
    keys.page.keyboard.type("overturned")
    keys.fill("#end-reason", "The second marrow shows the disease.")
    for name, value in (("npi", NPI), ("licence", "MD-2002"), ("licence_state", "NY"), ("specialty", "Allergy")):
        keys.fill(f"#end-{name}", value)
    keys.to("#end input[name=attests]")
    keys.press("Space")
    me.send("#end form button")
    me.says("End this appeal?")
    me.send("button[name=sure]")
    me.says("The appeal is ended.")
    first, denied = page.locator(".signed").all()
    expect(first).to_contain_text("Approved")
    expect(first).to_contain_text("S. Whitaker, MD")
    expect(denied).to_contain_text("void")
    expect(denied).to_contain_text("Overturned on appeal")
    expect(denied).to_contain_text(shown)


def audited(service: Service, case: str) -> None:
    """The audit is as it was written, and every determination derives again to the same bytes."""
    verified = service.run("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "holds" in verified.stdout
    replayed = service.run("audit", "replay", case)
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert replayed.stdout.count("same bytes") == 5  # read, ruled, withdrawn, answered, ruled by the nurse elsewhere

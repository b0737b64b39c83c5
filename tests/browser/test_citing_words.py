"""Words of a document are cited by selecting them: exactly those, also across lines and marks."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.at_work import CASES, WORKED, Place, page_of
from tests.browser.chrome import Keyboard, painted

NOTE = (CASES / WORKED / "documents" / "03_bone_marrow_2021-04.txt").read_text(encoding="utf-8")
CLAUSE = "Appendix B.2.d"
SELECT = """([first, last]) => {
  const lines = [...document.querySelectorAll('#doc-3 .tx[data-s]')];
  const place = (words, after) => {
    const line = lines.find((each) => each.textContent.includes(words));
    let left = line.textContent.indexOf(words) + (after ? words.length : 0);
    const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
  };
  const range = document.createRange();
  range.setStart(...place(first, false));
  range.setEnd(...place(last, true));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def form_open(page: Page, place: Place) -> Keyboard:
    """The form of a ruling, with the document beside it."""
    page.goto(f"{place.path}?open=3#k-{CLAUSE.replace(' ', '-')}")
    painted(page)
    keys = Keyboard(page)
    keys.press("o")
    expect(page.locator("#ruling input[name=status]").first).to_be_focused()
    return keys


def test_selected_words_are_cited_as_they_stand(browser: Browser, place: Place) -> None:
    begins, ends = (
        NOTE.index("aggregates on H&E"),
        NOTE.index("- Scattered single interstitial") + len("- Scattered single"),
    )
    with page_of(browser, place, "nurse") as (page, seen):
        form_open(page, place)
        expect(page.locator("#pick")).to_be_hidden()
        page.evaluate(SELECT, ["aggregates on H&E", "- Scattered single"])
        expect(page.locator("#pick")).to_contain_text("3:12")
        page.click("#pick button")
        chip = page.locator("#ruling .chip")
        expect(chip).to_have_count(1)
        assert chip.locator("input[name=cite]").input_value() == f"3:{begins}-{ends}"
        quote = chip.locator("input[name=quote]").input_value()
        assert " ".join(quote.split()) == " ".join(NOTE[begins:ends].split())

        page.evaluate(SELECT, ["Blasts 1%", "Blasts 1%"])
        page.locator("#pick button").focus()
        page.keyboard.press("c")
        expect(chip).to_have_count(2)
        chip.last.get_by_role("button").click()
        expect(chip).to_have_count(1)

        page.check("#ruling input[value=not_met]")
        page.fill("#ruling-reason", "The stains show none.")
        page.click("#ruling button.pri")
        expect(page.locator("#changes")).to_contain_text(f"Saved on {CLAUSE}.")
        row = page.locator(f"#k-{CLAUSE.replace(' ', '-')}".replace(".", "\\."))
        expect(row.locator("a.q").first).to_contain_text("aggregates on H&E")
        expect(page.locator("#doc-3 mark.on").first).to_be_visible()
        assert not seen.complaints

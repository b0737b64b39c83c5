"""A web page as a reader sees it."""

from __future__ import annotations

import pytest

from mednec.errors import DocumentError
from tests.intake.papers.made import read


def read_or_refused(content: bytes) -> str:
    """The text of a page, or nothing where it is refused in one clear line."""
    try:
        return read(content, "a.html").text
    except DocumentError as error:
        line = str(error)
    assert "\n" not in line
    return ""


def web(body: str) -> bytes:
    head = "<head><title>approve</title><style>p {}</style></head>"
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<p>Weight 58.1&nbsp;kg &amp; &#233;</p><p>next</p>", "Weight 58.1 kg & é\n\nnext\n"),
        ("<table><tr><th>Test</th><td>512</td></tr></table>", "Test | 512 |\n"),
        ("a<br>b", "a\nb\n"),
        ("<div hidden>no</div><p style='display: none'>no</p><p style='color:red'>yes</p>", "yes\n"),
        ("<p style='opacity:0.9'>yes</p><p style='opacity:0'>no</p>", "yes\n"),
        ("<script>no</script><noscript>no</noscript><template>no</template>yes", "yes\n"),
        ("yes<!-- no -->", "yes\n"),
        ("<input type=checkbox checked> Yes <input type=checkbox> No", "[X] Yes [ ] No\n"),
        ("<input type=text value='58.1'> kg<input type=hidden value=no>", "58.1 kg\n"),
        ("<textarea>58.1 kg</textarea>", "58.1 kg\n"),
        ("<select><option>Alpha<option selected>Beta</select>", "Beta\n"),
        ("<select><option>Alpha<option>Beta</select>", "Alpha\n"),
        ("IgE <del>4400</del> <ins>512</ins>", "IgE 512\n"),
        ("IgE <s>4400</s> 512", "IgE 512\n"),
        ("H<sub>2</sub>O, 10<b>0</b> mg", "H2O, 100 mg\n"),
        ("<details><summary>Exam</summary>58.1 kg</details>", "Exam 58.1 kg\n"),
    ],
)
def test_a_web_page_as_a_reader_sees_it(body: str, says: str) -> None:
    text = read(web(body), "a.html").text
    assert "approve" not in text
    if "<details>" in body:
        assert text.split() == says.split()
    else:
        assert text == says


def test_a_web_page_nested_beyond_measure() -> None:
    deep = web("<div>" * 20_000 + "Weight 58.1 kg" + "</div>" * 20_000)
    assert read_or_refused(deep) in ("", "Weight 58.1 kg\n")


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_a_web_page_in_its_own_letters(charset: str) -> None:
    page = f"<html><head><meta charset='{charset}'></head><body>Café 5 µg</body></html>"
    assert read(page.encode(charset), "a.html").text == "Café 5 µg\n"

"""Names of people: the patient's in many spellings, and those of everybody else whom a chart calls by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from itertools import permutations

from rapidfuzz.distance import DamerauLevenshtein

from mednec.deidentified.edits import Edit
from mednec.deidentified.surrogates import Surrogates

PATIENT, PERSON = "name of the patient", "name of a person"
SHORT = 3  # letters that a name and what is short for it have in common
LONG = 6  # letters from which a word of the patient's name is found inside other words and with a slip of the pen

CREDENTIALS = (
    r"M\.?D\.?|D\.?O\.?|R\.?N\.?|N\.?P\.?|P\.?A\.?(?:-C)?|Ph\.?D\.?|Pharm\.?D\.?|RPh|LPN|BSN|MSN|APRN"
    r"|ARNP|FNP(?:-C|-BC)?|DNP"
    r"|CRNP|MBBS|MPH|FACP|FAAAAI|FACR|FACS|CMA|DPT|LCSW|DDS|DMD|DPM|CNM|CRNA|Jr|Sr|Esq"
)
_CREDENTIAL = re.compile(rf"(?:{CREDENTIALS})\.?", re.IGNORECASE)
_SMALL = r"[a-z\u00e0-\u00ff'\u2019]+"
_W = rf"(?:(?:Mc|Mac|O['\u2019]|D['\u2019]|De|La|Van|von)?[A-Z\u00c0-\u00dd]{_SMALL}(?:-[A-Z\u00c0-\u00dd]{_SMALL})*)"
_U = r"(?:[A-Z\u00c0-\u00dd][A-Z\u00c0-\u00dd'\u2019-]{2,})"
_I = r"(?:[A-Z]\.?(?=[ ,]|$))"
_ONE = rf"(?:(?<![\w'])(?:{_W}|{_U}|{_I})(?![\w]))"
_SEQUENCE = rf"{_ONE}(?:,?[ ]{_ONE}){{0,3}}"
_TITLED = re.compile(
    rf"\b(?:Drs?|Mrs?|Ms|Miss|Mx|Prof|Professor|Doctor|Nurse|Sister|Rev"
    rf"|Sgt)\b\.?[ ]+(?P<v>(?:{_I}[ ]?){{0,2}}(?:{_W}|{_U})"
    rf"(?:[ ](?:{_W}|{_I}))?(?:(?:[ ]and[ ]|[ ]?[,&/][ ]?)(?!Drs?\b|M[rsx]){_W})?)"
)
_SIGNED = re.compile(rf"(?P<v>{_ONE}(?:[ ]{_ONE}){{0,3}}),?[ ](?:{CREDENTIALS})\b")
_LABELLED = re.compile(
    r"\b(?i:patient(?:'s)? name|patient|pt|member(?: name)?|client|subscriber|insured|guarantor|name"
    r"|provider|physician|prescriber"
    r"|ordering(?: provider| physician)?|referring(?: provider| physician)?|attending"
    r"|requesting(?: provider)?|PCP|author"
    r"|(?:electronically )?signed(?: by)?|e-signed by|dictated by|transcribed by|cc|attn|from|to|contact"
    r"|emergency contact"
    r"|(?:form )?completed by|performed by|reviewed by|verified by|read by|interpreted by|pathologist"
    r"|radiologist|surgeon"
    r"|nurse|pharmacist|technician|coordinator|caregiver|spouse|next of kin|nok|guardian|parent|mother"
    r"|father|mom|dad"
    rf"|rendering(?: provider)?|re)[ ]*(?::|-{{1,2}}[ ])[ ]*(?P<v>{_SEQUENCE})(?![ ][a-z])"
)
_RELATED = re.compile(
    r"\b(?i:husband|wife|spouse|partner|son|daughter|mother|father|mom|dad|brother|sister|aunt|uncle"
    r"|cousin|niece|nephew"
    r"|grand(?:mother|father|son|daughter)|friend|neighbou?r|roommate|caregiver|guardian|boyfriend"
    r"|girlfriend|fianc[e\u00e9]e?)"
    rf"(?:[ ](?:is|named|called)|,)?[ ]\(?(?P<v>{_W}(?:[ ]{_W})?)"
)
_TOLD = re.compile(
    r"\b(?i:by|at|per|with|saw|told|called|contacted|notified|phoned|spoke to|discussed with)[ ]"
    rf"(?P<v>{_W}[ ](?:{_I}[ ])?{_W})"
)
_DEAR = re.compile(rf"^(?:Dear|Sincerely,?|Regards,?|Respectfully,?)\s+(?P<v>{_SEQUENCE})", re.MULTILINE)
_BY = re.compile(
    r"\b(?:e-?signed|signed|reviewed by|init(?:ials)?|typed by|entered by|[Dd]ict(?:ated)?|[Tt]rans(?:cribed)?)[:/ ]+"
    r"(?P<v>[A-Z]{2,3})(?![\w.])"
)
_TITLES = frozenset(
    ("dr", "drs", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "doctor", "nurse", "sister", "rev")
)
_PLAIN = """
yes no none unknown see same not self female male the of and sent medical director reviewer sir madam to whom it may
concern appeals department utilization management plan insurance office clinic hospital date time page fax phone new
old patient member provider physician number denied approved pending normal na n/a left right alert well intensive
care unit icu home emergency room operating dob mrn ssn id sex npi dictated signed electronically attending by
ordering referring requesting dear sincerely regards respectfully thank reported read seen called per with
"""
_NOT_NAMES = frozenset(_PLAIN.split())
_FOLDED = {c: base for c in map(chr, range(0xC0, 0x250)) if (base := unicodedata.normalize("NFKD", c)[0]) != c}
_FOLD = str.maketrans(_FOLDED)


def fold(text: str) -> str:
    """Letters without their accents; the length never changes."""
    return text.translate(_FOLD)


def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a written name without titles and credentials, its hyphenated parts by themselves too.

    >>> words_of_name("Delacroix-Webb, Corinne A., MD")
    ('Delacroix-Webb', 'Delacroix', 'Webb', 'Corinne', 'A')
    """
    found: list[str] = []
    for word in re.split(r"[\s,()]+", name):
        plain = word.strip(".\"'")
        if not plain or _CREDENTIAL.fullmatch(word) or plain.lower() in ("dr", "mr", "mrs", "ms", "prof"):
            continue
        parts = plain.split("-") if "-" in plain else []
        found += [w for w in (plain, *parts) if w and w not in found]
    return tuple(found)


def given_names(name: str) -> tuple[str, ...]:
    """The given names of a written name, whichever comes first.

    >>> given_names("O'Connell, Harold T."), given_names("Dana R. Whitlock")
    (('Harold', 'T'), ('Dana', 'R'))
    """
    last, comma, given = name.partition(",")
    return words_of_name(given) if comma and words_of_name(given) else words_of_name(last)[:-1]


def people_in(text: str, medicine: Container[str], branches: Container[str]) -> Iterator[tuple[int, int]]:
    """Spans of names of people in a text.

    Behind a title or a label and before a credential stands a name even where it is a word of medicine (Smith, Graves);
    only the name of a branch is none there. Elsewhere no word of medicine is taken for one.
    """
    for pattern in (_SIGNED, _TITLED, _LABELLED, _DEAR, _RELATED, _TOLD):
        known = medicine if pattern in (_RELATED, _TOLD) else branches
        for match in pattern.finditer(text):
            yield from _trimmed(text, match.start("v"), match.end("v"), known, led=pattern is not _SIGNED)


def _trimmed(text: str, start: int, end: int, known: Container[str], *, led: bool) -> Iterator[tuple[int, int]]:
    """The words of a span that can be a name, each by itself; behind a label, none after another word."""
    for word in re.finditer(r"[^\s,&/]+", text[start:end]):
        plain = word[0].strip(".").removesuffix("'s").removesuffix("\u2019s")
        if plain.lower() in _TITLES or plain in ("and", ""):
            continue
        if len(plain) > 1 and (plain.lower() in _NOT_NAMES or plain.lower() in known or _CREDENTIAL.fullmatch(plain)):
            if led:
                return
            continue
        yield start + word.start(), start + word.start() + len(plain)


def patient_edits(text: str, words: Iterable[str], surrogates: Surrogates) -> list[Edit]:
    """Edits for every word of the patient's name: any capitals, accents or none, spaced out, broken, with one slip."""
    found, folded = [], fold(text)
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        if len(word) < 2:
            continue
        for match in _spelled(word).finditer(folded):
            new = _cased(surrogates.name(word), match[0])
            found.append(Edit(start=match.start(), end=match.end(), new=new, kind=PATIENT))
    found += _beside(folded, [w for w in words if len(w) > 1], surrogates)
    return [*found, *_slips(folded, words, surrogates)]


def person_edits(text: str, words: Iterable[str], surrogates: Surrogates) -> list[Edit]:
    """Edits for words that are names of other people or of houses, where they stand with a capital."""
    found, folded = [], fold(text)
    for word in sorted(set(words), key=lambda w: (-len(w), w)):
        if len(word) < 3:
            continue
        plain = re.escape(fold(word))
        pattern = (
            rf"(?<![^\W\d_])(?:{plain}|{re.escape(fold(word).upper())}|{re.escape(fold(word).title())})(?![^\W\d_])"
        )
        for match in re.finditer(pattern, folded):
            new = _cased(surrogates.name(word), match[0])
            found.append(Edit(start=match.start(), end=match.end(), new=new, kind=PERSON))
    return found


def short_name_edits(text: str, given: Iterable[str], plain: Container[str], surrogates: Surrogates) -> list[Edit]:
    """Edits for what may be short for a given name: a word with a capital that begins alike and is no other word."""
    found = []
    for name in given:
        start = fold(name)[:SHORT]
        if len(name) > SHORT:
            for match in re.finditer(rf"(?<!\w)(?i:{re.escape(start)})[A-Za-z]{{0,5}}(?!\w)", fold(text)):
                if match[0][0].isupper() and match[0].lower() not in plain:
                    new = _cased(surrogates.name(name), match[0])
                    found.append(Edit(start=match.start(), end=match.end(), new=new, kind=PATIENT))
    return found


def initials_edits(text: str, name: str, surrogates: Surrogates) -> list[Edit]:
    """Edits for the patient's initials: with full stops, or behind a word that says whose they are."""
    first = sorted({word[0].upper() for word in words_of_name(fold(name))})
    forms = {"".join(letters) for many in (2, 3) for letters in permutations(first, many)}
    found = []
    for letters in sorted(forms, key=lambda f: (-len(f), f)):
        dotted = r"\.[ ]?".join(letters) + r"\."
        for match in re.finditer(rf"(?<!\w){dotted}(?!\w)|\b(?i:pt|patient|initials)[:. ]+(?P<v>{letters})\b", text):
            group = "v" if match["v"] else 0
            new = re.sub(r"[A-Z]", lambda c: surrogates.name(c[0]), match[group])
            found.append(Edit(start=match.start(group), end=match.end(group), new=new, kind=PATIENT))
    return found


def signer_edits(text: str, surrogates: Surrogates) -> list[Edit]:
    """Edits for the initials of whoever signed."""
    return [
        Edit(start=m.start("v"), end=m.end("v"), new=surrogates.shape(m["v"]), kind=PERSON)
        for m in _BY.finditer(text)
        if not _CREDENTIAL.fullmatch(m["v"])
    ]


def _spelled(word: str) -> re.Pattern[str]:
    plain = fold(word)
    letters = [r"['\u2019]?" if c in "'\u2019" else r"[-\s]?" if c == "-" else re.escape(c) for c in plain]
    if len(plain) >= LONG:
        return re.compile(r"(?:-\n)?".join(letters) + "|" + _spaced(plain), re.IGNORECASE)
    whole = "".join(letters)
    if len(plain) == LONG - 1:
        return re.compile(rf"(?<![^\W\d_]){whole}(?![^\W\d_])|{_spaced(plain)}", re.IGNORECASE)
    return re.compile(rf"(?<![^\W\d_])(?:{whole}|{re.escape(plain.upper())}|{re.escape(plain.title())})(?![^\W\d_])")


def _spaced(plain: str) -> str:
    """The word with a blank or a full stop between its letters, as on forms."""
    return r"(?<![^\W\d_])" + r"[ .|]{1,2}".join(map(re.escape, plain)) + r"(?![^\W\d_])"


def _beside(folded: str, words: list[str], surrogates: Surrogates) -> Iterator[Edit]:
    """Initials that stand before or behind a word of the patient's name."""
    any_of = "|".join(sorted({re.escape(fold(w)) for w in words}, key=lambda w: (-len(w), w)))
    pattern = rf"(?<!\w)(?P<a>[A-Z])\.?[ ](?=(?i:{any_of})(?!\w))|(?<!\w)(?i:{any_of})[ ](?P<b>[A-Z])(?![\w'/:-])"
    for match in re.finditer(pattern, folded) if words else ():
        group = "a" if match["a"] else "b"
        yield Edit(start=match.start(group), end=match.end(group), new=surrogates.name(match[group]), kind=PATIENT)


def _slips(folded: str, words: Iterable[str], surrogates: Surrogates) -> Iterator[Edit]:
    """Words with a capital that are one letter away from a long word of the name, as scans and hurry write them."""
    wanted = [(fold(word).lower(), word) for word in words if len(word) >= LONG]
    for match in re.finditer(r"(?<![^\W\d_])[A-Z][A-Za-z0-9]{4,}(?![^\W\d_])", folded):
        for plain, word in wanted:
            if plain != match[0].lower() and DamerauLevenshtein.distance(plain, match[0].lower(), score_cutoff=1) <= 1:
                new = _cased(surrogates.name(word), match[0])
                yield Edit(start=match.start(), end=match.end(), new=new, kind=PATIENT)


def _cased(made: str, like: str) -> str:
    letters = [c for c in like if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return made.upper()
    return made.lower() if all(c.islower() for c in letters) else "-".join(p.capitalize() for p in made.split("-"))

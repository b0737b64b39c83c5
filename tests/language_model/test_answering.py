"""Answers are kept under the digest of their question; a replay gives the same and asks nobody."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel

from mednec.errors import ModelError
from mednec.language_model.answering import Answering, answering, replaying
from mednec.language_model.client import Tick
from mednec.language_model.kept import Book, Kept, KeptAnswer, KeptAnswers, KeptOrder, kept_answer, kept_in
from mednec.pointing.question import Answer
from tests.language_model import served as s
from tests.language_model.asking import SECRET, question, settings
from tests.language_model.served import MODEL, helpful, nowhere, served

GOOD = helpful(lambda request: {"said": s.text_of(request)[-1]})
QUESTIONS = [question(str(n)) for n in range(5)]


@pytest.fixture(params=["folder", "book"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return KeptAnswers(folder=tmp_path / "answers") if request.param == "folder" else Book()


def asked(url: str, kept: Kept, *, replay: bool = False) -> Answering:
    """What answers, from this server."""
    return answering(settings(url), kept, replay=replay)


def test_an_answer_is_asked_for_once(kept: Kept) -> None:
    with served(GOOD) as server:
        first = asked(server.url, kept)(QUESTIONS[:3])
        second = asked(server.url, kept)(QUESTIONS)
    assert [a.text for a in second] == [f'{{"said": "{n}"}}' for n in range(5)]
    assert second[:3] == first
    assert len(server.heard) == 5


def test_a_replay_asks_nobody_and_gives_the_same(kept: Kept) -> None:
    with served(s.in_turn(GOOD, s.not_json(), s.not_json(), GOOD)) as server:
        one = answering(settings(server.url, concurrency=1), kept)
        first = one(QUESTIONS)
    assert [bool(a.trouble) for a in first] == [False, True, False, False, False]
    again = asked(nowhere(), kept, replay=True)
    assert again(QUESTIONS) == first
    assert replaying(MODEL, kept)(QUESTIONS[::-1]) == first[::-1]
    assert again.asked == one.asked == [q.digest(MODEL) for q in QUESTIONS]


def test_a_trouble_is_kept_and_asked_again(kept: Kept) -> None:
    with served(s.in_turn(s.broken(), GOOD)) as server:
        (bad,) = asked(server.url, kept)(QUESTIONS[:1])
        assert replaying(MODEL, kept)(QUESTIONS[:1]) == (bad,)
        (good,) = asked(server.url, kept)(QUESTIONS[:1])
    assert bad.trouble == "the server failed (status 500)"
    assert replaying(MODEL, kept)(QUESTIONS[:1]) == (good,)
    assert good.text == '{"said": "0"}'


def test_a_replay_without_a_kept_answer_says_which(kept: Kept) -> None:
    kept.keep(kept_answer(QUESTIONS[0], MODEL, Answer(text='{"said": "0"}')))
    with pytest.raises(ModelError, match=r"question on 1 \(evidence-1\) and for 3 more.*run once without --replay"):
        replaying(MODEL, kept)(QUESTIONS)
    with pytest.raises(ModelError, match="no answer of other-model is kept"):
        replaying("other-model", kept)(QUESTIONS[:1])


def test_another_question_is_asked() -> None:
    book = Book()
    with served(GOOD) as server:
        asked(server.url, book)(QUESTIONS[:1])
        asked(server.url, book)([question("0", text="other words"), question("0", most_tokens=900)])
    assert (len(server.heard), len(book.entries)) == (3, 3)


def test_the_same_question_twice_is_one() -> None:
    with served(GOOD) as server:
        one, two = asked(server.url, Book())([QUESTIONS[0], QUESTIONS[0]])
    assert (one == two, len(server.heard)) == (True, 1)


def test_nothing_is_kept_without_a_folder() -> None:
    with served(GOOD) as server:
        for _ in range(2):
            asked(server.url, KeptAnswers())(QUESTIONS[:1])
    assert len(server.heard) == 2


def test_each_answer_is_kept_when_it_comes(kept: Kept) -> None:
    """Whoever stops waiting in the midst loses nothing that came."""

    then: list[int] = []

    def look(tick: Tick) -> None:
        known = [kept.recall(q.digest(MODEL)) is not None for q in QUESTIONS]
        then.append(sum(known) - tick.done)

    with served(GOOD) as server:
        answering(settings(server.url, concurrency=1), kept, progress=look)(QUESTIONS)
    assert len(then) > len(QUESTIONS)
    assert min(then) >= 0


def test_progress_counts_what_was_known() -> None:
    ticks: list[Tick] = []
    book = Book()
    with served(GOOD) as server:
        asked(server.url, book)(QUESTIONS[:2])
        answers = answering(settings(server.url), book, progress=ticks.append)
        answers(QUESTIONS)
    assert (ticks[0].done, ticks[0].of, ticks[-1].done) == (2, 5, 5)


def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "answers"
    KeptAnswers(folder=folder).keep(kept_answer(QUESTIONS[0], MODEL, Answer(text='{"said": "0"}', tokens_in=7)))
    (file,) = folder.iterdir()
    assert file.name == f"{QUESTIONS[0].digest(MODEL)}.json"
    assert (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(file.stat().st_mode)) == (0o700, 0o600)
    told = json.loads(file.read_text("utf-8"))
    assert (told["model"], told["prompt"], told["subject"], told["task"]) == (
        *(MODEL, "evidence-1", "0"),
        "find evidence for a clause",
    )
    assert (told["text"], told["system"]) == (QUESTIONS[0].text, QUESTIONS[0].system)
    assert (told["answer"], told["trouble"], told["tokens_in"]) == ('{"said": "0"}', "", 7)


def rewrite(file: Path, old: str, new: str) -> None:
    """A file with other words in it."""
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")


def damage(file: Path, how: str) -> None:
    """A kept answer that should not be believed."""
    match how:
        case "empty":
            file.write_bytes(b"")
        case "cut":
            os.truncate(file, file.stat().st_size // 2)
        case "bytes":
            file.write_bytes(b"\x00\xff")
        case "of another question":
            rewrite(file, "Clause 0", "Clause 1")
        case "under another digest":
            rewrite(file, file.stem, "0" * 64)
        case "of another form":
            rewrite(file, "said", "sang")
        case "a folder":
            file.unlink()
            file.mkdir()
        case _:
            file.parent.chmod(0o770)


DAMAGES = (
    "empty",
    "cut",
    "bytes",
    "of another question",
    "under another digest",
    "of another form",
    "a folder",
    "open",
)


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_damaged_or_not_ones_own_is_not_believed(name: str, tmp_path: Path) -> None:
    kept = KeptAnswers(folder=tmp_path / "answers")
    with served(GOOD) as server:
        (first,) = asked(server.url, kept)(QUESTIONS[:1])
        (file,) = (tmp_path / "answers").iterdir()
        damage(file, name)
        with pytest.raises(ModelError, match="is kept"):
            asked(server.url, kept, replay=True)(QUESTIONS[:1])
        assert asked(server.url, kept)(QUESTIONS[:1]) == (first,)
    assert len(server.heard) == 2


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with served(GOOD) as server:
        (answer,) = asked(server.url, KeptAnswers(folder=tmp_path / "file" / "answers"))(QUESTIONS[:1])
    assert answer.text


def test_where_answers_are_kept() -> None:
    assert kept_in({"MEDNEC_ANSWERS": "/a/b"}).folder == Path("/a/b")
    assert kept_in({"MEDNEC_ANSWERS": " "}).folder is None
    assert kept_in({"XDG_CACHE_HOME": "/c"}).folder == Path("/c/mednec/answers")
    assert kept_in({}).folder == Path("~/.cache/mednec/answers").expanduser()
    assert kept_in({"MEDNEC_ANSWERS": "~no-such-user/a"}).folder is None  # as where this user has no home


def test_a_book_is_the_same_bytes_whatever_the_order() -> None:
    one, other = Book(), Book()
    with served(GOOD) as server:
        asked(server.url, one)(QUESTIONS)
        asked(server.url, other)(QUESTIONS[::-1])
    other.keep(KeptOrder(digest="0" * 64, order=(1, 0)))
    one.keep(KeptOrder(digest="0" * 64, order=(1, 0)))
    written = one.to_bytes()
    assert written == other.to_bytes()
    again = Book.from_bytes(written)
    assert again == one
    assert again.to_bytes() == written
    assert [a.subject for a in again.answers] == ["0", "1", "2", "3", "4"]
    assert Book.from_bytes(b"") == Book()


def test_a_book_cut_down_to_what_one_review_used() -> None:
    book = Book()
    with served(GOOD) as server:
        asked(server.url, book)(QUESTIONS)
        used = asked(server.url, book)
        used(QUESTIONS[1:3])
    assert [a.subject for a in book.only(used.asked).answers] == ["1", "2"]


def test_a_book_that_is_damaged() -> None:
    book = Book()
    book.keep(kept_answer(QUESTIONS[0], MODEL, Answer(trouble="no")))
    with pytest.raises(ModelError, match="line 2: the kept answers are damaged") as caught:
        Book.from_bytes(book.to_bytes() + b'{"digest": 5}\n')
    assert SECRET not in str(caught.value)


def test_an_answer_that_no_longer_fits_is_asked_again() -> None:
    class Narrower(BaseModel):
        said: Literal["yes"]

    entry = kept_answer(QUESTIONS[0], MODEL, Answer(text='{"said": "0"}'))
    assert isinstance(entry, KeptAnswer)
    assert entry.answers(QUESTIONS[0])
    assert not entry.answers(replace(QUESTIONS[0], form=Narrower))


def test_passages_in_the_order_in_which_they_come_near() -> None:
    book = Book()
    passages = ["zzz", "aab", "abb"]
    with served(GOOD) as server:
        ranked = answering(settings(server.url, embeddings="vectors"), book)
        assert ranked.order("aa", passages) == (1, 2, 0)
        assert ranked.order("aa", passages) == (1, 2, 0)
        assert ranked.order("bb", passages) == (2, 1, 0)
    assert [len(r["input"]) for r in server.embedded] == [4, 1]
    again = replaying(MODEL, Book.from_bytes(book.to_bytes()), embeddings="vectors")
    assert again.order("aa", passages) == (1, 2, 0)
    with pytest.raises(ModelError, match="no order of passages by vectors is kept"):
        again.order("cc", passages)


def test_no_order_where_no_model_can_tell() -> None:
    book = Book()
    ranked = answering(settings(nowhere(), embeddings="vectors"), book)
    assert ranked.order("a", ["b", "a"]) == ()
    assert replaying(MODEL, book, embeddings="vectors").order("a", ["b", "a"]) == ()
    assert answering(settings(nowhere()), book).order("a", ["b", "a"]) == ()

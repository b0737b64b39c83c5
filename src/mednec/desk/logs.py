"""Logs as JSON lines on the error stream. Nothing that a person or a chart said gets into them, whoever writes them.

A line has a fixed event and fields of a short list whose values are ids, numbers and plain words. Of a message of
another library the text is kept and its values are not; of an error its kind and places, never its words.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from mednec.errors import StoreError

LEVEL, FORM = "MEDNEC_LOG_LEVEL", "MEDNEC_LOG_FORM"
LEVELS = ("debug", "info", "warning", "error")
FORMS = ("json", "text")
FIELDS = frozenset(
    (
        *("event", "level", "timestamp", "logger", "request_id", "method", "route", "status", "seconds", "bytes"),
        *("person", "org", "case", "job", "attempt", "worker", "kind", "state", "error", "at", "trace_id", "process"),
        *("address", "port", "version", "signal", "count", "database", "revision"),
    )
)
OURS = "mednec"
_PLAIN = re.compile(r"[\w ./:;,()\[\]{}<>+=*@%'\"-]{0,200}")
_SAID = ("http://", "https://", "Started", "Waiting", "Application", "Finished", "Shutting", "Stopping", "Uvicorn")


def set_up_logs(environment: Mapping[str, str], stream: TextIO | None = None) -> None:
    """Send every log of the process to one stream, in the form the environment asks for.

    `MEDNEC_LOG_LEVEL` is debug, info, warning or error; `MEDNEC_LOG_FORM` is json, or text for a terminal. Raises
    StoreError for another word.
    """
    level = _one_of(environment, LEVEL, LEVELS, "info")
    form = _one_of(environment, FORM, FORMS, "json")
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        only_what_may_be_told,
    ]
    last: Processor = structlog.processors.JSONRenderer(sort_keys=True)
    if form == "text":
        last = structlog.dev.ConsoleRenderer(colors=(stream or sys.stderr).isatty())
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(without_values)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for wordy in (
        "uvicorn.access",
        "httpx",
        "httpx2",
        "alembic",
        "procrastinate",
    ):  # they name whole addresses, or say each step
        logging.getLogger(wordy).setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger whose lines have a fixed event and fields: `log.info("request", route="/cases/{case}", status=200)`."""
    found: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return found


def only_what_may_be_told(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Leave out fields that are not listed and values that are no plain words; an error gives its kind and place."""
    problem = event.pop("exc_info", None)
    told: MutableMapping[str, object] = {
        name: value if isinstance(value, bool | int | float) else _told(value)
        for name, value in event.items()
        if name in FIELDS or name.startswith("_")
    }
    if isinstance(problem, BaseException):
        problem = (type(problem), problem, problem.__traceback__)
    elif problem is True:
        problem = sys.exc_info()
    if isinstance(problem, tuple) and problem[0] is not None:
        told["error"] = problem[0].__name__
        told["at"] = places_of(problem[2])
    for name, value in event.items():
        if name.startswith("_"):
            told[name] = value  # structlog's own, which it takes out again
    return dict(told)


def without_values(record: logging.LogRecord) -> bool:
    """Of a message of another library keep the text it was written with, and none of the values put into it.

    A message that was put together before it got here has lost that difference, and only tells whose it is.
    """
    if record.name.split(".")[0] != OURS and not isinstance(record.msg, dict):
        known = record.name.startswith("uvicorn") and str(record.msg).startswith(_SAID)
        if record.args and not known:
            record.args = ()
        elif not known:
            record.msg = "a message of another library"
    record.exc_text = record.stack_info = None
    return True


def places_of(trace: TracebackType | None) -> str:
    """Where an error came from, the innermost place last: `app.py:41 > rows.py:12`."""
    return " > ".join(f"{Path(each.filename).name}:{each.lineno}" for each in extract_tb(trace)[-6:])


def _told(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else "(not told)"


def _one_of(environment: Mapping[str, str], name: str, words: tuple[str, ...], usual: str) -> str:
    word = environment.get(name, usual).strip().lower()
    if word not in words:
        raise StoreError(f"{word!r} is none of {', '.join(words)}", where=name, do="correct the setting")
    return word

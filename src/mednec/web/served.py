"""The application as a server loads it (`uvicorn --factory mednec.web.served:make_app`), set by the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping

from fastapi import FastAPI

from mednec.desk.desk import Desk
from mednec.desk.logs import set_up_logs
from mednec.desk.place import desk_in
from mednec.web.access_log import watch
from mednec.web.app import build_app
from mednec.web.settings import web_settings


def make_app() -> FastAPI:
    """The application of the service that the environment tells of. Raises StoreError, PackError."""
    set_up_logs(os.environ)
    return app_of(desk_in(os.environ), os.environ)


def app_of(desk: Desk, environment: Mapping[str, str]) -> FastAPI:
    """The application of a desk, watched."""
    app = build_app(desk, web_settings(environment))
    watch(app, desk, environment)
    return app

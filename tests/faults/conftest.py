"""Desks of a service in trouble."""

from __future__ import annotations

from tests.desk.conftest import made_office, office

__all__ = ["made_office", "office"]

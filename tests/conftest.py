"""Settings of all tests: no example of a property has a time to keep, for a busy machine is no fault of the program."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("mednec", deadline=None)
settings.load_profile("mednec")

"""mednec: medical-necessity review in which every sentence opens at its source."""

__version__ = "0.1.0"

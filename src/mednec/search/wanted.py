"""The library that searches, or one clear line that it is missing.

Whoever needs no search must not need the library: the modules above this one are imported where a search begins.
"""

from __future__ import annotations

from mednec.search.fields import SearchError

try:
    import tantivy
except ImportError as error:
    raise SearchError("searching needs one more library", where="search", do="pip install 'mednec[search]'") from error

__all__ = ["tantivy"]

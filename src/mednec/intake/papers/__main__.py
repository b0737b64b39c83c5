"""One file read in a process of its own: `python -m mednec.intake.papers PATH NAME SHARE OF LIMITS`, lines to stdout.

A file that eats memory or time ends this process and not the program.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from mednec.errors import DocumentError
from mednec.intake.papers.files import read_content
from mednec.intake.papers.limits import Limits, bounded
from mednec.intake.papers.read import END, Refused, to_line


def main(arguments: Sequence[str]) -> None:
    path, name, share, of, given = arguments
    limits = Limits(**json.loads(given))
    bounded(limits)
    out = sys.stdout.buffer
    try:
        for read in read_content(Path(path).read_bytes(), name, limits, (int(share), int(of))):
            out.write(to_line(read))
            out.flush()
    except DocumentError as error:
        out.write(to_line(Refused(what=error.what, do=error.do)))
    except MemoryError:
        what = f"needs more than the {limits.memory_megabytes} MB of memory that reading a file may take"
        out.write(to_line(Refused(what=what, do="split it, or set MEDNEC_MEMORY_MEGABYTES")))
    except RecursionError:
        out.write(to_line(Refused(what="nested too deeply to be read", do="send it in another format")))
    out.write(END)
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1:])

"""Which names are those of files that nobody wrote on purpose."""

from __future__ import annotations

import re

_FLEETING = re.compile(
    r"""
    \. .*                       # .a.md.swp (Vim), .~lock.a.md# (LibreOffice), .goutputstream-... (GNOME), .DS_Store
    | \#.*\#                    # Emacs saves by itself
    | .*~                       # a copy of what was there before
    | ~\$.* | ~.*\.tmp          # Word
    | .*\.(tmp|temp|swp|swo|swx|bak|part|crdownload|py[cod])
    | .*\.sb-[0-9a-f]+-\w+      # a Mac's programs, while they save
    | .*___jb_(tmp|old|bak)___  # JetBrains, while it saves
    | 4913                      # Vim tries whether it may write
    | sed\w{6}                  # sed -i, while it writes
    | __pycache__
    | Thumbs\.db | desktop\.ini
    """,
    re.VERBOSE | re.IGNORECASE,
)


def fleeting(name: str) -> bool:
    """Whether a file or folder of this name is an editor's or the system's own, and no part of a site."""
    return bool(_FLEETING.fullmatch(name))

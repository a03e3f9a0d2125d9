"""Measures the intake: how many comments a second it takes, each on the disk before it is acknowledged.

``python tests/bench/intake_load.py --comments 4000 --writers 16`` runs ``reflectory intake`` on a folder of its own, sends
comments from this process over connections that stay open, and counts what is in the inbox at the end.
"""

from __future__ import annotations

import argparse
import http.client
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "comments" / "intake")]

from intake_site import FORM, SAID, SITE_URL, Server, configure, listing, running, started  # noqa: E402 - found above

from reflectory.comments.inbox.store import Inbox  # noqa: E402


@dataclass
class Load:
    """What became of some comments.

    Attributes:
        seconds: from the first to the last answer.
        waits: how long each answer took.
        refused: answers that did not acknowledge a comment.
        kept: comments that were acknowledged and are in the inbox, each once.
    """

    asked: int
    seconds: float = 0.0
    waits: list[float] = field(default_factory=list)
    refused: int = 0
    kept: int = 0

    def __str__(self) -> str:
        ordered = sorted(self.waits)
        half, most = ordered[len(ordered) // 2] * 1000, ordered[int(len(ordered) * 0.99)] * 1000
        rate = len(self.waits) / self.seconds
        return (
            f"{len(self.waits)} of {self.asked} comments acknowledged in {self.seconds:.1f} s: {rate:.0f} a second "
            f"(median {half:.0f} ms, 99 % within {most:.0f} ms); {self.refused} refused, {self.kept} kept once."
        )


def measure(folder: Path, comments: int, writers: int) -> Load:
    """Send comments to an intake of the site in a folder, and look for each of them afterwards."""
    configure(folder, INTAKE_RATE="", OUTPUT_PATH="output")
    listing(folder / "output")
    load = Load(comments)
    with running(folder) as server:
        stamp = started(server.ask("POST", "/", SAID, Origin=SITE_URL)[2])
        time.sleep(2.5)
        shares = [range(first, comments, writers) for first in range(writers)]
        threads = [threading.Thread(target=_write, args=(server, stamp, share, load)) for share in shares]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        load.seconds = time.perf_counter() - began
    with Inbox(folder) as inbox:
        bodies = [held.body for held in inbox.find()]
    load.kept = len(set(bodies)) if len(set(bodies)) == len(bodies) else -1
    return load


def _write(server: Server, stamp: str, share: range, load: Load) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    headers = {"Content-Type": FORM, "Origin": SITE_URL}
    for number in share:
        fields = {**SAID, "started": stamp, "email": f"reader-{number}@example.org", "body": f"Comment {number}. " * 20}
        began = time.perf_counter()
        connection.request("POST", "/", urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 303:
            load.waits.append(time.perf_counter() - began)
        else:
            load.refused += 1
    connection.close()


def main() -> None:
    """Measure once, and say it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=4000)
    parser.add_argument("--writers", type=int, default=16)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="intake-", dir=Path.cwd()) as folder:  # on a disk: /tmp may be memory
        print(measure(Path(folder), given.comments, given.writers))  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()

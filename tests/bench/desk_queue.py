"""How long the server takes for a page of the desk's queue; prints one number in milliseconds for each kind of page.

``python tests/bench/desk_queue.py [20000]`` fills an inbox in a temporary folder with that many held comments.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reflectory.comments.desk.app import make
from reflectory.comments.desk.guard import Place
from reflectory.comments.desk.serving import opened
from reflectory.comments.desk.sessions import Sessions
from reflectory.comments.inbox.records import Arrival, Target
from reflectory.comments.inbox.store import Inbox

ROOT = Path(__file__).parents[2]
PAGES = {
    "first page": "/",
    "page 900": "/?page=900",
    "one essay": "/?essay=essay-7",
    "search": "/?q=supervisor+1234",
    "with marks": "/?marks=any",
}
ESSAYS = 300
SENTENCE = "I have thought about this for a long time, and my supervisor asked me the very same question. "
TELLING = "\n\nMrs Smith can be reached at 07700 900123 or smith@example.org."
START = datetime(2026, 1, 1, tzinfo=UTC)


def arrival(number: int) -> Arrival:
    """A comment as they are: a few hundred characters, every fourth of which names somebody."""
    body = f"{number}: " + SENTENCE * (1 + number % 7) + (TELLING if number % 4 == 0 else "")
    return Arrival(
        target=Target(f"essay-{number % ESSAYS}"),
        source="bench",
        source_id=str(number),
        author=f"Reader {number}",
        body=body,
        written=START + timedelta(minutes=number),
        email=f"reader{number}@example.org",
        reply_to=f"i{number - ESSAYS}" if number % 3 == 0 and number > ESSAYS else "",
        reasons=(("the first comment of this address",), ("two links", "a word of the list"))[number % 2],
    )


def site(folder: Path, count: int) -> None:
    """Write the essays and fill the inbox."""
    essays = folder / "content" / "essays"
    essays.mkdir(parents=True)
    for number in range(ESSAYS):
        (essays / f"2026-01-01-essay-{number}.md").write_text(
            f"---\ntitle: Essay {number}\ndate: 2026-01-01\n---\n\n" + "\n\n".join([SENTENCE * 5] * 12)
        )
    with Inbox(folder) as inbox:
        inbox.add(arrival(number) for number in range(count))


def measured(folder: Path) -> dict[str, float]:
    """Return the median time of each kind of page, in milliseconds."""
    with opened(folder, {"SITENAME": "Bench", "AUTHOR": "Ann"}, checks_private=False) as desk:
        sessions = Sessions()
        client = make(desk, Place(8002), sessions, ROOT / "theme").test_client()
        client.set_cookie("desk-8002", sessions.begin(), domain="127.0.0.1")
        while desk.looked.look(desk.inbox.numbers(), 200):
            pass
        return {name: _median(client, path) for name, path in PAGES.items()}


def _median(client: object, path: str) -> float:
    times = []
    for _ in range(9):
        started = time.perf_counter()
        answer = client.get(path, base_url="http://127.0.0.1:8002")  # type: ignore[attr-defined]
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as folder:
        site(Path(folder), count)
        for name, milliseconds in measured(Path(folder)).items():
            print(f"{name}: {milliseconds:.0f} ms with {count} held comments")  # noqa: T201


if __name__ == "__main__":
    main()

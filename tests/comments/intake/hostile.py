"""The corpus of hostile input, where it lies beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

NAME = Path("shared") / "data" / "xss-payloads.txt"


def payloads() -> list[str]:
    """Return every line of the corpus; a test that needs it is skipped where it is absent."""
    found = next((folder / NAME for folder in Path(__file__).parents if (folder / NAME).is_file()), None)
    if not found:
        pytest.skip("the corpus xss-payloads.txt is not beside the project")
    return found.read_text("utf-8", errors="replace").splitlines()


def batches(lines: list[str], size: int = 120, signs: int = 15_000) -> list[str]:
    """Return the lines as texts of several paragraphs, each short enough for one comment."""
    texts: list[list[str]] = [[]]
    for line in lines:
        if len(texts[-1]) >= size or sum(map(len, texts[-1])) + len(line) > signs:
            texts.append([])
        texts[-1].append(line[:signs])
    return ["\n\n".join(text) for text in texts]

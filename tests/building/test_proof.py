"""The proof: whatever is changed in a site, building it again gives byte for byte what a clean build gives.

Hypothesis is the author: it writes, edits, renames, deletes, spoils files and caches, and after each step the site is
built as it stands and, from the same sources, in an empty folder. ``PROOF=thorough`` takes thousands of steps;
``PROOF=quick`` tells of the first failure without looking for a shorter way to it, which takes minutes.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

import proof_site
from apart import Builder, Outcome, build_apart, differences, files, times
from proof_arrivals import Arrivals
from proof_changes import BLOCKS, CLOCK, COMMENT, KINDS, NAMES, SETTINGS, WOUNDS, changes, comments, items
from proof_site import Archive, Comment, Essay, Picture, Site, Written
from reflectory.building.build import build
from reflectory.site.writer import MANIFEST
from sites import own_signals

PROOF = os.environ.get("PROOF", "").split()
THOROUGH = "thorough" in PROOF
PHASES = tuple(phase for phase in Phase if phase is not Phase.shrink or "quick" not in PROOF)
EXAMPLES, STEPS = (150, 40) if THOROUGH else (15, 17)
AT_LEAST = 3000 if THOROUGH else 200

FOREIGN = {"CNAME": b"example.org", "essays/note.txt": b"mine"}
"""What somebody may put into the output folder, and no build may take out."""

BEGINNING = {"essays": 3, "glossary": 2, "comments": 2, "pages": 1, "themes": 1, "packs": 1, "images": 1, "beside": 2,
             "redirects": 1}  # fmt: skip

ACTS = """nothing
    add add add add_essay add_essay edit edit edit edit edit edit_essay edit_essay edit_essay edit_essay edit_entry
    edit_entry write_on write_on edit_several edit_several rename rename delete delete moderate moderate moderate approve approve approve
    take_back take_back import_wordpress import_wordpress import_disqus set set set set set wait wait go_back go_back
    break_it break_it preview preview publish publish publish touch replace_slyly replace_slyly replace_slyly
    leave_out_search spoil_the_cache spoil_the_cache spoil_the_cache spoil_the_output spoil_the_output publish_by_hand check check""".split()
"""What may happen in a step, as often as it stands here."""

MOMENTS = st.integers(1, 2**31)

Data = st.DataObject


class Proof(Arrivals, RuleBasedStateMachine):
    """One site through its life."""

    seen: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.home = Path(tempfile.mkdtemp(prefix="proof-")).resolve()
        self.folder = self.home / "site"
        self.site = proof_site.empty()
        self.earlier: list[Site] = []
        self.written: dict[str, bytes] = {}
        self.withdrawn: set[str] = set()
        self.changed: set[str] = set()
        self.wounds: list[str] = []
        self.careful = True
        self.now = CLOCK[0]
        self.sly = False
        self.refused = False
        self.builder: Builder | None = None
        self.foreign: dict[str, bytes] = {}
        self.did = "begin"

    def teardown(self) -> None:
        """Leave nothing behind."""
        if self.builder:
            self.builder.close()
        shutil.rmtree(self.home)

    @initialize(data=st.data(), stays=st.booleans())
    def begin(self, data: Data, stays: bool) -> None:
        """Begin with some of everything; one process makes all builds, as a preview does, or each has its own."""
        self.builder = Builder() if stays else None
        for kind, count in BEGINNING.items():
            for name in NAMES[kind][:count]:
                self.site[kind][name] = data.draw(items(kind, name), label=f"{kind}/{name}")

    @rule(data=st.data())
    def step(self, data: Data) -> None:
        """Do one of the ``ACTS``. They are no rules of their own, of which Hypothesis leaves out half in each run."""
        act = data.draw(st.sampled_from(ACTS), label="act")
        self.did, self.wounds, self.careful, self.sly = act, [], True, False  # what the last step broke is mended
        getattr(self, act)(data)

    # What an author does

    def add(self, data: Data, kinds: Sequence[str] = tuple(KINDS)) -> None:
        """Write something new."""
        kind = data.draw(st.sampled_from(kinds), label="kind")
        if free := [name for name in NAMES[kind] if name not in self.site[kind]]:
            name = data.draw(st.sampled_from(free), label="name")
            self.site[kind][name] = data.draw(items(kind, name), label="item")

    def add_essay(self, data: Data) -> None:
        """Write an essay."""
        self.add(data, ["essays"])

    def edit(self, data: Data, kinds: Sequence[str] = tuple(KINDS)) -> None:
        """Change one field of something: a text, or one line of a header."""
        if found := self._one(data, kinds):
            kind, name = found
            offered = changes(kind, name) if not self._came(kind, name) else {"salt": st.integers(1, 9)}
            field = data.draw(st.sampled_from(sorted(offered)), label="field")
            self.site[kind][name] = replace(self.site[kind][name], **{field: data.draw(offered[field], label="value")})

    def edit_essay(self, data: Data) -> None:
        """Change an essay."""
        self.edit(data, ["essays"])

    def write_on(self, data: Data) -> None:
        """Change nothing but the text of an essay, which a preview shows before it looks at anything else."""
        if found := self._one(data, ["essays"]):
            salt = data.draw(st.integers(1, 9), label="salt")
            self.site["essays"][found[1]] = replace(self.site["essays"][found[1]], salt=salt)

    def edit_entry(self, data: Data) -> None:
        """Change an entry."""
        self.edit(data, ["glossary"])

    def edit_several(self, data: Data) -> None:
        """Change several things before building."""
        for _ in range(data.draw(st.integers(2, 5), label="how many")):
            self.edit(data)

    def rename(self, data: Data) -> None:
        """Give a file another name, and mostly with it another address."""
        if found := self._one(data, list(KINDS)):
            kind, name = found
            free = [name for name in NAMES[kind] if name not in self.site[kind]]
            if free and not self._came(kind, name):
                self.site[kind][data.draw(st.sampled_from(free), label="new name")] = self.site[kind].pop(name)

    def delete(self, data: Data) -> None:
        """Delete a file; a careless author leaves behind what names it."""
        self.careful = data.draw(st.sampled_from([True, True, False]), label="careful")
        if found := self._one(data, list(KINDS)):
            kind, name = found
            if kind != "essays" or len(self.site[kind]) > 1:  # a site that loses all its essays is left as it was
                del self.site[kind][name]

    def moderate(self, data: Data) -> None:
        """Add, edit or remove one comment."""
        found = self._one(data, ["comments"])
        if found and not self._came(*found):
            archive = self.site["comments"][found[1]]
            self.site["comments"][found[1]] = replace(archive, comments=_moderated(data, archive))

    def set(self, data: Data) -> None:
        """Change a setting, or set it back."""
        about = data.draw(st.sampled_from(sorted(SETTINGS)), label="about")
        value = data.draw(st.sampled_from([*SETTINGS[about], ""]), label="row")
        self.site["settings"].pop(about, None)
        if value:
            self.site["settings"][about] = value

    def wait(self, data: Data) -> None:
        """Let time go by (or back: clocks are set right)."""
        self.now = data.draw(st.sampled_from(CLOCK), label="now")

    def go_back(self, data: Data) -> None:
        """Return to what the site was before, as version control does."""
        if self.earlier:
            self.site = _copied(data.draw(st.sampled_from(self.earlier), label="to"))

    def break_it(self, data: Data) -> None:
        """Make a mistake that stops the build."""
        wounds = st.lists(st.sampled_from(sorted(WOUNDS)), min_size=1, max_size=2, unique=True)
        self.wounds = data.draw(wounds, label="wounds")

    def preview(self, data: Data) -> None:
        """Build for a preview, drafts and all, which shares the cache and has an output of its own."""
        self._write()
        output = self.folder / ".cache" / "preview"
        self._compare(output, SITEURL="http://127.0.0.1:8000", SITE_DRAFTS=True, REFLECTORY_NOW=self.now)

    def leave_out_search(self, data: Data) -> None:
        """Change something and build without the search index; the build that follows has to make it."""
        self.edit(data)
        self._write()
        self._note(
            self._build((), OUTPUT_PATH=str(self.folder / "output"), REFLECTORY_NOW=self.now, REFLECTORY_NO_SEARCH=True)
        )

    def check(self, data: Data) -> None:
        """Change something and check it, which says what a check from nothing says and leaves the next build its work."""
        self.edit(data)
        if data.draw(st.booleans(), label="mistake"):
            self.break_it(data)
        self._write()
        output, checking = self.folder / "output", {"REFLECTORY_NOW": self.now, "REFLECTORY_CHECK": True}
        before = files(output) if output.is_dir() else {}
        with self._clean_folder() as clean, contextlib.closing(Builder(is_spared=True)) as other:
            other.begin(clean, OUTPUT_PATH=str(clean / "output"), **checking)
            outcome = build_apart(self.folder, OUTPUT_PATH=str(output), **checking)
            assert (outcome.noticed, outcome.crash) == (other.end().noticed, "")
        self._note(outcome)
        assert not differences(files(output) if output.is_dir() else {}, before)

    def publish(self, data: Data) -> None:
        """Build for the public, which writes the ledger; what has gone is withdrawn first. Twice is once."""
        public = {"SITEURL": "https://example.org/x", "REFLECTORY_PUBLIC": True, "REFLECTORY_NOW": self.now}
        output = self.folder / "public"
        self._write()
        outcome = self._compare(output, **public)
        if lost := re.findall("the address (/[^ ]*) was public", outcome.error):
            self.withdrawn.update(lost)
            self._write()
            outcome = self._compare(output, **public)
            assert self.refused or not outcome.error, outcome.error
        if not outcome.error:
            before, kept = files(output), self._recorded()
            self._compare(output, **public)
            assert not differences(files(output), before)
            assert not differences(self._recorded(), kept)

    # What happens to files

    def nothing(self, data: Data) -> None:
        """Build again."""

    def touch(self, data: Data) -> None:
        """Make files look as if they had changed."""
        for path in data.draw(st.lists(st.sampled_from(sorted(self.written)), max_size=5), label="files"):
            os.utime(self.folder / path, (data.draw(MOMENTS), data.draw(MOMENTS)))

    def replace_slyly(self, data: Data) -> None:
        """Change a file that keeps its size and its time."""
        self.sly, salt = True, data.draw(st.integers(1, 9), label="salt")
        if data.draw(st.integers(0, 5), label="settings if 0") == 0:
            self.site["settings"]["home"] = f"SITE_HOME_ESSAYS = {salt}"
        elif found := self._one(data, list(KINDS)):
            kind, name = found
            self.site[kind][name] = replace(self.site[kind][name], salt=salt)

    def spoil_the_cache(self, data: Data) -> None:
        """Delete the cache or a part of it, spoil what is in it, or put an old one in its place."""
        how = self._how(data, "all", "keep", "delete", "cut", "noise", "empty", *([] if self.builder else ["put back"]))
        cache, kept = self.folder / ".cache", self.home / "kept"
        if how == "all":
            shutil.rmtree(cache, ignore_errors=True)
        elif how in ("keep", "put back"):
            _replace_folder(*((cache, kept) if how == "keep" else (kept, cache)))
        else:
            for path, share in _some(data, cache):
                if not self._is_spared(path, how):
                    _spoil(path, how, share)

    def _is_spared(self, path: Path, how: str) -> bool:
        """Whether a file of the cache is one that a build relies on: the list of what a preview made, all of its output
        while it runs, and the content of a picture that has its right size.
        """
        if self.builder and "preview" in path.parts:
            return True
        return path.name == MANIFEST or (how == "noise" and "pictures" in path.parts)

    def spoil_the_output(self, data: Data) -> None:
        """Delete or edit published files; a preview looks only whether all are gone.

        The list of what was made is left alone after a refused build: without it, nobody knows what lies there by then.
        """
        how = self._how(data, "all", *([] if self.builder else ["delete", "cut", "noise", "sly", "list"]))
        output = self.folder / "output"
        if how == "all":
            shutil.rmtree(output, ignore_errors=True)
            self.foreign = {}
        elif how == "list":
            way = data.draw(st.sampled_from(["delete", "cut", "noise"]), label="way")
            if not self.refused and (output / MANIFEST).is_file():
                _spoil(output / MANIFEST, way, 500)
        else:
            for path, share in _some(data, output):
                if path.name != MANIFEST and f"{path.relative_to(output)}" not in self.foreign:
                    _spoil(path, how, share)

    def publish_by_hand(self, data: Data) -> None:
        """Put files of one's own into the output folder."""
        if (self.folder / "output" / "essays").is_dir():
            self.foreign = FOREIGN
            for name, content in FOREIGN.items():
                (self.folder / "output" / name).write_bytes(content)

    # What has to be so

    @invariant()
    def the_output_is_that_of_a_clean_build(self) -> None:
        """The bytes, what was said, and the count of what was written."""
        self._write()
        self.refused = bool(self._compare(self.folder / "output", self.changed, REFLECTORY_NOW=self.now).error)
        self.changed = set()
        self.seen["steps"] += 1
        if not self.wounds and self.careful:
            self.earlier = [*self.earlier[-3:], _copied(self.site)]

    def _compare(self, output: Path, changed: Collection[str] = (), **overrides: Any) -> Outcome:
        before, moments = (files(output), times(output)) if output.is_dir() else ({}, {})
        with self._clean_folder() as clean, contextlib.closing(Builder(is_spared=True)) as other:
            other.begin(clean, OUTPUT_PATH=str(clean / "output"), **overrides)
            outcome = self._build(sorted(changed), OUTPUT_PATH=str(output), **overrides)
            expected = other.end()
            assert not differences(self._recorded(), self._recorded(clean))
            wanted = files(clean / "output") if (clean / "output").is_dir() else {}
        self._note(outcome)
        assert not outcome.crash + expected.crash, outcome.crash + expected.crash
        assert outcome.noticed == expected.noticed
        assert not list(self.folder.glob(".*.new-*"))
        after = files(output) if output.is_dir() else {}
        if outcome.error:
            assert not differences(after, before)
            return outcome
        mine = self.foreign if output.name == "output" else {}
        assert not differences(after, wanted | mine)
        if outcome.ahead:
            self.seen["shown ahead"] += 1
            assert not differences(dict([outcome.ahead]), {outcome.ahead[0]: wanted[outcome.ahead[0]]})
        _check_counts(outcome, before, after, mine)
        now = times(output)
        assert not [name for name in moments if before[name] == after.get(name) and moments[name] != now[name]]
        return outcome

    def _build(self, changed: Sequence[str], **overrides: Any) -> Outcome:
        if not self.builder:
            return build_apart(self.folder, **overrides)
        self.builder.begin(self.folder, changed, **overrides)
        return self.builder.end()

    @contextlib.contextmanager
    def _clean_folder(self) -> Iterator[Path]:
        """The same sources, written in another order, in a new folder with a longer path."""
        clean = self.home / "a-much-longer-name" / "of the same site"
        for path, content in (*reversed(self.written.items()), *self._recorded().items()):
            _put(clean / path, content)
        try:
            yield clean
        finally:
            shutil.rmtree(clean)

    def _write(self) -> None:
        """Bring the folder to what the site is now; only what differs is written."""
        wanted = proof_site.files(self.site, careful=self.careful)
        if self.withdrawn:
            rows = (f'{path}: {{on: 2024-06-15, reason: "Of [[hope]] & <so>."}}\n' for path in sorted(self.withdrawn))
            wanted["content/withdrawn.yaml"] = "".join(rows).encode()
        for wound in self.wounds:
            path, content = WOUNDS[wound]
            wanted[path] = wanted[path] + content if path == "pelicanconf.py" else content
        self.changed |= {path for path in {*self.written, *wanted} if self.written.get(path) != wanted.get(path)}
        for path in self.written.keys() - wanted.keys():
            (self.folder / path).unlink()
        for path, content in wanted.items():
            if self.written.get(path) != content:
                _put(self.folder / path, content, keeps_its_time=self.sly)
        self.written = wanted

    def _recorded(self, folder: Path | None = None) -> dict[str, bytes]:
        """What public builds have written into the sources."""
        content = (folder or self.folder) / "content"
        places = [path for name in ("ledger", "versions") for path in (content / name).rglob("*") if path.is_file()]
        return {f"content/{path.relative_to(content)}": path.read_bytes() for path in sorted(places)}

    def _one(self, data: Data, kinds: Sequence[str]) -> tuple[str, str] | None:
        """Return the kind and name of something that is there."""
        found = [(kind, name) for kind in kinds for name in sorted(self.site[kind])]
        return data.draw(st.sampled_from(found), label="what") if found else None

    def _came(self, kind: str, name: str) -> bool:
        """Whether something was written by a command, so that an author adds a line to it and knows no fields."""
        return isinstance(self.site[kind][name], Written)

    def _how(self, data: Data, *ways: str) -> str:
        how = data.draw(st.sampled_from(ways), label="how")
        self.did += f" ({how})"
        return how

    def _note(self, outcome: Outcome) -> None:
        self.seen["builds"] += 1
        self.seen["refused" if outcome.error else "built"] += 1
        self.seen[("refused: " if outcome.error else "built: ") + self.did] += 1


def _moderated(data: Data, archive: Archive) -> tuple[Comment, ...]:
    what = data.draw(st.sampled_from(["add", "edit", "remove"]), label="do")
    number = max((comment.id for comment in archive.comments), default=0) + 1
    if what == "add" or not archive.comments:
        return (*archive.comments, data.draw(comments(number), label="comment"))
    chosen = data.draw(st.sampled_from(archive.comments), label="comment")
    if what == "remove":
        return tuple(comment for comment in archive.comments if comment is not chosen)
    field = data.draw(st.sampled_from(sorted(COMMENT)), label="field")
    value = data.draw(COMMENT[field], label="value")
    edited = replace(chosen, **{field: min(value, chosen.id - 1) if field == "reply_to" else value})
    return tuple(edited if comment is chosen else comment for comment in archive.comments)


def _copied(site: Site) -> Site:
    return {kind: dict(things) for kind, things in site.items()}


def _replace_folder(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)


def _put(path: Path, content: bytes, *, keeps_its_time: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.stat() if keeps_its_time and path.is_file() else None
    path.write_bytes(content)
    if before and before.st_size == len(content):
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _some(data: Data, folder: Path) -> list[tuple[Path, int]]:
    """Some files, each with a share of it in thousandths; what is drawn does not depend on what lies on the disk."""
    shares = st.integers(0, 999)
    drawn = data.draw(st.lists(st.tuples(shares, shares), min_size=1, max_size=4), label="which, and where in it")
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    chosen = {found[which * len(found) // 1000]: at for which, at in drawn} if found else {}
    return list(chosen.items())


def _spoil(path: Path, how: str, share: int) -> None:
    """Do to a file what ``how`` says, at a share of it; ``sly`` changes a byte and keeps size and time."""
    content, before = path.read_bytes(), path.stat()
    at = share * len(content) // 1000
    if how == "delete":
        path.unlink()
    elif how == "noise":
        path.write_bytes(bytes(255 - byte for byte in content))
    elif how == "sly" and content:
        path.write_bytes(content[:at] + b"#" + content[at + 1 :])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        path.write_bytes(content[:at] if how == "cut" else b"")


def _check_counts(
    outcome: Outcome, before: dict[str, bytes], after: dict[str, bytes], foreign: dict[str, bytes]
) -> None:
    """Compare what the report counts with what became of the files."""
    made = {name for name in after if name != ".reflectory" and name not in foreign}
    changed = {name for name in made if before.get(name) != after[name]}
    report = outcome.report
    assert report
    assert (report.written, report.same) == (len(changed), len(made) - len(changed))
    gone = {name for name in before.keys() - after.keys() if not name.endswith("/") and name != ".reflectory"}
    assert report.removed == len(gone)


@pytest.fixture(autouse=True, scope="module")
def _everything_is_loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Build once in this process, so that its copies need not load the same modules again and again."""
    folder = tmp_path_factory.mktemp("loaded")
    site = proof_site.empty()
    site["essays"]["a"] = Essay(body=BLOCKS)
    site["images"]["wide.png"] = Picture(700)
    for path, content in proof_site.files(site).items():
        _put(folder / path, content)
    with contextlib.chdir(folder), own_signals():
        build(folder)


def test_what_is_built_after_any_changes_is_what_a_clean_build_makes() -> None:
    Proof.seen.clear()
    try:
        run_state_machine_as_test(Proof, settings=_settings())
    finally:
        print("", *(f"{count:6} {what}" for what, count in sorted(Proof.seen.items())), sep="\n")  # noqa: T201 - with -s
    assert Proof.seen["steps"] >= AT_LEAST
    assert Proof.seen["built"] >= 0.8 * Proof.seen["builds"]
    assert all(Proof.seen[f"built: {act}"] for act in ("approve", "take_back", "import_wordpress", "import_disqus"))
    assert Proof.seen["shown ahead"]


def _settings() -> settings:
    common = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=PHASES,
    )
    return common if THOROUGH else settings(common, derandomize=True, database=None, print_blob=True)

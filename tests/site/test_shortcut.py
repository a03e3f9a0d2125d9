"""What plugins of others and other people's themes do is in the output, whatever the build leaves out."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest
from blinker import ANY
from pelican import Pelican, signals
from pelican.readers import MarkdownReader, Readers

from apart import differences, files
from commands import BUILD, PELICAN, environment, sample
from reflectory.site.shortcut import are_written_files_looked_at
from reflectory.site.writer import MANIFEST
from sites import ENTRY, ROOT, Built, essay, own_signals

COMMANDS = {"reflectory": BUILD, "pelican": PELICAN}
HOME, OLD, NEW = "index.html", "essays/old/index.html", "essays/new/index.html"
ANEW = "Everything was made anew: "


@dataclass(frozen=True)
class Plugin:
    """Somebody's plugin.

    Attributes:
        code: its module, in which SIGN stands for what it leaves in a page.
        why: what is told of it; "" where the shortcut holds.
    """

    code: str
    why: str = ""

    def written(self, folder: Path, sign: str) -> None:
        """Write the module."""
        (folder / "plugins").mkdir(exist_ok=True)
        code = "from pelican import signals\n" + dedent(self.code).replace("SIGN", sign)
        (folder / "plugins" / "somebodys.py").write_text(code)


def told(signal: str) -> str:
    """What is told of a plugin that listens to a signal."""
    return (
        f"{ANEW}the plugin somebodys listens to Pelican's signal {signal}, and what it changes then cannot be foreseen."
    )


PLUGINS = {
    "rewrites what was written": Plugin(
        """
        def rewrite(path, context):
            with open(path) as file:
                text = file.read()
            with open(path, "w") as file:
                file.write(text.replace("</body>", "<!-- SIGN --></body>"))

        def register():
            signals.content_written.connect(rewrite)
        """,
        told("content_written"),
    ),
    "changes articles once they are read": Plugin(
        """
        def change(generator):
            for article in generator.articles:
                article.title += " SIGN"
                article._content += "<p>SIGN</p>"

        def register():
            signals.article_generator_finalized.connect(change)
        """,
        told("article_generator_finalized"),
    ),
    "changes articles when everything is read": Plugin(
        """
        from pelican.generators import ArticlesGenerator

        def change(generators):
            for generator in generators:
                if isinstance(generator, ArticlesGenerator):
                    for article in generator.articles:
                        article.title += " SIGN"
                        article._content += "<p>SIGN</p>"

        def register():
            signals.all_generators_finalized.connect(change)
        """,
        told("all_generators_finalized"),
    ),
    "works on the whole output": Plugin(
        """
        from pathlib import Path

        def rewrite(pelican):
            for file in Path(pelican.output_path).rglob("*.html"):
                file.write_text(file.read_text() + "<!-- SIGN -->")

        def register():
            signals.finalized.connect(rewrite)
        """,
        told("finalized"),
    ),
    "changes a setting": Plugin(
        """
        def change(pelican):
            pelican.settings["SITENAME"] = "SIGN"

        def register():
            signals.initialized.connect(change)
        """
    ),
    "adds a reader": Plugin(
        """
        from pelican.readers import MarkdownReader

        class Shouting(MarkdownReader):
            file_extensions = ["md"]

            def read(self, path):
                html, meta = super().read(path)
                return html + "<p>SIGN</p>", {**meta, "title": meta["title"] + " SIGN"}

        def add(readers):
            readers.reader_classes["md"] = Shouting

        def register():
            signals.readers_init.connect(add)
        """
    ),
    "changes what is read": Plugin(
        """
        def change(content):
            if content._content:
                content._content += "<p>SIGN</p>"
                content.title += " SIGN"

        def register():
            signals.content_object_init.connect(change)
        """
    ),
}


def changed(folder: Path, conf: str) -> None:
    """Add to the settings of a site."""
    with (folder / "pelicanconf.py").open("a") as file:
        file.write(conf)


def run(command: Sequence[str], folder: Path) -> tuple[str, str]:
    """Build; returns what was said on standard output and standard error."""
    ended = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout, ended.stderr


def why(command: str, folder: Path) -> list[str]:
    """Build; returns what is said of everything having been made anew."""
    out, err = run(COMMANDS[command], folder)
    where, elsewhere = (out, err) if command == "reflectory" else (err, out)
    assert ANEW not in elsewhere
    return [line for line in where.splitlines() if line.startswith(ANEW)]


def small(folder: Path) -> Path:
    """A site of one essay with our theme."""
    sample(folder)
    shutil.rmtree(folder / "content")
    (folder / "content" / "essays").mkdir(parents=True)
    written(folder, "old", "A first thought")
    return folder


def written(folder: Path, slug: str, title: str) -> None:
    """Write an essay."""
    (folder / "content" / "essays" / f"{slug}.md").write_text(essay(title=title))


def without(folder: Path, *names: str) -> dict[str, bytes]:
    """The output, without the files of some names."""
    return {path: content for path, content in files(folder / "output").items() if path not in names}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("does", PLUGINS)
def test_what_a_plugin_does_is_in_every_build(does: str, command: str, tmp_path: Path) -> None:
    plugin, folder = PLUGINS[does], small(tmp_path / "site")
    changed(folder, 'PLUGIN_PATHS = ["plugins"]\nPLUGINS = ["somebodys", "reflectory"]\n')
    plugin.written(folder, "FIRSTSIGN")
    reasons = [plugin.why] if plugin.why else []
    assert why(command, folder) == reasons
    written(folder, "new", "A second thought")
    assert why(command, folder) == reasons
    for page in (HOME, OLD, NEW):
        assert (folder / "output" / page).read_text().count("FIRSTSIGN"), page
    plugin.written(folder, "ANOTHERSIGN")
    assert why(command, folder) == reasons
    assert not [page for page in (HOME, OLD, NEW) if "FIRSTSIGN" in (folder / "output" / page).read_text()]
    clean = shutil.copytree(folder, tmp_path / "clean", ignore=shutil.ignore_patterns("output", ".cache"))
    run(COMMANDS[command], clean)
    assert not differences(files(folder / "output"), files(clean / "output"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_plugin_that_is_taken_out_leaves_nothing(command: str, tmp_path: Path) -> None:
    folder = small(tmp_path)
    run(COMMANDS[command], folder)
    before, conf = files(folder / "output"), (folder / "pelicanconf.py").read_text()
    PLUGINS["rewrites what was written"].written(folder, "SIGN")
    changed(folder, 'PLUGIN_PATHS = ["plugins"]\nPLUGINS = ["reflectory", "somebodys"]\n')
    run(COMMANDS[command], folder)
    assert "SIGN" in (folder / "output" / HOME).read_text()
    (folder / "pelicanconf.py").write_text(conf)
    run(COMMANDS[command], folder)
    assert not differences(files(folder / "output"), before)


@pytest.mark.parametrize("theme", ["simple", str(ROOT / "theme")])
def test_plugins_find_what_was_written_and_what_they_write_is_published(
    theme: str, build_site: Callable[..., Built]
) -> None:
    pages: list[str] = []

    def note(path: str, context: dict[str, object]) -> None:
        pages.append(Path(path).relative_to(str(context["OUTPUT_PATH"])).as_posix())

    def writer(number: int) -> Callable[[Pelican], int]:
        return lambda pelican: Path(pelican.output_path, f"{number}.txt").write_text(pages[0])

    writers = [writer(number) for number in range(20)]  # so many that one alone is hardly ever asked last
    with own_signals():
        signals.content_written.connect(note)
        for one in writers:
            signals.finalized.connect(one)
        built = build_site({"essays/a.md": essay()}, THEME=theme)
    assert "essays/a/index.html" in pages
    assert {f"{number}.txt" for number in range(20)} < set(built.text(MANIFEST).splitlines())


@pytest.mark.parametrize("theme", ["simple", str(ROOT / "theme")])
def test_a_plugin_may_build_a_site_within_the_site(theme: str, build_site: Callable[..., Built], site: Path) -> None:
    begun: list[str] = []

    def build_within(pelican: Pelican) -> None:
        if not begun:
            begun.append("within")
            own = {"OUTPUT_PATH": str(site / "output" / "fr"), "SITENAME": "Within", "STATIC_PATHS": []}
            Pelican({**pelican.settings, **own}).run()

    with own_signals():
        signals.get_writer.connect(build_within)
        built = build_site({"essays/a.md": essay(), "images/a.txt": "a"}, THEME=theme)
    assert not built.problems
    assert "Within" in built.text("fr/index.html")
    assert "Within" not in built.text("index.html")
    assert {"images/a.txt", "fr/images/a.txt"} & set(built.files()) == {"images/a.txt"}


@pytest.mark.parametrize("theme", ["simple", str(ROOT / "theme")])
def test_entries_are_read_as_ever_where_a_plugin_reads_essays(theme: str, build_site: Callable[..., Built]) -> None:
    class Shouting(MarkdownReader):  # type: ignore[misc]
        def read(self, path: str) -> tuple[str, dict[str, object]]:
            html, meta = super().read(path)
            return html.upper(), meta

    def add(readers: Readers) -> None:
        readers.reader_classes["md"] = Shouting

    files = {"essays/a.md": "Title: A\nDate: 2020-01-31\n\nCompassion here.\n", "glossary/compassion.md": ENTRY}
    with own_signals():
        signals.readers_init.connect(add)
        built = build_site(files, THEME=theme)
    assert not built.problems
    assert built.page("essays/a/").select_one("a.term").text == "COMPASSION"  # type: ignore[union-attr]
    assert "What it means, at length." in built.text("glossary/compassion/index.html")


@pytest.mark.parametrize("sender", [ANY, "somebody"])
def test_a_plugin_in_pelicans_own_namespace_is_somebody_elses(sender: object) -> None:
    def rewrite(path: str, context: object) -> None:
        """Rewrite."""

    rewrite.__module__ = "pelican.plugins.minify"
    assert not are_written_files_looked_at()
    with own_signals():
        signals.content_written.connect(rewrite, sender=sender)
        assert are_written_files_looked_at()


OTHERS = {
    "another theme": ('THEME = "simple"', "the theme "),
    "an object": ('JINJA_GLOBALS = {"x": object()}', "the setting JINJA_GLOBALS holds a value that cannot be compared"),
    "a lambda": ("ARTICLE_ORDER_BY = lambda article: article.title", "the setting ARTICLE_ORDER_BY holds a value"),
    "a function of the site's own": ("def f(x): return x\nJINJA_FILTERS = {'f': f}", "the setting JINJA_FILTERS holds"),
    "a bound method": ("JINJA_FILTERS = {'f': 'x'.join}", "the setting JINJA_FILTERS holds a value"),
    "pages of Pelican's own": ("TEMPLATE_PAGES = {'a.html': 'a.html'}", "TEMPLATE_PAGES is set, and"),
    "nothing": ("", ""),
    "a function of a package": ("import html\nJINJA_FILTERS = {'f': html.escape}", ""),
    "a part of a function of a package": (
        "import functools, html\nJINJA_FILTERS = {'f': functools.partial(html.escape, quote=False)}",
        "",
    ),
    "who does the work": ("from concurrent.futures import ThreadPoolExecutor\nBUILD_EXECUTOR = ThreadPoolExecutor", ""),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", OTHERS)
def test_what_switches_the_shortcut_off_is_told_in_a_line(what: str, command: str, tmp_path: Path) -> None:
    conf, reason = OTHERS[what]
    folder = small(tmp_path)
    (folder / "content" / "a.html").write_text("<p>a</p>")
    changed(folder, f"{conf}\n")
    said = why(command, folder)
    assert len(said) == bool(reason), said
    assert all(line.startswith(ANEW + reason) for line in said), said


def test_a_function_of_the_settings_file_does_what_it_says_now(tmp_path: Path) -> None:
    folder = small(tmp_path)
    (folder / "templates").mkdir()
    (folder / "templates" / "404.html").write_text("{{ site.name|changed }}{{ sign }}{{ 'x' is good }}")
    changed(
        folder,
        'THEME_TEMPLATES_OVERRIDES = ["templates"]\nJINJA_GLOBALS = {"sign": "!"}\nJINJA_TESTS = {"good": str.isalpha}\n'
        'def changed(text): return "before"\nJINJA_FILTERS = {"changed": changed}\n',
    )
    run(BUILD, folder)
    assert (folder / "output" / "404.html").read_text() == "before!True"
    conf = folder / "pelicanconf.py"
    conf.write_text(conf.read_text().replace('"before"', '"behind"'))
    run(BUILD, folder)
    assert (folder / "output" / "404.html").read_text() == "behind!True"


def test_pages_come_in_the_order_that_a_lambda_says(tmp_path: Path) -> None:
    folder = small(tmp_path)
    (folder / "content" / "pages").mkdir()
    for slug, title in (("a", "Last"), ("b", "First")):
        (folder / "content" / "pages" / f"{slug}.md").write_text(f"---\ntitle: {title}\n---\nx\n")
    changed(folder, "PAGE_ORDER_BY = lambda page: page.title\n")
    run(BUILD, folder)
    before = (folder / "output" / HOME).read_text()
    conf = folder / "pelicanconf.py"
    conf.write_text(conf.read_text().replace("page: page.title", "page: page.slug"))
    run(BUILD, folder)
    after = (folder / "output" / HOME).read_text()
    assert before.index("First") < before.index("Last")
    assert after.index("Last") < after.index("First")


def test_what_is_written_is_the_same_with_every_command(tmp_path: Path) -> None:
    outputs = []
    for command in COMMANDS.values():
        folder = sample(tmp_path / command[2])
        run(command, folder)
        outputs.append(files(folder / "output"))
    assert not differences(*outputs)


CHANGES = {
    "TYPOGRIFY": ("pelicanconf.py", "TYPOGRIFY = True", "TYPOGRIFY = False"),
    "PAGE_PATHS": ("pelicanconf.py", 'PAGE_PATHS = ["pages"]', "PAGE_PATHS = []"),
    "a template": ("templates/404.html", "one", "two"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_what_pages_are_made_with_is_noticed(what: str, command: str, tmp_path: Path) -> None:
    folder = small(tmp_path / "site")
    (folder / "content" / "pages").mkdir()
    (folder / "content" / "pages" / "about.md").write_text('---\ntitle: About\n---\nIt is "about" this.\n')
    changed(folder, 'THEME_TEMPLATES_OVERRIDES = ["templates"]\n')
    (folder / "templates").mkdir()
    (folder / "templates" / "404.html").write_text("one")
    run(COMMANDS[command], folder)
    file, old, new = CHANGES[what]
    text = (folder / file).read_text()
    (folder / file).write_text(text.replace(old, new))
    run(COMMANDS[command], folder)
    clean = shutil.copytree(folder, tmp_path / "clean", ignore=shutil.ignore_patterns("output", ".cache"))
    run(COMMANDS[command], clean)
    assert not differences(files(folder / "output"), files(clean / "output"))

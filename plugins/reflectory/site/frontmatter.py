"""Front matter and YAML files, read with the line of every value.

Three kinds of header are understood: YAML between ``---`` lines, and both of Pelican's own (``Key: value``
lines with or without the ``---``), so that an existing Pelican site builds as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from msgspec import Struct, field

from reflectory.site.text import legible

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands: ``("etymology", 0, "form")``."""


class FrontMatterError(Exception):
    """A header that cannot be read; ``line`` counts from 1 at the top of the file."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        super().__init__(message)


class _NotYamlError(FrontMatterError):
    """The header has not even YAML's syntax, so it may be Pelican's own kind."""


class FrontMatter(Struct, frozen=True):
    """A header's values, each value's line, and the text that follows.

    Attributes:
        values: keys in lower case at the top level; every scalar is a string, ``True``, ``False`` or ``None``.
        lines: the line of each value by its path, counted from 1 at the top of the file.
        body: what follows the header.
        body_line: the line on which ``body`` begins.
    """

    values: Mapping[str, Any]
    lines: Mapping[Path, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1

    def line(self, *path: str | int) -> int:
        """Return the line of the value at ``path``, or of the nearest thing around it that is there, else 1."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines[path] if path else 1


class _Loader(yaml.CSafeLoader):
    """YAML in which only ``true``, ``false`` and an empty value are not strings."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])

_FENCE = re.compile(r"\A---[ \t]*\n(.*?)(?:^---[ \t]*(?:\n|\Z))", re.S | re.M)
_MISPLACED = re.compile(r"\A(?:(?:[ \t]*\n)+---|[—–]|--|-{4,})[ \t]*\n(?=[A-Za-z0-9_-]+:)")
_PLAIN_LINE = re.compile(r"^[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)$")
_NESTED = re.compile(r"^[A-Za-z0-9_-]+:[ \t]*\n[ ]+\S", re.M)
"""A key with its value indented below it: that was meant as YAML."""

_MORE_LINE = re.compile(r"^[ ]{4,}(?P<value>.*)$")


def read(text: str) -> FrontMatter:
    """Split a source into its header and its body; signs that nobody sees are left out of the body.

    Raises:
        FrontMatterError: the header is broken YAML, or is opened and never closed.
    """
    fenced = _FENCE.match(text)
    if not fenced:
        misplaced = _MISPLACED.match(text)
        if misplaced:
            line = text.count("\n", 0, misplaced.end() - 1) + 1
            raise FrontMatterError(line, "a header begins with three hyphens, ---, on the first line of the file.")
        if re.match(r"---[ \t]*(\n|\Z)", text):
            raise FrontMatterError(1, "the header that opens with --- is never closed; add a line with --- after it.")
        return _read_plain(legible(text))
    header, body_line = fenced.group(1), text.count("\n", 0, fenced.end()) + 1
    try:
        document = read_yaml(header, first_line=2)
    except _NotYamlError:
        document = _read_plain(header, first_line=2)
        if document.body.strip() or _NESTED.search(header) or not _reads_as_plain(document):
            raise
        document = FrontMatter({key: _typed(value) for key, value in document.values.items()}, document.lines)
    values, lines = _in_small_letters(document)
    return FrontMatter(values, lines, legible(text[fenced.end() :]), body_line)


def _in_small_letters(document: FrontMatter) -> tuple[dict[str, Any], dict[Path, int]]:
    """Return values and lines with the keys of the top level as they are compared."""
    values: dict[str, Any] = {}
    for key, value in document.values.items():
        if key.lower() in values:
            raise FrontMatterError(document.line(key), f'"{key}" stands here twice; remove one.')
        values[key.lower()] = value
    lines = {(str(path[0]).lower(), *path[1:]) if path else path: line for path, line in document.lines.items()}
    return values, lines


def read_yaml(text: str, first_line: int = 1) -> FrontMatter:
    """Read YAML whose top level is a mapping.

    Raises:
        FrontMatterError: broken YAML, a key twice, an anchor or a tag, endless nesting, or no mapping.
    """
    text = text if text.isascii() else _OTHER_BREAKS.sub(" ", text)
    _refuse_depth(text, first_line)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        raise FrontMatterError(line, "a sign that cannot be seen (a control character) stands here.") from None
    except yaml.MarkedYAMLError as error:
        raise _NotYamlError(_line(error.problem_mark or error.context_mark, first_line), _reason(error)) from None
    except yaml.YAMLError as error:
        raise _NotYamlError(first_line, f"this is not YAML: {str(error).splitlines()[0]}.") from None
    finally:
        loader.dispose()
    lines: dict[Path, int] = {}
    values = _Converter(text, first_line, lines).convert(node, ()) if node is not None else {}
    if not isinstance(values, dict):
        raise FrontMatterError(first_line, 'this should be "key: value" lines.')
    return FrontMatter(values, lines)


_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
"""What YAML takes for the end of a line and an editor does not; lines would be counted wrongly."""

_DEEPEST = 40
_BEFORE_VALUE = re.compile(r"^[ \-?:]+", re.M)


def _refuse_depth(text: str, first_line: int) -> None:
    """Refuse what is nested so deeply that composing it, which is recursive, would end the process.

    Few texts can be: a quick bound spares the others the look at every event.
    """
    indent = max((len(found) for found in _BEFORE_VALUE.findall(text)), default=0)
    if text.count("[") + text.count("{") + 2 * indent <= _DEEPEST:
        return
    depth = 0
    with suppress(yaml.YAMLError):  # what else is wrong is told where it is composed
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                line = _line(event.start_mark, first_line)
                raise FrontMatterError(line, f"this is nested more than {_DEEPEST} levels deep.")


@dataclass
class _Converter:
    """Turns composed nodes into plain values and notes the line of each."""

    text: str
    first_line: int
    lines: dict[Path, int]

    def convert(self, node: yaml.Node, path: Path) -> Any:
        line = node.start_mark.line + self.first_line
        self.lines.setdefault(path, line)
        sign = self.text[node.start_mark.index : node.start_mark.index + 1]
        if sign in ("&", "!"):  # an anchor, without which there is no alias, or a tag: YAML would drop the word
            raise FrontMatterError(line, f"a value that begins with {sign} needs quotation marks around it.")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.convert(item, (*path, index)) for index, item in enumerate(node.value)]
        if node.tag == "tag:yaml.org,2002:bool":
            return node.value == "true"
        return None if node.tag == "tag:yaml.org,2002:null" else node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + self.first_line
            if not isinstance(key_node, yaml.ScalarNode):
                raise FrontMatterError(line, "a key should be a word, not a list or a mapping.")
            if key_node.value in values:
                raise FrontMatterError(line, f'"{key_node.value}" stands here twice; remove one.')
            self.lines[(*path, key_node.value)] = line
            values[key_node.value] = self.convert(value_node, (*path, key_node.value))
        return values


def _line(mark: Any, first_line: int) -> int:
    return (mark.line if mark else 0) + first_line


def _reason(error: yaml.MarkedYAMLError) -> str:
    problem = (error.problem or "it cannot be read").strip()
    if "mapping values are not allowed" in problem:
        return "a value that holds a colon needs quotation marks around it."
    return f"this is not YAML ({problem}); a value with special signs needs quotation marks around it."


def _read_plain(text: str, first_line: int = 1) -> FrontMatter:
    """Read Python-Markdown's metadata: ``Key: value`` lines, further lines indented, up to an empty line."""
    values: dict[str, Any] = {}
    lines: dict[Path, int] = {}
    key, taken = "", 0
    rows = text.split("\n")
    for number, row in enumerate(rows, first_line):
        start, more = _PLAIN_LINE.match(row), _MORE_LINE.match(row)
        if start:
            key = start["key"].lower()
            values[key] = [*values.get(key, []), start["value"].strip()]
            lines.setdefault((key,), number)
        elif more and key:
            values[key].append(more["value"].strip())
        else:
            break
        taken += 1
    single = {name: found[0] if len(found) == 1 else found for name, found in values.items()}
    while taken and taken < len(rows) and not rows[taken]:
        taken += 1
    return FrontMatter(single, lines, "\n".join(rows[taken:]), taken + first_line)


def _typed(value: Any) -> Any:
    """Return a value of Pelican's own kind of header as YAML has it, where it is a list or a truth."""
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, str) and value[:1] == "[" and value[-1:] == "]":
        with suppress(FrontMatterError):
            return read_yaml(f"value: {value}").values["value"]
    return value


def _reads_as_plain(document: FrontMatter) -> bool:
    """Whether no value opens a bracket or a quotation mark that it does not close: that was meant as YAML."""
    closers = {"[": "]", "{": "}", '"': '"', "'": "'"}
    texts = [v for value in document.values.values() for v in (value if isinstance(value, list) else [value])]
    return bool(texts) and all(
        text[:1] not in closers or closers[text[0]] in text[1:] for text in texts if isinstance(text, str)
    )

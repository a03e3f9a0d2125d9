"""An export's bytes, made fit for a strict XML parser while they go by, and what had to be done for that.

Nothing is guessed at: signs that XML 1.0 cannot hold go (https://www.w3.org/TR/xml/#charsets), an ampersand that
begins nothing becomes one that stands for itself, and a prefix that nobody declared is declared.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html.entities import html5
from pathlib import Path

from reflectory.comments.importing.records import ImportingError
from reflectory.site.wording import counted

UNBOUND = "urn:reflectory:undeclared:"
"""With the prefix behind it, the namespace of what has an undeclared prefix."""

_CHUNK = 1 << 18
_HELD = 64
"""Characters at a chunk's end in which something may begin that goes on in the next one."""

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_AMPERSAND = re.compile(r"&(?:#(?P<number>\d+|[xX][0-9a-fA-F]+);|(?P<name>\w+);)?")
_NAMED_BY_XML = frozenset("amp lt gt quot apos".split())
_PROLOGUE = re.compile(r"\ufeff?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.S)
_DECLARED = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)[\"']")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)(/?>)", re.S)
_PREFIX = re.compile(rb"(?:</?|\s)([A-Za-z_][\w.-]{0,30}):[A-Za-z_]")


class CleanStream:
    """A file for a parser to read: UTF-8 without its declaration.

    Attributes:
        removed: how many signs were taken out that XML cannot hold; ``mended``: ampersands and named signs.
        undecoded: how many signs were no text in the file's encoding.

    Raises:
        ImportingError: the file is no XML, or declares a document type or entities; nothing outside it is ever read.
    """

    def __init__(self, file: Path) -> None:
        self.removed = self.mended = self.undecoded = 0
        self._file = file
        self._stream = file.open("rb")
        start = self._stream.read(_CHUNK)
        self._decoder = codecs.getincrementaldecoder(_encoding(start))("replace")
        self._inside = False
        try:
            self._waiting = self._begun(self._decoded(start))
        except ImportingError:
            self._stream.close()
            raise
        self._ended = False
        self._ready = b""

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, none at the end."""
        while not self._ready and not self._ended:
            self._ready = self._next().encode()
        size = len(self._ready) if size < 0 else size
        given, self._ready = self._ready[:size], self._ready[size:]
        return given

    def remarks(self) -> Iterator[str]:
        """Yield what had to be mended, in words for the receipt."""
        if self.undecoded:
            yield f"{counted(self.undecoded, 'sign')} could not be read in the file's encoding; \ufffd stands instead"
        if self.removed:
            yield f"{counted(self.removed, 'control character')} had to be taken out"
        if self.mended:
            yield f"{counted(self.mended, 'ampersand')} that began nothing had to be mended"

    def _next(self) -> str:
        text, self._waiting = self._waiting, ""
        chunk = self._stream.read(_CHUNK)
        self._ended = not chunk
        text += self._decoded(chunk)
        if not self._ended:
            cut = min((at for sign in "<&]" if (at := text.find(sign, -_HELD)) != -1), default=len(text))
            text, self._waiting = text[:cut], text[cut:]
        return self._cleaned(text)

    def _decoded(self, chunk: bytes) -> str:
        text = self._decoder.decode(chunk, not chunk)
        if "\ufffd" in text and b"\xef\xbf\xbd" not in chunk:
            self.undecoded += text.count("\ufffd")
        return text

    def _cleaned(self, text: str) -> str:
        text, removed = _UNFIT.subn("", text)
        self.removed += removed
        pieces, position = [], 0
        for found in _CDATA.finditer(text):
            opens = found[0] != "]]>"
            if opens and self._inside:  # plain text there
                continue
            if not opens and not self._inside:  # an end without a beginning, which XML allows nowhere
                pieces += [self._mended(text[position : found.start()]), "]]&gt;"]
                position = found.end()
                continue
            pieces += [self._mended(text[position : found.start()]), found[0]]
            position, self._inside = found.end(), opens
        return "".join([*pieces, self._mended(text[position:])])

    def _mended(self, text: str) -> str:
        return text if self._inside or "&" not in text else _AMPERSAND.sub(self._ampersand, text)

    def _ampersand(self, found: re.Match[str]) -> str:
        number, name = found["number"], found["name"]
        if name in _NAMED_BY_XML:
            return found[0]
        if number:
            code = int(number[1:], 16) if number[0] in "xX" else int(number)
            if code in (9, 10, 13) or (32 <= code <= 0x10FFFF and not _UNFIT.match(chr(code))):
                return found[0]
            self.removed += 1
            return ""
        self.mended += 1
        sign = html5.get(f"{name};", "")
        return "".join(f"&#{ord(one)};" for one in sign) if sign else f"&amp;{found[0][1:]}"

    def _begun(self, text: str) -> str:
        """Return the beginning without its declaration, and with every prefix declared."""
        prologue = _PROLOGUE.match(text)
        start = prologue.end() if prologue else 0
        if re.match(r"<!(?:DOCTYPE|ENTITY)", text[start:], re.I):
            raise ImportingError(
                f"{self._file} declares a document type, by which a file can ask for others; export it again, "
                "or take its lines with <!DOCTYPE and <!ENTITY out. Nothing was imported."
            )
        root = _ROOT.match(text, start)
        if not root:
            raise ImportingError(f"{self._file} is no export of a blog (XML); export it again. Nothing was imported.")
        known = set(re.findall(r"xmlns:([\w.-]+)", root[2])) | {"xml", "xmlns"}
        missing = sorted(_prefixes(self._file) - known)
        more = "".join(f' xmlns:{prefix}="{UNBOUND}{prefix}"' for prefix in missing)
        return f"<{root[1]}{root[2]}{more}{root[3]}" + text[root.end() :]


def _encoding(start: bytes) -> str:
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    declared = _DECLARED.search(start[:200].decode("latin-1"))
    try:
        return codecs.lookup(declared[1]).name if declared else "utf-8"
    except LookupError:
        return "utf-8"


def _prefixes(file: Path) -> set[str]:
    """Return whatever may be a prefix in a file; more of them than there are does no harm."""
    found: set[bytes] = set()
    with file.open("rb") as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            if len(found) < 1_000:
                found.update(_PREFIX.findall(tail + chunk))
            tail = chunk[-_HELD:]
    return {one.decode() for one in found if one.isascii()}

"""One spelling of a word or header for comparing: 繁→简, case, width, blanks, punctuation.

Only what is compared is folded; what is printed stays as it was written. The characters are from
OpenCC (`opencc/characters.txt`, with its licence beside it).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import Final

_ALIKE: Final = ("帐覆裏著", "账复里着")
"""Characters that are simplified themselves, and written for one another in exports."""
_PUNCTUATION: Final = re.compile(
    r"""\s+|[\u200b-\u200f\ufeff]+|(?<!\d)[-_.·•:*\#/\\,;!?'"~|、。…—]+"""
    r"""|[-_.·•:*\#/\\,;!?'"~|、。…—]+(?!\d)"""
)
"""What exports put between words at will; between digits it tells 1.5 from 15."""
_WRAPPED: Final = re.compile(r'="(.*)"', re.DOTALL)


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """A text without what writers vary: 繁体, case, width, blanks and punctuation."""
    bare = _WRAPPED.sub(r"\1", text.strip())
    return _PUNCTUATION.sub("", simplified(unicodedata.normalize("NFKC", bare)).casefold())


def simplified(text: str) -> str:
    """A text with simplified characters for traditional ones, one by one."""
    return text.translate(_characters())


@cache
def _characters() -> Mapping[int, str]:
    """Traditional character → the simplified one."""
    listed = files(__package__).joinpath("opencc/characters.txt").read_text("utf-8")
    lines = [line for line in listed.splitlines() if not line.startswith("#")]
    alike = dict(zip(*_ALIKE, strict=True))
    pairs = chain.from_iterable(map(zip, lines[::2], lines[1::2]))
    return {ord(old): alike.get(new, new) for old, new in (*pairs, *alike.items())}

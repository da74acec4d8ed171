"""Reads sentences from YAML catalogs, both languages side by side, and fills facts in.

```yaml
csi.fell:
  zh: "{advisor}的满意度为 {score}，较上月下降 {change:size}"
  en: "{advisor} scored {score}, down {change:size} on the month before"
```

`{name}` shows a fact's value, `{name:fraction}` another of its forms
(`reportgen.document.facts.Form`); `{lost} {lost:vehicle|vehicles}` puts the first word for one,
the second for any other number. A brace itself is written `{{`. A number never gets into a
sentence except as a fact or a count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Final, NamedTuple, TypeAlias, cast, get_args

from pydantic import Field

from reportgen.catalogs import words_in
from reportgen.document.facts import Fact, Form, Shown, Words
from reportgen.errors import SectionError, did_you_mean
from reportgen.labels import LANGUAGES, Language
from reportgen.yaml.file import Fault, read_yaml, validate
from reportgen.yaml.model import Strict

__all__ = ["Catalog", "Phrases", "catalog"]

Catalog: TypeAlias = Mapping[str, Mapping[str, str]]
"""Key → language → sentence."""

_FORMS: Final = get_args(Form)
_COMMON: Final = "movement"
"""The catalog whose sentences every section may use."""


class _CatalogEntry(Strict):
    """One phrase of a catalog, in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class _Slot(NamedTuple):
    """A placeholder: `{name:form}`; without a form a fact shows its value."""

    name: str
    form: Form | None
    choice: tuple[str, str] | None = None
    """The words for one and for any other number, of `{name:vehicle|vehicles}`."""


def catalog(path: Path | str) -> Catalog:
    """Read the sentences of a file, once as long as the file stays the same.

    A plugin passes its own `__file__`: `plugins/churn.py` keeps its sentences in
    `plugins/phrases/churn.yaml`.

    Raises:
        SpecError: The file is no catalog: a language is missing, the two languages use other
            placeholders, or a form does not exist.
    """
    path = Path(path)
    if path.suffix == ".py":
        path = path.parent / "phrases" / f"{path.stem}.yaml"
    if not path.is_file():
        return _read(path, 0, 0)
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


class Phrases:
    """The sentences of one section, and behind them those every section may use."""

    def __init__(self, own: Catalog, section: str = "") -> None:
        """`section` is named in errors."""
        self._own = own
        self._section = section

    def say(self, language: Language, key: str, **values: object) -> Words:
        """Return a sentence with its placeholders filled: facts stay facts, the rest becomes text.

        Raises:
            SectionError: There is no such phrase, a placeholder has no value, or a value is
                neither a fact, text, a whole number nor a sentence.
        """
        said: list[str | Shown] = []
        for part in self._parts(language, key):
            filled = (part,) if isinstance(part, str) else self._filled(key, part, values)
            for piece in filled:
                if isinstance(piece, str) and said and isinstance(said[-1], str):
                    said[-1] += piece
                elif piece:
                    said.append(piece)
        return tuple(said)

    def _parts(self, language: Language, key: str) -> tuple[str | _Slot, ...]:
        found = self._own.get(key) or words_in(_COMMON).get(key)
        if found is None:
            near = did_you_mean(key, [*self._own, *words_in(_COMMON)])
            raise self._error(f"there is no phrase '{key}'{near or '; add it to the catalog'}")
        if language not in found:
            raise self._error(f"phrase '{key}' has no text in '{language}'; add it")
        try:
            return _slots(found[language])
        except ValueError as error:
            raise self._error(f"phrase '{key}': {error}") from error

    def _filled(self, key: str, slot: _Slot, values: Mapping[str, object]) -> Words:
        if slot.name not in values:
            near = did_you_mean(slot.name, values)
            hint = near or f"; pass {slot.name}=…"
            raise self._error(f"phrase '{key}' has no value for {{{slot.name}}}{hint}")
        value = values[slot.name]
        if slot.choice:
            return (self._chosen(key, slot.name, slot.choice, value),)
        if isinstance(value, Fact):
            return (Shown(value, slot.form or "value"),)
        if isinstance(value, Shown):
            return (Shown(value.fact, slot.form or value.form),)
        if slot.form:
            raise self._error(
                f"phrase '{key}': {{{slot.name}:{slot.form}}} needs a fact, got {value!r}"
            )
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return (str(value),)
        if isinstance(value, tuple) and all(isinstance(part, (str, Shown)) for part in value):
            return value
        raise self._error(
            f"phrase '{key}': {{{slot.name}}} is {value!r}; pass a fact, text or a whole number"
        )

    def _chosen(self, key: str, name: str, choice: tuple[str, str], value: object) -> str:
        """Return the singular word for one, the plural word for any other number."""
        number = value.fact.value if isinstance(value, Shown) else value
        number = number.value if isinstance(number, Fact) else number
        if isinstance(number, (int, float)):
            return choice[number != 1]
        if isinstance(value, (Fact, Shown)):
            return choice[1]
        raise self._error(
            f"phrase '{key}': {{{name}:{'|'.join(choice)}}} needs a fact or a whole number, "
            f"got {value!r}"
        )

    def _error(self, message: str) -> SectionError:
        return SectionError(f"section '{self._section}': {message}" if self._section else message)


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int, _size: int) -> Catalog:
    positioned = read_yaml(path)
    sentences = validate(positioned, dict[str, _CatalogEntry])
    if found := list(_faults(positioned.data)):
        raise positioned.error(found)
    return {key: each.model_dump() for key, each in sentences.items()}


def sentence_faults(phrases: object) -> Iterator[str]:
    """Yield what is wrong with sentences a plugin holds itself: languages, placeholders, forms."""
    if not isinstance(phrases, Mapping):
        yield f'{type(phrases).__name__}; write {{key: {{"zh": …, "en": …}}}}'
        return
    for key, sentence in phrases.items():
        said = sentence if isinstance(sentence, Mapping) else {}
        lacking = [one for one in LANGUAGES if not (isinstance(said.get(one), str) and said[one])]
        if lacking:
            yield f"{key}: no text in '{lacking[0]}'; add it"
        else:
            yield from (fault.message for fault in _faults({key: said}))


def _faults(phrases: Mapping[str, Mapping[str, str]]) -> Iterator[Fault]:
    """Yield what is wrong with the placeholders of a catalog."""
    for key, sentence in phrases.items():
        names: dict[str, set[str]] = {}
        for language in LANGUAGES:
            try:
                slots = [part for part in _slots(sentence[language]) if isinstance(part, _Slot)]
            except ValueError as error:
                yield Fault((key, language), f"{key}.{language}: {error}")
            else:
                names[language] = {slot.name for slot in slots}
        if len(names) == len(LANGUAGES) and (sides := " and ".join(_sides(names))):
            message = f"{key}: both languages must use the same placeholders; {sides}"
            yield Fault((key,), message, of_key=True)


def _sides(names: Mapping[str, set[str]]) -> Iterator[str]:
    """Return the placeholders of each language that the other one lacks."""
    shared = set.intersection(*names.values())
    for language, own in names.items():
        if more := ", ".join(f"{{{name}}}" for name in sorted(own - shared)):
            yield f"only {language} has {more}"


@lru_cache(maxsize=4096)
def _slots(sentence: str) -> tuple[str | _Slot, ...]:
    """Yield the text and the placeholders of a sentence in turn.

    Raises:
        ValueError: A brace stands alone, or a placeholder is not `{name}` or `{name:form}`.
    """
    parts: list[str | _Slot] = []
    try:
        pieces = list(Formatter().parse(sentence))
    except ValueError:
        raise ValueError("a '{' or '}' stands alone; write '{{' or '}}' for a brace") from None
    for text, name, form, conversion in pieces:
        if text:
            parts.append(text)
        if name is None:
            continue
        if not name.isidentifier() or conversion:
            raise ValueError(f"'{{{name}}}' is no placeholder; write {{name}} or {{name:form}}")
        if form and form.count("|") == 1:
            one, more = form.split("|")
            parts.append(_Slot(name, None, (one, more)))
            continue
        if form and form not in _FORMS:
            near = did_you_mean(form, _FORMS) or f"; use {', '.join(_FORMS)}"
            raise ValueError(f"'{form}' in {{{name}:{form}}} is no form{near}")
        parts.append(_Slot(name, cast("Form", form) if form else None))
    return tuple(parts)

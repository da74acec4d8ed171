"""Registers what plugins offer by name; each is checked alone, and a broken one is set aside."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

import pluggy

from reportgen.errors import did_you_mean
from reportgen.extension import hookspecs
from reportgen.extension.components import Check, Component, Renderer, Section, Source
from reportgen.extension.offer_faults import component_faults, contract_faults, need_faults
from reportgen.extension.plugin_faults import Unusable, why_unusable
from reportgen.metric.table_contracts import TableContract
from reportgen.yaml.scan import wide_hint

Kind: TypeAlias = Literal["tables", "sources", "checks", "sections", "renderers"]
Stage: TypeAlias = Literal["core", "bundled", "installed", "workspace"]
Offer: TypeAlias = TableContract | type[Component]

_KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_BASES: Final[dict[Kind, type[Component]]] = {
    "sources": Source,
    "checks": Check,
    "sections": Section,
    "renderers": Renderer,
}

_NOUNS: Final[Mapping[Kind, str]] = {
    "tables": "table",
    "sources": "source type",
    "checks": "check",
    "sections": "section",
    "renderers": "format",
}


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin: where it is from, and once it is loaded the names it offers, by kind."""

    name: str
    file: str
    stage: Stage
    offers: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)

    def of(self, kind: Kind) -> tuple[str, ...]:
        """Return the names it offers of one kind."""
        return self.offers.get(kind, ())


@dataclass(frozen=True, slots=True)
class Broken:
    """A plugin that cannot be used, and the reason."""

    name: str
    file: str
    reason: str


def _manager() -> pluggy.PluginManager:
    manager = pluggy.PluginManager("reportgen")
    manager.add_hookspecs(hookspecs)
    if os.environ.get("REPORTGEN_TRACE") == "1":
        manager.add_hookcall_monitoring(_trace, lambda *_: None)
    return manager


def _trace(
    hook: str, implementations: Sequence[pluggy.HookImpl], values: Mapping[str, object]
) -> None:
    called = ", ".join(each.plugin_name for each in reversed(implementations)) or "nobody"
    given = ", ".join(f"{name}={value!s:.60}" for name, value in values.items())
    print(f"reportgen: {hook}({given}): {called}", file=sys.stderr)  # noqa: T201 asked for


@dataclass(slots=True)
class Registry:
    """What all plugins offer, by kind and name, and the hooks to call."""

    tables: dict[str, TableContract] = field(default_factory=dict)
    sources: dict[str, type[Source]] = field(default_factory=dict)
    checks: dict[str, type[Check]] = field(default_factory=dict)
    sections: dict[str, type[Section]] = field(default_factory=dict)
    renderers: dict[str, type[Renderer]] = field(default_factory=dict)
    plugins: list[Plugin] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    taken: dict[tuple[Kind, str], str] = field(default_factory=dict)
    """Names that two plugins offer: a spec must not silently get the first one's."""
    _origins: dict[tuple[Kind, str], str] = field(default_factory=dict)
    _manager: pluggy.PluginManager = field(default_factory=_manager)

    @property
    def hook(self) -> pluggy.HookRelay:
        """The hooks of all plugins, for `demo_exports`."""
        return self._manager.hook

    def listeners(self) -> Iterator[tuple[object, pluggy.HookCaller]]:
        """Yield each function that hears of finished files, and what calls it alone."""
        implementations = self.hook.report_written.get_hookimpls()
        for own in reversed(implementations):
            others = [each.plugin for each in implementations if each is not own]
            yield own.function, self._manager.subset_hook_caller("report_written", others)

    def origin(self, name: str, kind: Kind = "sections") -> str:
        """Return the file that offers a name.

        Raises:
            KeyError: Nobody offers it.
        """
        return self._origins[kind, name]

    def neighbours(self, tables: Iterable[str]) -> tuple[TableContract, ...]:
        """Return all tables of the plugins that declare some tables."""
        files = {self._origins.get(("tables", name)) for name in tables}
        own = (t for n, t in self.tables.items() if self._origins.get(("tables", n)) in files)
        return tuple(own)

    def unknown(self, kind: Kind, name: str) -> str:
        """Return the message for a name that nobody offers, with the nearest one that is."""
        offers: Mapping[str, Offer] = getattr(self, kind)
        known = f"; there are {', '.join(offers)}" if offers else "; no plugin offers any"
        near = wide_hint(name) or did_you_mean(name, offers) or known
        return f"unknown {_NOUNS[kind]} '{name}'{near}{self._maybe_in(name)}"

    def _maybe_in(self, name: str) -> str:
        """Say which of the plugins that cannot be used may offer a name: those it stands in."""
        naming = [each for each in self.broken if name in _source(each.file)] or self.broken
        broken = "; ".join(f"{each.file} ({each.reason})" for each in naming)
        return f"; it may be in a plugin that could not be loaded: {broken}" if broken else ""

    def add(self, plugin: Plugin, module: object) -> None:
        """Register a plugin, or set it aside with its reason: it is broken, or a name is taken."""
        try:
            offers = _offers(module)
            self._refuse_taken(offers)
        except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
            self.set_aside(plugin, error)
            return
        for kind, offered in offers.items():
            for name, offer in offered:
                self._origins[kind, name] = plugin.file
                getattr(self, kind)[name] = offer
        names = {kind: tuple(name for name, _ in offered) for kind, offered in offers.items()}
        self.plugins.append(replace(plugin, offers=names))
        self._manager.register(module, plugin.name)

    def set_aside(self, plugin: Plugin, error: BaseException) -> None:
        """Record a plugin that cannot be used, with its reason."""
        reason = why_unusable(error, plugin.file)
        self.broken.append(Broken(plugin.name, plugin.file, reason))
        for other in self.plugins:  # it was meant to replace that one
            if other.name == plugin.name:
                said = f"{plugin.file} cannot be used: {reason}"
                self.taken |= {(k, n): said for k, names in other.offers.items() for n in names}

    def check_needs(self) -> None:
        """Set aside the plugins that need a table or a column nobody declares.

        Asked when all plugins are loaded: a table may come from any of them.
        """
        for plugin in self.plugins[:]:
            offers = [getattr(self, k)[n] for k in ("sections", "checks") for n in plugin.of(k)]
            faults = [fault for offer in offers for fault in need_faults(offer, self.tables)]
            if faults:
                self._withdraw(plugin)
                self.set_aside(plugin, Unusable("; ".join(faults)))

    def _withdraw(self, plugin: Plugin) -> None:
        """Forget what a plugin offers."""
        self.plugins.remove(plugin)
        self._manager.unregister(name=plugin.name)
        for kind in _KINDS:
            for name in plugin.of(kind):
                del getattr(self, kind)[name], self._origins[kind, name]

    def _refuse_taken(self, offers: Mapping[Kind, tuple[tuple[str, Offer], ...]]) -> None:
        """Refuse a name that another plugin, or the same one, offers already.

        Raises:
            Unusable: There is one; a spec that asks for it is refused too, see `taken`.
        """
        for kind, offered in offers.items():
            own: set[str] = set()
            for name, _ in offered:
                other = self._origins.get((kind, name), "")
                twice = name in own
                own.add(name)
                if other or twice:
                    by = f"by {other} too" if other else "twice"
                    text = f"{_NOUNS[kind]} '{name}' is offered {by}; rename one of them"
                    self.taken[kind, name] = text
                    raise Unusable(text)


def _source(file: str) -> str:
    """Return the text of a plugin; empty where it cannot be read."""
    with suppress(OSError):
        return Path(file).read_text("utf-8", errors="replace")
    return ""


def is_hook(value: object) -> bool:
    """Tell whether a value is a function marked `@hookimpl`."""
    return inspect.isroutine(value) and hasattr(value, "reportgen_impl")


def hook_names() -> set[str]:
    """Return the names of all hooks."""
    return {name for name, value in vars(hookspecs).items() if hasattr(value, "reportgen_spec")}


def _offers(module: object) -> dict[Kind, tuple[tuple[str, Offer], ...]]:
    """Return what a plugin offers, asked with a manager of its own, so no fault reaches another.

    Raises:
        Unusable: Its hooks are misspelt, or return what they should not.
    """
    _check_hooks(module)
    alone = _manager()
    alone.register(module, getattr(module, "__name__", None))
    alone.check_pending()
    found = {kind: _named(kind, alone.hook) for kind in _KINDS}
    return {kind: offered for kind, offered in found.items() if offered}


def _check_hooks(module: object) -> None:
    known = hook_names()
    for name, function in inspect.getmembers(module, is_hook):
        if name not in known:
            hint = did_you_mean(name, sorted(known)) or f"; there are {', '.join(sorted(known))}"
            raise Unusable(f"unknown hook '{name}'{hint}")
        allowed = list(inspect.signature(getattr(hookspecs, name)).parameters)
        for argument in inspect.signature(function).parameters:
            if argument not in allowed:
                takes = f"it takes {', '.join(allowed)}" if allowed else "it takes none"
                hint = did_you_mean(argument, allowed) or f"; {takes}"
                raise Unusable(f"hook '{name}' has no argument '{argument}'{hint}")


def _named(kind: Kind, hooks: pluggy.HookRelay) -> tuple[tuple[str, Offer], ...]:
    """Return the offers of a kind by their names."""
    name = f"register_{kind}"
    hook = getattr(hooks, name)
    results = hook()
    if len(results) < len(hook.get_hookimpls()):  # pluggy leaves out what is None
        raise Unusable(f"{name} returned None; return a list")
    offered = []
    for result in results:
        if isinstance(result, (str, type)) or not isinstance(result, Iterable):
            raise Unusable(f"{name} returned {result!r}; return a list")
        offered += [(_name(name, kind, offer), offer) for offer in result]
    return tuple(offered)


def _name(hook: str, kind: Kind, offer: object) -> str:
    """Check an offer and return the name under which a spec asks for it."""
    if kind == "tables":
        if not isinstance(offer, TableContract):
            raise Unusable(f"{hook} offers {offer!r}; offer a TableContract")
        _refuse(contract_faults(offer))
        return offer.name
    base = _BASES[kind]
    if not (isinstance(offer, type) and issubclass(offer, base)):
        raise Unusable(f"{hook} offers {offer!r}; {_instead(offer, base)}")
    if not offer.type or not isinstance(offer.type, str):
        raise Unusable(f'{offer.__name__} has no type; write `type = "…"` into the class')
    if inspect.isabstract(offer):
        lacking = ", ".join(sorted(offer.__abstractmethods__))
        raise Unusable(f"{offer.__name__} lacks {lacking}; define it")
    if issubclass(offer, Source):
        _check_suffixes(offer)
    offer.model_rebuild()
    _refuse(component_faults(offer))
    return offer.type


def _instead(offer: object, base: type[Component]) -> str:
    """Say what to offer: the class instead of an instance, or in the hook of its kind."""
    if isinstance(offer, base):
        return f"offer the class {type(offer).__name__}, not an instance of it"
    for kind, other in _BASES.items():
        if isinstance(offer, type) and issubclass(offer, other):
            return f"{offer.__name__} is a {other.__name__}: offer it in register_{kind}"
    return f"offer a class derived from {base.__name__}"


def _refuse(faults: Iterable[str]) -> None:
    if found := "; ".join(faults):
        raise Unusable(found)


def _check_suffixes(offer: type[Source]) -> None:
    """Check that a source with file endings has the option `path`, which `map` gives it."""
    for suffix in offer.suffixes:
        if not suffix.startswith(".") or suffix != suffix.lower():
            hint = f".{suffix.lstrip('.').lower()}"
            raise Unusable(f"{offer.__name__}: suffixes: write '{hint}' instead of '{suffix}'")
    if offer.suffixes and "path" not in offer.model_fields:
        raise Unusable(f"{offer.__name__} has suffixes but no option `path`; add it")

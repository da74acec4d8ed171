"""What each command does: every method is one command and returns its exit code."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportgen.cli.build_summary import said_read, summed
from reportgen.cli.console import Console
from reportgen.cli.demo import claim_for_demo, make_workspace, write_samples
from reportgen.errors import ExitCode, UsageError
from reportgen.extension.loader import load_plugins
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import find_workspace
from reportgen.files import write_whole
from reportgen.labels import Language, label
from reportgen.periods import Month
from reportgen.report.batch import Order, build
from reportgen.report.one import check as cut
from reportgen.report.one import choose, load, renderers
from reportgen.spec.spec import Spec, read_spec

_DEMO_MONTH = "2026-10"


@dataclass(slots=True)
class Session:
    """One call of the command line: where it was made, and what it prints to."""

    console: Console
    folder: Path

    def demo(  # noqa: PLR0913 the options of the command
        self, folder: Path, *, dealers: int, months: int, seed: int, language: Language, jobs: int
    ) -> int:
        """Sample data, then every dealer's report."""
        claim_for_demo(folder)
        spec = make_workspace(folder, language, force=True)
        registry = load_plugins(find_workspace(spec))
        files = write_samples(
            folder,
            registry,
            dealers=dealers,
            months=months,
            seed=seed,
            last_month=_DEMO_MONTH,
            language=language,
        )
        self.console.good("demo.wrote", files=files, dealers=dealers, months=months)
        code = self.build(spec, month=None, dealers=(), out=None, formats="", jobs=jobs)
        option = f"--spec {spec}"
        self.console.next_steps(
            {
                f"reportgen explain visits.received {option}": "next.explain",
                "reportgen init my-store": "next.init",
                f"cd {folder} && reportgen new section waiting_time": "next.new",
            }
        )
        return code

    def init(self, folder: Path, language: Language, *, force: bool) -> int:
        """A workspace with a spec and templates."""
        spec = make_workspace(folder, language, force=force)
        self.console.good("init.wrote", folder=str(folder))
        self.console.next_steps(
            {
                f"reportgen check {spec}": "next.check",
                f"reportgen plan {spec}": "next.plan",
                f"reportgen build {spec}": "next.build",
            }
        )
        self.console.result({"spec": spec})
        return ExitCode.DONE

    def check(
        self, path: Path, *, data: bool = False, month: str | None = None, strict: bool = False
    ) -> int:
        """A spec and what it names; with `data` what is in the files as well."""
        spec, registry = self._read(path)
        _examine_look(spec)
        if data:
            from reportgen.cli.check_data import DataView, examine  # noqa: PLC0415 only asked for here

            when = _month(month) or spec.period.month
            found = examine(spec, registry, when, self.console.language)
            return DataView(self.console, spec, registry).show(found, when, strict=strict)
        if month:
            raise UsageError("--month: the spec alone has no months to look at; add --data")
        warnings = self._lacking(spec)
        for section, missing in warnings.items():
            text = self.console.text("check.warning", section=section, missing=missing)
            self.console.warn(text)
        broken = self._broken(registry)
        if not warnings and not broken:
            self.console.good("check.good", spec=str(path))
        self.console.next_steps(
            {f"reportgen plan {path}": "next.plan", f"reportgen build {path}": "next.build"}
        )
        self.console.result({"spec": path, "warnings": warnings, "broken": broken})
        return ExitCode.WARNINGS if strict and (warnings or broken) else ExitCode.DONE

    def plan(self, path: Path, month: str | None) -> int:
        """What would be made, with the data read."""
        from reportgen.report.assemble import missing_of  # noqa: PLC0415 only this command asks

        spec, registry = self._read(path)
        when = _month(month) or spec.period.month
        inputs = load(spec, registry, when)
        formats = ", ".join(renderer.type for renderer in spec.report.formats)
        self.console.good("plan.month", month=str(when), formats=formats)
        names = ", ".join(dealer.id for dealer in inputs.dealers[:10])
        self.console.good("plan.dealer", count=len(inputs.dealers), dealers=names)
        data, _ = cut(spec, inputs, inputs.dealers[0], when)
        chapters = {}
        for section_id, section in spec.chapters:
            missing = missing_of(section, data)
            chapters[section_id] = missing
            title = section.title or label(section.heading).in_(self.console.language)
            if missing:
                text = self.console.text(
                    "plan.nodata", section=title, type=section.type, missing=missing
                )
                self.console.warn(text)
            else:
                self.console.good("plan.section", section=title, type=section.type)
        self.console.result(
            {"month": when, "dealers": [d.id for d in inputs.dealers], "missing": chapters}
        )
        return ExitCode.DONE

    def build(  # noqa: PLR0913 the options of the command
        self,
        path: Path,
        *,
        month: str | None,
        dealers: Sequence[str],
        out: Path | None,
        formats: str,
        jobs: int,
    ) -> int:
        """Every wanted dealer's report."""
        started = time.monotonic()
        spec, registry = self._read(path)
        when = _month(month) or spec.period.month
        renderers(spec, registry, _split(formats))
        target = out or find_workspace(path).folder / "out"
        inputs = load(spec, registry, when)
        wanted = choose(inputs.dealers, dealers)
        said_read(self.console, inputs)
        order = Order(path, when, target, _split(formats))
        outcomes = []
        with self.console.progress(len(wanted)) as advance:
            for outcome in build(order, spec, registry, inputs, wanted, jobs):
                outcomes.append(outcome)
                advance(outcome.dealer.id)
        return summed(self.console, outcomes, target, time.monotonic() - started)

    def explain(self, fact: str, *, spec: Path, month: str | None, dealer: str | None) -> int:
        """Where a number comes from."""
        from reportgen.cli.explain import explain  # noqa: PLC0415 as above
        from reportgen.report.assemble import assemble  # noqa: PLC0415 only this command needs it here

        read, registry = self._read(spec)
        when = _month(month) or read.period.month
        inputs = load(read, registry, when)
        chosen = choose(inputs.dealers, (dealer,) if dealer else ())[0]
        data, ledger = cut(read, inputs, chosen, when)
        explanation = explain(fact, assemble(read, data, ledger), data, self.console.language)
        for line in explanation.lines:
            self.console.line(line)
        self.console.result(explanation.values)
        return ExitCode.DONE

    def map(self, files: Sequence[Path], **options: Any) -> int:  # noqa: ANN401 the command's
        """Which table each file is, which column is which; writes mapping files."""
        from reportgen.cli.map import MapView, Options  # noqa: PLC0415 only this command needs it

        workspace = find_workspace(self.folder)
        view = MapView(self.console, load_plugins(workspace), workspace, Options(**options))
        return view.run(files)

    def plugins(self) -> int:
        """What offers what, and what is broken."""
        registry = load_plugins(find_workspace(self.folder))
        for plugin in registry.plugins:
            offers = "; ".join(
                f"{kind}: {', '.join(names)}" for kind, names in plugin.offers.items()
            )
            self.console.line(f"{plugin.name}  [{plugin.stage}]  {plugin.file}")
            self.console.line(f"    {offers or '-'}")
        self._broken(registry)
        self.console.result(
            {
                "plugins": [
                    {"name": p.name, "file": p.file, "stage": p.stage, "offers": p.offers}
                    for p in registry.plugins
                ],
                "broken": [
                    {"name": b.name, "file": b.file, "reason": b.reason} for b in registry.broken
                ],
            }
        )
        return ExitCode.DONE

    def schema(self, out: Path | None) -> int:
        """The JSON Schema of a spec."""
        import json  # noqa: PLC0415 only this command needs it

        from reportgen.spec.json_schema import json_schema  # noqa: PLC0415 as above

        registry = load_plugins(find_workspace(self.folder))
        text = json.dumps(json_schema(registry), ensure_ascii=False, indent=2)
        if out:
            write_whole(out, text.encode())
        else:
            self.console.line(text)
        return ExitCode.DONE

    def new_section(self, name: str) -> int:
        """A plugin of one's own and its test."""
        from reportgen.cli.new_section import new_section  # noqa: PLC0415 only this command needs it

        workspace = find_workspace(self.folder)
        tables = load_plugins(workspace).tables.values()
        plugin, test = new_section(workspace, name, tables)
        self.console.good("new.wrote", plugin=str(plugin), test=str(test))
        self.console.line(f"   {self.console.text('new.spec', name=name)}")
        self.console.next_steps({f"pytest {test}": "next.test"})
        self.console.result({"plugin": plugin, "test": test})
        return ExitCode.DONE

    def template_check(self, file: Path) -> int:
        """A Word template against its contract."""
        from reportgen.renderers.docx.word_template import examine  # noqa: PLC0415 brings lxml

        path = file if file.exists() else find_workspace(self.folder).template(str(file))
        advice = examine(path)
        for text in advice:
            self.console.warn(text)
        self.console.good("template.good", file=str(path))
        self.console.result({"file": path, "advice": advice})
        return ExitCode.DONE

    def doctor(self) -> int:
        """This machine."""
        from reportgen.cli.doctor import examine  # noqa: PLC0415 only this command needs it

        findings = examine(find_workspace(self.folder))
        for finding in findings:
            text = f"{finding.what}: {finding.value}"
            if finding.good:
                self.console.line(f" √ {text}")
            else:
                self.console.warn(f"{text}; {finding.remedy}")
        self.console.result({f.what: {"good": f.good, "value": f.value} for f in findings})
        needed = [finding for finding in findings if finding.needed and not finding.good]
        return ExitCode.ENVIRONMENT if needed else ExitCode.DONE

    # --- inside -----------------------------------------------------------------------------

    def _read(self, path: Path) -> tuple[Spec, Registry]:
        if not path.is_file():
            raise UsageError(
                f"there is no spec {path}; name one, or make a workspace with `reportgen init DIR`"
            )
        registry = load_plugins(find_workspace(path))
        return read_spec(path, registry), registry

    def _broken(self, registry: Registry) -> list[str]:
        """Say which plugins cannot be used, and why; returns their names."""
        for broken in registry.broken:
            text = self.console.text(
                "plugins.broken", name=broken.name, reason=broken.reason, file=broken.file
            )
            self.console.bad(text)
        return [broken.name for broken in registry.broken]

    def _lacking(self, spec: Spec) -> Mapping[str, str]:
        """Section → tables it needs and the spec gives no source for."""
        found = {}
        for section_id, section in spec.chapters:
            ways = section.needs_any or ({},)
            lacking = [
                [t for t in {**section.needs, **way} if t not in spec.sources] for way in ways
            ]
            if all(lacking):
                found[section_id] = ", ".join(lacking[0])
        return found


def _examine_look(spec: Spec) -> None:
    """The template and the brand file; whoever changed one wants to know before building."""
    from reportgen.document import brand  # noqa: PLC0415 only `check` looks at it beforehand
    from reportgen.renderers.docx.word_template import examine  # noqa: PLC0415 brings lxml

    look = spec.look
    examine(look.template)
    brand.load(look.brand)


def _month(text: str | None) -> Month | None:
    if not text:
        return None
    try:
        return Month.parse(text)
    except ValueError as error:
        raise UsageError(f"--month: {error}") from None


def _split(formats: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in formats.split(",") if part.strip())

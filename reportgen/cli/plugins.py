"""`reportgen plugins`: what offers what, and what is broken."""

from __future__ import annotations

from reportgen.cli.session import Session
from reportgen.exit_codes import ExitCode
from reportgen.extension.loader import load_plugins


def run(session: Session) -> int:
    """List the plugins with their offers, then those that cannot be used."""
    console = session.console
    registry = load_plugins(session.workspace)
    for plugin in registry.plugins:
        offers = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in plugin.offers.items())
        console.line(f"{plugin.name}  [{plugin.stage}]  {plugin.file}")
        console.line(f"    {offers or '-'}")
    session.tell_broken(registry)
    console.result(
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

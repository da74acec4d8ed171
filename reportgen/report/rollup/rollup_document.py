"""Makes the document that sets the dealers of a region, or all of them, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from reportgen.catalogs import words_in
from reportgen.document.blocks import Block, Chapter, Cover, Document, Text
from reportgen.document.currency import in_currency
from reportgen.periods import Month
from reportgen.punctuation import listing
from reportgen.report.report_names import title_of
from reportgen.report.rollup.peer_facts import PeerFacts, Why, peer_facts
from reportgen.report.rollup.rollup_chapter import rollup_chapter
from reportgen.report.rollup.rollup_groups import Group
from reportgen.report.summary_findings import summary_findings
from reportgen.report.trade_words import whose
from reportgen.section.data import Data
from reportgen.section.dealer_tables import DealerTables
from reportgen.spec.spec import Spec


def rollup_document(
    spec: Spec, group: Group, month: Month, left_out: Mapping[str, Why]
) -> Document:
    """Compare the dealers of a group by the stored facts of their reports; no row is read.

    `left_out` says whose facts are not to be used, and why.
    """
    peers = peer_facts(spec, group.dealers, month, left_out)
    data = _speaker(spec, group, month)
    chapters = tuple(_chapters(spec, peers, data))
    document = Document(
        cover=_cover(spec, group, month, data),
        preface=tuple(Text(data.say(f"preface.{part}")) for part in ("what", "limits", "unknown")),
        summary=(_lead(peers, chapters, data), *summary_findings(chapters)),
        chapters=chapters,
        quality=tuple(_not_compared(peers, data)),
    )
    return in_currency(document, spec.report.currency)


def _speaker(spec: Spec, group: Group, month: Month) -> Data:
    report = spec.report
    data = Data(
        dealer=group.whole,
        month=month,
        language=report.language,
        tables=DealerTables({}, {}),
        percent_digits=report.percent_digits,
        currency=report.currency,
    )
    return data.speaking(words_in("rollup"))


def _cover(spec: Spec, group: Group, month: Month, data: Data) -> Cover:
    report = spec.report
    return Cover(
        title=title_of(spec, group.whole, month),
        dealer_id=group.whole.id,
        dealer=group.whole.title(report.language),
        month=month,
        language=report.language,
        department=report.department,
        author=report.author,
        report_date=report.date or month.end,
        subtitle=data.text("subtitle", count=len(group.dealers)),
        whose=whose(spec.trade, report.language),
    )


def _chapters(spec: Spec, peers: PeerFacts, data: Data) -> Iterator[Chapter]:
    """Yield a chapter for each section of which somebody has a key figure."""
    for name, section in spec.chapters:
        figures = [figure for figure in peers.figures if figure.chapter == name]
        if figures:
            yield rollup_chapter(name, section.chapter_title(data.language), figures, peers, data)


def _lead(peers: PeerFacts, chapters: tuple[Chapter, ...], data: Data) -> Text:
    count = len(peers.dealers) - len(peers.absent)
    if not chapters:
        return Text(data.say("lead.nothing"), role="headline")
    key = "lead.found" if summary_findings(chapters) else "lead.none"
    return Text(data.say(key, count=count, total=len(peers.dealers)), role="headline")


def _not_compared(peers: PeerFacts, data: Data) -> Iterator[Block]:
    """Yield who is not compared and why: nobody is left out without a word."""
    known = len(peers.dealers) - len(peers.absent)
    yield Text(data.say("quality", count=known, total=len(peers.dealers)), role="headline")
    reasons: dict[Why, list[str]] = defaultdict(list)
    for dealer, why in peers.absent.items():
        reasons[why].append(dealer)
    for why, dealers in reasons.items():
        yield Text(data.say(f"absent.{why}", dealers=listing(dealers, data.language)))
    for figure in peers.figures:
        if figure.incomparable:
            names = listing(figure.incomparable, data.language)
            yield Text(data.say("other_definition", figure=figure.like.label, dealers=names))

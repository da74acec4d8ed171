"""The models of a spec, from YAML to checked objects, and `read_spec`, which reads one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import (
    BeforeValidator,
    Field,
    PlainValidator,
    PrivateAttr,
    TypeAdapter,
    ValidationInfo,
    model_validator,
)

from reportgen.extension.components import Declarations, Look, Section, Source
from reportgen.extension.config_file import ConfigFile
from reportgen.extension.registry import Registry
from reportgen.extension.workspace import Workspace, find_workspace
from reportgen.intake.category_words import joined
from reportgen.labels import Language
from reportgen.mapping import MappingFile, read_mapping
from reportgen.metric.currencies import HOME, CurrencyCode
from reportgen.metric.table_contracts import Private, TableContract
from reportgen.section.data import Dealer
from reportgen.section.targets import Targets
from reportgen.spec.cross_references import cross_faults
from reportgen.spec.dealers import DealerEntry, read_dealers
from reportgen.spec.targets_file import read_targets
from reportgen.spec.values import (
    CheckName,
    Checks,
    DataFile,
    Day,
    OneRenderer,
    OneSection,
    ReportMonth,
    Sources,
    SpecContext,
    TableName,
    TemplateFile,
    Title,
    spec_context,
)
from reportgen.yaml.file import read_as
from reportgen.yaml.model import Strict

_TEMPLATE: Final = "monthly.docx"


class PrivacySettings(Strict):
    """Which kinds of personal data are printed unmasked; all others are masked."""

    open: tuple[Private, ...] = Field(default=(), description="kinds to print in full")


class Report(Strict):
    """Title, language, look and formats of the finished report."""

    title: Title = Field(description="{dealer} and {month} are filled in", min_length=1)
    title_kind: Literal["topic", "viewpoint", "summary", "question"] = Field(
        default="topic",
        description="what the title page says: topic is the title above; the others are made from "
        "the month's strongest finding, with the title below",
    )
    subtitle: str = Field(default="", description="a line below the title")
    detail: Literal["full", "meeting"] = Field(
        default="full",
        description="what the Word report prints of each chapter: all, or for a meeting its "
        "conclusion, key figures, the findings to act on with their charts and measures; the "
        "workbook has all",
    )
    language: Language = Field(default="zh", description="language of the report")
    currency: CurrencyCode = Field(
        default=HOME, description="currency of all amounts, an ISO code such as USD"
    )
    formats: tuple[OneRenderer, ...] = Field(
        default=("docx", "xlsx"), validate_default=True, min_length=1, description="files to write"
    )
    template: TemplateFile | None = Field(default=None, description="file in report_templates/")
    brand: ConfigFile | None = Field(default=None, description="file in configs/ with the colours")
    percent_digits: int | None = Field(
        default=None, ge=0, le=2, description="decimals of percentages; 1 if not given"
    )
    department: str = Field(default="", description="who issues the report")
    author: str = Field(default="", description="who wrote it")
    date: Day | None = Field(
        default=None, description="date of the report, else the first day after its month"
    )
    privacy: PrivacySettings = PrivacySettings()


class Period(Strict):
    """The month of the report, and how many months it looks back."""

    month: ReportMonth = Field(description="month of the report, 2026-10")
    history: int = Field(default=13, ge=1, le=60, description="months read, this one included")


class DealersFrom(Strict):
    """Every dealer found in a table."""

    table: TableName = Field(alias="from", description="table")


class DealersFile(Strict):
    """The dealers of a CSV file or workbook with the columns id, name, region, city."""

    file: DataFile = Field(description="CSV or Excel file")


def _entry(value: object) -> object:
    return {"id": value} if isinstance(value, (str, int)) else value


Entries: TypeAlias = Annotated[
    tuple[Annotated[DealerEntry, BeforeValidator(_entry)], ...], Field(min_length=1)
]
_ENTRIES: Final[TypeAdapter[tuple[DealerEntry, ...]]] = TypeAdapter(Entries)


def _dealers(value: object, info: ValidationInfo) -> DealersFrom | DealersFile | tuple[Dealer, ...]:
    """Choose the form of `dealers` by its keys, so that an error speaks of the form meant."""
    if isinstance(value, dict):
        kind = DealersFile if "file" in value else DealersFrom
        return kind.model_validate(value, context=info.context)
    entries = _ENTRIES.validate_python(value, context=info.context)
    return tuple(entry.dealer() for entry in entries)


class Preface(Strict):
    """The text of the preface; what is left empty is written from the month's data."""

    background: str = Field(default="", description="why there is this report")
    purpose: str = Field(default="", description="what it is for")
    approach: str = Field(default="", description="how its numbers came about")


class Recommendations(Strict):
    """Who owns the recommendations of each section, and by when they are due."""

    owners: dict[str, str] = Field(default_factory=dict, description="section: owner")
    deadline_days: int = Field(default=30, ge=1, le=365, description="days after the report's date")


class QualitySettings(Strict):
    """From how bad the data are no report is made."""

    required: tuple[CheckName, ...] = Field(
        default=(), description="checks that must hold; else this dealer gets no report"
    )
    max_dropped: float | None = Field(
        default=None, ge=0, le=1, description="share of a table's rows that may be unusable"
    )


class Limits(Strict):
    """What one dealer's report may take; one that takes more is stopped and fails alone."""

    seconds: float = Field(default=300, gt=0, le=86_400, description="time for one report")
    memory_mb: int = Field(
        default=4096, ge=64, le=1_048_576, description="memory it may take beyond its start"
    )


class Spec(Strict):
    """One report: its layout, data, checks, sections and outputs, as the YAML file says it."""

    report: Report
    period: Period
    dealers: Annotated[
        DealersFrom | DealersFile | tuple[Dealer, ...],
        PlainValidator(
            _dealers,
            json_schema_input_type=DealersFrom | DealersFile | list[str | int | DealerEntry],
        ),
    ] = Field(description="from a table, a file, or a list")
    regions: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="name: cities, regions or dealers, for `--dealer region:NAME`",
    )
    sources: dict[TableName, Sources] = Field(
        min_length=1, description="table: where it is read from"
    )
    checks: Checks = Field(
        default="all", validate_default=True, description="checks of the data, or all there are"
    )
    quality: QualitySettings = QualitySettings()
    preface: Preface = Preface()
    sections: tuple[OneSection, ...] = Field(min_length=1, description="the chapters, in order")
    on_section_error: Literal["box", "fail"] = Field(
        default="box",
        description="a section that fails: box prints why in its place, fail costs the report",
    )
    limits: Limits = Limits()
    recommendations: Recommendations = Recommendations()
    targets: DataFile | None = Field(
        default=None, description="CSV file with the columns dealer, month, indicator, target"
    )
    glossary: dict[str, str] = Field(default_factory=dict, description="term: meaning")
    thanks: tuple[str, ...] = Field(
        default=(), description="people and departments to thank; whole sentences stand as they are"
    )

    _path: Path = PrivateAttr()
    _workspace: Workspace = PrivateAttr()
    _trade: tuple[TableContract, ...] = PrivateAttr()
    _targets: Targets = PrivateAttr(default_factory=Targets)

    @model_validator(mode="before")
    @classmethod
    def _across(cls, value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 raw YAML
        """Check what concerns several places, while all of them can still be named."""
        if isinstance(value, dict):
            spec_context(info).faults.extend(cross_faults(value, spec_context(info)))
        return value

    def model_post_init(self, context: SpecContext, /) -> None:
        """Remember the file and the workspace the spec was read from."""
        self._path = context.path
        self._workspace = context.workspace
        self._trade = context.registry.neighbours(self.sources)

    @property
    def path(self) -> Path:
        """The file it was read from."""
        return self._path

    @property
    def workspace(self) -> Workspace:
        """The workspace the spec belongs to."""
        return self._workspace

    @property
    def trade(self) -> tuple[TableContract, ...]:
        """All tables that the plugins declare whose tables are read: they speak of one trade."""
        return self._trade

    @property
    def targets_set(self) -> Targets:
        """The targets of the file it names; none without one."""
        return self._targets

    @property
    def folder(self) -> Path:
        """Where relative paths start: the folder of the workspace."""
        return self._workspace.folder

    @property
    def chapters(self) -> tuple[tuple[str, Section], ...]:
        """Each section with the id of its chapter: its own, or its type."""
        return tuple((section.id or section.type, section) for section in self.sections)

    @property
    def look(self) -> Look:
        """The Word template and the brand file.

        Raises:
            UsageError: No template is named, and the standard one is nowhere.
        """
        template = self.report.template or self._workspace.template(_TEMPLATE)
        return Look(template, self.report.brand)

    def listed_dealers(self) -> tuple[Dealer, ...]:
        """Return the dealers the spec names itself; none when a table names them.

        Raises:
            SourceError: The file that lists them is unusable.
        """
        match self.dealers:
            case DealersFrom():
                return ()
            case DealersFile(file=file):
                return read_dealers(file)
            case tuple(dealers):
                return dealers

    def declarations(self, source: Source) -> Declarations:
        """Return what the spec declares of a source, its mapping (inline or from a file) included.

        Raises:
            SpecError: The mapping file is unusable.
        """
        mapping = self.mapping_file(source)
        return Declarations(
            mapping.columns,
            source.date_order,
            source.scales,
            source.epoch,
            source.calendar,
            source.century,
            source.units,
            words=joined(mapping.words, source.words),
        )

    def mapping_file(self, source: Source) -> MappingFile:
        """Return the mapping of a source, with the header it was made from if that is noted.

        Raises:
            SpecError: The mapping file is unusable.
        """
        if not isinstance(source.mapping, str):
            return MappingFile(source.mapping)
        return read_mapping(self._workspace.config(source.mapping))


def read_spec(path: Path, registry: Registry) -> Spec:
    """Read and check a spec with the components the plugins offer.

    Raises:
        SpecError: Every error of the file, each with its place and what to do; or those of a
            mapping file.
        SourceError: The file of targets is unusable.
    """
    context = SpecContext(registry=registry, path=path, workspace=find_workspace(path))
    spec = read_as(path, Spec, context, context.workspace.config)
    for name, sources in spec.sources.items():
        for source in sources:
            if isinstance(source.mapping, str):
                read_mapping(spec.workspace.config(source.mapping), registry.tables[name])
    if spec.targets:
        known = [each for _, section in spec.chapters for each in section.indicators]
        dealers = [dealer.id for dealer in spec.listed_dealers()]
        spec._targets = read_targets(spec.targets, known, dealers)  # noqa: SLF001 its own module
    return spec

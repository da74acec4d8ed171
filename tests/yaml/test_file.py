"""Every way a YAML file can be wrong; the ids are those of the catalogue of bad input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from reportgen.errors import SpecError
from reportgen.yaml.file import Context, Fault, Mark, read_as, read_yaml, validate
from reportgen.yaml.model import Strict
from reportgen.yaml.scan import MAX_BYTES, plain, scan

Write: TypeAlias = Callable[[str | bytes], Path]


class Inner(Strict):
    title: str
    months: int = Field(default=3, ge=1, le=60)
    language: Literal["zh", "en"] = "zh"
    target: float = 1
    open: bool = True
    day: date | None = None
    mapping: str | dict[str, str] = ""
    tags: tuple[str, ...] = Field(default=(), min_length=1)


class Outer(Strict):
    report: Inner
    items: tuple[Inner, ...] = ()


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    monkeypatch.chdir(tmp_path)

    def write(content: str | bytes) -> Path:
        raw = content if isinstance(content, bytes) else content.encode()
        path = Path("x.yaml")
        path.write_bytes(raw)
        return path

    return write


def told(call: Callable[..., object], *args: object) -> str:
    with pytest.raises(SpecError) as caught:
        call(*args)
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "1:1: the file is empty", id="S01-empty"),
        pytest.param("# only a comment\n", "1:1: the file is empty", id="S01-comment"),
        pytest.param("---\n", "1:1: the file is empty", id="S01-document"),
        pytest.param("a:\n\t- b\n", "2:1: a tab stands here; indent with spaces", id="S03-tab"),
        pytest.param(
            "a: 'x\n", "1:4: the quote opened here is never closed; close it", id="S03-quote"
        ),
        pytest.param(
            "a: [1, 2\nb: 3\n",
            "1:4: the bracket opened here is not closed; write ']'",
            id="S03-bracket",
        ),
        pytest.param(
            "a: {b: 1\n", "1:4: the bracket opened here is not closed; write '}'", id="S03-brace"
        ),
        pytest.param("a: ]\n", "1:4: this ']' closes nothing; remove or quote it", id="S03-closer"),
        pytest.param("a: b: c\n", "1:5: a second ': ' in one line; quote the text", id="S03-colon"),
        pytest.param("a: @x\n", "1:4: text cannot start with '@'; quote it", id="S03-at"),
        pytest.param("a: *\n", "1:4: text cannot start with '*' or '&'; quote it", id="S03-star"),
        pytest.param(
            "a: 'x' y\n",
            "1:8: this stands behind a finished value; quote the whole text",
            id="S03-behind",
        ),
        pytest.param(
            "a: 1\n- b\n",
            "2:1: this does not line up with the lines above; "
            "indent entries of one list or mapping alike",
            id="S03-indent",
        ),
        pytest.param(
            "a: 1\nb\nc: 2\n",
            "2:1: this line is no 'key: value'; write ': ' after the key",
            id="S03-no-colon",
        ),
        pytest.param(
            'a: "data\\工单"\n',
            "1:10: '\\工' has no meaning in double quotes; use single quotes",
            id="S03-escape",
        ),
        pytest.param(
            "a: 1\n...\nb: 1\n",
            "3:1: this does not belong to the lines above; check the indentation",
            id="S03-behind-document",
        ),
        pytest.param(
            "%YAML 2.0\n---\na: 1",
            "1:1: this is not YAML: found incompatible YAML document (version 1.* is required)",
            id="S03-other",
        ),
        pytest.param(
            "r:\n  title: a\n  language：zh\n  n: 1\n",
            "3:11: the colon '：' is full-width; write ': '",
            id="S04",
        ),
        pytest.param(
            "a: 1\nb: 2\na: 3\n",
            "3:1: the key 'a' stands twice; the first is on line 1, remove one",
            id="S05",
        ),
        pytest.param(
            "a: &x [1]\nb: *x\n", "2:4: the alias '*x' is not allowed; write it out", id="S11"
        ),
        pytest.param(
            "c:\n  <<: {a: 1}\n",
            "2:3: the merge key '<<' is not allowed; write the keys out",
            id="S12",
        ),
        pytest.param("&x [*x]", "1:5: the alias '*x' is not allowed; write it out", id="S13"),
        pytest.param("[" * 100_000, "1:33: nested deeper than 32 levels", id="S14"),
        pytest.param(
            "a" * (11 << 20), "1:1: the file has 1048577 bytes; at most 1048576 are read", id="S15"
        ),
        pytest.param(
            "- a\n" * 60_000, "49999:3: more than 50000 entries; split the file", id="S15-nodes"
        ),
        pytest.param(
            "a: !!python/object:os.system {}\n",
            "1:4: the tag 'tag:yaml.org,2002:python/object:os.system' is not allowed; remove it",
            id="S16",
        ),
        pytest.param("a: !env X", "1:4: the tag '!env' is not allowed; remove it", id="S16-own"),
        pytest.param(
            "a: 1\nb: 工单".encode("gbk"),
            "2:4: the file is not UTF-8 (byte 8); save it as UTF-8",
            id="S17-GBK",
        ),
        pytest.param(
            "a: 1".encode("utf-16"), "1:1: the file is UTF-16; save it as UTF-8", id="S17-UTF-16"
        ),
        pytest.param(
            "a: b\x01c",
            "1:5: the character U+0001 cannot be written to Word or Excel; remove it",
            id="S18-raw",
        ),
        pytest.param(
            'a: "\\ud800"',
            "1:4: the character U+D800 cannot be written to Word or Excel; remove it",
            id="S18-escaped",
        ),
        pytest.param(
            "a: 1\n---\nb: 2\n", "2:1: a second document starts here; remove the '---'", id="S19"
        ),
        pytest.param("? [a]\n: 1\n", "1:3: a key must be text", id="S20-list"),
        pytest.param("a: 1\n2: x\n", '2:1: the key 2 is not text; write "2"', id="S20-number"),
        pytest.param('{"": 2}', "1:2: a key must be text", id="S20-empty"),
    ],
)
def test_text_that_is_refused(write: Write, content: str | bytes, message: str) -> None:
    assert told(read_yaml, write(content)) == f"x.yaml:{message}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("- a", "1:1: expected a mapping (key: value), got a list", id="S02-list"),
        pytest.param(
            "标题：x",
            "1:1: expected a mapping (key: value), got '标题：x'; "
            "the colon '：' is full-width, write ': '",
            id="S04-whole-file",
        ),
        pytest.param(
            "report: {title：a}",
            "1:10: unknown key 'report.title：a'; the colon '：' is full-width, write ': '",
            id="S04-flow",
        ),
        pytest.param(
            "report: {title: a, tags: [a], languag: zh}",
            "1:31: unknown key 'report.languag'; did you mean 'language'?",
            id="S06",
        ),
        pytest.param(
            "report: {title: a, xxx: zh}",
            "1:20: unknown key 'report.xxx'; it may have day, language, mapping, months, open, "
            "tags, target",
            id="S06-far",
        ),
        pytest.param(
            "report: {titel: a}",
            "1:10: unknown key 'report.titel'; did you mean 'title'?",
            id="S09-paired",
        ),
        pytest.param(
            "report: {months: 3}", "1:9: report.title: this key is missing; add it", id="S09"
        ),
        pytest.param(
            "report: {title: 3}",
            "1:17: report.title: expected text, got the number 3; put it in quotes",
            id="S08-text",
        ),
        pytest.param(
            "report: {title: }",
            "1:16: report.title: expected text, got nothing; write a value, or remove the key",
            id="S08-nothing",
        ),
        pytest.param(
            "report: {title: a, months: 0}",
            "1:28: report.months: must be at least 1, got the number 0",
            id="S08-range",
        ),
        pytest.param(
            "report: {title: a, months: 1.5}",
            "1:28: report.months: expected a whole number, got the number 1.5",
            id="S08-int",
        ),
        pytest.param(
            "report: {title: a, language: zhh}",
            "1:30: report.language: 'zhh' is not one of zh, en; did you mean 'zh'?",
            id="S08-literal",
        ),
        pytest.param(
            "report: {title: a, open: maybe}",
            "1:26: report.open: expected true or false, got 'maybe'",
            id="S08-bool",
        ),
        pytest.param(
            "report: {title: a, mapping: 3}",
            "1:29: report.mapping: expected text or a mapping (key: value), got the number 3; "
            "put it in quotes",
            id="S08-union",
        ),
        pytest.param(
            "report: {title: a, mapping: {vin: []}}",
            "1:35: report.mapping.vin: expected text, got a list",
            id="S08-union-branch",
        ),
        pytest.param(
            "report: {title: a, tags: []}",
            "1:26: report.tags: needs at least 1 of them, got 0",
            id="S08-too-few",
        ),
        pytest.param(
            "report: {title: a}\nitems: {}",
            "2:8: items: expected a list, got a mapping",
            id="S08-list",
        ),
        pytest.param(
            "report: {title: a, target: .nan}",
            "1:28: report.target: expected a number, got '.nan'",
            id="S21-yaml-nan",
        ),
        pytest.param(
            "report: {title: a, target: nan}",
            "1:28: report.target: expected a number, got 'nan'",
            id="S21-nan",
        ),
        pytest.param(
            "report: {title: a, months: " + "1" * 5000 + "}",
            "1:28: report.months: expected a whole number, got '" + "1" * 40 + "…'",
            id="S21-digits",
        ),
        pytest.param(
            "report: {title: a, day: 2026-02-31}",
            "1:25: report.day: expected a day such as 2026-10-31, got '2026-02-31'",
            id="S22",
        ),
    ],
)
def test_content_that_is_refused(write: Write, content: str | bytes, message: str) -> None:
    assert told(read_as, write(content), Outer) == f"x.yaml:{message}"


def test_all_errors_come_at_once_in_the_order_of_the_file(write: Write) -> None:
    path = write("report:\n  title: a\n  title: b\n  months: 99\nitem: *x\nfoot: 1\nitems: [a]\n")

    assert told(read_as, path, Outer).splitlines() == [
        "x.yaml:3:3: the key 'title' stands twice; the first is on line 2, remove one",
        "x.yaml:4:11: report.months: must be at most 60, got the number 99",
        "x.yaml:5:7: the alias '*x' is not allowed; write it out",
        "x.yaml:6:1: unknown key 'foot'; remove it",
        "x.yaml:7:9: items.0: expected a mapping (key: value), got 'a'",
    ]


def test_what_an_alias_hides_is_not_complained_about(write: Write) -> None:
    path = write("report: *x")

    assert told(read_as, path, Outer) == "x.yaml:1:9: the alias '*x' is not allowed; write it out"


def test_files_that_cannot_be_read(write: Write) -> None:
    write("a: 1")

    assert told(read_yaml, Path("y.yaml")) == (
        "y.yaml: there is no such file; did you mean 'x.yaml'?"
    )
    assert told(read_yaml, Path("none/1234.yaml")) == (
        "none/1234.yaml: there is no such file; check the name"
    )
    assert told(read_yaml, Path()) == ".: the file cannot be read (is a directory)"


def test_scalars_are_what_they_look_like(write: Write) -> None:
    """S10: text that YAML 1.1 would turn into booleans, octals, sexagesimals and dates."""
    path = write(
        b"\xef\xbb\xbfa: no\nb: 010\nc: 12:30:45\nd: 2026-10-31\ne: 1e3\nf: .5\ng: 0o14\n"
        b"h: 12345678901234567890\ni: -3\nj: true\nk: ~\nl: '1'\nm: 1e999\nn: 00.5\n"
    )

    assert read_yaml(path).data == {
        "a": "no",
        "b": "010",
        "c": "12:30:45",
        "d": "2026-10-31",
        "e": 1000.0,
        "f": 0.5,
        "g": "0o14",
        "h": "12345678901234567890",
        "i": -3,
        "j": True,
        "k": None,
        "l": "1",
        "m": "1e999",
        "n": "00.5",
    }


def test_marks_are_those_of_keys_and_values(write: Write) -> None:
    positioned = read_yaml(write("a:\n  - b: 1\n"))

    assert positioned.mark(("a", 0, "b")) == Mark(2, 8)
    assert positioned.key_mark(("a", 0, "b")) == Mark(2, 5)
    assert positioned.mark(("a", 0, "none")) == Mark(2, 5)
    assert str(positioned.error([Fault(("a",), "two"), Fault((), "one")])) == (
        "x.yaml:1:1: one\nx.yaml:2:3: two"
    )


def test_any_type_can_be_a_model(write: Write) -> None:
    positioned = read_yaml(write("a: x\nb: 1\n"))

    assert told(validate, positioned, dict[str, str]) == (
        "x.yaml:2:4: b: expected text, got the number 1; put it in quotes"
    )


def test_faults_a_validator_notes_are_reported(write: Write) -> None:
    context = Context(faults=[Fault(("a",), "a: does not fit", of_key=True)])

    assert told(read_as, write("a: x"), dict[str, str], context) == "x.yaml:1:1: a: does not fit"


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_any_bytes_are_read_or_refused_with_a_place(raw: bytes) -> None:
    found = scan(raw)

    assert found.broken <= bool(found.problems)
    assert all(problem.mark >= (1, 1) and problem.message for problem in found.problems)


@given(st.text(alphabet="0123456789+-.eE_:xo", max_size=12))
def test_a_number_is_written_as_one(text: str) -> None:
    value = plain(text)

    if isinstance(value, int):
        assert str(value) == text.lstrip("+") or text in {"-0", "+0"}
    elif isinstance(value, float):
        assert value == float(text)
    else:
        assert value is None or value == text


def test_the_size_limit_is_a_mebibyte() -> None:
    assert scan(b"a: " + b"x" * (MAX_BYTES - 3)).problems == []

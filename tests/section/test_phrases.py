from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.document.facts import Fact, Shown
from reportgen.errors import SectionError, SpecError
from reportgen.labels import Language
from reportgen.section.phrases import Phrases, catalog

SCORE = Fact("csi.score", 82.5, "score")
PHRASES = Phrases(
    {
        "fell": {"zh": "{advisor}得分 {score}，下降 {change:size}", "en": "{advisor}: {score}"},
        "brace": {"zh": "{{{count}}}", "en": "{{{count}}}"},
        "half": {"zh": "半", "en": "{"},
        "alone": {"zh": "只有中文"},
    },
    "csi",
)


def test_a_sentence_keeps_facts_as_facts_and_joins_text() -> None:
    said = PHRASES.say("zh", "fell", advisor="乔丹", score=SCORE, change=SCORE)

    assert said == ("乔丹得分 ", Shown(SCORE), "，下降 ", Shown(SCORE, "size"))


def test_counts_shown_facts_and_whole_sentences_fit_as_well() -> None:
    part = PHRASES.say("en", "fell", advisor="A", score=Shown(SCORE, "full"))

    assert part == ("A: ", Shown(SCORE, "full"))
    assert PHRASES.say("zh", "brace", count=3) == ("{3}",)
    assert PHRASES.say("zh", "brace", count=part) == ("{A: ", Shown(SCORE, "full"), "}")
    assert PHRASES.say("zh", "fell", advisor="", score="", change=Shown(SCORE, "full")) == (
        "得分 ，下降 ",
        Shown(SCORE, "size"),
    )


def test_a_word_follows_its_number() -> None:
    sentence = "{lost} {lost:vehicle was|vehicles were} lost"
    phrases = Phrases({"lost": {"zh": "流失 {lost} 辆", "en": sentence}}, "churn")
    one, none = Fact("churn.lost", 1.0, "count"), Fact("churn.lost", None, "count")

    assert phrases.say("en", "lost", lost=one) == (Shown(one), " vehicle was lost")
    assert phrases.say("en", "lost", lost=Shown(one)) == (Shown(one), " vehicle was lost")
    assert phrases.say("en", "lost", lost=none) == (Shown(none), " vehicles were lost")
    assert phrases.say("en", "lost", lost=1) == ("1 vehicle was lost",)
    assert phrases.say("en", "lost", lost=0) == ("0 vehicles were lost",)
    with pytest.raises(SectionError) as caught:
        phrases.say("en", "lost", lost="一")
    assert str(caught.value) == (
        "section 'churn': phrase 'lost': {lost:vehicle was|vehicles were} needs a fact or a whole "
        "number, got '一'"
    )


def test_every_section_may_use_the_common_sentences() -> None:
    assert Phrases({}).say("zh", "movement.same") == ("与上月持平",)


@pytest.mark.parametrize(
    ("language", "key", "values", "message"),
    [
        ("zh", "fel", {}, "there is no phrase 'fel'; did you mean 'fell'?"),
        ("zh", "没有", {}, "there is no phrase '没有'; add it to the catalog"),
        ("en", "alone", {}, "phrase 'alone' has no text in 'en'; add it"),
        (
            "en",
            "half",
            {},
            "phrase 'half': a '{' or '}' stands alone; write '{{' or '}}' for a brace",
        ),
        (
            "en",
            "fell",
            {"adviser": "A", "score": SCORE},
            "phrase 'fell' has no value for {advisor}; did you mean 'adviser'?",
        ),
        ("en", "brace", {}, "phrase 'brace' has no value for {count}; pass count=…"),
        (
            "en",
            "brace",
            {"count": 1.5},
            "phrase 'brace': {count} is 1.5; pass a fact, text or a whole number",
        ),
        (
            "zh",
            "fell",
            {"advisor": "A", "score": SCORE, "change": "3"},
            "phrase 'fell': {change:size} needs a fact, got '3'",
        ),
    ],
)
def test_what_cannot_be_said_names_section_and_phrase(
    language: Language, key: str, values: dict[str, object], message: str
) -> None:
    with pytest.raises(SectionError) as caught:
        PHRASES.say(language, key, **values)

    assert str(caught.value) == f"section 'csi': {message}"


def test_a_catalog_is_read_once_and_again_after_a_change(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("a: {zh: 甲, en: A}\n", "utf-8")
    first = catalog(path)

    assert first == {"a": {"zh": "甲", "en": "A"}}
    assert catalog(str(path)) is first

    path.write_text("a: {zh: 甲乙, en: AB}\n", "utf-8")
    assert catalog(path)["a"]["en"] == "AB"


def test_every_error_of_a_catalog_has_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("p.yaml")
    path.write_text(
        "a: {zh: '{x}和{y}', en: '{x} and {z}'}\n"
        "b: {zh: '{x:ful}', en: '{x:size}'}\n"
        "c: {zh: '{x', en: '{x!r}'}\n"
        "d: {zh: '{}', en: '{x:zzz}'}\n",
        "utf-8",
    )

    with pytest.raises(SpecError) as caught:
        catalog(path)

    assert str(caught.value).splitlines() == [
        (
            "p.yaml:1:1: a: both languages must use the same placeholders; "
            "only zh has {y} and only en has {z}"
        ),
        "p.yaml:2:9: b.zh: 'ful' in {x:ful} is no form; did you mean 'full'?",
        "p.yaml:3:9: c.zh: a '{' or '}' stands alone; write '{{' or '}}' for a brace",
        "p.yaml:3:19: c.en: '{x}' is no placeholder; write {name} or {name:form}",
        "p.yaml:4:9: d.zh: '{}' is no placeholder; write {name} or {name:form}",
        (
            "p.yaml:4:19: d.en: 'zzz' in {x:zzz} is no form; "
            "use value, fraction, full, interval, n, size"
        ),
    ]


def test_both_languages_are_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("p.yaml").write_text("a: {zh: 甲}\nb: {zh: '', en: B}\n", "utf-8")

    with pytest.raises(SpecError) as caught:
        catalog("p.yaml")

    assert str(caught.value).splitlines() == [
        "p.yaml:1:4: a.en: this key is missing; add it",
        "p.yaml:2:9: b.zh: needs at least 1 characters, got ''",
    ]


def test_a_missing_catalog_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SpecError, match=r"^none\.yaml: there is no such file; check the name$"):
        catalog("none.yaml")

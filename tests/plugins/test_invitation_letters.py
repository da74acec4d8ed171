"""Messages and letters of the list of customers to call: filled in, never with a hole."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reportgen.errors import SpecError
from reportgen.extension.loader import install_namespace
from reportgen.extension.workspace import bundled
from reportgen.labels import Language
from reportgen.section.phrases import Phrases

install_namespace((Path(__file__).parents[2] / "plugins",))
sys.path.insert(0, str(Path(__file__).parent))

from reportgen_plugins.after_sales.tables import TABLES  # noqa: E402
from reportgen_plugins.after_sales.vehicles.churn_profiles import PROFILES  # noqa: E402
from reportgen_plugins.after_sales.vehicles.customers_to_call import customers_to_call  # noqa: E402
from reportgen_plugins.after_sales.vehicles.invitation_letters import read_letters  # noqa: E402
from vehicle_cases import data_of, orders  # noqa: E402

SHIPPED = read_letters(bundled().config("letters/invitation.yaml"))
ROWS = [
    {"vehicle": "known", "day": "2026-02-01", "advisor": "甲", "customer_name": "张*",
     "plate": "京A***1", "phone": "138****0000"},
    {"vehicle": "bare", "day": "2026-02-01", "advisor": "甲", "series": None,
     "customer_name": None, "plate": None},
    {"vehicle": "here", "day": "2026-10-01", "advisor": "甲", "customer_name": None, "plate": None},
]  # fmt: skip


def listed(language: Language = "zh") -> dict[str, dict[str, str]]:
    data = data_of(orders(ROWS), Phrases({}, "test"), language=language, contracts=TABLES)
    rows = customers_to_call(data, PROFILES["greatwall"], 5000, SHIPPED).set_index("vehicle")
    assert [c.name for c in data.contracts["customers_to_call"].columns if c.name in rows][-2:]
    return {vehicle: rows.loc[vehicle, ["sms", "letter"]].to_dict() for vehicle in rows.index}


def test_each_vehicle_has_its_message_and_letter_as_masked_as_the_list() -> None:
    texts = listed()
    assert set(texts) == {"known", "bare"}
    assert texts["known"]["sms"] == (
        "张*您好，您的甲（京A***1）自2026-02-01后还没有回店保养，D1邀您回店检查，预约请回电服务顾问甲。"
    )
    letter = texts["known"]["letter"]
    assert letter.startswith("尊敬的张*：\n\n您的甲（京A***1）上次到店是2026-02-01")
    assert letter.endswith("服务顾问 甲\nD1")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_on_record_leaves_no_hole(language: Language) -> None:
    for text in listed(language)["bare"].values():
        assert not any(hole in text for hole in ("nan", "None", "{", "（）", "()"))
        assert {"zh": "车主", "en": "customer"}[language] in text


def test_without_the_option_the_list_has_no_letters() -> None:
    data = data_of(orders(ROWS), Phrases({}, "test"), contracts=TABLES)
    assert not {"sms", "letter"} & {*customers_to_call(data, PROFILES["greatwall"], 5000)}


@pytest.mark.parametrize(
    ("sms", "said"),
    [
        ("{nme}您好", "{nme} is no field; write {name}, {car}, {last_visit}, {advisor}, {dealer}"),
        ("{name:>9}您好", "is no field"),
    ],
)
def test_a_field_that_does_not_exist_is_told(tmp_path: Path, sms: str, said: str) -> None:
    path = tmp_path / "own.yaml"
    lines = f'sms: {{zh: "{sms}", en: x}}\nletter: {{zh: x, en: x}}\n'
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(SpecError) as caught:
        read_letters(path)
    assert said in str(caught.value)
    assert "own.yaml:1:" in str(caught.value)

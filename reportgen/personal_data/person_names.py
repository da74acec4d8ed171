"""Names of people in running text: found by a title, by a label, or by their look alone.

Most names in free text are known from the row they stand in (`reportgen.intake.names_in_text`);
these patterns are for the others. A name is a surname and one or two characters that given names
are made of; a word that only begins like a surname (高度, 金额, 任务) is none.
"""

from __future__ import annotations

import re
from typing import Final

_COMPOUND: Final = (
    "欧阳|歐陽|上官|司马|司馬|诸葛|諸葛|夏侯|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|司徒|司空|宇文|"
    "长孙|長孫|东方|東方|独孤|獨孤|端木|南宫|南宮|西门|西門|轩辕|百里|呼延|澹台|公冶|申屠|太史|"
    "仲孙|闻人|赫连|钟离|濮阳|淳于|单于|东郭"
)
_SINGLE: Final = (
    "翁鐘闕闫洪金赖賴鲜洪钮纽荀沃尚尹闻宾车展战占揭揣代伦邰补付冶矫盖桓虢逯谯哈"
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭"
    "曾肖蕭萧田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范石廖贾賈夏韦韋付傅"
    "方白邹鄒孟熊秦邱丘江尹薛闫阎閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯常"
    "温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包"
    "宁寧尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂成苗谷曲盛冉蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒"
    "解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦麦褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛柏"
    "米宗瞿全桂佟应應臧闵闵闵苟邬鄔边邊卞姬师師和仇栾隋商刁沙荣榮巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟"
    "邝官封谈談匡鞠惠荆樂乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆"
    "朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修"
)
_SURNAME: Final = f"(?:{_COMPOUND}|[{_SINGLE}])"
_GIVEN: Final = (
    "伟偉芳娜秀英敏静靜丽麗强強磊军軍洋勇艳艷杰傑娟涛濤明超霞平刚剛桂兰蘭玉萍红紅鑫玲飞飛鹏鵬华華辉輝"
    "建国國文梅婷雪琴云雲志辰宇浩欣怡子涵梓轩軒诗詩雨博睿俊豪嘉佳晨琪美慧颖穎莉燕淑珍凤鳳春花荣榮德福"
    "贵貴财財祥瑞安宁寧康健坤峰锋鋒斌彬波海江河林森松柏龙龍虎生成东東南北光亮晓曉小晶莹瑩洁潔倩薇蕾"
    "蓉菲璐瑶瑤琳瑾瑜珊珠月星辉阳陽旭昊天航凯凱旋铭銘哲思远遠智勤学學忠义義礼禮信仁孝廉正刚毅恒永久庆慶"
    "喜乐樂欢歡宏洪鸿鴻泽澤润潤源清泉淼沛涌泰岩岚嵐峻崇巍山川彤丹青蓝紫素白雁鹤鶴莺鶯鸣鳴翔羽翼骏駿"
    "骥腾騰跃躍威武雄才良善诚誠谦謙惠爱愛亚亞娅婭妮妍媛嫣婉娇嬌姣姗姝妙娥婵嬋娴嫻芬芝芸芹苗茜茹荷莲蓮"
    "菊萱蓓蕊薰兴興旺盛昌达達发發富裕丰豐民胜勝利卫衛新立伦倫保全金银銀铁鐵钢鋼锦錦钰鈺钧鈞"
    "世家启啟承继繼少培元兆先景贤賢延年益寿壽均尧堯舜禹冬梅夏秋香巧翠碧霄霖霆雷露冰凌冉冠"
    "力功勋勳励勵劲勁奇奎妹姐娣招弟焕煥炎炜煒烨燁熙燕友双雙希帆帅帥幼广廣彦彥忆憶恩悦悅惟"
    "政效敬斐方昕昱晋晏晖暉智朋朝柳根桐桃楠榕歌沁治泓洲浦浪淇淳湘溪滨濱漫玄珂珏琛琦琼瓊璇甜"
    "益盈真祖禾秦程稳竹笑筠米精红维維绍紹缘緣耀育舒航艺藝若荃莎蒙蔚虹裴言诺諾谊誼赞超路轶连进"
    "迪逸道郁鉴長长开開闻陵震非韬顺順颂風风馨魁麒麟黎默齐齊"
)
_WORDS: Final = (
    "万元 萬元 万美元 修正 凌晨 华东 华北 华南 單元 单元 原文 安全 平均 平安 "
    "成功 权益 权利 来源 欧元 章程 范文 安康 和平 高达 常青 方正 江南 江北 江东 "
    "明星 明天 明年 全新 全国 全程 全年 全家 全红 时光 时辰 金龙 金星 黄金 白金 "
    "白云 马力 马达 毛利 沙发 温馨 路程 车友 车程 连云 时年 丰富 高强 高新 高兴 "
    "高中 高文 石油 万里 万向 双利 安利 国家 国庆 银川 金华 金川 桂林 吉利 吉安 "
    "鲁南 宁海 宁波 海宁 海南 乐山 乐清 丽江 石家庄 晋江 晋城 温泉 温州 云南 "
    "关东 海晏 高雄 平凉 平顺 明光 项城 武安 康平 康定 焦作 辛集 章丘 夏利 路虎 "
)
"""Words and places that consist of the characters of names."""
_NO_NAMES: Final = frozenset(_WORDS.split())
_HAN: Final = "\u3400-\u9fff"
_TITLE: Final = "先生|女士|小姐|太太|夫人|阿姨|大姐|大哥"
_LABEL: Final = (
    "姓名|客户名称|联系人|聯絡人|车主|車主|机主|送修人|报修人|报案人|驾驶人|收件人|投保人|被保险人|"
    "持卡人|开户名"
)
_CUSTOMER: Final = "客户|客戶|用户|用戶|顾客|本人|车主|機主|机主|联系人"
_LATIN_LABEL: Final = "customer name|customer|owner|contact person|contact|full name|driver"
_WORD: Final = r"[A-Z][A-Za-z'’-]{0,30}+(?!\*)"
_VERB: Final = "来說说反要投電电致打到在称表对的，"
_TITLED: Final = re.compile(rf"({_SURNAME})([{_HAN}]{{1,2}}?)({_TITLE})")
_LABELLED: Final = re.compile(
    rf"((?:{_LABEL})[是叫为為]?(?:[:：=]\s?|\s))({_SURNAME})[{_HAN}·](?:[{_GIVEN}])?(?!\*)"
    rf"|((?:{_CUSTOMER})[是叫为為]?[:：\s]?)({_SURNAME})(?:[{_GIVEN}]{{2}}|[{_GIVEN}](?=[{_VERB}]|[^\w*]|$))"
)
_ENGLISH: Final = re.compile(
    rf"(?<![A-Za-z])((?:Mr|Mrs|Ms|MR|MRS|mr|mrs)\.?|Miss) {{1,3}}({_WORD}(?: {{1,3}}{_WORD}){{0,2}}"
    r"|(?<=mr )[a-z]{2,30}|(?<=mr\. )[a-z]{2,30}|(?<=mrs )[a-z]{2,30})"
)
_ENGLISH_LABELLED: Final = re.compile(
    rf"(?<![A-Za-z])((?i:{_LATIN_LABEL}) ?[:：] ?)({_WORD}(?: {{1,3}}{_WORD}){{0,2}})"
)
_WHOLE: Final = re.compile(rf"({_SURNAME})[{_GIVEN}]{{1,2}}")
MAYBE_NAME: Final = (
    rf"{_TITLE}|{_LABEL}|{_CUSTOMER}|(?i:(?:mr|mrs|ms|miss)\.? "
    r"|(?:customer|customer name|owner|contact|contact person|full name|driver) ?[:：])"
)
"""What a text with such a name has at least; RE2 and Python read it alike."""


def mask_names_said(text: str) -> str:
    """Text with names behind a label or beside a title masked: 客户：张三 → 客户：张*."""
    masked = _TITLED.sub(r"\1*\3", text)
    masked = _LABELLED.sub(_labelled, masked)
    masked = _ENGLISH.sub(lambda found: f"{found[1]} {found[2][0]}*", masked)
    return _ENGLISH_LABELLED.sub(lambda found: f"{found[1]}{found[2][0]}*", masked)


def _labelled(found: re.Match[str]) -> str:
    return f"{found[1] or found[3]}{found[2] or found[4]}*"


def is_name(text: str) -> bool:
    """Whether a text is nothing but what looks like a Chinese name."""
    return text not in _NO_NAMES and bool(_WHOLE.fullmatch(text))

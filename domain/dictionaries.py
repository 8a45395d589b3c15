"""The dictionaries of the programme (domain.md section 8): code to Chinese, in reading order."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class CadreType(StrEnum):
    """What sort of cadre (团干部性质). [淮] 五2."""

    FULLTIME = "fulltime"
    SECONDED = "seconded"
    PARTTIME = "parttime"


class Level(StrEnum):
    """The level of an organisation; whatever lies below the county is ``BASE``, however deep."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    BASE = "base"


WIDE: Final = frozenset({Level.NATION, Level.PROVINCE, Level.CITY})
"""Organs with so many below them that a question about them is unlike one about a county."""
LEADING: Final = frozenset({Level.NATION, Level.PROVINCE, Level.CITY, Level.COUNTY})
"""领导机关: an organ at county level or above. [国]"""

CADRE_TYPES: Final[Mapping[CadreType, str]] = MappingProxyType(
    {CadreType.FULLTIME: "专职", CadreType.PARTTIME: "兼职", CadreType.SECONDED: "挂职"}
)
LEVELS: Final[Mapping[Level, str]] = MappingProxyType(
    {
        Level.NATION: "全国",
        Level.PROVINCE: "省",
        Level.CITY: "市",
        Level.COUNTY: "县",
        Level.BASE: "基层",
    }
)
ORGANISATION_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "leading_organ": "领导机关",
        "committee": "团委",
        "work_committee": "团工委",
        "general_branch": "团总支",
        "branch": "团支部",
    }
)
INDUSTRIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "party_government": "党政机关",
        "public_institution": "事业单位",
        "university": "普通高等院校",
        "vocational_school": "职业教育学校",
        "senior_high": "普通高中",
        "junior_high": "初中",
        "primary": "小学",
        "state_enterprise": "国有企业",
        "collective_enterprise": "集体企业",
        "private_enterprise": "非公企业",
        "social_organisation": "新社会组织",
        "army": "军队",
        "armed_police": "武警",
        "urban_community": "城市社区",
        "village": "农村",
        "other": "其他",
    }
)
"""行业 (16)."""

OCCUPATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "state_enterprise": "国有企业职工",
        "private_enterprise": "非公企业职工",
        "public_institution": "机关事业单位职工",
        "social_organisation": "社会组织员工",
        "farmer": "农民",
        "student": "学生",
        "freelance": "自由职业者",
        "public_university": "公办高校教职工",
        "public_school": "公办中学教职工",
        "public_vocational": "公办中职教职工",
        "private_university": "民办高校教职工",
        "private_school": "民办中学教职工",
        "private_vocational": "民办中职教职工",
        "other": "其他",
    }
)
"""职业 (14)."""

FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {"community": "村(社区)", "association": "青年社会组织、社团"}
)
"""领域: through what a cadre keeps in touch with a youth; one of the two, or neither. [淮] 四1."""

DEMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "marriage": "婚恋",
        "donation": "捐助",
        "law": "法律",
        "psychology": "心理",
        "pairing": "结对",
        "medical": "医疗",
        "work": "就业创业",
        "dream": "圆梦",
        "other": "其他",
    }
)
"""诉求: the kinds to start from."""

WISHES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "study": "学习用品",
        "daily": "生活用品",
        "lesson": "辅导学艺",
        "company": "陪伴交流",
        "experience": "参观体验",
        "other": "其他",
    }
)
"""微心愿: ours; no notice lists any."""

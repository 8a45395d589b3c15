"""What a ticket is about, guessed from its words; the asker sets it right with a tap."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.dictionaries import DEMANDS

OTHER: Final = "other"
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "marriage": "相亲 对象 脱单 恋爱 婚恋 结婚 离婚 彩礼 联谊 单身",
        "donation": "捐助 捐款 捐赠 资助 助学 贫困 困难补助 低保 学费 募捐",
        "law": "法律 律师 合同 维权 欠薪 拖欠工资 押金 诈骗 被骗 起诉 仲裁 赔偿 侵权 报警",
        "psychology": "心理 压力 焦虑 抑郁 失眠 情绪 孤独 烦恼 崩溃 难受 想不开",
        "pairing": "结对 帮扶 辅导 陪伴 带教 师傅",
        "medical": "医疗 看病 医院 医保 体检 住院 挂号 疫苗 药费 生病",
        "work": "就业 找工作 工作难找 实习 招聘 创业 贷款 简历 面试 岗位 失业 社保 加班",
        "dream": "圆梦 梦想 心愿 上大学 升学 留学",
    }
)
_SIGNS: Final = {kind: tuple(words.split()) for kind, words in _WORDS.items()}


def guess(text: str) -> str:
    """Return the kind of which most signs stand in a text: a code of ``DEMANDS``."""
    found = {kind: sum(sign in text for sign in signs) for kind, signs in _SIGNS.items()}
    best = max(found, key=lambda kind: found[kind])
    return best if found[best] else OTHER


def title(kind: str) -> str:
    """Return the Chinese name of a kind."""
    return DEMANDS.get(kind, DEMANDS[OTHER])

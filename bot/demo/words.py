"""What the demonstration is told in: names of people and places that are obviously not real."""

from random import Random
from typing import Final, NamedTuple

_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤"
)
_RARE_SURNAMES: Final = ("欧阳", "上官", "司徒", "诸葛", "慕容", "令狐")
_FIRST: Final = (
    "子梓浩宇思嘉雨欣晨佳诗梦若泽俊文博天志海国建春秋晓"
    "静雅婉清书云星安景乐知承立永兴学明德华丽玉美秀彩"
)
_SECOND: Final = (
    "涵轩怡琪瑶萱睿辰彤妍豪杰伟强鹏飞龙军平峰磊超勇斌涛"
    "波辉刚亮红霞芳艳娟燕玲婷莉慧颖琳岚月竹松柏溪川禾舟"
)
_SINGLE: Final = "敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂英华玉萍红玲芬芳燕彬凯倩蕾薇菲寒岩峥昊晗旭"


def name(chance: Random) -> str:
    """Return a plausible name of two to four characters."""
    rare = chance.random() < 0.01  # noqa: PLR2004 - one in a hundred
    surname = chance.choice(_RARE_SURNAMES) if rare else _surname(chance)
    if chance.random() < 0.15:  # noqa: PLR2004 - about one given name in seven is short
        return surname + chance.choice(_SINGLE)
    return surname + chance.choice(_FIRST) + chance.choice(_SECOND)


def _surname(chance: Random) -> str:
    # The list is in order of frequency: the smaller of two draws leans to its beginning.
    size = len(_SURNAMES)
    return _SURNAMES[min(chance.randrange(size), chance.randrange(size))]


PROVINCES: Final = ("云川省", "岚江省")
CITIES: Final = ("青禾市", "澄湖市", "墨溪市", "望岚市", "沐江市")
COUNTIES: Final = (
    *("临溪县", "柳汀区", "枫渡县", "云麓区", "杏坪县"),
    *("苍屿县", "桐湾区", "星渚县", "禾泽县", "松照区"),
    *("鹤栖县", "石笙县", "梧影区", "雾桥县", "芦汀县"),
)


class Base(NamedTuple):
    """A committee below the county, its branches, and what its youths are by trade."""

    name: str
    type: str
    hint: str
    """What tells two of one name apart."""
    branches: tuple[tuple[str, str], ...]
    """Each a name and a hint of its own."""
    trades: tuple[tuple[str, str], ...]
    """Pairs of industry and occupation (codes of ``domain.dictionaries``)."""


BASES: Final = (
    Base(
        "城东社区团工委",
        "work_committee",
        "城东社区",
        (
            ("城东社区第一网格团支部", "城东社区"),
            ("青年创业社团支部", "青年创业社"),
            ("城东社区志愿队团支部", "志愿队"),
        ),
        (("urban_community", "freelance"), ("private_enterprise", "private_enterprise")),
    ),
    Base(
        "第一中学团委",
        "committee",
        "第一中学",
        (
            ("第一中学高一(1)班团支部", "高一(1)班"),
            ("第一中学高二(2)班团支部", "高二(2)班"),
            ("第一中学教工团支部", "一中教工"),
        ),
        (("senior_high", "student"), ("senior_high", "public_school")),
    ),
    Base(
        "城关镇团委",
        "committee",
        "城关镇",
        (
            ("桃坪村团支部", "桃坪村"),
            ("柳树湾村团支部", "柳树湾村"),
            ("城关镇卫生院团支部", "镇卫生院"),
        ),
        (("village", "farmer"), ("public_institution", "public_institution")),
    ),
)


TITLES: Final[dict[str, tuple[str, ...]]] = {
    "good_deed": ("帮办社保手续", "修好一台电脑", "送去复习资料", "陪跑一趟政务大厅", "联系助学金"),
    "volunteering": ("社区清洁", "河道清洁", "敬老院陪伴", "图书整理", "文明交通劝导", "义务植树"),
    "culture_sports": (
        "三人篮球赛",
        "羽毛球双打",
        "青年读书会",
        "露天电影",
        "飞盘下午",
        "合唱排练",
    ),
    "heart_to_heart": ("聊聊近况", "谈谈找工作", "备考压力", "新岗位适应", "家里的难处"),
    "own_design": ("简历工作坊", "手工课", "城市徒步", "短视频小课堂", "桌游夜", "非遗剪纸"),
    "open_day": ("机关开放日",),
    "face_to_face": ("共青团与青年面对面",),
    "group_volunteering": ("集中志愿服务",),
    "sharing": ("“1+100”工作分享会",),
    "group_own_design": ("青年交友联谊", "集体观影", "青春市集"),
    "guide_committee": ("指导组织生活会", "一起定学习方案", "看看支部怎么建"),
    "branch_practice": ("一起重温誓词", "参加组织生活会", "网络主题团日"),
    "league_lesson": ("讲一堂主题团课", "青年该怎么读书"),
    "branch_report": ("到支部报到", "和支部一起值班", "听支部提建议"),
    "league_day": ("主题团日", "学雷锋主题团日"),
    "research_topic": ("返乡青年想要什么", "社区青年空间怎么用"),
    "night_youth": ("夜访,帮补一次课", "夜访,办助学手续"),
    "night_class": ("夜访高一(1)班", "夜访学生寝室"),
    "night_social": ("夜访志愿队,一起打包物资",),
    "night_founder": ("夜访大棚,一起收菜", "夜访车间"),
    "night_village": ("夜访社区,平安巡防", "夜访村里,巡河"),
    "night_league": ("夜访团支部,主题夜学",),
    "into_youth": ("走进青年", "走进青年创业社"),
    "best_story": ("最美青春故事分享会", "最美青春故事征文"),
    "lecture": ("进社区宣讲", "进校园宣讲"),
    "service_month": ("暖冬行动", "送返乡青年回家"),
    "quarter_materials": ("本季度工作材料",),
    "bulletin": ("上季度通报",),
    "evaluation": ("对各县区的评估",),
    "visit": ("上门看看",),
    "phone": ("打电话问问",),
    "message": ("微信聊聊",),
}
"""What a record or activity of a kind is called."""

PLACES: Final = ("青年之家", "河滨广场", "图书馆二楼", "文化馆", "体育中心", "党群服务中心")

WISHES: Final[dict[str, tuple[str, ...]]] = {
    "study": ("想要一本高考数学复习书", "想要一盏护眼台灯", "想要一套水彩颜料", "想要一本英语词典"),
    "daily": ("想要一双 38 码的雨靴", "想要一床厚一点的被子", "想给奶奶买个保温杯"),
    "lesson": ("想学吉他,有人教吗", "想找人辅导物理", "想学怎么写简历", "想学剪视频"),
    "company": ("周末想有人一起打篮球", "想找人练口语", "想有人陪我去办身份证"),
    "experience": ("想看看消防站", "想去一次科技馆", "想进实验室看看", "想看一场话剧"),
    "other": ("想给支教老师寄张明信片", "想要一张和队友的合影"),
}

"""Whether a word that nobody knows looks like a Chinese name."""

from typing import Final

_SINGLE: Final = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡"
    "贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
    "钱汤尹黎易常武乔贺赖龚文肖闫尤施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申樊聂焦向柳邢骆岳齐沿梅庄"
    "辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲游裴席卫查屈鲍位覃霍翁隋植"
)
_DOUBLE: Final = ("欧阳", "上官", "司马", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "慕容", "令狐")
_COMMON: Final = """
周末 周会 周边 周年 高考 高中 高校 高三 高温 马路 马拉松 黄河 黄昏 林业 林场 江边 江河
田间 田径 金融 石头 白天 文艺 文化 文明 文体 万人 常规 常识 常态 易班 龙舟 龙狮 任务
史料 武术 程序 方案 方法 方便 夏令营 夏季 夏日 何时 许愿 安全 安排 安置 严格 温暖 温馨
季度 章程 申请 申报 向导 向阳 关爱 关心 关怀 关注 管理 游戏 游园 游泳 项目 曲艺 卫生
查访 查看 纪念 童年 童心 童话 祝福 祝寿 谷雨 左右 庄稼 梅花 柳树 牛奶 陶艺 洪水 施工
尤其 钱包 汤圆 康复 毛笔 孔子 叶子 顾问 段落 余热 夏收 秋收 苗木 苗圃 费用 席位 植树
植物 植保 位置 沿河 沿街 盛会 谢谢 高铁 金秋 乔迁 贺卡 贺年 石刻 汪洋 唐诗 宋词 韩语
江苏 安徽 陆上 水利 杜绝 范围 戴帽 程度 董事 于是 洪涝 高质量 文娱 文学 文旅 文稿 文件
任职 常见 常来 向上 向善 温习 齐心 齐聚 岳母 章节 马上 白云 白领 方式 江畔 叶落 石榴
田园 金钱 龙头 史学 夏夜 盛夏 施救 安慰 安心 安装 安家 管护
"""
_WORDS: Final = tuple(_COMMON.split())
_PLACES: Final = frozenset("村庄镇乡县区市街路寨店厂校站馆所室院园河湖桥巷岛港班队社团会")
_SHORT: Final = (2, 3)
_LONG: Final = (3, 4)


def like_a_name(word: str) -> bool:
    """Say whether a word is as long as a name, begins with a surname and is no common word."""
    if not all("一" <= character <= "鿿" for character in word):
        return False
    if word.startswith(_DOUBLE):
        return len(word) in _LONG
    if len(word) not in _SHORT or word[0] not in _SINGLE:
        return False
    return not word.startswith(_WORDS) and word[-1] not in _PLACES


def surname(name: str) -> str:
    """Return the surname of a Chinese name; the first character where it looks like none."""
    return name[:2] if name.startswith(_DOUBLE) and len(name) in _LONG else name[:1]

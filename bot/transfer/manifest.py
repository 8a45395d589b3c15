"""What a folder of tables says about itself, and which tables are left out of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table

from migrations.schema import metadata

MANIFEST: Final = "manifest.json"
FORMAT: Final = 2
LAW: Final = ("programmes.json", "calendar.json")
"""What lies beside the tables: see ``bot.transfer.law``."""

LEFT_OUT: Final[Mapping[str, str]] = {
    "login_code": "短信验证码,五分钟内有效,不随数据搬走",
    "one_time_link": "一次性链接,几分钟内有效,不随数据搬走",
    "page_visit": "浏览器的登录,半天内有效,不随数据搬走",
    "mini_session": "小程序的登录,打开一次就重新有,不随数据搬走",
    "used_code": "用过的授权码,几分钟内有效,不随数据搬走",
    "api_answer": "给重发的请求留的回答,一天内有效,不随数据搬走",
    "console_session": "网页后台的登录,半天内有效,不随数据搬走",
    "extract": "导出的文件,一天内有效,不随数据搬走",
    "extract_part": "导出的文件的内容,同上",
    "standing_row": "每晚数出来的完成情况,到了那边当晚就重新有",
    "process": "进程的心跳,几十秒内有效,不随数据搬走",
}
"""Tables whose rows nobody needs elsewhere, and why."""


class TransferFaults(Exception):  # noqa: N818 - it holds the faults
    """Nothing was transferred; ``faults`` names each reason, by file and line if it has one."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Content:
    """One table's file: how many lines, and the hash of its bytes."""

    file: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The schema's revision, the tables by name, and the hashes of the files of the law."""

    revision: str
    tables: Mapping[str, Content]
    law: Mapping[str, str]

    def write(self, directory: Path) -> None:
        """Write it: the folder is then complete."""
        data = {
            "format": FORMAT,
            "revision": self.revision,
            "tables": {name: asdict(content) for name, content in self.tables.items()},
            "law": dict(self.law),
            "left_out": dict(LEFT_OUT),
        }
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        private(directory / MANIFEST).write_text(text, encoding="utf-8")


def private(path: Path) -> Path:
    """Create a file that only its owner can read."""
    path.touch(mode=0o600, exist_ok=False)
    return path


def tables() -> list[Table]:
    """Return the tables that are transferred, each after those it refers to."""
    return [table for table in metadata().sorted_tables if table.name not in LEFT_OUT]


def read(directory: Path) -> Manifest:
    """Read a folder's manifest; raise ``TransferFaults`` where it makes no sense."""
    path = directory / MANIFEST
    try:
        data = json.loads(path.read_bytes())
    except OSError as no:
        raise TransferFaults([f"{MANIFEST}: 打不开;没有它的文件夹是没导完的"]) from no
    except (ValueError, RecursionError) as no:
        raise TransferFaults([f"{MANIFEST}: 不是合格的 JSON"]) from no
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise TransferFaults([f"{MANIFEST}: 只认得 format {FORMAT}"])
    revision, listed, law = data.get("revision"), data.get("tables"), data.get("law")
    if not isinstance(revision, str) or not isinstance(listed, dict) or not isinstance(law, dict):
        raise TransferFaults([f"{MANIFEST}: 缺少 revision、tables 或 law"])
    known = [table.name for table in tables()]
    faults = [f"{MANIFEST}: 没有表 {name}" for name in known if name not in listed]
    faults += [f"{MANIFEST}: 不认识表 {name}" for name in listed if name not in known]
    contents = {name: _content(name, listed[name]) for name in known if name in listed}
    faults += [f"{MANIFEST}: 表 {name} 的说明不完整" for name, c in contents.items() if c is None]
    faults += [f"{MANIFEST}: 没有文件 {name}" for name in LAW if not isinstance(law.get(name), str)]
    if faults:
        raise TransferFaults(faults)
    tables_told = {name: c for name, c in contents.items() if c}
    return Manifest(revision, tables_told, {name: law[name] for name in LAW})


def _content(name: str, told: Any) -> Content | None:  # noqa: ANN401 - whatever JSON held
    try:
        content = Content(**told)
    except TypeError:
        return None
    # The name is ours, so that no manifest points elsewhere.
    sound = content.file == f"{name}.jsonl" and type(content.rows) is int
    return content if sound and isinstance(content.sha256, str) else None

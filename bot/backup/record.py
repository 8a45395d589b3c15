"""What a backup's folder says about itself; it is written last, so without it there is none."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

RECORD: Final = "backup.json"
LEDGER: Final = "erasures.jsonl"
FORMAT: Final = 1
_BLOCK: Final = 1 << 20


class BackupFault(Exception):  # noqa: N818 - it is an answer in words
    """Nothing was done, or it cannot be trusted; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """Of which database, when, in which file, and how many rows each table had."""

    kind: str
    revision: str
    at: str
    file: str
    sha256: str
    rows: Mapping[str, int]

    def write(self, folder: Path) -> None:
        """Write it: the backup is then complete."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=2)
        private(folder / RECORD).write_text(f"{text}\n", "utf-8")


def read(folder: Path) -> Record:
    """Read a folder's record and hold the file against it."""
    try:
        told = json.loads((folder / RECORD).read_bytes())
        form = told.pop("format")
        record = Record(**told)
    except OSError as no:
        raise BackupFault(f"{folder / RECORD} 打不开:没有它的文件夹是没备完的") from no
    except (ValueError, TypeError, KeyError, AttributeError) as no:
        raise BackupFault(f"{folder / RECORD} 看不懂:它不是 tuan100 backup 写的") from no
    if form != FORMAT or Path(record.file).name != record.file:
        raise BackupFault(f"{folder / RECORD} 是别的版本写的,这里只认得 format {FORMAT}")
    try:
        found = digest(folder / record.file)
    except OSError as no:
        raise BackupFault(f"备份里缺少 {record.file}") from no
    if found != record.sha256:
        raise BackupFault(f"{record.file} 和备份时不一样了(坏了或被改过),换一份备份")
    return record


def digest(file: Path) -> str:
    """Sum up a file."""
    total = hashlib.sha256()
    with file.open("rb") as content:
        while block := content.read(_BLOCK):
            total.update(block)
    return total.hexdigest()


def private(path: Path) -> Path:
    """Create a file that only its owner can read."""
    path.touch(mode=0o600, exist_ok=False)
    return path

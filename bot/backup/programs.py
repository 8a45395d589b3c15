"""PostgreSQL's own programmes, told where the database is without a password in sight."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Final

from sqlalchemy import URL

from bot.backup.record import BackupFault
from bot.logs import redacted

_ODD: Final = {"application_name": "PGAPPNAME"}


def run(address: URL, programme: str, *arguments: str) -> None:
    """Run ``pg_dump`` or ``pg_restore`` on a database; what it complains of is a fault."""
    found = shutil.which(programme)
    if found is None:
        raise BackupFault(
            f"这台机器上没有 {programme}(Debian、Ubuntu:apt install postgresql-client)。"
            "没有它也能用 tuan100 export 导出全部表"
        )
    done = subprocess.run(  # noqa: S603 - our own words, and no shell
        [found, *arguments],
        env={**os.environ, **dict(_environment(address))},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stderr.strip() or "没说原因").splitlines()
        telling = next((line for line in said if "version mismatch" in line), said[0])
        hint = ";装和数据库同版本或更新的客户端" if "version mismatch" in telling else ""
        raise BackupFault(f"{programme} 没做成:{redacted(telling)}{hint}")


def _environment(address: URL) -> Iterator[tuple[str, str]]:
    """Say in libpq's variables what stands in the address; arguments could be seen by others."""
    plain = {
        "PGHOST": address.host,
        "PGPORT": address.port,
        "PGUSER": address.username,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.database,
    }
    yield from ((name, str(value)) for name, value in plain.items() if value)
    for name, value in address.query.items():
        if isinstance(value, str):
            yield _ODD.get(name, f"PG{name.upper()}"), value

"""A native mini-program in a folder: its pages, and what the phone needs of its files."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import Any, Self

REQUIRE = re.compile(r"""\brequire\(\s*(['"])([^'"]+)\1\s*\)""")
MARKUP = (".wxml", ".wxss")
SHADOWED = (
    "window document self parent top frames location fetch XMLHttpRequest WebSocket localStorage"
    " sessionStorage indexedDB navigator postMessage alert confirm prompt open history"
)
"""What a browser has and a phone's scripts do not find."""
GIVEN = "wx, App, Page, Component, getApp, getCurrentPages"
WRAP = (
    "define({name}, function ({names}) {{ return function (require, module, exports) "
    '{{ "use strict"; {source}\n}}; }});'
)


class Program:
    """Read anew whenever it is asked, so that an edit shows on the next opening."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @classmethod
    def of(cls, named: str | None) -> Self:
        if named is None:
            return cls(None)
        folder = Path(named).resolve()
        project = _json(folder / "project.config.json")
        inner = folder / str(project.get("miniprogramRoot") or ".")
        return cls(inner.resolve() if (inner / "app.json").is_file() else folder)

    def app(self) -> dict[str, Any]:
        return _json(self.folder / "app.json") if self.folder else {}

    def pages(self) -> list[str]:
        named = self.app().get("pages")
        return [str(page) for page in named] if isinstance(named, list) else []

    def has(self, page: str) -> bool:
        """Whether a page exists; of a mini-program nobody has shown us every page does."""
        pages = self.pages()
        return not page or not pages or page in pages

    def path(self, name: str) -> Path | None:
        """Find a file of the folder, and nothing outside of it."""
        if self.folder is None:
            return None
        found = (self.folder / name.lstrip("/")).resolve()
        return found if found.is_relative_to(self.folder) and found.is_file() else None

    def text(self, name: str) -> str | None:
        found = self.path(name)
        return found.read_text("utf-8", "replace") if found is not None else None

    def scripts(self) -> list[str]:
        """List the scripts the app and its pages need, by following each `require`."""
        waiting = [name for name in self._entries() if self.path(name)]
        found: list[str] = []
        while waiting:
            name = waiting.pop(0)
            if name in found:
                continue
            found.append(name)
            for _, wanted in REQUIRE.findall(self.text(name) or ""):
                target = self.target(name, wanted)
                if target is not None:
                    waiting.append(target)
        return found

    def target(self, name: str, wanted: str) -> str | None:
        """Find the file a `require` means."""
        start = PurePosixPath("/") if wanted.startswith("/") else PurePosixPath("/", name).parent
        parts: list[str] = []
        for part in (start / wanted).parts[1:]:
            if part == "..":
                del parts[-1:]
            else:
                parts.append(part)
        stem = "/".join(parts)
        return next(
            (one for one in (stem, f"{stem}.js", f"{stem}/index.js") if self._js(one)), None
        )

    def _js(self, name: str) -> bool:
        return name.endswith(".js") and self.path(name) is not None

    def _entries(self) -> list[str]:
        return ["app.js", *(f"{page}.js" for page in self.pages())]

    def wrapped(self, name: str) -> str | None:
        """Return a script as a function of what a phone gives to it, lines as in the file."""
        source = self.text(name) if self._js(name) else None
        if source is None:
            return None
        names = ", ".join([GIVEN, *SHADOWED.split()])
        return WRAP.format(name=json.dumps(name), names=names, source=source)

    def bundle(self) -> dict[str, Any]:
        """Gather the markup, the styles and the settings of all pages."""
        files: dict[str, str] = {}
        for found in sorted(self.folder.rglob("*")) if self.folder else []:
            name = found.relative_to(self.folder or found).as_posix()
            if found.suffix in MARKUP and "node_modules" not in name:
                files[name] = found.read_text("utf-8", "replace")
        pages = self.pages()
        return {
            "app": self.app(),
            "files": files,
            "settings": {page: _json(self.path(f"{page}.json")) for page in pages},
            "theme": _json(self.path(str(self.app().get("themeLocation") or ""))),
        }

    def problems(self) -> list[str]:
        """Say what would keep the mini-program from opening."""
        if self.folder is None:
            return []
        if not (self.folder / "app.json").is_file():
            return ["没有 app.json"]
        needed = ["app.js", *(f"{page}{end}" for page in self.pages() for end in (".js", ".wxml"))]
        missing = [f"缺少 {name}" for name in needed if self.path(name) is None]
        return [*([] if self.pages() else ["app.json 里没有页面"]), *missing]

    def as_json(self, appid: str) -> dict[str, Any] | None:
        if self.folder is None:
            return None
        app = self.app()
        window, bar = app.get("window") or {}, app.get("tabBar") or {}
        return {
            "appid": appid,
            "name": str(window.get("navigationBarTitleText") or "小程序"),
            "pages": self.pages(),
            "tabs": [str(tab.get("pagePath")) for tab in bar.get("list") or []],
            "problems": self.problems(),
        }


def _json(path: Path | None) -> dict[str, Any]:
    if path is None or not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

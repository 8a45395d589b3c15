"""The events of menu buttons, one shape for each type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.settings import Json

Told = tuple[str, "Json", "Json"]


def place(body: Json) -> dict[str, Any]:
    return {
        "latitude": float(body.get("latitude", 31.2304)),
        "longitude": float(body.get("longitude", 121.4737)),
        "label": str(body.get("label", "人民广场")),
    }


def tell(button: Json, body: Json, menu_id: int) -> Told:
    """Return the event's name, its fields, and what the page should do besides."""
    kind = str(button["type"])
    key = str(button.get("key", ""))
    if kind == "view":
        return "VIEW", {"EventKey": button["url"], "MenuId": menu_id}, {"open": button["url"]}
    if kind == "miniprogram":
        fields = {"EventKey": button["pagepath"], "MenuId": menu_id}
        return "view_miniprogram", fields, {"mini": button["pagepath"]}
    if kind.startswith("scancode_"):
        scanned = {"ScanType": "qrcode", "ScanResult": str(body.get("result", "FAKE"))}
        return kind, {"EventKey": key, "ScanCodeInfo": scanned}, {}
    if kind.startswith("pic_"):
        return kind, {"EventKey": key, "SendPicsInfo": _pictures(body)}, {}
    if kind == "location_select":
        where = place(body)
        info = {
            "Location_X": where["latitude"],
            "Location_Y": where["longitude"],
            "Scale": 16,
            "Label": where["label"],
            "Poiname": "",
        }
        return kind, {"EventKey": key, "SendLocationInfo": info}, {}
    return "CLICK", {"EventKey": key}, {}


def _pictures(body: Json) -> dict[str, Any]:
    count = int(body.get("count", 1))
    items = [{"PicMd5Sum": f"{number:032x}"} for number in range(1, count + 1)]
    return {"Count": count, "PicList": {"item": items}}

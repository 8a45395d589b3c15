"""What is wrong with a configuration, in plain Chinese; never the value, which may be a secret."""

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, Final

from pydantic import BaseModel
from pydantic_core import ErrorDetails

_LONGEST: Final = 40
"""A longer name of a key is no name: perhaps a secret was pasted there."""

_PLAIN: Final[Mapping[str, str]] = {
    "missing": "缺少",
    "string_type": "要写成文字,加引号",
    "int_type": "要写成整数",
    "int_parsing": "要写成整数",
    "int_from_float": "要写成整数,不带小数",
    "int_parsing_size": "数字太大",
    "float_type": "要写成数字",
    "float_parsing": "要写成数字",
    "finite_number": "要写成数字",
    "bool_type": "要写成 true 或 false",
    "bool_parsing": "要写成 true 或 false",
    "dict_type": '要写成一个表,例如 { 名称 = "值" }',
    "model_type": "要写成一个表,例如 [wechat] 和它下面的几行",
    "model_attributes_type": "要写成一个表,例如 [wechat] 和它下面的几行",
    "list_type": "要写成一个列表,例如 [1, 2]",
    "tuple_type": "要写成一个列表,例如 [1, 2]",
    "string_pattern_mismatch": "写法不对",
}

_TOLD: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "string_too_short": lambda c: f"太短,至少 {c['min_length']} 个字",
    "string_too_long": lambda c: f"太长,至多 {c['max_length']} 个字",
    "too_short": lambda c: f"太短,至少 {c['min_length']} 个",
    "too_long": lambda c: f"太长,至多 {c['max_length']} 个",
    "greater_than": lambda c: f"要大于 {c['gt']}",
    "greater_than_equal": lambda c: f"不能小于 {c['ge']}",
    "less_than": lambda c: f"要小于 {c['lt']}",
    "less_than_equal": lambda c: f"不能大于 {c['le']}",
    "enum": lambda c: f"只能是 {_choices(c['expected'])}",
    "literal_error": lambda c: f"只能是 {_choices(c['expected'])}",
    "value_error": lambda c: str(c["error"]),
}


def said(errors: Iterable[ErrorDetails], settings: type[BaseModel]) -> list[str]:
    """Return one line a fault, in the order of the file."""
    return [f"  {_place(error['loc'])}: {_words(error, settings)}" for error in errors]


def _words(error: ErrorDetails, settings: type[BaseModel]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(error["loc"], settings)
    if kind in _TOLD:
        return _TOLD[kind](context)
    return _PLAIN.get(kind, f"写法不对({kind})")


def _unknown(where: tuple[int | str, ...], settings: type[BaseModel]) -> str:
    return unknown(str(where[-1]), _names_at(where[:-1], settings))


def unknown(name: str, known: Iterable[str]) -> str:
    """Say that there is no such key, and which one was probably meant."""
    meant = get_close_matches(name, list(known), n=1)
    return f"不认识的键,是不是 {meant[0]}?" if meant else "不认识的键"


def _names_at(where: tuple[int | str, ...], settings: type[BaseModel]) -> Iterable[str]:
    """Return the keys that a table of the file may have; none where we cannot say."""
    model: Any = settings
    for part in where:
        field = model.model_fields.get(str(part))
        model = field.annotation if field else None
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return ()
    return tuple(model.model_fields)


def _place(where: tuple[int | str, ...]) -> str:
    parts = [str(part) for part in where if part != "[key]"]
    return ".".join(part if len(part) <= _LONGEST else f"{part[:8]}…" for part in parts)


def _choices(expected: str) -> str:
    """Turn pydantic's "'a', 'b' or 'c'" into a Chinese list."""
    return "、".join(re.findall(r"'([^']*)'", expected))


def line_of(no: ValueError) -> str:
    """Say where a file is no TOML; the parser's own words may quote what stands there."""
    place = re.search(r"line (\d+)", str(no))
    return f":看第 {place[1]} 行" if place else ""

"""``openapi``: the API's document, read off the code, and a client written from it."""

import json
from importlib.metadata import version

import click

from bot import api_client

_WRITTEN = {"js": api_client.javascript, "dts": api_client.types}


@click.command()
@click.option(
    "--client",
    type=click.Choice([*_WRITTEN]),
    help="改为打印客户端:js 是小程序用的 client.js,dts 是它的 TypeScript 类型",
)
def openapi(client: str | None) -> None:
    """打印小程序接口的 OpenAPI 3.1 文档 (JSON),或由它生成的客户端。"""
    # Hundreds of shapes take seconds to load, which no other command needs.
    from handlers.api.nouns import NOUNS  # noqa: PLC0415 - see above
    from handlers.api.openapi import document  # noqa: PLC0415 - likewise

    told = document(NOUNS, version=version("tuan100"))
    if client:
        click.echo(_WRITTEN[client](told), nl=False)
    else:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))

"""One of several sender processes: sends one letter, waits to be told, sends eight at once."""

import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import redis

from bot.wechat.api import Api, platform
from bot.wechat.messenger import WeChatMessenger
from bot.wechat.tokens import Credentials, Tokens
from domain.channels import AccountKind
from tests.wechat_out.letters import TEMPLATES, letter


def main(url, redis_url, appid, number):
    cache = redis.Redis.from_url(redis_url, socket_timeout=20)
    http = platform(url)
    credentials = Credentials(appid, "secret")
    tokens = Tokens(http, credentials, _now, cache=cache)
    messenger = WeChatMessenger(Api(http, tokens), AccountKind.SERVICE, TEMPLATES, _now)
    start = int(number) * 100
    say(f"first: {type(messenger.send(letter(start))).__name__}")
    sys.stdin.readline()
    with ThreadPoolExecutor(8) as pool:
        outcomes = pool.map(messenger.send, [letter(start + n) for n in range(1, 9)])
        say(json.dumps(Counter(type(outcome).__name__ for outcome in outcomes)))


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _now():
    return datetime.now(UTC)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""``python3 dev.py bench [what]``: measurements, as tables with ratios."""

import argparse
import logging

from benchmarks import api, callback, console, fanout, nation, servers
from bot.settings import Settings, checked
from tests.house import content


def settings(url: str) -> Settings:
    """Return settings of a house that sends nothing anywhere."""
    return checked(callback.configuration(url), "benchmark")


def fanout_settings(url: str, platform: str) -> Settings:
    """Return settings of a house whose platform is somewhere else."""
    return checked(content(url, platform=platform), "benchmark")


def api_settings(url: str) -> Settings:
    """Return settings of a house with a mini-program."""
    mini = {"appid": "wxfakemini01234567", "secret": "fake-secret-of-the-mini-program"}
    return checked(content(url, wechat={"mini": mini}), "benchmark")


def main() -> None:
    """Measure and print."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument(
        "what",
        nargs="?",
        choices=("callback", "nation", "servers", "fanout", "api", "console"),
        default="callback",
    )
    told.add_argument("--requests", type=int, help="messages a peer (callback, servers, api)")
    told.add_argument("--letters", type=int, default=4000, help="letters each way (fanout)")
    nation.add_options(told)
    servers.add_options(told)
    chosen = told.parse_args()
    logging.disable(logging.CRITICAL)
    if chosen.what == "nation":
        nation.run(chosen.scale, chosen.runs)
        return
    if chosen.what == "console":
        console.run(chosen.scale, chosen.requests or 20)
        return
    if chosen.what == "servers":
        servers.run(chosen.requests or 1000, chosen.rounds)
        return
    if chosen.what == "api":
        api.show(api.run(chosen.requests or 2000, api_settings))
        return
    if chosen.what == "fanout":
        _fanout(chosen.letters)
        return
    figures = callback.run(chosen.requests or 3000, settings)
    floor = figures[0].rate
    print(f"{'a callback, safe mode':<22}{'req/s':>9}{'of floor':>10}{'CPU µs':>9}{'p99 ms':>9}")
    for one in figures:
        print(
            f"{one.name:<22}{one.rate:>9,.0f}{one.rate / floor:>9.0%}"
            f"{one.cpu_us:>9,.0f}{one.p99_ms:>9.1f}"
        )


def _fanout(letters: int) -> None:
    figures = fanout.run(letters, fanout_settings)
    bare = figures[0].rate
    print(
        f"{letters:,} letters, {fanout.SENDERS} senders, an API of {fanout.LATENCY * 1000:g} ms\n"
        f"{'':<26}{'letters/s':>11}{'of bare':>9}{'CPU µs':>9}"
    )
    for one in figures:
        print(f"{one.name:<26}{one.rate:>11,.0f}{one.rate / bare:>9.0%}{one.cpu_us:>9,.0f}")


if __name__ == "__main__":
    main()

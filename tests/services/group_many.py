"""``python -m tests.services.group_many --tickets 5000``: how fast and how well it is grouped.

Of two tickets that mean the same (by the label under which they were written), how many are put
together (recall), and of two put together how many mean the same (precision).
"""

import argparse
import random
import time
from collections import Counter

from services import segmenting
from tests.services.paraphrases import AFTER, BEFORE, ONCE, WAYS


def made_up(tickets: int, seed: int = 7) -> tuple[dict[int, str], dict[int, str]]:
    """Return texts and labels: a few things are raised often, many seldom, some once or twice."""
    chance = random.Random(seed)  # noqa: S311 - made-up texts
    often = [1 / (rank + 1) for rank in range(len(WAYS))]
    texts, labels = {}, {}
    for key in range(1, tickets + 1):
        if chance.random() < 0.1:
            at = chance.randrange(len(ONCE))
            label, said = f"once-{at}", ONCE[at]
        else:
            (at,) = chance.choices(range(len(WAYS)), often)
            label, said = f"often-{at}", chance.choice(WAYS[at])
        text = chance.choice(BEFORE) + said + chance.choice(AFTER)
        if chance.random() < 0.15 and len(text) > 6:
            slip = chance.randrange(len(text))
            text = text[:slip] + text[slip + 1 :]
        texts[key], labels[key] = text, label
    return texts, labels


def quality(groups: list[list[int]], labels: dict[int, str]) -> tuple[float, float]:
    """Return precision and recall over pairs."""
    right = together = 0
    for group in groups:
        together += _pairs(len(group))
        right += sum(_pairs(n) for n in Counter(labels[key] for key in group).values())
    same = sum(_pairs(n) for n in Counter(labels.values()).values())
    return right / max(together, 1), right / max(same, 1)


def _pairs(number: int) -> int:
    return number * (number - 1) // 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--least", type=int, nargs="*", default=[segmenting.TOGETHER])
    given = parser.parse_args()
    texts, labels = made_up(given.tickets, given.seed)
    for least in given.least:
        began = time.process_time()
        groups = segmenting.groups(texts, least)
        took = time.process_time() - began
        precision, recall = quality(groups, labels)
        print(  # noqa: T201 - it is what the command is for
            f"{given.tickets} tickets, least {least}: {took:.2f} s of CPU, {len(groups)} groups,"
            f" pairs together that mean the same {precision:.1%},"
            f" pairs that mean the same together {recall:.1%}"
        )


if __name__ == "__main__":
    main()

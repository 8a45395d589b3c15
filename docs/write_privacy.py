"""Writes ``docs/privacy.md``: what is kept about people, why, and what becomes of each column.

.venv/bin/python -m docs.write_privacy

A test compares the page with what this would write, so that neither is changed alone.
"""
# ruff: noqa: E501, INP001 - sentences stay whole; a script, not a package

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from domain.erasing import Fate, Law, Scope
from domain.erasing_law import LAWS

PAGE: Final = Path(__file__).parent / "privacy.md"

HEAD: Final = """# Privacy: what is kept about people, and how it goes

The page is written by `.venv/bin/python -m docs.write_privacy` from `domain/erasing_law.py`; the summary for users is
[privacy.zh-CN.md](privacy.zh-CN.md). Each table of the database has its line below. A table, a key to a person, an openid,
a text or bytes without a line there fails `tests/domain/test_erasing.py`.

## What a person can do alone

「我的数据」 (in the chat, or `/h5/me/data`) shows a youth or a cadre everything that stands about them, chapter by chapter in words
(`services/own_data*.py`; a test holds the chapters against the tables), who looked at their number, exported a list or changed
their entry, and lets them

- take it along, as HTML to read and as JSON (the file has the number in full; a page shows `138****5678`; making one is audited);
- correct name and birth date (whoever keeps in touch is told the new name; under 14 nothing may stay);
- change the number, proved by a code sent to the new one (a number that is somebody else's is refused; the old one is gone);
- choose which letters they want, kind by kind; leave one cadre or all;
- delete.

A cadre's name and number are the roll's: an admin corrects them.

## Deleting

One question, then 24 hours (`domain.erasing.TAKE_BACK`) in which 「不删了」 takes it back; nothing changes meanwhile. Then
`erasing.settle` (every ten minutes) erases each person wholly or not at all:

1. What still runs ends: wishes and tickets are withdrawn and whoever promised is told without a name; what others' tickets were
   merged into goes on by itself; seats in coming activities go to the next in line; contacts end as 「不想被联系了」, which costs
   no cadre anything.
2. Name, number and what the person wrote (also where only its beginning is quoted) are struck out of other people's words:
   records, notes, letters, notices, open dialogues. Names are looked for with those who had to do with the person (their cadres,
   hosts, handlers, and who answers for the places above them); texts also in all letters, because a wish is shown to many.
3. The columns below are emptied. The row of the person stays without a name, so that records, attendance, stars and sums are
   the same figures as before and lead to nobody. Rows of the same human being that a cadre had merged go along, whichever of
   them asked, and no step of a cadre that could still be taken back brings anything back.
4. The ledger (`erasure`) keeps the number, the reason, the moments and how many rows of each table it was.

A question made public (青年之声) stays only if it quotes nothing of what the person wrote. An answered complaint is seen by
nobody any more: without its writer it is not known whose cadres must not see it.
Whoever is a cadre deletes what they wished, asked, answered and rated themselves. Their post, login and records are the
organisation's work and stay; when they leave office an admin ends the post.

## Unfollowing

The platform asks that all of a user's information goes when they unfollow. At once, in the same transaction: the openid with its
binding, dialogue, notices, links, visits, and the words of letters to it (`identity.forget`); who asked for SMS codes. Within ten
minutes, unless they have logged in again by then:

- somebody who came by scanning a code, and was on no roll before, is erased wholly;
- of somebody whom the League's roll had by itself (added by a cadre or by a sheet), what came through WeChat goes: wishes, tickets,
  answers, votes, words and consent. Name, number, organisation and the contact stay until the person asks, because the roll did
  not come from WeChat. They log in again by SMS to ask, or tell their cadre.

Whoever had asked for deletion does not wait for the rest of the day. A cadre keeps the work, as at all times.

## What stays a while, and where

- `login_code`: a keyed hash of the number, two days, against floods of codes to one number.
- `inbound`: a digest of the platform's message key and our reply, two days, for the platform's retries.
- Backups: as long as the operator keeps them. The clock keeps the ledger in a file outside the database (`[backup] ledger`), and
  `tuan100 restore` applies it (`erasing.apply_again`) and stops where it is not found: it erases again whoever was erased or
  unfollowed since the backup, never somebody who came later under the same number, and may be run any number of times.
- Logs hold no names, numbers or texts.
- Words that a cadre typed about somebody where nothing links the text to that person (a topic, materials, another one's
  record) are not searched.
- A name or number that was corrected is known no more, so that what others wrote under the old one is not found by it.
- Somebody who was erased leaves no number behind: a cadre who types the number in again starts a new entry.
- Figures that were exported or printed before are out of reach.

## Table by table

**delete**: the row goes · **empty**: the column is emptied · **cut**: it leads to nobody · **nameless**: the number stays and leads
to a row without a name · **struck**: name and quotations are struck out · **work**: a cadre's or an organ's own work, it stays ·
**plain**: a code or a figure. Columns in *italics* go also on unfollowing.
"""
_NAMES: Final[Mapping[Fate, str]] = {
    Fate.DELETE: "delete",
    Fate.BLANK: "empty",
    Fate.CUT: "cut",
    Fate.NAMELESS: "nameless",
    Fate.STRIKE: "struck",
    Fate.WORK: "work",
    Fate.PLAIN: "plain",
}


def main() -> None:
    """Write the page."""
    PAGE.write_text(text(), encoding="utf-8")


def text() -> str:
    """Return the whole page."""
    rows = (
        f"| `{law.table}` | {law.why} | {'; '.join(_fates(law)) or '–'} |" for law in LAWS.values()
    )
    return (
        "\n".join([HEAD, "| table | why | what becomes of its columns |", "|---|---|---|", *rows])
        + "\n"
    )


def _fates(law: Law) -> Iterator[str]:
    going = law.fates(Scope.SAID)
    for fate, name in _NAMES.items():
        columns = [column for column, its in law.columns.items() if its is fate]
        if columns:
            said = (f"*{c}*" if c in going and _goes(fate) else c for c in columns)
            yield f"**{name}** {', '.join(said)}"


def _goes(fate: Fate) -> bool:
    return fate in {Fate.DELETE, Fate.BLANK, Fate.CUT, Fate.STRIKE}


if __name__ == "__main__":
    main()

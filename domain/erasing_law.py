"""The law of erasing, table by table: a new table without a line here fails a test."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.erasing import Law, law
from domain.erasing_work import WORK

_PEOPLE: Final = (
    law(
        "person",
        "the row stays as nobody's, so that records and attendance still count",
        blank="name phone phone_index born consented_at",
        said="born consented_at",
    ),
    law(
        "wechat_user",
        "the platform asks for it; identity.forget does it",
        delete="openid person_id proof muted unread unionid",
    ),
    law(
        "contact",
        "past case-loads still count; what was noted about the person goes",
        nameless="youth_id",
        blank="hint industry occupation",
        work="cadre_id",
        plain="field end_reason source",
    ),
    law("contact_tag", "a free word about the person", delete="tag"),
    law(
        "invitation",
        "a door to a login that is gone",
        delete="token_hash youth_id",
        work="cadre_id",
    ),
    law(
        "mini_user",
        "who somebody is in the mini-program; who only wants to be, wants it no more",
        delete="openid unionid person_id proof wants_id muted",
    ),
    law("mini_session", "a phone of the person", delete="key_hash openid"),
    law(
        "api_answer",
        "what the mini-program was answered, kept for a day",
        delete="id openid asked body",
        said="*",
    ),
    law("used_code", "spent codes, kept for minutes; they lead to nobody", plain="code_hash"),
    law("erasure", "the ledger: a number, and how many rows", plain="person_id why counts"),
)
_DEEDS: Final = (
    law(
        "record",
        "the cadre's work; the youth in it is named no more",
        strike="title correction",
        work="cadre_id entered_by",
        plain="kind",
        said="title correction",
    ),
    law("record_youth", "the count of a record", nameless="youth_id"),
    law(
        "record_change",
        "the history of the cadre's record",
        strike="before after",
        work="by_person",
        said="before after",
    ),
    law("plan", "what the cadre means to do", strike="title", work="cadre_id", plain="kind"),
    law("plan_youth", "a plan counts for nothing", delete="youth_id"),
    law(
        "activity",
        "an organ's work, announced to all",
        work="host_id closed_by title place about cancel_reason",
        plain="kind status mode audience form draw_seed",
    ),
    law(
        "enrolment",
        "attendance and stars still count; answers and words go",
        nameless="person_id",
        blank="answers why words",
        plain="status checked_in_by",
        said="answers why words",
    ),
    law(
        "photo",
        "a picture that the person added; others' pictures are the work of who added them",
        delete="content person_id",
        plain="owner mime",
        said="*",
    ),
    law(
        "change",
        "a cadre's step that can be taken back for a day; what it kept of the person goes",
        strike="title data",
        work="actor_id",
        plain="kind",
    ),
)
_WISHES: Final = (
    law(
        "wish",
        "that a wish was made true still counts; what it was goes",
        nameless="person_id",
        blank="text media_id reason thanks",
        work="reviewed_by",
        plain="kind status",
        said="*",
    ),
    law("picture", "the picture of the wish", delete="content mime", said="*"),
    law(
        "wish_claim",
        "the promise was the cadre's work",
        strike="reason",
        work="cadre_id",
        plain="ending",
        said="reason",
    ),
    law("wish_share", "what colleagues added was theirs", work="cadre_id brings"),
    law(
        "wish_note",
        "both sides wrote about the person's own affairs",
        blank="text",
        nameless="person_id",
        said="text",
    ),
)
_VOICES: Final = (
    law(
        "ticket",
        "that it was asked and answered in time still counts; what it was goes",
        cut="asker_id",
        blank="text answer refer",
        strike="public_question public_answer",
        work="owner_id answered_by public_by escalated_to",
        plain="sort kind status",
        said="*",
    ),
    law(
        "ticket_step",
        "both sides wrote about the person's own affairs",
        blank="text",
        cut="actor_id",
        plain="deed",
        said="text actor_id",
    ),
    law("voice_word", "words of an answer that is public no more", delete="word", said="*"),
    law("reply_template", "an organ's own words", work="title text created_by"),
    law(
        "problem",
        "the organ's words about many; a quotation of the person goes",
        strike="title text answer added",
        work="created_by answered_by handed_to",
        plain="kind status",
        said="title text answer added",
    ),
    law("problem_ticket", "how many raised it; the ticket leads to nobody"),
    law(
        "rating",
        "the figure stays, who gave it and the words go",
        cut="person_id",
        blank="words",
        strike="appeal decision",
        work="cadre_id decided_by",
        plain="occasion status",
        said="*",
    ),
    law("spot_check", "an organ's work", work="cadre_id created_by", plain="seed"),
    law(
        "spot_check_person",
        "the figure stays, who was asked and what was noted go",
        cut="person_id",
        blank="note",
        work="cadre_id noted_by",
        plain="way result met",
        said="person_id note",
    ),
    law(
        "topic",
        "the cadre's own words to many",
        work="cadre_id title text link chosen reason",
        plain="sort status",
    ),
    law("topic_reader", "how many read it", nameless="person_id"),
    law(
        "topic_answer",
        "that somebody answered still counts",
        nameless="person_id",
        blank="text reason",
        plain="status",
        said="text reason",
    ),
    law("topic_report", "that somebody objected still counts", nameless="person_id"),
    law(
        "screening",
        "why a text of the person was looked at",
        delete="thing mini_openid why",
        work="decided_by reason",
        plain="status suggest trace_id",
        said="*",
    ),
)
_POST: Final = (
    law(
        "outbox",
        "when, of which kind and what became of it still counts; to whom and the words go",
        nameless="person_id",
        cut="openid mini_openid",
        blank="text fields url sealed because",
        plain="key kind channel template status owner reference why",
    ),
    law("letter_step", "what became of a letter that names nobody", plain="channel outcome why"),
    law("report", "of a letter to the person", delete="openid", plain="key reference status"),
    law("subscription", "what the person said yes to", delete="openid", plain="template"),
    law(
        "call",
        "that somebody is to be called; the letter behind it is blank by then",
        delete="person_id",
        work="done_by",
        plain="outcome",
    ),
    law("inbox_item", "what waits", delete="openid mini_openid text because", plain="key"),
    law("dialogue", "an open question of the person", delete="openid name step data"),
    law(
        "one_time_link",
        "a link of the person",
        delete="token_hash openid purpose subject browser",
    ),
    law("page_visit", "a browser of the person", delete="key_hash openid person_id flash"),
    law(
        "login_code",
        "who asked goes; the number's keyed hash stays for the two days that a number is guarded"
        " against floods of codes",
        blank="openid",
        plain="phone_index code_hash",
    ),
    law(
        "inbound",
        "a reply kept two days for the platform's retries",
        strike="reply",
        plain="key taken_by",
    ),
    law(
        "audit",
        "numbers lead to nobody; the reason of a correction may name somebody",
        nameless="actor_id",
        strike="data",
        plain="deed object object_id digest",
    ),
    law("audit_seal", "sums over the trail; no person", plain="lines chain"),
    law(
        "console_session",
        "a browser of the person at the console",
        delete="key_hash person_id code agent flash",
    ),
    law("notice_person", "that somebody was written to", delete="person_id why"),
)
LAWS: Final[Mapping[str, Law]] = MappingProxyType(
    {one.table: one for one in (*_PEOPLE, *_DEEDS, *_WISHES, *_VOICES, *_POST, *WORK)}
)
"""By table, in the order in which they are carried out."""

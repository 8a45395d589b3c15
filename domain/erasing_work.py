"""The law of erasing for what is work: the tables of cadres, organs and the house itself."""

from typing import Final

from domain.erasing import law

WORK: Final = (
    law("appointment", "a cadre's post", work="cadre_id post", plain="type"),
    law("admin", "a post at the console", work="person_id created_by ended_by", plain="role"),
    law("admin_login", "an admin's login", work="id username password"),
    law("cadre", "a cadre's login", work="id username password"),
    law("cadre_link", "where a cadre reports", work="cadre_id name report_on", plain="sort"),
    law("closing", "who closed a period", work="closed_by"),
    law("duty", "who is on duty", work="cadre_id"),
    law("join_code", "a cadre's code", work="cadre_id token_hash"),
    law("leave", "a cadre's leave", work="cadre_id reason"),
    law(
        "materials",
        "what an organ handed up",
        work="methods experience problems next_steps by_person",
        plain="figures",
    ),
    law("override", "a cadre's target", work="cadre_id reason", plain="rule"),
    law(
        "sheet",
        "a cadre's file, wiped when it is done with; what was wrong in it may name somebody",
        strike="faults",
        work="person_id name content",
        plain="kind options status result owner",
    ),
    law(
        "notice",
        "what an admin pushed to many",
        work="made_by checked_by cancelled_by title text",
        plain="audience status why",
    ),
    law(
        "extract",
        "a file that an admin took out, wiped after a day",
        work="person_id",
        plain="list filters format status owner why",
    ),
    law("extract_part", "its content, wiped with it", work="content"),
    law("switch_change", "who turned a switch", work="by_name reason", plain="switch"),
    law("standing_row", "figures of organisations; no person", plain="subject programme rule"),
    law("organisation", "no person", plain="name level type programme"),
    law("organisation_below", "no person"),
    law("run", "no person", plain="job owner"),
    law("process", "no person", plain="owner role host"),
    law("halt", "who let sending rest", work="set_by", plain="scope why"),
    law("budget", "no person", plain="api"),
)

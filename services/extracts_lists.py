"""The lists that can be taken out: importing this puts them all where ``extracts`` finds them."""

from services import (
    audit_trail_file,
    console_activities_file,
    console_cadres_file,
    console_letters_file,
    console_tickets_file,
    console_wishes_file,
    console_youths_file,
    notices_people_file,
)

__all__ = [
    "audit_trail_file",
    "console_activities_file",
    "console_cadres_file",
    "console_letters_file",
    "console_tickets_file",
    "console_wishes_file",
    "console_youths_file",
    "notices_people_file",
]

"""Who may open which page and take which step, written down from what the roles are for.

Apart from the code on purpose: a page that is not here fails ``test_policy``, and so does one that
lets somebody else in. ``S`` runs the installation, ``O`` an organisation, ``P`` does the daily work
and sees no number, ``A`` only looks, ``D`` only checks people in.
"""

EVERYBODY = "SOPAD"
LOOKING = "SOPA"
WORKING = "SOP"
RUNNING = "SO"
AUDITING = "SOA"
DOORS = "SOPD"

TABLE = {
    EVERYBODY: """
        GET /console/me
        POST /console/me/desk
        POST /console/me/end
        POST /console/me/end-others
        GET /console/me/password
        POST /console/me/password
        GET /console/settings
        GET /console/activities
    """,
    LOOKING: """
        GET /console/
        GET /console/activities/#
        GET /console/cadres
        GET /console/cadres/#
        GET /console/duty
        GET /console/materials
        GET /console/materials/#
        GET /console/notices
        GET /console/notices/#
        GET /console/notices/#/people
        GET /console/notices/#/progress
        GET /console/organisations
        GET /console/organisations/#
        GET /console/organisations/#/below
        GET /console/problems
        GET /console/problems/#
        GET /console/records
        GET /console/rules
        GET /console/standing
        GET /console/standing/cadre/#
        GET /console/standing/organ/#
        GET /console/tickets
        GET /console/tickets/#
        GET /console/vacant
        GET /console/wishes
        GET /console/wishes/#
        GET /console/wishes/#/picture
        GET /console/youths
        GET /console/youths/#
        GET /console/checks
        GET /console/checks/#
        GET /console/content
        GET /console/content/topics
        GET /console/content/topics/#
        GET /console/content/topics/#/photos/#/file
        GET /console/content/voices
        GET /console/content/words
        GET /console/reminders
        GET /console/reminders/letters
        GET /console/reminders/letters/#
        GET /console/reminders/plan
    """,
    AUDITING: """
        GET /console/audit
        GET /console/audit/seals
    """,
    DOORS: """
        GET /console/activities/#/digits
        GET /console/activities/#/door
        POST /console/activities/#/door/#/in
        POST /console/activities/#/door/#/out
    """,
    WORKING: """
        POST /console/activities/#/cancel
        POST /console/activities/#/close
        POST /console/activities/#/decide/#
        POST /console/activities/#/draw
        GET /console/activities/#/edit
        POST /console/activities/#/edit
        POST /console/activities/#/publish
        POST /console/activities/#/reopen
        POST /console/activities/#/seats
        GET /console/activities/new
        GET /console/activities/new/*
        POST /console/activities/new/*
        POST /console/materials/nudge/#
        POST /console/notices/#/agree
        POST /console/notices/#/cancel
        POST /console/notices/#/copy
        GET /console/notices/#/edit
        POST /console/notices/#/edit
        POST /console/notices/#/push
        POST /console/notices/#/refuse
        GET /console/notices/count
        GET /console/notices/new
        POST /console/notices/new
        POST /console/problems/#/answer
        POST /console/problems/#/back
        POST /console/problems/#/drop
        POST /console/problems/#/edit
        POST /console/problems/#/merge
        GET /console/problems/#/near
        POST /console/problems/#/near
        POST /console/problems/#/restore
        POST /console/problems/#/split
        POST /console/problems/adopt
        POST /console/problems/carry
        POST /console/problems/changes/#/undo
        GET /console/problems/group
        POST /console/problems/group
        POST /console/problems/hand
        POST /console/problems/write
        POST /console/activities/#/changes/#/undo
        POST /console/content/voices/changes/#/undo
        POST /console/tickets/#/changes/#/undo
        POST /console/wishes/#/changes/#/undo
        POST /console/tickets/#/accept
        POST /console/tickets/#/answer
        POST /console/tickets/#/merge
        POST /console/tickets/#/more
        POST /console/tickets/#/note
        POST /console/tickets/#/pass
        GET /console/tickets/#/public
        POST /console/tickets/#/public
        POST /console/tickets/#/refer
        POST /console/tickets/#/unpublish
        POST /console/wishes/#/approve
        POST /console/wishes/#/back
        POST /console/wishes/#/remove
        POST /console/youths/#/lead
        POST /console/youths/changes/#/undo
        GET /console/youths/tags
        POST /console/youths/tags
        POST /console/checks
        POST /console/checks/#/calls/#
        GET /console/checks/new
        POST /console/checks/#/close
        POST /console/content/#/keep
        POST /console/content/#/refuse
        GET /console/content/ratings
        POST /console/content/ratings
        POST /console/content/topics/#/answers/#/hide
        POST /console/content/topics/#/answers/#/show
        POST /console/content/topics/#/down
        POST /console/content/voices/#/down
        POST /console/content/words
        GET /console/tickets/replies
        POST /console/tickets/replies
        POST /console/tickets/replies/#
        POST /console/tickets/replies/#/remove
        POST /console/tickets/replies/#/restore
        GET /console/checks/#/calls/#
    """,
    RUNNING: """
        POST /console/cadres/#/forgive
        GET /console/cadres/#/handover
        POST /console/cadres/#/handover
        GET /console/cadres/#/leave
        POST /console/cadres/#/leave
        POST /console/cadres/#/leave/#/end
        POST /console/cadres/#/login
        POST /console/cadres/#/number
        GET /console/cadres/#/posts/#
        POST /console/cadres/#/posts/#
        POST /console/cadres/#/posts/#/end
        GET /console/cadres/#/posts/new
        POST /console/cadres/#/posts/new
        GET /console/cadres/#/target
        POST /console/cadres/#/target
        POST /console/cadres/#/target/#/end
        POST /console/cadres/#/unbind
        POST /console/cadres/changes/#/undo
        GET /console/cadres/numbers
        POST /console/cadres/export
        GET /console/cadres/import
        POST /console/cadres/import
        GET /console/cadres/import/template
        GET /console/cadres/new
        POST /console/cadres/new
        GET /console/cadres/sheets/#
        POST /console/cadres/sheets/#/cancel
        GET /console/cadres/sheets/#/faults
        POST /console/cadres/sheets/#/logins
        POST /console/cadres/sheets/#/logins/forget
        POST /console/cadres/sheets/#/write
        POST /console/cadres/sheets/undo/#
        POST /console/duty
        POST /console/duty/#/remove
        GET /console/extracts
        POST /console/extracts
        GET /console/extracts/#
        POST /console/extracts/#/cancel
        GET /console/extracts/#/file
        POST /console/organisations/#/close
        GET /console/organisations/#/edit
        POST /console/organisations/#/edit
        GET /console/organisations/#/merge
        POST /console/organisations/#/merge
        GET /console/organisations/#/move
        POST /console/organisations/#/move
        GET /console/organisations/#/new
        POST /console/organisations/#/new
        POST /console/organisations/#/reopen
        POST /console/organisations/undo/#
        POST /console/rules/back/#/*
        GET /console/rules/check
        POST /console/rules/check
        POST /console/rules/check/file
        POST /console/rules/choose
        POST /console/rules/close
        POST /console/rules/switch
        POST /console/rules/switch/#/*/*
        POST /console/settings/admins/#/dismiss
        POST /console/settings/admins/#/login
        POST /console/settings/admins/#/put-out
        POST /console/settings/admins/cadre
        POST /console/settings/admins/new
        POST /console/youths/#/number
        POST /console/checks/#/calls/#/number
        GET /console/reminders/calls
        GET /console/reminders/calls/#
        POST /console/reminders/calls/#
        POST /console/reminders/calls/#/number
        GET /console/reminders/halts
        POST /console/reminders/halts
        POST /console/reminders/halts/lift
        POST /console/reminders/letters/#/close
        POST /console/reminders/letters/#/resend
    """,
}

ALLOWED = {
    line.strip(): roles
    for roles, lines in TABLE.items()
    for line in lines.splitlines()
    if line.strip()
}
"""``GET /console/me`` and who may; ``#`` is a number, ``*`` a word."""

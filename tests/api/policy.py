"""Who may do what, written down apart from the code: each operation's lowest role, and whose.

It was typed by hand from the rules. Whoever adds an operation says here who it is for, and whoever
changes one changes two places: that is the point.
"""

ROLES = {
    # Whoever looks at the mini-program, with no session yet.
    "anyone": "care_card session_open",
    # Whoever has opened it: logging in, and what stands in the newspaper.
    "visitor": """
        dictionaries me voice_one voices_list session_answer session_close session_password
        session_password_new session_phone session_scene sessions_end sessions_mine
        join_asked join_enter
    """,
    # Every youth, and so every cadre: one's own things, and what all may take part in.
    "person": """
        home notices_mine notices_read my_data my_data_part my_data_export my_data_correct
        my_data_phone letters_mine letters_want erasure_ask erasure_take_back subscriptions_mine
        subscriptions_answer binding_agree binding_refuse binding_release binding_waiting
        activities_open activities_mine activities_been activity_one activity_enrol activity_accept
        activity_withdraw activity_rate checkin_doors checkin_digits checkin_scan
        wishes_mine wish_choices wish_post wish_one wish_picture wish_picture_put wish_withdraw
        wish_agree wish_disagree wish_note
        tickets_mine ticket_ask ticket_one ticket_likes_of ticket_supply ticket_solved
        ticket_unsolved ticket_reopen ticket_withdraw ticket_set_kind ticket_quiet ticket_keep
        ticket_allow
        topics_list topic_one topic_opened topic_answers_list topic_answer topic_answer_remove
        topic_answer_report problems_heard
        ratings_open ratings_mine rating_form rating_give screening_appeal photo_content
        photo_remove contacters contacter_leave contacter_back contacters_leave contacters_back
        join_agree met_open met_answer spot_check_question spot_check_met
        spot_check_stars spot_check_decline
    """,
    # Those who are in touch with youths.
    "cadre": """
        wish_post_child wish_pool_list wish_pool_areas wish_claims_mine wish_claim wish_release
        wish_done wish_share wish_join wish_leave
        tickets_waiting tickets_counts ticket_beside ticket_targets_of ticket_accept ticket_answer
        ticket_more ticket_note ticket_phone ticket_pass ticket_refer ticket_merge ticket_public
        ticket_publish ticket_unpublish ticket_replies ticket_replies_for
        topics_audience topic_start topic_start_picture topic_photo topic_close topic_reopen
        topic_withdraw topic_answer_hide topic_answer_show problems_proposed problem_write problem_one problem_drop
        ratings_heard rating_appeal
        contacts_mine contacts_counts contact_one contact_history contact_phone contact_talked
        contact_talk_undo contact_invite contact_primary contact_archive contacts_archived
        contact_restore contact_add contact_edit contacts_tag changes_lately change_undo
        duplicates_found duplicates_compare duplicates_merge handover_receivers handover_check
        handover_do join_code_mine join_code_new join_code_stop
        join_code_picture digest_last
        records_mine records_months record_write record_one record_edit record_undo record_redo
        record_ask record_photo record_line_read plans_mine plan_make plan_one plan_put_off
        plan_done plan_drop plan_take_up quotas_mine quotas_ways quota_why
        activities_hosted activity_run activity_seats activity_cancel activity_templates
        activity_choices activity_template activity_copy activity_make activity_written
        activity_change activity_publish applications application_decide activity_draw
        activity_guests attendance attendance_people attendance_others attendance_mark
        attendance_correct activity_door activity_door_picture activity_poster activity_poster_picture event_code event_code_new
        event_code_picture event_code_stop activity_closing_seen activity_close activity_reopen duty_mine
        youths_template youths_sheets youths_upload youths_export sheet_state sheet_faults
        sheet_mendable sheet_write sheet_cancel sheet_logins sheet_logins_file sheet_logins_forget
    """,
    # Those who answer for an organ.
    "leader": """
        wish_review_list wish_approve wish_remove ticket_reply_add ticket_reply_change
        ticket_reply_remove ticket_reply_restore topic_above topic_take_down topic_answers_above
        problems_list problems_desk problems_waiting problems_targets problems_suggested
        problem_gather problem_adopt problems_hand problems_carry problem_edit problem_restore
        problem_take_back problem_merge problem_near problem_put_in problem_split problem_answer
        problem_add ratings_above ratings_below rating_decide screening_list screening_counts
        screening_keep screening_refuse materials_desk materials_save materials_hand_in
        materials_handed materials_nudge materials_paper duty_shifts duty_now duty_candidates
        duty_add duty_remove calls_waiting call_one call_number call_noted
        roster_lines roster_size roster_login roster_export roster_template roster_sheets
        roster_upload spot_checks_list spot_check_cadres spot_check_start spot_check_one
        spot_check_close spot_check_calls_list spot_check_call spot_check_number spot_check_note
    """,
}

PEOPLE = {
    "owner": "a youth of the county: the thing is theirs, or about them",
    "other": "a youth of the same cadre, who has nothing to do with it",
    "cadre": "of the county's organ: keeps in touch with both youths, and wrote what cadres write",
    "colleague": "a cadre of the same organ",
    "below": "a cadre of a community below the county",
    "leader": "answers for the county",
    "former": "answered for another county until yesterday",
    "far": "answers for another county",
    "above": "answers for the city above both",
    "stranger": "has opened the mini-program, and is nobody we know",
}
"""Who stands how to a thing."""

THINGS = {
    # Of a wish that waits: its youth, and the leaders of the county and above, who look at it.
    "wish": {
        "owner": "wish_withdraw wish_picture_put",
        "leader above": "wish_approve wish_remove",
        "owner leader above": "wish_one",
    },
    "wish with a picture": {"owner leader above": "wish_picture"},
    # In the pool it is for the cadres of the county, and of places above it.
    "wish in the pool": {
        "cadre colleague below leader above": "wish_claim",
        "owner cadre colleague below leader above": "wish_one",
    },
    # Promised, it is between the two; the leaders go on seeing the wish, without the name.
    "wish promised": {
        "cadre": "wish_release wish_done wish_share",
        "owner cadre": "wish_note",
        "owner cadre leader above": "wish_one",
    },
    "wish shared": {"colleague below leader above": "wish_join"},
    "wish joined": {"colleague": "wish_leave"},
    "wish brought": {"owner": "wish_agree wish_disagree"},
    # What a cadre has written down, and the youths on the own list: nobody else's.
    "record": {"cadre": "record_one record_edit record_undo record_ask record_photo"},
    "record taken back": {"cadre": "record_redo"},
    "record asked about": {"owner": "met_answer"},
    "record's photo": {"cadre": "photo_content photo_remove"},
    "talk": {"cadre": "contact_talk_undo"},
    "plan": {"cadre": "plan_one plan_put_off plan_done plan_drop"},
    "plan given up": {"cadre": "plan_take_up"},
    "contact": {
        "cadre": """
            contact_one contact_history contact_phone contact_talked contact_edit contact_primary
            contact_invite contact_archive
        """,
    },
    "contact archived": {"cadre": "contact_restore"},
    "change": {"cadre": "change_undo"},
    "contacter": {"owner other": "contacter_leave"},
    "contacter left": {"owner": "contacter_back"},
    # A question is its asker's, and the leader's at whose desk it lies: not those above.
    "ticket": {
        "owner": "ticket_withdraw ticket_set_kind ticket_keep ticket_likes_of",
        "leader": """
            ticket_accept ticket_answer ticket_note ticket_phone ticket_beside ticket_targets_of
            ticket_more ticket_pass ticket_refer ticket_merge ticket_replies_for ticket_public
        """,
        "owner leader": "ticket_one",
    },
    # A demand goes to the own cadre first; who answers for the organ may see to it as well.
    "demand": {
        "cadre leader": "ticket_accept ticket_answer ticket_note ticket_phone",
        "owner cadre leader": "ticket_one",
    },
    # A complaint comes to none of the asker's cadres.
    "complaint": {"leader": "ticket_accept ticket_answer", "owner leader": "ticket_one"},
    "ticket asked back": {"owner": "ticket_supply"},
    "ticket answered": {
        "owner": "ticket_solved ticket_unsolved ticket_quiet",
        "leader": "ticket_publish",
    },
    "ticket unsolved": {"owner": "ticket_reopen"},
    "ticket kept": {"owner": "ticket_allow"},
    "ticket made public": {"leader": "ticket_unpublish"},
    "voice": {
        "owner other cadre colleague below leader former far above stranger": "voice_one",
    },
    "reply": {"leader": "ticket_reply_change ticket_reply_remove"},
    "reply removed": {"leader": "ticket_reply_restore"},
    # An activity that is being written: its host's, and the leaders' of the organ and above.
    "activity": {
        "cadre leader above": """
            activity_run activity_written activity_publish activity_cancel activity_copy
            activity_guests applications attendance activity_closing_seen activity_seats
            activity_change attendance_people
        """,
    },
    # Published for everybody in the county: those at home there, its cadres among them.
    "activity published": {
        "owner other cadre colleague below leader": "activity_enrol",
        "owner other cadre colleague below leader above": "activity_one",
        "cadre leader above": """
            activity_run activity_cancel activity_seats activity_guests activity_poster
            activity_poster_picture event_code event_code_new attendance_others activity_door
        """,
    },
    # A code adds youths to the list of whoever had it made: each has one of their own.
    "activity with a code": {"cadre": "event_code_picture"},
    "activity with codes": {"cadre leader above": "event_code_stop"},
    "activity taken part in": {"owner": "activity_withdraw"},
    "activity offered": {"owner": "activity_accept"},
    "activity applied for": {"cadre leader above": "application_decide applications"},
    "activity to be drawn": {"cadre leader above": "activity_draw"},
    "activity going on": {
        "cadre leader above": "attendance_mark activity_door activity_door_picture",
    },
    "activity over": {
        "owner": "activity_rate",
        "cadre leader above": "attendance_correct activity_close",
    },
    "activity closed": {"cadre leader above": "activity_reopen"},
    # Those whom it was shared with read it; the leaders above its cadre see it without names.
    "topic": {
        "owner other cadre": "topic_one topic_opened topic_answers_list topic_answer",
        "cadre": "topic_close topic_withdraw topic_photo",
        "leader above": "topic_take_down topic_above topic_answers_above",
    },
    "topic closed": {"cadre": "topic_reopen"},
    "topic's photo": {"owner other cadre leader above": "photo_content", "cadre": "photo_remove"},
    "answer": {
        "owner": "topic_answer_remove",
        "other": "topic_answer_report",
        "cadre": "topic_answer_hide",
    },
    "answer hidden": {"cadre": "topic_answer_show"},
    # Proposed by a cadre: who proposed it, and who answers for the organ; nobody above until
    # it is handed up.
    "problem": {
        "cadre leader": "problem_one problem_drop",
        "leader": """
            problem_edit problem_merge problem_near problem_put_in problem_answer
        """,
    },
    "problem of several": {"leader": "problem_split"},
    "problem dropped": {"leader": "problem_restore"},
    "problem handed up": {"cadre leader above": "problem_one", "leader": "problem_take_back"},
    "problem answered": {"leader": "problem_add"},
    # How it was is said by who was helped.
    "occasion": {"owner": "rating_form rating_give"},
    # What was held is looked at by the county and above; another look is taken above alone.
    "screening": {"leader above": "screening_keep screening_refuse"},
    "screening refused": {"owner": "screening_appeal"},
    "screening appealed": {"above": "screening_keep screening_refuse"},
    # Of an organ: who answers for it, and nobody else's.
    "duty": {"leader": "duty_remove"},
    "call": {"leader": "call_one call_number call_noted"},
    # The roster of an organ is of all below it.
    "new cadre": {"leader above": "roster_login"},
    "spot_check": {
        "leader": """
            spot_check_one spot_check_close spot_check_calls_list spot_check_call
            spot_check_number spot_check_note
        """,
    },
    "organ": {"above": "materials_nudge"},
    "materials": {"leader above": "materials_paper"},
    "quota of the organ": {"leader": "quota_why"},
    "quota of the cadre": {"cadre": "quota_why"},
    # A file is whose hands it came from.
    "sheet": {"cadre": "sheet_state sheet_write sheet_cancel"},
    "sheet with faults": {"cadre": "sheet_faults sheet_mendable"},
    "sheet with logins": {"leader": "sheet_logins sheet_logins_file sheet_logins_forget"},
}
"""For each kind of thing, to whom an operation on it is open; the others find nothing there."""

NO_PLACE = {"activity_withdraw", "activity_rate", "wish_join", "event_code_picture"}
"""What is everybody's to see: who has no part in it is told so (409), and nothing happens."""

FREE = {
    "care_card": "a state in which somebody is, not a thing",
    "activity_template": "a word of the programme's, the same for every cadre",
    "my_data_part": "a chapter of one's own data",
    "join_asked": "whoever was shown the code may; it names a cadre",
    "join_agree": "likewise",
    "join_enter": "likewise",
}
"""What is named in an address and is nobody's."""

NAMED = {
    # Things of others in a body or a query: who sends them, what, and what is answered.
    # Whoever is not on the own list is left out, and the answer says who is in.
    "record_write": ("cadre", {"youths": ["stranger's youth"]}, 201),
    "record_edit": ("cadre", {"youths": ["own youth", "stranger's youth"]}, 200),
    "plan_make": ("cadre", {"youths": ["own youth", "stranger's youth"]}, 201),
    "contacts_tag": ("cadre", {"youths": ["stranger's youth"], "add": ["新"]}, 409),
    "duplicates_compare": ("cadre", {"one": "own youth", "other": "stranger's youth"}, 404),
    "duplicates_merge": ("cadre", {"stay": "own youth", "gone": "stranger's youth"}, 404),
    "handover_check": ("cadre", {"receiver": "colleague", "youths": ["stranger's youth"]}, 409),
    "handover_do": ("cadre", {"receiver": "colleague", "youths": ["stranger's youth"]}, 409),
    "duty_add": ("leader", {"cadre_id": "another county's cadre"}, 409),
    "spot_check_start": ("leader", {"cadre_id": "another county's cadre"}, 404),
    # A county passes on to its neighbours and to the city, not down into a community.
    "ticket_pass": ("leader", {"to": "organ", "id": "a community", "why": "归他们管"}, 409),
    "ticket_merge": ("leader", {"into": "another county's ticket"}, 404),
    "problem_gather": ("leader", {"title": "水", "tickets": ["another county's ticket"]}, 409),
    "problem_put_in": ("leader", {"tickets": ["another county's ticket"]}, 409),
    "problem_split": ("leader", {"title": "水", "tickets": ["another county's ticket"]}, 409),
    "problem_merge": ("leader", {"into": "another county's problem"}, 404),
    "problem_adopt": ("leader", {"problems": ["another county's problem"]}, 404),
    "problems_hand": ("leader", {"problems": ["another county's problem"]}, 404),
    "rating_appeal": ("cadre", {"mark": "a colleague's mark", "why": "没有这事"}, 404),
    "rating_decide": ("far", {"mark": "a colleague's mark", "keep": False, "why": "假的"}, 404),
    "activity_make": ("cadre", {"copied_from": "another county's activity"}, 404),
    "notices_read": ("owner", {"ids": ["another's notice"]}, 200),
    "wish_pool_list": ("cadre", {"area": "another county"}, 200),
}
"""Nothing is done to what somebody names that is none of theirs."""

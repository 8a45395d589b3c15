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
        join_asked join_agree met_open met_answer spot_check_question spot_check_met
        spot_check_stars spot_check_decline
    """,
    # Those who are in touch with youths.
    "cadre": """
        wish_post_child wish_pool_list wish_pool_areas wish_claims_mine wish_claim wish_release
        wish_done wish_share wish_join wish_leave
        tickets_waiting tickets_counts ticket_beside ticket_targets_of ticket_accept ticket_answer
        ticket_more ticket_note ticket_phone ticket_pass ticket_refer ticket_merge ticket_public
        ticket_publish ticket_unpublish ticket_replies ticket_replies_for
        topics_audience topic_start topic_photo topic_close topic_reopen topic_withdraw
        topic_answer_hide topic_answer_show problems_proposed problem_write problem_one problem_drop
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
    "owner": "a youth: the thing is theirs, or about them",
    "other": "a youth of the same cadre, who has nothing to do with it",
    "cadre": "keeps in touch with the youth, and has written what cadres write",
    "below": "a cadre of a community below the county",
    "leader": "answers for the county",
    "former": "answered for another county until yesterday",
    "far": "answers for another county",
    "above": "answers for the city above both",
}
"""Who stands how to a thing."""

THINGS = {
    # A wish that waits to be looked at: its youth's; leaders of the county and above look at it.
    "wish": {
        "owner": "wish_withdraw",
        "leader above": "wish_approve wish_remove",
        "owner leader above": "wish_one",
    },
    # What a cadre has written down, and the youths on the own list: nobody else's.
    "record": {"cadre": "record_one record_edit record_undo"},
    "plan": {"cadre": "plan_one plan_put_off plan_done plan_drop"},
    "contact": {
        "cadre": """
            contact_one contact_history contact_phone contact_talked contact_edit contact_primary
            contact_invite contact_archive
        """,
    },
    # A question is its asker's, and the leader's at whose desk it lies: not those above.
    "ticket": {
        "owner": "ticket_withdraw ticket_set_kind",
        "leader": """
            ticket_accept ticket_answer ticket_note ticket_phone ticket_beside ticket_targets_of
        """,
        "owner leader": "ticket_one",
    },
    # An activity that is being written: its host's, and the leaders' of the organ and above.
    "activity": {
        "cadre leader above": """
            activity_run activity_written activity_publish activity_cancel activity_copy
            activity_guests applications attendance activity_closing_seen activity_seats
        """,
    },
    "topic": {"cadre": "topic_close topic_withdraw", "leader above": "topic_take_down topic_above"},
    "problem": {"cadre leader": "problem_one problem_drop", "leader": "problem_edit"},
    "reply": {"leader": "ticket_reply_change ticket_reply_remove"},
    "duty": {"leader": "duty_remove"},
    "spot_check": {"leader": "spot_check_one spot_check_close spot_check_calls_list"},
    "materials": {"leader above": "materials_paper"},
}
"""For each kind of thing, to whom an operation on it is open; the others find nothing there."""

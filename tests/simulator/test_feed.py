"""The stream's memory."""

from itertools import islice

from simulator.feed import KEPT, Feed


def test_a_listener_gets_what_came_after_its_last_event():
    feed = Feed()
    for number in range(5):
        feed.publish("chat" if number % 2 else "sms", {"n": number})
    events = feed.listen(2, frozenset({"chat"}))
    assert list(islice(events, 2))[1] == 'id: 4\nevent: chat\ndata: {"n": 3}\n\n'


def test_who_missed_too_much_is_told_to_start_anew():
    feed = Feed()
    for number in range(KEPT + 10):
        feed.publish("chat", {"n": number})
    _hello, reset, first = islice(feed.listen(3, frozenset()), 3)
    assert "event: reset" in reset
    assert '"n": 10' in first


def test_closing_ends_the_stream():
    feed = Feed()
    events = feed.listen(None, frozenset())
    next(events)
    feed.close()
    assert list(events) == []

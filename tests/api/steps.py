"""Steps on a phone that several tests take."""

import secrets

from handlers.api.sheets import XLSX


def refused(phone, method, path, body=None):
    """Return the status and code of a refusal."""
    answer = phone.ask(method, path, body)
    return answer.status_code, answer.json()["code"]


def done(phone, method, path, body=None):
    """Take a step that is no POST."""
    answer = phone.ask(method, path, body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def pages(phone, path, limit):
    """Return a whole list, asked for page by page."""
    found, after = [], ""
    while after is not None:
        page = phone.get(path, limit=limit, after=after)
        found += page["items"]
        after = page["next"]
    return found


def uploaded(phone, path, content, **query):
    """Send a file as the whole body."""
    headers = {
        "Authorization": f"Bearer {phone.token}",
        "Content-Type": XLSX,
        "Idempotency-Key": secrets.token_hex(16),
    }
    return phone.http.post(phone.root + path, data=content, headers=headers, params=query)

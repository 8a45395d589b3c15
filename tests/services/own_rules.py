"""The county with programmes of its own: one, a laxer one, and one that asks more."""

from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import select

from domain.programme import load_all
from models.audit import Audit
from services.uow import units
from tests.services.county import NOW, opened
from tests.services.rush import means

WHOLE = """
[programme]
title = "{title}"
[documents.d]
title = "{title}的通知"
[switches]
points = {points}
[[rules]]
id = "visits"
title = "走访"
measure = "records"
period = "quarter"
target = {target}
subjects = [{{ types = ["fulltime"] }}]
kinds = ["visit"]
sources = [{{ document = "d", clause = "每季度{target}次" }}]
"""
FIVE, THREE, SEVEN = (
    WHOLE.format(title=title, target=target, points=points)
    for title, target, points in (("五次", 5, "true"), ("三次", 3, "false"), ("七次", 7, "false"))
)
PLAIN = '[programme]\ntitle = "五次不积分"\nextends = "five"\n[switches]\npoints = false\n'
OPEN = FIVE.replace('title = "五次"', 'title = "五次,可另立"\nlocal_rules = true', 1)
OWN = THREE.replace('id = "visits"', 'id = "lessons"').replace('["visit"]', '["league_lesson"]')
FILES = {
    "five.toml": FIVE,
    "three.toml": THREE,
    "seven.toml": SEVEN,
    "plain.toml": PLAIN,
    "open.toml": OPEN,
    "own.toml": OWN,
}


class Place:
    """The county under these programmes; ``five`` is the installation's."""

    def __init__(self, county):
        self.lent = replace(means(), programmes=load_all(FILES), default_programme="five")
        self.open_uow = units(county.engine, self.lent, lambda: NOW)

    def do(self, verb, *args, **kwargs):
        with self.open_uow() as uow:
            return verb(uow, *args, **kwargs)

    def audits(self, deed):
        with self.open_uow(read_only=True) as uow:
            question = select(Audit).where(Audit.deed == deed).order_by(Audit.id)
            return [(one.object_id, one.data) for one in uow.session.scalars(question)]


@contextmanager
def ruled(url):
    with opened(url) as county:
        yield Place(county)

"""The whole thousandth of the nation: its numbers."""

from sqlalchemy import func, select, text

from domain.dictionaries import CadreType, Level
from models.activity import Activity
from models.cadre import Appointment, Cadre
from models.contact import Contact
from models.organisation import Organisation
from models.person import Person
from tests.demo.filling import NOW, fill


def count(connection, *criteria):
    return connection.scalar(select(func.count()).where(*criteria))


def test_a_thousandth_of_the_nation(empty):
    engine = empty()
    fill(engine, scale=1.0)
    today = NOW.date()
    present = (Appointment.first_day <= today, func.coalesce(Appointment.last_day, today) >= today)
    with engine.connect() as connection:
        parttime = count(connection, *present, Appointment.type == CadreType.PARTTIME)
        others = count(connection, *present, Appointment.type != CadreType.PARTTIME)
        assert count(connection, Cadre.id.is_not(None)) == 229
        assert (others, parttime) == (83, 146)
        assert (
            connection.scalar(select(func.count()).select_from(Person)) == 229 + 16_830 + 1
        )  # an admin
        assert connection.scalar(select(func.count(Contact.youth_id.distinct()))) == 16_830
        over = Activity.status.in_(("ended", "archived"))
        # One more is over and still to be closed by the first cadre.
        assert count(connection, over) == 2_492 + 1
        assert count(connection, Activity.status == "open") in range(8, 40)
        levels = connection.scalars(select(Organisation.level).distinct()).all()
        assert set(levels) == set(Level)
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []

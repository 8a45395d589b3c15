"""One of the processes whose cadres all press the same wish: it imports little, to be there soon."""

from concurrent.futures import ThreadPoolExecutor
from threading import BrokenBarrierError, Lock

from sqlalchemy import event, text

from domain.errors import Refusal
from models.engine import open_engine
from models.wish import Wish
from services import wish_claims, wish_rows
from services.uow import units
from tests.services.rush import NOW, means

_PATIENCE = 120


def rush(url, cadres, together, guarded, results):
    """Let these cadres claim the wish at the same moment; tell what each was told.

    Each has a thread of their own, which has asked the database something before, and waits for
    all the others, those of the other processes too, at ``together``. With the guard off only one
    of each process does, and later: see below.
    """
    engine = open_engine(url, pool_size=len(cadres))
    ready = together
    if not guarded:
        ready = None
        take_the_guard_off(engine, together)
    open_uow = units(engine, means(), lambda: NOW)

    def press(cadre):
        with open_uow(read_only=True) as uow:
            uow.session.execute(text("SELECT 1"))
        if ready:
            ready.wait(_PATIENCE)
        for _ in range(50):
            try:
                with open_uow() as uow:
                    wish_claims.claim(uow, 1, cadre)
                    return "claimed"
            except Refusal as no:
                return no.code
            except Exception as error:  # noqa: BLE001 - without the guard they collide, and try again
                if guarded:
                    return repr(error)
        return "gave up"

    with ThreadPoolExecutor(len(cadres)) as pool:
        results.put(list(pool.map(press, cadres)))
    engine.dispose()


def take_the_guard_off(engine, together):
    """Do as if nobody locked the wish; the index that allows one promise is gone as well.

    One in each process looks whether it is taken before any of the others has taken it.
    """
    if engine.dialect.name == "sqlite":
        # Without a transaction each statement stands alone: what was read is already old.
        event.listen(engine, "begin", lambda c: c.exec_driver_sql("COMMIT"))
    wish_rows.locked = lambda uow, wish_id: uow.session.get(Wish, wish_id)
    first, looked = Lock(), wish_rows.living

    def living(uow, wish):
        live = looked(uow, wish)
        if first.acquire(blocking=False):
            try:
                together.wait(_PATIENCE)
            except BrokenBarrierError:
                raise AssertionError("somebody did not come") from None
        return live

    wish_rows.living = living

"""One of the processes whose cadres all press the same wish: it imports little, to be there soon."""

from concurrent.futures import ThreadPoolExecutor
from threading import BrokenBarrierError, Lock

from sqlalchemy import event

from domain.errors import Refusal
from models.engine import open_engine
from models.wish import Wish
from services import wish_claims, wish_rows
from services.uow import units
from tests.services.rush import NOW, means

_PATIENCE = 60


def rush(url, cadres, threads, together, guarded, results):  # noqa: PLR0917 - they go to a process
    """Let these cadres claim the wish, from several threads; tell what each was told.

    ``together`` is where all processes wait for each other.
    """
    engine = open_engine(url)
    if guarded:
        together.wait(_PATIENCE)
    else:
        take_the_guard_off(engine, together)
    open_uow = units(engine, means(), lambda: NOW)

    def press(cadre):
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

    with ThreadPoolExecutor(threads) as pool:
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

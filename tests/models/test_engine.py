import sqlite3
import threading
import time

from sqlalchemy import text

from models.engine import open_engine


def test_a_new_file_that_somebody_else_is_writing_is_waited_for(tmp_path):
    file = tmp_path / "new.sqlite3"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO t VALUES (1)")
    reader = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM t").fetchall()

    def let_go():
        time.sleep(0.3)
        reader.execute("COMMIT")
        reader.close()
        other.execute("COMMIT")
        other.close()

    waiting = threading.Thread(target=let_go)
    waiting.start()
    engine = open_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
    engine.dispose()
    waiting.join()

"""Tables, and named questions: functions that return a ``Select``."""

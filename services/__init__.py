"""The verbs of the programme; they take a unit of work and never open or end one."""

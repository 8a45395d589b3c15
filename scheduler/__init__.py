"""The clock's door: jobs, delivery and the metronome."""

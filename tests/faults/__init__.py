"""What happens to such systems, done to ours on purpose: every experiment ends in figures."""

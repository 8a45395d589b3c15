"""Measurements, side by side with peers, in one run: ratios, not promises."""

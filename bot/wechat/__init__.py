"""The wire: the one folder that knows WeChat's envelopes and calls."""

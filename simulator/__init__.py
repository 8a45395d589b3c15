"""The WeChat platform played over HTTP on loopback: it shares the wire, not the walls."""

"""The fixtures every test may ask for."""

pytest_plugins = ["tests.plugins.servers", "tests.plugins.browser", "tests.plugins.house"]

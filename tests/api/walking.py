"""From answer to answer through the API, as somebody whose phone remembers what it was told."""

import secrets
import threading
from collections import Counter
from contextlib import contextmanager, suppress

import hypothesis
import hypothesis.errors
import waitress
from schemathesis import GenerationMode, checks
from schemathesis.core.failures import FailureGroup

from tests import serving
from tests.api.conformance import RESENT, places, whole
from tests.api.wire import ROOT


@contextmanager
def served(web):
    """Serve over HTTP and give the API's address."""
    server = waitress.create_server(web, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}{ROOT}"
    serving.end(server)
    thread.join(10)


def walked(schema, url, tokens, *, walks, length):
    """Go from what operations told to the next ones; return answers, and what was not as promised.

    ``tokens`` gives a new session for each walk.
    """
    counted, faults, begun = Counter(), [], 0

    schema.config.generation.update(modes=[GenerationMode.POSITIVE])

    class Steps(schema.as_state_machine()):
        def setup(self):
            nonlocal begun
            begun, self.token = begun + 1, next(tokens)
            super().setup()

        def get_call_kwargs(self, case):
            headers = {"Authorization": f"Bearer {self.token}"}
            if case.method != "GET":
                headers["Idempotency-Key"] = secrets.token_hex(16)
            return {"headers": headers, "base_url": url}

        def call(self, case, **more):
            case.body = whole(case.body)
            return super().call(case, **more)

        def validate_response(self, response, case, **more):
            counted[case.operation.label, response.status_code] += 1
            excluded = [*RESENT]
            if response.status_code == 422 and places(response) == {"body"}:
                excluded.append(checks.positive_data_acceptance)
            try:
                case.validate_response(response, excluded_checks=excluded, transport_kwargs=more)
            except FailureGroup as wrong:
                faults.append(str(wrong))

    for seed in range(walks):
        # What one walk has done, the next one finds: to Hypothesis that looks like a flaky test.
        with suppress(hypothesis.errors.FlakyStrategyDefinition):
            hypothesis.seed(seed)(Steps)
            Steps.run(
                settings=hypothesis.settings(
                    max_examples=walks,
                    stateful_step_count=length,
                    database=None,
                    # A step is as slow as the machine is busy.
                    deadline=None,
                    phases=[hypothesis.Phase.generate],
                    suppress_health_check=list(hypothesis.HealthCheck),
                )
            )
        if begun >= walks:
            break
    return counted, faults

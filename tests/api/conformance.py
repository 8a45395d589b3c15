"""What the API's document promises, tried by schemathesis: every operation, as everybody."""

import io
import itertools
import re
import secrets
from dataclasses import dataclass, field

import hypothesis
import schemathesis
import xlsxwriter
from hypothesis import strategies as st
from PIL import Image
from schemathesis import GenerationMode, checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.transport.serialization import serialize_binary

from handlers.api.nouns import NOUNS
from handlers.api.openapi import document

WHO = {"leader": "李向阳", "cadre": "王敏", "youth": "林小溪", "stranger": "路人甲"}
NO = (400, 401, 403, 404, 405, 409, 413, 415, 422)
"""What a request is answered that the document does not allow."""
RESENT = (checks.ignored_auth, checks.object_level_authorization)
"""Checks that ask again as somebody else: that is what the policy table is for."""


def _sheet():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write(0, 0, "姓名")
    return file.getvalue()


def _picture():
    file = io.BytesIO()
    Image.new("RGB", (4, 4)).save(file, "PNG")
    return file.getvalue()


# An upload is any bytes of its type, now and then a good file.
for _mime, _good in {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _sheet(),
    "image/jpeg": _picture(),
    "image/png": _picture(),
    "image/webp": _picture(),
}.items():
    schemathesis.openapi.media_type(_mime, st.binary(max_size=200) | st.just(_good))
    schemathesis.serializer(_mime)(lambda _context, value: {"data": serialize_binary(value)})


def loaded(nouns=NOUNS):
    """Return the document as schemathesis reads it."""
    told = {
        # PostgreSQL keeps no NUL: it is refused everywhere, which a document cannot say.
        "generation": {"allow-x00": False, "deterministic": True},
        "checks": {
            # The document says what may be asked; what there is, and whose, the rules decide.
            "positive_data_acceptance": {"expected-statuses": ["2xx", 304, 401, 403, 404, 409]},
            "negative_data_rejection": {"expected-statuses": [*NO]},
            "missing_required_header": {"expected-statuses": [*NO]},
        },
    }
    return schemathesis.openapi.from_dict(
        document(nouns, version="1"), config=SchemathesisConfig.from_dict(told)
    )


def operations(schema):
    return [found.ok() for found in schema.get_all_operations()]


def planned(operation):
    """Return schemathesis' own plan for an operation: each bound, each mistake, one at a time."""
    return [
        *operation.schema.iter_coverage_cases(
            operation,
            generation_modes=list(GenerationMode),
            generation_config=operation.schema.config.generation,
        )
    ]


def drawn(operation, many):
    """Return so many good requests that Hypothesis makes up; the same ones each time."""
    found = []

    @hypothesis.seed(1)
    @hypothesis.settings(
        max_examples=many,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def draw(case):
        found.append(case)

    draw()
    return found


def spread(cases, many):
    """Return so many of them, from beginning to end."""
    if len(cases) <= many:
        return cases
    return [cases[n * len(cases) // many] for n in range(many)]


@dataclass
class Examiner:
    """Sends cases to wires, each as somebody, and keeps what was not as promised."""

    wires: list
    sent: int = 0
    statuses: dict = field(default_factory=dict)
    """How often each operation gave each answer."""
    faults: list = field(default_factory=list)
    tokens: dict = field(default_factory=dict)
    places: itertools.count = field(default_factory=itertools.count)
    ids: itertools.cycle = field(default_factory=lambda: itertools.cycle(range(1, 13)))

    def examine(self, operation, *, plan, draws):
        """Try an operation: everybody with the first good case, the rest in turns."""
        if not self.tokens:
            self.log_in()
        cases = planned(operation)
        good = [case for case in cases if positive(case)]
        bad = [case for case in cases if not positive(case)]
        turns = itertools.cycle(itertools.product(WHO, range(len(self.wires))))
        for who in WHO:
            self.send(good[0], who, next(self.places) % len(self.wires))
        # Who may not call hears so before anything is looked at: mistakes are for who may.
        for case in spread(bad, plan):
            self.send(case, "leader", next(self.places) % len(self.wires))
        for case in [*spread(good[1:], plan // 2), *drawn(operation, draws)]:
            self.send(case, *next(turns))

    def log_in(self):
        for number, wire in enumerate(self.wires):
            for who, name in WHO.items():
                self.tokens[who, number] = wire.of(name)

    def send(self, case, who, wire):
        """Send one case and look at the answer."""
        headers = {}
        if "authorization" not in about(case):
            headers["Authorization"] = f"Bearer {self.tokens[who, wire]}"
        if case.headers.get("Idempotency-Key") == "00000000" or positive(case):
            headers["Idempotency-Key"] = secrets.token_hex(16)
        if positive(case):
            self._existing(case)
            case.body = whole(case.body)
        response = case.call(app=self.wires[wire].web, headers=headers)
        self.sent += 1
        counted = self.statuses.setdefault(case.operation.label, {})
        counted[response.status_code] = counted.get(response.status_code, 0) + 1
        # A step may have ended a session of the four.
        ended = case.method != "GET" and response.status_code < 300
        if ended and re.search("session|binding|me/data", case.path):
            self.log_in()
        excluded = [*RESENT]
        if response.status_code == 422 and places(response) == {"body"}:
            # What fields mean together is told in words: a schema does not say it.
            excluded.append(checks.positive_data_acceptance)
        try:
            case.validate_response(response, excluded_checks=excluded, headers=headers)
        except FailureGroup as wrong:
            self.faults.append(f"as {who} on wire {wire}: {about(case)}\n{wrong}")

    def _existing(self, case):
        """Ask for things that may be there: whatever is made up is nowhere to be found."""
        for name, value in case.path_parameters.items():
            if isinstance(value, int):
                case.path_parameters[name] = next(self.ids)


def places(response):
    return {one["where"] for one in response.json()["fields"]}


def whole(value):
    """Write 7.0 as 7: to JSON Schema they are one, and no client of ours writes the first."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: whole(one) for key, one in value.items()}
        case list():
            return [whole(one) for one in value]
    return value


def positive(case):
    return case.meta is not None and case.meta.generation.mode is GenerationMode.POSITIVE


def about(case):
    """Return what was made wrong in a case, in schemathesis' words."""
    return str(getattr(case.meta.phase.data, "description", "") or "").lower()

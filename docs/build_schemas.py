"""Write the shipped JSON Schemas from the models of the documents that this program writes.

`make docs` runs it; a test compares the files with the models. Only this script and the tests import the models: the
documents themselves are written without pydantic.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from ai_provenance.attest.statement_schema import statement_schema
from ai_provenance.conformity.documents import DOCUMENTS, document_schema
from ai_provenance.export.answers.schema import doctor_schema, explain_schema
from ai_provenance.export.delivery.improvement_schema import improvement_schemas
from ai_provenance.export.delivery.schema import alarms_schema, compare_schema, delivery_schema, pipelines_schema
from ai_provenance.export.findings.schema import conform_schema, findings_schema, input_schema
from ai_provenance.export.fleet.schema import fleet_schema
from ai_provenance.export.governance.schema import governance_schemas
from ai_provenance.export.metrics.schema import metrics_schema
from ai_provenance.export.report.schema import report_schema
from ai_provenance.export.score.schema import score_schema

DIRECTORY = Path(__file__).parent.parent / "src" / "ai_provenance" / "export" / "schemas"
SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "report-1.1.json": report_schema,
    "score-1.1.json": score_schema,
    "delivery-1.0.json": delivery_schema,
    "pipelines-1.0.json": pipelines_schema,
    "delivery-compare-1.0.json": compare_schema,
    "delivery-alarms-1.0.json": alarms_schema,
    "check-1.1.json": findings_schema,
    "check-input-1.0.json": input_schema,
    "metrics-1.0.json": metrics_schema,
    "explain-1.0.json": explain_schema,
    "doctor-1.0.json": doctor_schema,
    "conform-1.0.json": conform_schema,
    "fleet-1.0.json": fleet_schema,
    "change-v1.json": statement_schema,
    **{f"{kind}-1.0.json": partial(document_schema, kind) for kind in DOCUMENTS},
    **{name: partial(governance_schemas().__getitem__, name) for name in governance_schemas()},
    **{name: partial(improvement_schemas().__getitem__, name) for name in improvement_schemas()},
}
"""File name -> the function that gives the schema. Schemas of earlier versions stay as they were shipped."""


def text(name: str) -> str:
    """The content of one shipped schema."""
    return json.dumps(SCHEMAS[name](), indent=2) + "\n"


if __name__ == "__main__":
    for file in SCHEMAS:
        (DIRECTORY / file).write_text(text(file), encoding="utf-8")

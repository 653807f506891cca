"""Whatever `check` passes, `simulate` and `analyze` digest; `validation/law.py` asks 2,000 such protocols."""

import json

from altered import Tree, checked, digest
from edge_protocols import edge_protocols
from hypothesis import HealthCheck, Phase, given, seed, settings


@seed(2026)
@settings(max_examples=25, deadline=None, database=None, phases=[Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(tree=edge_protocols())
def test_an_edge_protocol_is_refused_with_findings_or_simulated_and_analysed(tree: Tree) -> None:
    loaded, findings = checked(json.dumps(tree))
    if loaded is None:
        assert findings
    else:
        digest(loaded)

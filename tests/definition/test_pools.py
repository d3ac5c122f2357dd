"""A package is one procedure: a pool that should run beside it is refused, a process nobody calls is told."""

from __future__ import annotations

from engine.definition import check
from tests.packages import DIAGRAM, approval

OTHER = (
    '<bpmn:process id="other" name="申请人" isExecutable="true"><bpmn:startEvent id="os"/>'
    '<bpmn:sequenceFlow id="of" sourceRef="os" targetRef="oe"/><bpmn:endEvent id="oe">{message}</bpmn:endEvent></bpmn:process>'
)
POOLS = (
    '<bpmn:collaboration id="co"><bpmn:participant id="A" processRef="approval"/><bpmn:participant id="B" processRef="other"/>'
    '<bpmn:messageFlow id="mf" sourceRef="oe" targetRef="ruling"/></bpmn:collaboration>'
)
SENT = '<bpmn:messageEventDefinition id="omd" messageRef="m_ruling"/>'


def found(*more: str) -> dict[str, str]:
    diagram = DIAGRAM.replace("</bpmn:definitions>", "".join(more) + "</bpmn:definitions>")
    return {f.code: f.severity for f in check(approval(**{"process.bpmn": diagram.encode()}))}


def test_a_pool_that_would_have_to_run_is_refused_with_the_way_out():
    assert found(POOLS, OTHER.format(message=SENT))["pool_elsewhere"] == "error"


def test_a_picture_of_it_is_not():
    assert "pool_elsewhere" not in found(POOLS, OTHER.format(message=SENT).replace('"true"', '"false"'))


def test_a_process_nobody_calls_is_told():
    assert found(OTHER.format(message=""))["process_unused"] == "warning"

"""What a new form begins with: one answer and a remark."""

from __future__ import annotations

import json

from engine.forms.limits import SCHEMA_VERSION


def new_form(id: str) -> bytes:
    choices = [{"label": word, "value": word} for word in ("同意", "不同意")]
    result = {"id": f"{id}_result", "type": "radio", "key": "result", "label": "办理结果", "values": choices}
    remark = {"id": f"{id}_remark", "type": "textarea", "key": "remark", "label": "备注"}
    components = [result | {"validate": {"required": True}}, remark | {"validate": {"maxLength": 500}}]
    schema = {"schemaVersion": SCHEMA_VERSION - 1, "type": "default", "id": id, "components": components}
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode()

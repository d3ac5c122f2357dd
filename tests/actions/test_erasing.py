"""依法删除个人信息: two people, an ended matter, the words gone everywhere, and every proof still whole."""

from __future__ import annotations

import json
import subprocess
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import func, select, update

from engine import actions, queries
from engine.actions import Actor
from engine.actions.erase_personal_data import AskErasure, ask_erasure, decide_erasure
from engine.actions.make_keys import make_office_key
from engine.actions.take_checkpoint import take_checkpoint
from engine.definition import Package
from engine.errors import Invalid, Missing, NotNow, NotYours, Refused
from engine.history import ERASED, ERASURE
from engine.history.signer import load_public
from engine.queries.search import Question, search
from engine.store import tables as t
from engine.store.evidence import EvidenceSettings
from engine.store.journal import journal as record
from engine.store.office import open_office
from engine.store.rebuild import recorded
from engine.store.replay import compare, examine
from engine.store.verification import Trust, verify_office
from tests import postgres
from tests.actions.desk import command_id, complete, rows, start
from tests.conftest import close, furnish
from tests.exchanging import VALUES, answering, asking
from tests.packages import approval
from tests.procedures.test_hotline_privacy import NAME, PHONE, dispatched

GROUND = "《中华人民共和国个人信息保护法》第四十七条"
ASKER, GRANTER = "O11", "O1"  # 热线办负责人, 办公室主任


@pytest.fixture
def ended(bare_office):
    """A caller's ticket that was ended, with his name in an opinion and in a file's name."""
    dispatched(bare_office, "否")
    letter = actions.Upload(f"{NAME}来信.txt", "text/plain", BytesIO(b"my letter"))
    files = actions.AttachFiles(1, (letter,), command_id())
    actions.attach_files(bare_office, files, Actor("O12"))
    actions.cancel_instance(bare_office, actions.CancelInstance(1, f"{NAME}来电撤回。", command_id()), Actor(ASKER))
    return bare_office


def ask(office, by=ASKER, **given):
    command = AskErasure(**{"instance_id": 1, "fields": ("caller", "phone"), "ground": GROUND, "reason": "本人申请", **given})
    return ask_erasure(office, command, Actor(by))


def whole(office) -> str:
    """Every row of every table, as text."""
    return "\n".join(str(tuple(row)) for table in t.metadata.sorted_tables for row in rows(office, table))


def last_entry(connection) -> int:
    return connection.execute(select(func.max(t.journal.c.seq))).scalar_one()


def evidence(office, folder: Path) -> EvidenceSettings:
    return EvidenceSettings(folder / "keys", folder / "out")


def signed(office, folder: Path):
    make_office_key(office, evidence(office, folder), "qinglan", Actor("system"))
    return take_checkpoint(office, evidence(office, folder), Actor("system"))


def test_the_words_are_gone_and_every_proof_holds(ended, tmp_path):
    before = signed(ended, tmp_path)
    assert NAME in whole(ended) and PHONE in whole(ended)
    done = decide_erasure(ended, ask(ended), Actor(GRANTER), grant=True)
    assert done is not None and done.texts["RX20260001"] > 3 and done.events == {"RX20260001": 0}
    text = whole(ended)
    assert NAME not in text and PHONE not in text and ERASED in text
    trust = Trust((load_public(tmp_path / "keys/qinglan-1.pub"),), (), before.note)
    verdict = verify_office(ended.database, ended.files, trust)
    assert verdict.ok and verdict.signed, verdict.problems
    take_checkpoint(ended, evidence(ended, tmp_path), Actor("system"))
    assert compare(ended, 1) == []
    assert any("texts" in gap for gap in examine(ended, 1).erased)


def test_what_is_told_of_it_is_no_text(ended):
    decide_erasure(ended, ask(ended), Actor(GRANTER), grant=True)
    with ended.database.read() as connection:
        last = recorded(connection, 1)[-1]
    assert last.kind == ERASURE and last.body["fields"] == ["caller", "phone"] and last.body["ground"] == GROUND
    assert all(len(name) == 64 for names in last.body["erased"].values() for name in names)
    (row,) = rows(ended, t.erasure)
    assert (row.state, row.asked_by, row.decided_by, row.words) == ("granted", ASKER, GRANTER, None)


def test_search_finds_nothing_and_pages_show_the_gap(ended):
    assert search(ended, ASKER, Question(text=NAME)).found.rows
    decide_erasure(ended, ask(ended), Actor(GRANTER), grant=True)
    assert not search(ended, ASKER, Question(text=NAME)).found.rows
    page = str(queries.instance_page(ended, ASKER, 1))
    assert NAME not in page and PHONE not in page and ERASED in page


def test_no_byte_of_it_is_in_the_file_or_dump(ended, database_url, tmp_path):
    done = decide_erasure(ended, ask(ended), Actor(GRANTER), grant=True)
    if database_url.startswith("sqlite"):
        assert done is not None and done.scrubbed
        data = b"".join(path.read_bytes() for path in tmp_path.glob("banjie.sqlite3*"))
    else:
        dump = postgres.programs() / "pg_dump"
        data = subprocess.run([str(dump), database_url.replace("+psycopg", "")], capture_output=True, check=True).stdout
    assert b"RX20260001" in data
    assert NAME.encode() not in data and PHONE.encode() not in data


def test_a_file_goes_with_its_name_and_bytes(ended):
    (file,) = rows(ended, t.attachment)
    assert ended.files.path(file.sha256).exists()
    decide_erasure(ended, ask(ended, attachments=(file.id,)), Actor(GRANTER), grant=True)
    assert not ended.files.path(file.sha256).exists() and file.sha256 not in whole(ended)
    with pytest.raises(Missing) as refused:
        queries.attachment(ended, ASKER, file.id)
    assert refused.value.code == "file_erased"
    assert verify_office(ended.database, ended.files, Trust()).ok and compare(ended, 1) == []


def test_further_words_go_wherever_they_stand(ended):
    word = "夜间"
    decide_erasure(ended, ask(ended, fields=(), words=("老旧小区加装电梯",)), Actor(GRANTER), grant=True)
    assert "老旧小区加装电梯" not in whole(ended) and word not in ERASED
    assert PHONE in whole(ended), "only what was asked for goes"
    assert compare(ended, 1) == [] and verify_office(ended.database, ended.files, Trust()).ok


@pytest.mark.tampers
def test_an_old_event_whose_body_holds_the_words_goes_as_a_whole(ended):
    """A matter of before texts were sealed: the body itself holds them; its digest stays."""
    from engine.history import GENESIS, Event, Texts, link

    with ended.database.write() as connection:
        head = GENESIS
        for row in connection.execute(select(t.history).where(t.history.c.instance_id == 1).order_by(t.history.c.seq)).all():
            with_body = recorded(connection, 1)[row.seq - 1].body
            event = Event(1, row.seq, row.kind, row.at, row.actor, with_body, row.on_behalf_of, row.command_id)
            sealed = link(event, head, Texts(frozenset()))
            head = sealed.hash
            connection.execute(
                update(t.history)
                .where(t.history.c.instance_id == 1, t.history.c.seq == row.seq)
                .values(meta=sealed.meta, salt=sealed.salt, body=sealed.body, digest=sealed.digest, hash=head, sealed=sealed.sealed)
            )
        connection.execute(update(t.instance).values(head=head))
    ended.executions.take((1, 1))
    done = decide_erasure(ended, ask(ended), Actor(GRANTER), grant=True)
    assert done is not None and done.events["RX20260001"] >= 2
    assert NAME not in whole(ended) and PHONE not in whole(ended)
    assert verify_office(ended.database, ended.files, Trust()).ok
    found = examine(ended, 1)
    assert found.problems == () and any("whole" in gap for gap in found.erased)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"fields": ("topic",)}, "fields"),
        ({"fields": ()}, "fields"),
        ({"words": ("赵",)}, "words"),
        ({"words": ("1234",)}, "words"),
        ({"attachments": (77,)}, "attachments"),
        ({"ground": ""}, "ground"),
        ({"ground": f"{NAME}的申请"}, "ground"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_is_wrong_is_named(ended, given, field):
    before = whole(ended)
    with pytest.raises(Invalid) as refused:
        ask(ended, **given)
    assert field in refused.value.fields and whole(ended) == before


def test_a_running_matter_keeps_its_data(bare_office):
    dispatched(bare_office, "否")
    with pytest.raises(NotNow) as refused:
        ask(bare_office)
    assert refused.value.code == "instance_running"


def test_strangers_are_told_nothing(ended):
    for person in ("U9", "A1", "A2", "A3"):
        with pytest.raises(NotYours):
            ask(ended, by=person)
    number = ask(ended)
    for person in ("U9", "A3"):
        with pytest.raises(NotYours):
            decide_erasure(ended, number, Actor(person), grant=True)
    with pytest.raises(NotNow) as refused:
        decide_erasure(ended, 99, Actor(GRANTER), grant=True)
    assert refused.value.code == "no_erasure"


def test_who_asked_does_not_decide_and_nothing_is_done_twice(ended):
    number = ask(ended)
    with pytest.raises(Refused) as refused:
        decide_erasure(ended, number, Actor(ASKER), grant=True)
    assert refused.value.code == "four_eyes" and NAME in whole(ended)
    with pytest.raises(NotNow) as refused:
        ask(ended)
    assert refused.value.code == "erasure_asked"
    decide_erasure(ended, number, Actor(GRANTER), grant=True)
    with pytest.raises(NotNow) as refused:
        decide_erasure(ended, number, Actor(GRANTER), grant=True)
    assert refused.value.code == "erasure_decided"
    with pytest.raises(Invalid) as empty:
        ask(ended)
    assert "fields" in empty.value.fields


def test_a_refused_request_leaves_everything(ended):
    assert decide_erasure(ended, ask(ended), Actor(GRANTER), grant=False) is None
    assert NAME in whole(ended) and rows(ended, t.erasure)[0].state == "refused"
    assert compare(ended, 1) == [] and verify_office(ended.database, ended.files, Trust()).ok


@pytest.mark.tampers
def test_a_text_removed_without_an_erasure_is_tampering(ended):
    from engine.history import kept_texts, written

    with ended.database.write() as connection:
        row = connection.execute(select(t.history).where(t.history.c.seq == 2)).one()
        gone = written(dict.fromkeys(kept_texts(row.sealed)))
        connection.execute(update(t.history).where(t.history.c.seq == 2).values(sealed=gone))
    (problem,) = verify_office(ended.database, ended.files, Trust()).problems
    assert (problem.code, problem.seq) == ("chain_broken", 2)


# -- matters that wrote to each other


@pytest.fixture
def exchange(request, database_url, clock, tmp_path):
    """发函 with a personal title, which starts 复函 with the same words."""
    asked = asking()
    toml = asked.files["procedure.toml"] + b'[personal]\nfields = ["title"]\n'
    opened = furnish(
        open_office(database_url, clock=clock, files=tmp_path / "files"),
        Package({**asked.files, "procedure.toml": toml}), answering(),
    )  # fmt: skip
    actions.start_instance(
        opened, actions.StartInstance("asking", {**VALUES, "title": f"关于{NAME}的函"}, command_id()), Actor("U11")
    )
    complete(opened, "write", "O5", {})
    actions.deliver_messages(opened)
    actions.cancel_instance(opened, actions.CancelInstance(1, "不再需要", command_id()), Actor("O1"))
    yield opened
    close(opened, request)


def test_a_linked_matter_that_runs_keeps_everything_as_it_is(exchange):
    number = ask(exchange, by="O1", fields=("title",))
    before = whole(exchange)
    with pytest.raises(NotNow) as refused:
        decide_erasure(exchange, number, Actor("L1"), grant=True)
    assert refused.value.code == "linked_running" and refused.value.details["number"] == "HF20260001"
    assert whole(exchange) == before


def test_what_went_to_a_linked_matter_goes_with_it(exchange):
    complete(exchange, "reply", "O5", {}, instance=2)
    actions.deliver_messages(exchange)
    done = decide_erasure(exchange, ask(exchange, by="O1", fields=("title",)), Actor("L1"), grant=True)
    assert done is not None and set(done.texts) == {"FH20260001", "HF20260001"} and min(done.texts.values()) > 1
    assert NAME not in whole(exchange) and done.elsewhere == ()
    assert verify_office(exchange.database, exchange.files, Trust()).ok
    assert compare(exchange, 1) == [] and compare(exchange, 2) == []


def test_matters_that_hold_the_words_and_are_not_linked_are_named(exchange):
    complete(exchange, "reply", "O5", {}, instance=2)
    actions.deliver_messages(exchange)
    actions.start_instance(
        exchange, actions.StartInstance("answering", {**VALUES, "title": f"另一件关于{NAME}的函"}, command_id()), Actor("U11")
    )
    number = ask(exchange, by="O1", fields=(), words=(NAME,))
    done = decide_erasure(exchange, number, Actor("L1"), grant=True)
    assert done is not None and done.elsewhere == ("HF20260002",)
    assert NAME in whole(exchange), "each needs an erasure of its own"


@pytest.mark.parametrize("title", ['赵"女\\士 😀 函', "100%_赵'女士<b>", "a&赵\u200d女士;--"])
def test_words_that_are_written_otherwise_in_the_file_go_as_well(office, database_url, tmp_path, title):
    package = approval()
    toml = package.files["procedure.toml"] + b'\n[personal]\nfields = ["title"]\n'
    actions.publish_definition(office, Package({**package.files, "procedure.toml": toml}), Actor("system"))
    start(office, title=title)
    complete(office, "review", "O5", {"review_result": "不同意"}, f"不同意“{title}”。")
    decide_erasure(office, ask(office, by="O1", fields=("title",)), Actor("L1"), grant=True)
    assert "赵" not in whole(office) and compare(office, 1) == []
    if database_url.startswith("sqlite"):
        data = b"".join(path.read_bytes() for path in tmp_path.glob("banjie.sqlite3*"))
        for form in (title, json.dumps(title, ensure_ascii=False)[1:-1], json.dumps(title)[1:-1]):
            assert form.encode() not in data, form


def test_what_people_kept_for_themselves_loses_the_words_too(ended):
    with ended.database.write() as connection:
        for text in (f"请联系{NAME}", f"q={quote(NAME)}&by=O1", "请抓紧办理"):
            connection.execute(t.phrase.insert(), {"person": "O5", "text": text, "position": 1})
        draft = {"person": "O12", "procedure": "hotline", "task_id": None, "content": {"caller": NAME}, "opinion": ""}
        connection.execute(t.draft.insert(), {**draft, "changed_at": ended.now()})
    decide_erasure(ended, ask(ended), Actor(GRANTER), grant=True)
    assert NAME not in whole(ended) and quote(NAME) not in whole(ended)
    assert sorted(row.text for row in rows(ended, t.phrase)) == [f"q={ERASED}&by=O1", "请抓紧办理", f"请联系{ERASED}"]


# -- what proofs rest on


@pytest.mark.parametrize("word", ["before", "organization", "hotline", "running", "values", "caller", "2026-02"])
def test_a_word_that_only_the_machine_writes_takes_nothing_away(ended, word):
    """Names of fields, identifiers and moments are no words of anybody: bodies, rows and proofs stay as they are."""
    journal, history = rows(ended, t.journal), rows(ended, t.history)
    documents, tasks, matters = rows(ended, t.document), rows(ended, t.task), rows(ended, t.instance)
    done = decide_erasure(ended, ask(ended, fields=(), words=(word,)), Actor(GRANTER), grant=True)
    assert done is not None and done.events == {"RX20260001": 0}
    assert [row.body for row in rows(ended, t.journal)][: len(journal)] == [row.body for row in journal]
    assert [row.body for row in rows(ended, t.history)][: len(history)] == [row.body for row in history]
    assert (rows(ended, t.document), rows(ended, t.task)) == (documents, tasks)
    assert rows(ended, t.instance)[0].procedure == matters[0].procedure == "hotline"
    assert verify_office(ended.database, ended.files, Trust()).ok and compare(ended, 1) == []


@pytest.mark.tampers
@pytest.mark.parametrize("kind", ["organization.changed", "definition.published", "keys.made", "witness.registered", ERASURE])
def test_an_entry_that_proofs_rest_on_is_never_emptied(ended, kind):
    with ended.database.write() as connection:
        record(connection, kind, "system", ended.now(), {"ground": "城北新村来函"})
        connection.execute(  # as entries stood before texts were sealed
            update(t.journal).where(t.journal.c.kind == kind, t.journal.c.seq == last_entry(connection))
            .values(body=b'{"ground":"\xe5\x9f\x8e\xe5\x8c\x97\xe6\x96\xb0\xe6\x9d\x91\xe6\x9d\xa5\xe5\x87\xbd"}', sealed=None)
        )  # fmt: skip
        seq = last_entry(connection)
    number, before = ask(ended, fields=(), words=("城北新村",)), whole(ended)
    with pytest.raises(NotNow) as refused:
        decide_erasure(ended, number, Actor(GRANTER), grant=True)
    assert refused.value.code == "entry_kept" and refused.value.details == {"seq": seq, "kind": kind}
    assert f"机关日志第{seq}条" in refused.value.zh and kind in refused.value.zh and kind in refused.value.en
    assert whole(ended) == before


def test_a_second_erasure_leaves_the_first_one_told(ended):
    """The ground of the first holds the words of the second: its text goes, the event stays."""
    decide_erasure(ended, ask(ended), Actor(GRANTER), grant=True)
    second = ask(ended, fields=(), words=("个人信息保护法",), ground="本人申请书", reason="笔误")
    done = decide_erasure(ended, second, Actor(GRANTER), grant=True)
    assert done is not None and done.events == {"RX20260001": 0} and "个人信息保护法" not in whole(ended)
    assert verify_office(ended.database, ended.files, Trust()).ok and compare(ended, 1) == []
    with ended.database.read() as connection:
        first = next(event for event in recorded(connection, 1) if event.kind == ERASURE)
    assert first.body["ground"] == ERASED and first.body["erased"]


# -- what the decider is told, and what people keep for themselves


def test_a_further_word_touches_no_phrase_of_others(ended):
    """云坪镇 stands in everybody's phrases; only values of the fields, and drafts of the matter's own tasks, go."""
    task = rows(ended, t.task)[0].id
    with ended.database.write() as connection:
        for text in ("请云坪镇抓紧办理", f"请联系{NAME}"):
            connection.execute(t.phrase.insert(), {"person": "O5", "text": text, "position": 1})
        saved = {"person": "O5", "name": "街道", "query": f"q={quote('云坪镇')}", "saved_at": ended.now()}
        connection.execute(t.saved_question.insert(), saved)
        for task_id, person in ((None, "O5"), (task, "O12")):
            draft = {"person": person, "procedure": "hotline", "task_id": task_id, "content": {"note": "云坪镇"}}
            connection.execute(t.draft.insert(), {**draft, "opinion": "云坪镇", "changed_at": ended.now()})
    number = ask(ended, words=("云坪镇",))
    (request,) = queries.erasure_page(ended, GRANTER, 1).requests
    own = {each.text: each.reach.own for each in request.sought}
    assert own == {NAME: 1, PHONE: 0, "云坪镇": 1}
    decide_erasure(ended, number, Actor(GRANTER), grant=True)
    assert {row.text for row in rows(ended, t.phrase)} == {"请联系〔已删除〕", "请云坪镇抓紧办理"}
    assert [row.query for row in rows(ended, t.saved_question)] == [saved["query"]]
    assert {row.person: row.opinion for row in rows(ended, t.draft)} == {"O5": "云坪镇", "O12": ERASED}
    assert {row.person: row.content["note"] for row in rows(ended, t.draft)} == {"O5": "云坪镇", "O12": ERASED}


def test_the_decider_is_told_each_word_and_where_it_stands(ended):
    search(ended, ASKER, Question(text=NAME))
    with ended.database.write() as connection:
        record(connection, "log.exported", "A1", ended.now(), {"words": f"{NAME}来电"})
    number = ask(ended, words=("老旧小区加装电梯",))
    assert queries.erasure_page(ended, ASKER, 1).requests[0].sought == (), "who asked knows"
    (request,) = queries.erasure_page(ended, GRANTER, 1).requests
    told = {each.text: each.reach for each in request.sought}
    assert list(told) == [NAME, PHONE, "老旧小区加装电梯"] and request.sought[2].label == ""
    before = {row.seq: row.sealed for row in rows(ended, t.history)}
    assert told[NAME].journal == 1 and told[NAME].rows > 1 and told[NAME].kept == told[NAME].whole == 0
    held = [seq for seq, sealed in before.items() if sealed and "老旧小区加装电梯" in sealed]
    assert told["老旧小区加装电梯"].events == len(held) > 0
    decide_erasure(ended, number, Actor(GRANTER), grant=True)
    after = {row.seq: row.sealed for row in rows(ended, t.history)}
    assert sum(after[seq] != before[seq] for seq in before) >= max(reach.events for reach in told.values())


def test_what_went_to_a_linked_matter_is_counted(exchange):
    complete(exchange, "reply", "O5", {}, instance=2)
    actions.deliver_messages(exchange)
    ask(exchange, by="O1", fields=("title",))
    (sought,) = queries.erasure_page(exchange, "L1", 1).requests[0].sought
    assert sought.text == f"关于{NAME}的函" and sought.reach.events > 1 and sought.reach.linked_events == 1
    assert sought.reach.linked_rows > 1


# -- a masked caller


@pytest.fixture
def hidden(bare_office):
    """A caller who wants his name kept secret, and whose name stands in title, file name and reason."""
    dispatched(bare_office, "是")
    letter = actions.Upload(f"{NAME}来信.txt", "text/plain", BytesIO(b"my letter"))
    actions.attach_files(bare_office, actions.AttachFiles(1, (letter,), command_id()), Actor("O12"))
    actions.cancel_instance(bare_office, actions.CancelInstance(1, "来电撤回。", command_id()), Actor(ASKER))
    with bare_office.database.write() as connection:
        connection.execute(update(t.instance).values(title=f"{NAME}反映电梯"))
    return bare_office


@pytest.mark.tampers
def test_who_may_not_see_the_caller_decides_without_seeing_him(hidden):
    (file,) = rows(hidden, t.attachment)
    number = ask(hidden, words=(f"{NAME}上午", NAME[1:]), attachments=(file.id,), reason=f"{NAME}本人申请")
    for person in ("O1", "L1"):
        page = queries.erasure_page(hidden, person, 1)
        told = str(page)
        assert NAME not in told and NAME[1:] not in told and PHONE not in told
        assert page.title == "赵**反映电梯" and page.files[0].name == "赵**来信.txt"
        (request,) = page.requests
        assert request.reason == "赵**本人申请" and request.file_names == ("赵**来信.txt",)
        assert [each.text for each in request.sought] == ["赵**", "*********61", "赵**上午", "**"]
        assert all(each.reach.events for each in request.sought)
    mine = queries.erasure_page(hidden, ASKER, 1)
    assert NAME in mine.title and NAME in mine.files[0].name and NAME in mine.requests[0].reason
    decide_erasure(hidden, number, Actor("O1"), grant=True)
    assert NAME not in whole(hidden) and PHONE not in whole(hidden)

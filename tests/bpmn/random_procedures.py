"""Random block-structured procedures: every block has one way in and one way out, so each one can always be finished.

Conditions read `c`, a number every completed user task sets; returns are bounded by a counter of their own.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

from .build import (
    adhoc,
    after,
    again,
    boundary,
    call,
    catch,
    cpx,
    end,
    error,
    escalation,
    evg,
    file,
    flows,
    handler,
    inc,
    many,
    message,
    on_cancel,
    on_compensation,
    on_condition,
    on_error,
    on_escalation,
    on_message,
    on_signal,
    par,
    process,
    receive,
    script,
    signal,
    start,
    sub,
    tag,
    task,
    throw,
    timer,
    transaction,
    undo,
    user,
    when,
    xor,
)

ROOTS = message("note", "=key") + message("open") + signal("alarm") + error("bad") + escalation("up")
Block = tuple[str, str]  # ids of the first and the last element


class Generator:
    """One procedure per seed; `source` is the file with processes p and q."""

    def __init__(self, seed: int, size: int = 14) -> None:
        self.rng = random.Random(seed)
        self.left = size
        self.ids = 0
        self.parts: list[str] = []
        main = self._process("p")
        self.left = 3
        self.source = file(main, self._process("q", calls=False), roots=ROOTS)

    def _process(self, id: str, calls: bool = True) -> str:
        self.calls = calls
        content = self._content()
        return process(*content, id=id)

    def _content(self) -> list[str]:
        """The elements of one scope."""
        outer, self.parts = self.parts, []
        first, last = self.id("s"), self.id("e")
        entry, exit = self.sequence(0)
        self.parts += [start(first), end(last), flows(f"{first} {entry}", f"{exit} {last}")]
        if self.rng.random() < 0.3:
            self._handler()
        content, self.parts = self.parts, outer
        return content

    def id(self, prefix: str) -> str:
        self.ids += 1
        return f"{prefix}{self.ids}"

    def sequence(self, depth: int) -> Block:
        blocks = [self.block(depth) for _ in range(self.rng.randint(1, 3))]
        for before, following in pairwise(blocks):
            self.parts.append(flows(f"{before[1]} {following[0]}"))
        return blocks[0][0], blocks[-1][1]

    def block(self, depth: int) -> Block:
        self.left -= 1
        simple: list[Callable[[int], Block]] = [self.user, self.user, self.script, self.many_users, self.attached]
        nested: list[Callable[[int], Block]] = [
            self.exclusive, self.parallel, self.inclusive, self.returning, self.sub_process, self.sub_process,
            self.event_gateway, self.receive, self.erring, self.calling, self.guarded, self.throwing,
            self.forking, self.choosing, self.awaiting,
            self.compensating, self.cancelling, self.adhoc, self.counting,
        ]  # fmt: skip
        if self.left <= 0 or depth > 3:
            return self.rng.choice(simple[:3])(depth)
        return self.rng.choice(simple + nested)(depth)

    def user(self, depth: int) -> Block:
        id = self.id("u")
        inputs = {"local": "=c + 1"} if self.rng.random() < 0.2 else None
        outputs = {"c": "=c", f"o{id}": "=c * 2"} if self.rng.random() < 0.2 else None
        self.parts.append(user(id, inputs=inputs, outputs=outputs))
        return id, id

    def script(self, depth: int) -> Block:
        id = self.id("x")
        self.parts.append(script(id, "=n + 1", "n"))
        return id, id

    def many_users(self, depth: int) -> Block:
        id = self.id("m")
        until = "=numberOfCompletedInstances >= 2" if self.rng.random() < 0.4 else None
        size = self.rng.randint(0, 4)
        items = str(list(range(size)))
        self.parts.append(
            user(id, many(f"={items}", "item", f"r{id}", "=c", sequential=self.rng.random() < 0.4, until=until))
        )
        return id, id

    def attached(self, depth: int) -> Block:
        """An activity with boundary events: interrupting ones rejoin, others end by themselves."""
        id, merge = self.id("u"), self.id("g")
        hosts = [
            user(id),
            user(id, many("=[1,2,3,4,5]", "item", f"r{id}", "=c", sequential=self.rng.random() < 0.3)),
            user(id, again("=modulo(c, 3) > 0", maximum=4)),
        ]
        if self.calls:
            hosts.append(call(id, "q", many("=[7,8]", "c") if self.rng.random() < 0.5 else ""))
        self.parts += [self.rng.choice(hosts), xor(merge), flows(f"{id} {merge}")]
        if self.rng.random() < 0.3:
            self._boundary(id, merge)
        self._boundary(id, merge)
        return id, merge

    def _boundary(self, host: str, merge: str) -> None:
        event, follow = self.id("b"), self.id("u")
        interrupting = self.rng.random() < 0.5
        cycle = "R/PT7H" if self.rng.random() < 0.3 else "R2/PT3H"
        definition = self.rng.choice(
            [
                after("PT5H"),
                on_message("note"),
                on_signal("alarm"),
                after("P1D") if interrupting else timer("cycle", cycle),
                on_condition(self._condition()),
                self._several(interrupting, cycle),
            ]
        )
        together = self.rng.random() < 0.5
        self.parts.append(boundary(event, host, definition, interrupting, together=together))
        if interrupting:
            self.parts += [user(follow), flows(f"{event} {follow} {merge}")]
        else:
            last = self.id("e")
            self.parts += [task(follow), end(last), flows(f"{event} {follow} {last}")]

    def _condition(self) -> str:
        return self.rng.choice(["=modulo(c, 3) = 1", "=c > 5", "=n > 1 and c < 9", "=unknown", "=later = null and c = 2"])

    def _several(self, once: bool, cycle: str = "") -> str:
        """The definitions of a multiple event; not two of a kind."""
        ways = [
            after("P2D") if once or self.rng.random() < 0.5 else timer("cycle", cycle),
            on_message(self.rng.choice(["note", "open"])),
            on_signal("alarm"),
            on_condition(self._condition()),
        ]
        return "".join(self.rng.sample(ways, self.rng.randint(2, 3)))

    def _branches(self, depth: int, split: str, join: str, condition: Callable[[int], str] | None) -> None:
        count = self.rng.randint(2, 3)
        for index in range(count):
            entry, exit = self.sequence(depth + 1)
            if condition is None or index == count - 1:
                self.parts.append(flows(f"{split} {entry}"))
                self.default = entry
            else:
                self.parts.append(when(split, entry, condition(index)))
            self.parts.append(flows(f"{exit} {join}"))

    def exclusive(self, depth: int) -> Block:
        split, join = self.id("g"), self.id("g")
        self._branches(depth, split, join, lambda i: f"=modulo(c, 3) = {i}")
        self.parts += [xor(split, default=self.default), xor(join)]
        return split, join

    def parallel(self, depth: int) -> Block:
        split, join = self.id("f"), self.id("j")
        self._branches(depth, split, join, None)
        self.parts += [par(split), par(join)]
        return split, join

    def inclusive(self, depth: int) -> Block:
        split, join = self.id("i"), self.id("k")
        self._branches(depth, split, join, lambda i: f"=modulo(floor(c / {i + 1}), 2) = 0")
        self.parts += [inc(split, default=self.default), inc(join)]
        return split, join

    def forking(self, depth: int) -> Block:
        """An activity or event that several flows leave: all are taken."""
        split, join = self.id("z"), self.id("j")
        self._branches(depth, split, join, None)
        kinds = [user(split), task(split), throw(split, on_signal("alarm")), catch(split, after("PT3H"))]
        self.parts += [self.rng.choice(kinds), par(join)]
        return split, join

    def choosing(self, depth: int) -> Block:
        """An activity that conditional flows leave, and one that is the default or is always taken."""
        split, join = self.id("z"), self.id("k")
        self._branches(depth, split, join, lambda i: f"=modulo(floor(c / {i + 1}), 2) = 0")
        default = f"{split}_{self.default}" if self.rng.random() < 0.5 else None
        kinds = [
            user(split, default=default, inputs={"c": "=c + 1"}),
            user(split, many("=[1,2]", "item", f"r{split}", "=c"), default=default),
            tag("task", id=split, default=default),
            sub(split, *self._content(), default=default),
        ]
        self.parts += [self.rng.choice(kinds), inc(join)]
        return split, join

    def counting(self, depth: int) -> Block:
        """Branches some of which are awaited by a complex gateway that then waits for the others, in a scope of theirs."""
        id, s, split, join, done, e = (self.id(prefix) for prefix in ("w", "s", "f", "y", "u", "e"))
        outer, self.parts = self.parts, []
        self._branches(depth, split, join, None)
        starts = ["=activationCount >= 2", "=activationCount >= 1", "=modulo(c, 2) = 0 or activationCount > 1", "=true"]
        self.parts += [start(s), par(split), cpx(join, self.rng.choice(starts)), user(done), end(e),
                       flows(f"{s} {split}", f"{done} {e}")]  # fmt: skip
        if self.rng.random() < 0.5:
            self.parts.append(flows(f"{join} {done}"))
        else:
            late, ended = self.id("u"), self.id("e")
            self.parts += [user(late), end(ended), flows(f"{late} {ended}"), when(join, done, "=waitingForStart"),
                           when(join, late, "=not(waitingForStart) and c > 3")]  # fmt: skip
        content, self.parts = self.parts, outer
        self.parts.append(sub(id, *content))
        return id, id

    def returning(self, depth: int) -> Block:
        merge, split, counter, name = self.id("g"), self.id("g"), self.id("x"), self.id("turn")
        entry, exit = self.sequence(depth + 1)
        out = self.id("t")
        self.parts += [
            xor(merge), xor(split, default=out), script(counter, f"=if {name} = null then 1 else {name} + 1", name),
            task(out), flows(f"{merge} {entry}", f"{exit} {counter} {split}", f"{split} {out}"),
            when(split, merge, f"=modulo(c, 2) = 0 and {name} < 4"),
        ]  # fmt: skip
        return merge, out

    def sub_process(self, depth: int) -> Block:
        id = self.id("w")
        loop = ""
        if self.rng.random() < 0.3:
            loop = many("=[1,2,3]", "item", f"r{id}", "=n", sequential=self.rng.random() < 0.5)
        self.parts.append(sub(id, *self._content(), loop, inputs={"inside": "=c"} if self.rng.random() < 0.5 else None))
        return id, id

    def guarded(self, depth: int) -> Block:
        id, merge = self.id("w"), self.id("g")
        self.parts += [sub(id, *self._content()), xor(merge), flows(f"{id} {merge}")]
        self._boundary(id, merge)
        return id, merge

    def erring(self, depth: int) -> Block:
        """A sub-process that may end in an error or tell by escalation, and goes on either way."""
        id, merge, event = self.id("w"), self.id("g"), self.id("b")
        s, u, g, e, bad, up, told, last = (self.id(prefix) for prefix in ("s", "u", "g", "e", "e", "n", "b", "e"))
        inner = [start(s), user(u), xor(g, default=up), throw(up, on_escalation("up")), end(e), end(bad, on_error("bad")),
                 flows(f"{s} {u} {g} {up} {e}"), when(g, bad, "=modulo(c, 3) = 0")]  # fmt: skip
        self.parts += [
            sub(id, *inner), xor(merge), flows(f"{id} {merge}", f"{event} {merge}"),
            boundary(event, id, on_error("bad" if self.rng.random() < 0.5 else None)),
            boundary(told, id, on_escalation("up"), interrupting=False), end(last), flows(f"{told} {last}"),
        ]  # fmt: skip
        return id, merge

    def event_gateway(self, depth: int) -> Block:
        gate, join = self.id("v"), self.id("g")
        self.parts += [evg(gate), xor(join)]
        ways = [after("PT2H"), after("PT9H"), on_message("note"), on_message("open"), on_signal("alarm")]
        ways += [on_condition(self._condition()), self._several(True)]
        for definition in self.rng.sample(ways, 3):
            event = self.id("c")
            entry, exit = self.sequence(depth + 1)
            together = self.rng.random() < 0.5
            self.parts += [catch(event, definition, parallelMultiple=str(together).lower()), flows(f"{gate} {event} {entry}", f"{exit} {join}")]
        return gate, join

    def receive(self, depth: int) -> Block:
        id = self.id("r")
        self.parts.append(receive(id, self.rng.choice(["note", "open"])))
        return id, id

    def awaiting(self, depth: int) -> Block:
        """A condition, or any or all of several triggers."""
        id = self.id("c")
        definition = on_condition("=modulo(c, 2) = 0") if self.rng.random() < 0.3 else self._several(True)
        together = self.rng.random() < 0.5
        self.parts.append(catch(id, definition, parallelMultiple=str(together).lower()))
        return id, id

    def throwing(self, depth: int) -> Block:
        id = self.id("n")
        ways = [on_signal("alarm"), on_message("open"), on_escalation("up")]
        self.parts.append(throw(id, "".join(self.rng.sample(ways, self.rng.choice([1, 1, 2])))))
        return id, id

    def calling(self, depth: int) -> Block:
        if not self.calls:
            return self.user(depth)
        id = self.id("a")
        self.parts.append(call(id, "q", outputs={"c": "=c"} if self.rng.random() < 0.5 else None))
        return id, id

    def compensating(self, depth: int) -> Block:
        """Steps that may be undone, alone, in rounds or in a sub-process, and somebody who undoes one or all of them."""
        first, event = self.id("u"), self.id("n")
        hosts = [user(first), user(first, many("=[1,2,3]", "item", sequential=self.rng.random() < 0.5))]
        if self.rng.random() < 0.5:
            self._undo(first)
            self.parts.append(self.rng.choice(hosts))
        else:
            self._undone_scope(first)
        entry, exit = self.sequence(depth + 1)
        definition = on_compensation(first if self.rng.random() < 0.5 else None, self.rng.random() < 0.8)
        self.parts += [throw(event, definition), flows(f"{first} {entry}", f"{exit} {event}")]
        return first, event

    def _undo(self, host: str) -> None:
        by = self.id("z")
        work = [user, task, lambda id, **more: user(id, many("=[1,2]", "twice"), **more)]
        self.parts += [undo(host, by), self.rng.choice(work)(by, isForCompensation="true")]  # type: ignore[operator]

    def _undone_scope(self, id: str) -> None:
        """A sub-process with a step that may be undone, at times with an event sub-process or handler of its own."""
        outer, self.parts = self.parts, []
        s, u, e, h, hs, ht, he = (self.id(prefix) for prefix in ("s", "u", "e", "h", "s", "n", "e"))
        self._undo(u)
        self.parts += [start(s), user(u, inputs={"was": "=c"}), end(e), flows(f"{s} {u} {e}")]
        if self.rng.random() < 0.5:
            inner = [start(hs, on_compensation()), throw(ht, on_compensation(u)), end(he), flows(f"{hs} {ht} {he}")]
            self.parts.append(handler(h, *inner))
        loop = many("=[1,2]", "item") if self.rng.random() < 0.3 else ""
        content, self.parts = self.parts, outer
        self.parts.append(sub(id, *content, loop))
        if self.rng.random() < 0.3:
            self._undo(id)

    def adhoc(self, depth: int) -> Block:
        """Activities somebody starts as he likes, until he or the condition ends them."""
        id, first, then, other = (self.id(prefix) for prefix in ("d", "u", "x", "u"))
        until = "=modulo(c, 4) = 0" if self.rng.random() < 0.4 else None
        again_and_again = again("=modulo(c, 3) > 0", maximum=2) if self.rng.random() < 0.3 else ""
        inner = [user(first), script(then, "=n + 1", "n"), user(other, again_and_again), flows(f"{first} {then}")]
        if self.rng.random() < 0.3:
            outer, self.parts = self.parts, inner
            self._undo(first)
            self.parts = outer
        loop = many("=[1,2]", "item", sequential=self.rng.random() < 0.5) if self.rng.random() < 0.2 else ""
        self.parts.append(
            adhoc(id, *inner, loop, until=until, ordering=self.rng.choice(["Parallel", "Sequential"]),
                  cancelRemainingInstances=self.rng.choice(["true", "false"]))
        )  # fmt: skip
        return id, id

    def cancelling(self, depth: int) -> Block:
        """A transaction that may be cancelled when much or little of it is done."""
        id, merge, event = self.id("w"), self.id("g"), self.id("b")
        s, u, g, e, bad = (self.id(prefix) for prefix in ("s", "u", "g", "e", "e"))
        outer, self.parts = self.parts, []
        self._undo(u)
        self.parts += [start(s), user(u), xor(g, default=e), end(e), end(bad, on_cancel()), flows(f"{s} {u} {g} {e}"),
                       when(g, bad, "=modulo(c, 2) = 0")]  # fmt: skip
        content, self.parts = self.parts, outer
        self.parts += [
            transaction(id, *content), boundary(event, id, on_cancel()), xor(merge),
            flows(f"{id} {merge}", f"{event} {merge}"),
        ]  # fmt: skip
        return id, merge

    def _handler(self) -> None:
        id, first, last, work = (self.id(prefix) for prefix in ("h", "s", "e", "u"))
        interrupts, together = self.rng.random() < 0.4, self.rng.random() < 0.5
        ways = [on_message("note"), on_signal("alarm"), after("PT20H"), on_escalation("up")]
        ways += [on_condition(self._condition()), self._several(interrupts, "R3/PT5H")]
        interrupting = str(interrupts).lower()
        content = [
            start(first, self.rng.choice(ways), isInterrupting=interrupting, parallelMultiple=str(together).lower()),
            user(work),
            end(last),
            flows(f"{first} {work} {last}"),
        ]
        self.parts.append(handler(id, *content))

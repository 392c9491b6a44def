"""Carries a template's steps out. No I/O; every step, and every letter that it makes, is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from checks.iac.reading.helm.fields import field, method, rounds, short, size
from checks.iac.reading.helm.functions import FUNCTIONS, WEIGHED
from checks.iac.reading.helm.nodes import (
    Branch,
    Command,
    Dot,
    Function,
    Literal,
    Operand,
    Output,
    Pipe,
    Range,
    Step,
    Text,
    Use,
    Variable,
)
from checks.iac.reading.helm.parsing import parse
from checks.iac.reading.helm.values import MOST_TEXT, Method, Unrendered, truth, weight

MOST_STEPS = 400_000
"""Of one template: a kube-prometheus-stack's largest takes a tenth of it."""
_MOST_CALLS = 30

Out = list[tuple[str, int, bool]]
"""Text, the line of the template that printed it, and whether it stands there as it is."""


class _Left(Exception):
    """`break` and `continue`."""

    def __init__(self, loop: bool) -> None:
        self.loop = loop


class Undefined(Unrendered):
    """A template is called that no file defines."""


class Steps:
    """What several templates may spend together."""

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self, steps: int) -> None:
        """Raises Unrendered."""
        self.left -= steps
        if self.left < 0:
            raise Unrendered("it takes too many steps")


class Machine:
    """One template's run."""

    def __init__(self, defined: Mapping[str, tuple[Step, ...]], steps: Steps) -> None:
        self._defined = dict(defined)
        self._steps = steps
        self._calls = 0
        self._own: dict[str, Callable[..., Any]] = {"include": self._include, "tpl": self._tpl}

    def run(self, body: Sequence[Step], data: Any) -> Out:
        """What it prints. Raises Unrendered."""
        out: Out = []
        _Frame(self, data, out).steps(body, data)
        return out

    def spend(self, steps: int) -> None:
        """Raises Unrendered."""
        self._steps.spend(steps)

    def called(self, name: str, arguments: list[Any]) -> Any:
        """What a function makes of its arguments."""
        own = self._own.get(name)
        function = own or FUNCTIONS.get(name)
        if function is None:
            raise Unrendered(f"it needs the function {short(name)}, which is not known here")
        self.spend(sum(map(weight, arguments)) if name in WEIGHED else sum(map(size, arguments)))
        try:
            made = function(*arguments)
        except Unrendered as error:
            raise error if own or name in ("fail", "required") else Unrendered(f"{name}: {error}") from error
        except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
            raise Unrendered(f"it gives {name} what that does not take") from error
        if isinstance(made, str) and len(made) > MOST_TEXT:
            raise Unrendered("it makes a text that is too large")
        self.spend(size(made))
        return made

    def template(self, name: str, data: Any) -> Out:
        """What a named template prints."""
        if name not in self._defined:
            raise Undefined(f'it needs the template "{short(name)}", which no file of the chart defines')
        self._calls += 1
        if self._calls > _MOST_CALLS:
            raise Unrendered("its templates call each other too deeply")
        out = self.run(self._defined[name], data)
        self._calls -= 1
        return out

    def _include(self, name: str, data: Any) -> str:
        return joined(self.template(name, data))

    def _tpl(self, source: str, data: Any) -> str:
        if not isinstance(source, str):
            raise Unrendered("tpl: it needs a text")
        if "{{" not in source:
            return source
        self.spend(len(source))
        parsed = parse(source)
        before = self._defined
        self._defined = before | parsed.defined
        self._calls += 1
        if self._calls > _MOST_CALLS:
            raise Unrendered("its templates call each other too deeply")
        out = self.run(parsed.body, data)
        self._calls -= 1
        self._defined = before
        return joined(out)


def joined(out: Out) -> str:
    """All of it. Raises Unrendered."""
    if sum(len(text) for text, _, _ in out) > MOST_TEXT:
        raise Unrendered("it makes a text that is too large")
    return "".join([text for text, _, _ in out])


class _Frame:
    """One template's variables, and where it prints to."""

    def __init__(self, machine: Machine, root: Any, out: Out) -> None:
        self._machine = machine
        self._out = out
        self._variables: list[tuple[str, list[Any]]] = [("$", [root])]

    def steps(self, body: Sequence[Step], dot: Any) -> None:
        """Carried out one after the other; what is declared in them ends with them."""
        before = len(self._variables)
        try:
            for step in body:
                self._machine.spend(1)
                self._step(step, dot)
        finally:
            del self._variables[before:]

    def _step(self, step: Step, dot: Any) -> None:
        if isinstance(step, Text):
            self._print(step.text, step.line, as_it_is=True)
        elif isinstance(step, Output):
            made = self._value(step.pipe, dot)
            if not step.pipe.names:
                self._print(made if isinstance(made, str) else self._machine.called("toString", [made]), step.line)
        elif isinstance(step, Branch):
            self._branch(step, dot)
        elif isinstance(step, Range):
            self._range(step, dot)
        elif isinstance(step, Use):
            data = self._value(step.pipe, dot) if step.pipe else None
            for text, _, _ in self._machine.template(step.name, data):
                self._print(text, step.line)
        else:
            raise _Left(step.loop)

    def _print(self, text: str, line: int, as_it_is: bool = False) -> None:
        self._machine.spend(len(text) >> 5)
        self._out.append((text, line, as_it_is))

    def _branch(self, step: Branch, dot: Any) -> None:
        before = len(self._variables)
        value = self._value(step.pipe, dot)
        if truth(value):
            self.steps(step.body, value if step.dives else dot)
        else:
            self.steps(step.other, dot)
        del self._variables[before:]

    def _range(self, step: Range, dot: Any) -> None:
        before = len(self._variables)
        found = list(rounds(self._value(step.pipe, dot, bind=False)))
        for key, value in found:
            names = step.pipe.names
            for name, one in zip(names, (key, value) if len(names) == 2 else (value,), strict=False):
                self._bind(name, one, step.pipe.declares)
            try:
                self.steps(step.body, value)
            except _Left as left:
                if left.loop:
                    break
            finally:
                del self._variables[before:]
        if not found:
            self.steps(step.other, dot)

    def _bind(self, name: str, value: Any, declares: bool) -> None:
        if declares:
            self._variables.append((name, [value]))
        else:
            self._cell(name)[0] = value

    def _cell(self, name: str) -> list[Any]:
        found: list[Any] | None = next((cell for known, cell in reversed(self._variables) if known == name), None)
        if found is not None:
            return found
        raise Unrendered(f"it does not say what {name} is")

    def _value(self, pipe: Pipe, dot: Any, bind: bool = True) -> Any:
        value: Any = None
        for at, command in enumerate(pipe.commands):
            value = self._command(command, dot, [value] if at else [])
        if bind:
            for name in pipe.names[:1]:
                self._bind(name, value, pipe.declares)
        return value

    def _command(self, command: Command, dot: Any, last: list[Any]) -> Any:
        self._machine.spend(1)
        first, *others = command.operands
        if isinstance(first, Function):
            if first.name in ("and", "or"):
                return self._logic(first.name == "and", others, dot, last)
            return self._machine.called(first.name, [self._operand(one, dot) for one in others] + last)
        value = self._operand(first, dot, call=False)
        arguments = [self._operand(one, dot) for one in others] + last
        if isinstance(value, Method):
            return method(value, arguments)
        if arguments:
            raise Unrendered("it gives arguments to what is no function")
        return value

    def _logic(self, every: bool, operands: Sequence[Operand], dot: Any, last: list[Any]) -> Any:
        """`and` and `or`: the first value that decides."""
        value: Any = None
        for operand in operands:
            value = self._operand(operand, dot)
            if truth(value) is not every:
                return value
        return last[0] if last else value

    def _operand(self, operand: Operand, dot: Any, call: bool = True) -> Any:
        if isinstance(operand, Literal):
            return operand.value
        if isinstance(operand, Dot):
            return dot
        if isinstance(operand, Variable):
            return self._cell(operand.name)[0]
        if isinstance(operand, Pipe):
            return self._value(operand, dot)
        if isinstance(operand, Function):
            return self._machine.called(operand.name, [])
        value = self._operand(operand.base, dot)
        if value is None:
            return None  # below nothing is nothing; below a key that is missing is a mistake
        for at, name in enumerate(operand.names):
            value = field(value, name, operand, at)
        return method(value, []) if call and isinstance(value, Method) else value

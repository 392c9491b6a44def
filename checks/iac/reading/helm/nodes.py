"""What a template says, as a tree. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as it stands."""

    value: Any


@dataclass(frozen=True, slots=True)
class Dot:
    """What the template is about."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One by its name."""

    name: str
    """With its $."""


@dataclass(frozen=True, slots=True)
class Function:
    """One by its name."""

    name: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Fields below something."""

    base: Operand
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """A value, or something called with arguments."""

    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Pipe:
    """Commands, each given what the one before made."""

    commands: tuple[Command, ...]
    names: tuple[str, ...] = ()
    """Variables that it fills."""
    declares: bool = False
    """:= and not =."""


Operand = Literal | Dot | Variable | Function | Chain | Pipe


@dataclass(frozen=True, slots=True)
class Text:
    """What is printed as it stands."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Output:
    """A value that is printed."""

    pipe: Pipe
    line: int


@dataclass(frozen=True, slots=True)
class Branch:
    """`if` and `with`."""

    pipe: Pipe
    body: tuple[Step, ...]
    other: tuple[Step, ...]
    line: int
    dives: bool
    """`with`: the body is about the value."""


@dataclass(frozen=True, slots=True)
class Range:
    """What is done for each of several."""

    pipe: Pipe
    body: tuple[Step, ...]
    other: tuple[Step, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Use:
    """`template` and `block`."""

    name: str
    pipe: Pipe | None
    line: int


@dataclass(frozen=True, slots=True)
class Leave:
    """`break`; `continue`."""

    loop: bool


Step = Text | Output | Branch | Range | Use | Leave


@dataclass(frozen=True, slots=True)
class Template:
    """A file's own steps, and what it defines."""

    body: tuple[Step, ...]
    defined: dict[str, tuple[Step, ...]]

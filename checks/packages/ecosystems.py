"""All ecosystems, in plain sight. A new one is a module, a line here, its cases."""

from __future__ import annotations

from checks.packages.actions import Actions
from checks.packages.containers import Containers
from checks.packages.dart import Dart
from checks.packages.dotnet import Dotnet
from checks.packages.go import Go
from checks.packages.java.gradle import Gradle
from checks.packages.java.maven import Maven
from checks.packages.model import Ecosystem
from checks.packages.npm import Npm
from checks.packages.php import Php
from checks.packages.python import Python
from checks.packages.ruby import Ruby
from checks.packages.rust import Rust

ECOSYSTEMS: tuple[Ecosystem, ...] = (
    Python(),
    Npm(),
    Go(),
    Rust(),
    Dart(),
    Ruby(),
    Php(),
    Maven(),
    Gradle(),
    Dotnet(),
    Actions(),
    Containers(),
)

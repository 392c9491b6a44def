""".NET: SDK projects, central versions, NuGet's lockfiles, packages.config, nuget.config."""

from __future__ import annotations

import json

import pytest

from checks.interface import Scope
from checks.packages.dotnet import Dotnet
from checks.packages.model import Dependency, Place, Reading
from tests.checks.packages.fuzzing import BytesSnapshot, assert_holds, check_reader

DOTNET = Dotnet()

CENTRAL = b"""<Project>
  <PropertyGroup>
    <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
    <SerilogVersion>2.12.0</SerilogVersion>
  </PropertyGroup>
  <ItemGroup>
    <PackageVersion Include="Newtonsoft.Json" Version="13.0.1" />
    <PackageVersion Include="Serilog" Version="$(SerilogVersion)" />
    <PackageVersion Include="Unused.Package" Version="1.0.0" />
    <GlobalPackageReference Include="Nerdbank.GitVersioning" Version="3.5.119" />
  </ItemGroup>
</Project>
"""
BUILD = b"""<Project>
  <PropertyGroup>
    <EfVersion>7.0.2</EfVersion>
    <RestoreSources>https://me:s3cr3t@nuget.example.org/v3/index.json;./local</RestoreSources>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="StyleCop.Analyzers" Version="1.1.118" PrivateAssets="all" />
  </ItemGroup>
</Project>
"""
APP = b"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFrameworks>net6.0;net48</TargetFrameworks>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="newtonsoft.json" />
    <PackageReference Include="Serilog" VersionOverride="2.11.0" />
    <PackageReference Include="Microsoft.EntityFrameworkCore">
      <Version>$(efversion)</Version>
    </PackageReference>
    <PackageReference Include="Floating" Version="1.*" />
    <PackageReference Include="Ranged" Version="[1.0,2.0)" />
    <PackageReference Include="Exact" Version="[1.5.0]" />
    <PackageReference Include="Unknown" Version="$(Nowhere)" />
    <ProjectReference Include="../Core/Core.csproj" />
  </ItemGroup>
  <ItemGroup Condition="'$(TargetFramework)' == 'net48'">
    <PackageReference Include="System.Net.Http" Version="4.3.4" />
  </ItemGroup>
</Project>
"""
FILES = {"Directory.Packages.props": CENTRAL, "Directory.Build.props": BUILD, "src/App/App.csproj": APP}

LOCKED = b"""<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <PackageReference Include="Serilog.Sinks.File" Version="5.0" />
    <PackageReference Include="Dapper" Version="2.0.123" />
  </ItemGroup>
</Project>
"""


def direct(requested: str, resolved: str, *needs: str) -> dict[str, object]:
    return {"type": "Direct", "requested": requested} | transitive(resolved, *needs) | {"type": "Direct"}


def transitive(resolved: str, *needs: str) -> dict[str, object]:
    return {
        "type": "Transitive",
        "resolved": resolved,
        "contentHash": f"hash{resolved}==",
        "dependencies": dict.fromkeys(needs, "1.0.0"),
    }


FRAMEWORK = {
    "Dapper": direct("[2.0.123, )", "2.0.123"),
    "NETStandard.Library": direct("[2.0.3, )", "2.0.3"),
    "Serilog.Sinks.File": direct("[5.0.0, )", "5.0.0", "Serilog"),
    "Serilog": transitive("2.10.0", "System.Text"),
    "System.Text": transitive("6.0.0"),
    "Smuggled": transitive("1.0.0"),
    "core": {"type": "Project", "dependencies": {"Through.Core": "1.0.0"}},
    "Through.Core": transitive("1.1.0"),
}
LOCK = json.dumps(
    {"version": 1, "dependencies": {"net6.0": FRAMEWORK, "net6.0/win-x64": {"Serilog": transitive("2.10.0")}}}, indent=2
).encode()
WITH_LOCK = {"src/Web/Web.csproj": LOCKED, "src/Web/packages.lock.json": LOCK}


def line_of(content: bytes, text: str) -> int:
    return next(number for number, line in enumerate(content.decode().split("\n"), 1) if text in line)


def by_name(reading: Reading) -> dict[str, Dependency]:
    assert len({one.name for one in reading.dependencies}) == len(reading.dependencies)
    return {one.name: one for one in reading.dependencies}


def test_a_central_version_counts_for_the_reference_whatever_the_case_of_its_name() -> None:
    found = by_name(assert_holds(DOTNET, FILES))["newtonsoft.json"]
    assert found == Dependency(
        type="nuget",
        name="newtonsoft.json",
        place=Place("src/App/App.csproj", 6),
        version="13.0.1",
        requirement="13.0.1",
        locked=Place("Directory.Packages.props", 7),
    )


def test_an_override_counts_more_than_the_central_version() -> None:
    found = by_name(assert_holds(DOTNET, FILES))["Serilog"]
    assert (found.version, found.place.line, found.locked) == ("2.11.0", 7, None)


def test_a_version_element_with_a_property_of_the_shared_file_is_known_with_its_line() -> None:
    found = by_name(assert_holds(DOTNET, FILES))["Microsoft.EntityFrameworkCore"]
    assert (found.version, found.place.line, found.locked) == ("7.0.2", 9, Place("Directory.Build.props", 3))


def test_floating_ranged_exact_and_unknown_versions() -> None:
    found = by_name(assert_holds(DOTNET, FILES))
    assert {
        name: (found[name].version, found[name].requirement) for name in ("Floating", "Ranged", "Exact", "Unknown")
    } == {
        "Floating": ("", "1.*"),
        "Ranged": ("", "[1.0,2.0)"),
        "Exact": ("1.5.0", "[1.5.0]"),
        "Unknown": ("", ""),
    }


def test_what_is_private_or_global_is_development_and_what_is_conditional_is_read() -> None:
    found = by_name(assert_holds(DOTNET, FILES))
    development = {name for name, one in found.items() if one.scope is Scope.DEVELOPMENT}
    assert development == {"StyleCop.Analyzers", "Nerdbank.GitVersioning"}
    assert found["System.Net.Http"].version == "4.3.4"


def test_a_central_version_that_no_project_here_uses_stands_on_its_own_line() -> None:
    found = by_name(assert_holds(DOTNET, FILES))
    assert found["Unused.Package"].place == Place("Directory.Packages.props", 9)
    alone = by_name(assert_holds(DOTNET, {"Directory.Packages.props": CENTRAL}))
    assert (alone["Serilog"].version, alone["Serilog"].place.line) == ("2.12.0", 8)
    assert alone["Newtonsoft.Json"].version == "13.0.1"


def test_packages_of_a_test_project_are_development() -> None:
    project = APP.replace(b'"Floating"', b'"Microsoft.NET.Test.Sdk"')
    found = assert_holds(DOTNET, {"App.csproj": project}).dependencies
    assert {one.scope for one in found} == {Scope.DEVELOPMENT}


def test_the_lockfile_pins_and_tells_chains_and_digests() -> None:
    found = by_name(assert_holds(DOTNET, WITH_LOCK))
    sink = found["Serilog.Sinks.File"]
    assert (sink.version, sink.requirement, sink.place) == ("5.0.0", "5.0", Place("src/Web/Web.csproj", 3))
    assert sink.locked == Place("src/Web/packages.lock.json", line_of(LOCK, '"Serilog.Sinks.File": {'))
    assert (sink.integrity, sink.integrity_expected) == (("sha512:hash5.0.0==",), True)
    text = found["System.Text"]
    assert text.place == Place("src/Web/packages.lock.json", line_of(LOCK, '"System.Text": {'))
    assert text.via == ("Serilog.Sinks.File", "Serilog")
    assert found["Through.Core"].via == ("core",)
    assert "core" not in found


def test_what_the_sdk_asks_for_is_direct_and_what_nothing_leads_to_is_told() -> None:
    found = by_name(assert_holds(DOTNET, WITH_LOCK))
    assert found["NETStandard.Library"].via == ()
    assert [name for name, one in found.items() if not one.reached] == ["Smuggled"]


def test_a_lockfile_made_for_its_project_has_no_mismatch() -> None:
    assert assert_holds(DOTNET, WITH_LOCK).mismatches == ()


def test_a_project_that_moved_on_without_its_lockfile_is_a_mismatch() -> None:
    project = LOCKED.replace(b"2.0.123", b"2.0.143").replace(b"Serilog.Sinks.File", b"Serilog.Sinks.Console")
    found = assert_holds(DOTNET, WITH_LOCK | {"src/Web/Web.csproj": project}).mismatches
    assert [(one.place.line, one.message) for one in found] == [
        (3, "Web.csproj asks for Serilog.Sinks.Console, packages.lock.json was made without it."),
        (4, "Web.csproj asks for Dapper 2.0.143, packages.lock.json was made for [2.0.123, )."),
    ]


@pytest.mark.parametrize("written", ["2.0.123", "2.00.123", "2.0.123.0", "2.0.123+build", "[2.0.123,3)", "2.*"])
def test_the_same_version_in_other_words_and_ranges_are_no_mismatch(written: str) -> None:
    project = LOCKED.replace(b"2.0.123", written.encode())
    assert assert_holds(DOTNET, WITH_LOCK | {"src/Web/Web.csproj": project}).mismatches == ()


def test_a_reference_under_a_condition_is_no_mismatch() -> None:
    project = LOCKED.replace(b'Include="Dapper"', b'Condition="$(X)" Include="Only.There"')
    assert assert_holds(DOTNET, WITH_LOCK | {"src/Web/Web.csproj": project}).mismatches == ()


def test_a_lockfile_beside_several_projects_is_nobodys_for_certain() -> None:
    reading = assert_holds(DOTNET, WITH_LOCK | {"src/Web/Other.csproj": b"<Project/>"})
    assert reading.mismatches == ()
    assert by_name(reading)["Dapper"].locked is None


def test_a_lockfile_alone_is_read() -> None:
    found = by_name(assert_holds(DOTNET, {"packages.lock.json": LOCK}))
    assert (found["Dapper"].via, found["System.Text"].via) == ((), ("Serilog.Sinks.File", "Serilog"))


def test_packages_config_pins_exactly() -> None:
    content = b"""<?xml version="1.0" encoding="utf-8"?>
<packages>
  <package id="jQuery" version="3.1.1" targetFramework="net46" />
  <package id="NUnit" version="3.13.0" developmentDependency="true" />
</packages>
"""
    found = by_name(assert_holds(DOTNET, {"packages.config": content}))
    assert (found["jQuery"].version, found["jQuery"].place, found["jQuery"].scope) == (
        "3.1.1",
        Place("packages.config", 3),
        Scope.RUNTIME,
    )
    assert found["NUnit"].scope is Scope.DEVELOPMENT


def test_sources_in_the_network_are_indexes_without_their_credentials() -> None:
    config = b"""<configuration>
  <packageSources>
    <clear />
    <add key="own" value="https://token@nuget.example.org/v3/index.json" />
    <add key="local" value="./packages" />
  </packageSources>
</configuration>
"""
    found = assert_holds(DOTNET, FILES | {"NuGet.Config": config}).indexes
    assert [(one.url, one.place.path, one.place.line, one.directive) for one in found] == [
        ("https://nuget.example.org/v3/index.json", "Directory.Build.props", 4, "RestoreSources"),
        ("https://nuget.example.org/v3/index.json", "NuGet.Config", 4, "packageSources"),
    ]


def test_a_project_is_named_by_what_it_shares() -> None:
    names = [*FILES, "src/App/packages.lock.json", "src/nuget.config", "other/packages.lock.json"]
    snapshot = BytesSnapshot(dict.fromkeys(names, b""))
    app = [*FILES, "src/App/packages.lock.json"]
    assert DOTNET.project("src/App/App.csproj", snapshot) == app
    assert DOTNET.project("src/App/packages.lock.json", snapshot) == app
    assert DOTNET.project("Directory.Build.props", snapshot) == ["Directory.Packages.props", "Directory.Build.props"]
    assert DOTNET.project("Directory.Packages.props", snapshot) == ["Directory.Packages.props"]
    assert DOTNET.project("src/nuget.config", snapshot) == ["src/nuget.config"]


def test_names_are_claimed_by_themselves() -> None:
    assert all(map(DOTNET.claims, ["a/X.fsproj", "NuGet.Config", "packages.config", "x/Directory.Build.targets"]))
    assert not any(map(DOTNET.claims, [".csproj", "X.csproj.user", "Web.config", "packages.lock", "X.sln"]))


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("<V>$(W)</V><W>$(V)</W>", "line 1: v stands for itself"),
        (
            "<V0>aaaaaaaaaa</V0>"
            + "".join(f"<V{n}>{f'$(V{n - 1})' * 10}</V{n}>" for n in range(1, 20))
            + "<V>$(V19)</V>",
            "line 1: v unfolds to more than 1000 characters",
        ),
    ],
)
def test_properties_without_an_end_are_a_problem(properties: str, reason: str) -> None:
    items = '<PackageReference Include="A" Version="$(V)"/><PackageReference Include="B" Version="1.0"/>'
    project = f"<Project><PropertyGroup>{properties}</PropertyGroup><ItemGroup>{items}</ItemGroup></Project>"
    reading = assert_holds(DOTNET, {"a.csproj": project.encode()})
    assert [one.reason for one in reading.problems] == [reason]
    assert [one.name for one in reading.dependencies] == ["B"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("Directory.Packages.props", b'<!DOCTYPE a [<!ENTITY b "c">]><Project/>'),
        ("src/App/packages.lock.json", b"{"),
        ("packages.config", b"<configuration/>"),
        ("nuget.config", b"<packages/>"),
        ("x.csproj", b"<html/>"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_the_others_are_read(path: str, content: bytes) -> None:
    reading = assert_holds(DOTNET, FILES | {path: content})
    assert [one.path for one in reading.problems] == [path]
    assert "Exact" in by_name(reading)


def test_any_mutation_is_read_or_told() -> None:
    check_reader(DOTNET, FILES | WITH_LOCK)

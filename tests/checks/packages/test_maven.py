"""Maven: poms as they are written, with parents, properties, managed versions and bills of materials."""

from __future__ import annotations

import time

import pytest

from checks.interface import Scope
from checks.packages.java.maven import Maven
from checks.packages.model import Dependency, Place, Reading
from tests.checks.packages.fuzzing import BytesSnapshot, assert_holds, check_reader

MAVEN = Maven()

PARENT = b"""<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.acme</groupId>
  <artifactId>parent</artifactId>
  <version>1.0-SNAPSHOT</version>
  <packaging>pom</packaging>
  <modules>
    <module>shop</module>
    <module>platform/bom</module>
  </modules>
  <properties>
    <jackson.version>2.13.0</jackson.version>
    <guava.version>30.0-jre</guava.version>
  </properties>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>com.google.guava</groupId>
        <artifactId>guava</artifactId>
        <version>${guava.version}</version>
      </dependency>
      <dependency>
        <groupId>org.acme</groupId>
        <artifactId>bom</artifactId>
        <version>${project.version}</version>
        <type>pom</type>
        <scope>import</scope>
      </dependency>
      <dependency>
        <groupId>org.unused</groupId>
        <artifactId>unused</artifactId>
        <version>9</version>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <build>
    <pluginManagement><plugins><plugin>
      <artifactId>maven-jar-plugin</artifactId>
      <version>3.2.0</version>
    </plugin></plugins></pluginManagement>
  </build>
</project>
"""
SHOP = b"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent>
    <groupId>org.acme</groupId>
    <artifactId>parent</artifactId>
    <version>1.0-SNAPSHOT</version>
  </parent>
  <artifactId>shop</artifactId>
  <properties><guava.version>31.1-jre</guava.version></properties>
  <repositories>
    <repository><id>own</id><url>https://me:s3cr3t@maven.example.org/${project.artifactId}</url></repository>
  </repositories>
  <dependencies>
    <dependency>
      <groupId>com.google.guava</groupId>
      <artifactId>guava</artifactId>
    </dependency>
    <dependency>
      <groupId>com.fasterxml.jackson.core</groupId>
      <artifactId>jackson-databind</artifactId>
      <version>${jackson.version}</version>
    </dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-api</artifactId><version>1.7.36</version></dependency>
    <dependency>
      <groupId>junit</groupId><artifactId>junit</artifactId>
      <version>[4.12,5)</version>
      <scope>test</scope>
    </dependency>
    <dependency>
      <groupId>org.from-bom</groupId>
      <artifactId>x</artifactId>
      <optional>true</optional>
    </dependency>
    <dependency>
      <groupId>${project.groupId}</groupId>
      <artifactId>sibling</artifactId>
      <version>${project.version}</version>
    </dependency>
    <dependency>
      <groupId>org.elsewhere</groupId>
      <artifactId>managed-elsewhere</artifactId>
    </dependency>
  </dependencies>
  <profiles><profile>
    <id>old</id>
    <properties><jackson.version>2.9.8</jackson.version></properties>
    <dependencies><dependency>
      <groupId>com.fasterxml.jackson.core</groupId>
      <artifactId>jackson-core</artifactId>
      <version>${jackson.version}</version>
    </dependency></dependencies>
  </profile></profiles>
  <build><plugins><plugin>
    <artifactId>maven-jar-plugin</artifactId>
  </plugin></plugins></build>
</project>
"""
BOM = b"""<project>
  <parent>
    <groupId>org.acme</groupId><artifactId>parent</artifactId><version>1.0-SNAPSHOT</version>
    <relativePath>../../pom.xml</relativePath>
  </parent>
  <artifactId>bom</artifactId>
  <properties><x>7.1</x></properties>
  <dependencyManagement><dependencies><dependency>
    <groupId>org.from-bom</groupId>
    <artifactId>x</artifactId>
    <version>${x}</version>
  </dependency></dependencies></dependencyManagement>
</project>
"""
FILES = {"pom.xml": PARENT, "shop/pom.xml": SHOP, "platform/bom/pom.xml": BOM}


def by_name(reading: Reading) -> dict[str, Dependency]:
    assert len({one.name for one in reading.dependencies}) == len(reading.dependencies)
    return {one.name: one for one in reading.dependencies}


def pom(body: str, properties: str = "") -> dict[str, bytes]:
    own = "<groupId>g</groupId><artifactId>a</artifactId><version>1</version>"
    return {"pom.xml": f"<project>{own}<properties>{properties}</properties>{body}</project>".encode()}


def dependency(version: str, group: str = "x", artifact: str = "y") -> str:
    inner = f"<groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>"
    return f"<dependencies><dependency>{inner}</dependency></dependencies>"


def test_a_version_stands_on_its_own_line() -> None:
    found = by_name(assert_holds(MAVEN, FILES))["org.slf4j/slf4j-api"]
    assert found == Dependency(
        type="maven",
        name="org.slf4j/slf4j-api",
        place=Place("shop/pom.xml", 22),
        version="1.7.36",
        requirement="1.7.36",
    )


def test_a_property_of_the_parent_is_put_in_and_its_line_is_known() -> None:
    found = by_name(assert_holds(MAVEN, FILES))["com.fasterxml.jackson.core/jackson-databind"]
    assert (found.version, found.place, found.locked) == ("2.13.0", Place("shop/pom.xml", 20), Place("pom.xml", 13))


def test_a_managed_version_takes_the_properties_of_the_pom_that_uses_it() -> None:
    found = by_name(assert_holds(MAVEN, FILES))["com.google.guava/guava"]
    assert (found.version, found.place) == ("31.1-jre", Place("shop/pom.xml", 15))
    assert found.locked == Place("shop/pom.xml", 8)


def test_a_bill_of_materials_in_the_repository_manages_with_its_own_properties() -> None:
    found = by_name(assert_holds(MAVEN, FILES))["org.from-bom/x"]
    assert (found.version, found.scope) == ("7.1", Scope.OPTIONAL)
    assert (found.place, found.locked) == (Place("shop/pom.xml", 30), Place("platform/bom/pom.xml", 7))


def test_a_profile_has_properties_of_its_own() -> None:
    found = by_name(assert_holds(MAVEN, FILES))["com.fasterxml.jackson.core/jackson-core"]
    assert (found.version, found.place.line, found.locked) == ("2.9.8", 49, Place("shop/pom.xml", 45))


def test_scopes_ranges_and_plugins() -> None:
    found = by_name(assert_holds(MAVEN, FILES))
    assert (found["junit/junit"].version, found["junit/junit"].requirement) == ("", "[4.12,5)")
    assert found["junit/junit"].scope is Scope.DEVELOPMENT
    plugin = found["org.apache.maven.plugins/maven-jar-plugin"]
    assert (plugin.version, plugin.scope, plugin.place.line) == ("3.2.0", Scope.DEVELOPMENT, 53)
    assert plugin.locked == Place("pom.xml", 40)


def test_what_is_managed_elsewhere_has_no_version_and_is_no_problem() -> None:
    reading = assert_holds(MAVEN, FILES)
    found = by_name(reading)["org.elsewhere/managed-elsewhere"]
    assert (found.version, found.requirement, found.place.line) == ("", "", 40)
    assert reading.problems == ()


def test_modules_of_the_project_itself_are_no_packages() -> None:
    assert not [name for name in by_name(assert_holds(MAVEN, FILES)) if name.startswith("org.acme/")]
    alone = by_name(assert_holds(MAVEN, {"shop/pom.xml": SHOP}))
    assert [name for name in alone if name.startswith("org.acme/")] == ["org.acme/parent"]


def test_what_is_managed_and_not_used_stands_on_its_own_line_once() -> None:
    found = by_name(assert_holds(MAVEN, FILES))
    assert found["org.unused/unused"].place == Place("pom.xml", 33)
    alone = by_name(assert_holds(MAVEN, {"pom.xml": PARENT}))
    assert (alone["com.google.guava/guava"].version, alone["com.google.guava/guava"].place.line) == ("30.0-jre", 21)


def test_a_parent_from_elsewhere_is_a_package_and_one_of_the_repository_is_not() -> None:
    alone = by_name(assert_holds(MAVEN, {"shop/pom.xml": SHOP}))
    parent = alone["org.acme/parent"]
    assert (parent.version, parent.place, parent.scope) == ("1.0-SNAPSHOT", Place("shop/pom.xml", 5), Scope.DEVELOPMENT)
    assert alone["com.fasterxml.jackson.core/jackson-databind"].version == ""
    assert alone["com.fasterxml.jackson.core/jackson-databind"].requirement == ""


def test_repositories_are_indexes_without_their_credentials() -> None:
    (index,) = assert_holds(MAVEN, FILES).indexes
    assert (index.url, index.place) == ("https://maven.example.org/shop", Place("shop/pom.xml", 10))
    assert index.directive == "repository"


def test_a_project_begins_with_the_topmost_parent_and_has_the_imported_bill_of_materials() -> None:
    snapshot = BytesSnapshot(FILES)
    assert MAVEN.project("shop/pom.xml", snapshot) == ["pom.xml", "shop/pom.xml", "platform/bom/pom.xml"]
    assert MAVEN.project("pom.xml", snapshot) == ["pom.xml", "platform/bom/pom.xml"]


@pytest.mark.parametrize(
    "relative",
    ["../../../etc/passwd", "/etc/passwd", "C:\\pom.xml", "../other.xml", "${x}", "", ".", "\0", "../a/.."],
)
def test_a_parent_that_is_not_where_it_should_be_is_not_followed(relative: str) -> None:
    shop = SHOP.replace(b"</parent>", f"<relativePath>{relative}</relativePath></parent>".encode().replace(b"\0", b""))
    files = {"shop/pom.xml": shop, "pom.xml": PARENT.replace(b">parent<", b">another<"), "other.xml": b"<a/>"}
    assert MAVEN.project("shop/pom.xml", BytesSnapshot(files)) == ["shop/pom.xml"]


def test_a_parent_may_be_named_by_its_folder() -> None:
    shop = SHOP.replace(b"</parent>", b"<relativePath>..</relativePath></parent>")
    for root in ("", "a/b/"):
        files = {f"{root}shop/pom.xml": shop, f"{root}pom.xml": PARENT}
        assert MAVEN.project(f"{root}shop/pom.xml", BytesSnapshot(files)) == [f"{root}pom.xml", f"{root}shop/pom.xml"]


def test_parents_in_a_circle_end() -> None:
    def one(name: str, parent: str) -> bytes:
        above = f"<parent><groupId>g</groupId><artifactId>{parent}</artifactId><version>1</version>"
        inner = f"{above}<relativePath>../{parent}/pom.xml</relativePath></parent><artifactId>{name}</artifactId>"
        return f"<project>{inner}{dependency('1')}</project>".encode()

    files = {"a/pom.xml": one("a", "b"), "b/pom.xml": one("b", "a")}
    assert MAVEN.project("a/pom.xml", BytesSnapshot(files)) == ["b/pom.xml", "a/pom.xml"]
    assert len(assert_holds(MAVEN, files).dependencies) == 2


def test_bills_of_materials_that_import_one_another_end() -> None:
    def one(name: str) -> bytes:
        names = [f"b{number}" for number in range(25)]
        inner = "".join(
            f"<dependency><groupId>g</groupId><artifactId>{other}</artifactId><version>1</version>"
            "<type>pom</type><scope>import</scope></dependency>"
            for other in names
        )
        managed = f"<dependencyManagement><dependencies>{inner}</dependencies></dependencyManagement>"
        return f"<project><groupId>g</groupId><artifactId>{name}</artifactId>{managed}</project>".encode()

    files = {f"b{number}/pom.xml": one(f"b{number}") for number in range(25)}
    assert assert_holds(MAVEN, files).problems == ()


@pytest.mark.parametrize(
    ("version", "exact", "requirement"),
    [
        ("1.0", "1.0", "1.0"),
        (" 1.0 ", "1.0", "1.0"),
        ("[1.0]", "1.0", "[1.0]"),
        ("(,1.0]", "", "(,1.0]"),
        ("LATEST", "", "LATEST"),
        ("${unknown}", "", ""),
        ("1.${minor}", "1.5", "1.5"),
        ("${both}", "1.5", "1.5"),
        ("${project.version}", "1", "1"),
    ],
)
def test_versions_are_exact_or_ranges(version: str, exact: str, requirement: str) -> None:
    files = pom(dependency(version), "<minor>5</minor><both>1.${minor}</both>")
    (found,) = assert_holds(MAVEN, files).dependencies
    assert (found.version, found.requirement) == (exact, requirement)


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("<v>${w}</v><w>${v}</w>", "line 1: v stands for itself"),
        ("<v>${v}</v>", "line 1: v stands for itself"),
        (
            "<v0>aaaaaaaaaa</v0>"
            + "".join(f"<v{n}>{f'${{v{n - 1}}}' * 10}</v{n}>" for n in range(1, 20))
            + "<v>${v19}</v>",
            "line 1: v unfolds to more than 1000 characters",
        ),
        (
            "".join(f"<v{n}>${{v{n + 1}}}</v{n}>" for n in range(5000)) + "<v>${v0}</v>",
            "line 1: v stands for properties that are nested too deeply",
        ),
    ],
)
def test_properties_without_an_end_are_a_problem(properties: str, reason: str) -> None:
    started = time.monotonic()
    reading = assert_holds(MAVEN, pom(dependency("${v}") + dependency("2", artifact="z"), properties))
    assert [one.reason for one in reading.problems] == [reason]
    assert [one.name for one in reading.dependencies] == ["x/z"]
    assert time.monotonic() - started < 2


def test_an_artifact_named_by_what_is_not_known_is_a_problem() -> None:
    reading = assert_holds(MAVEN, pom(dependency("1", artifact="y_${scala.version}")))
    assert [one.reason for one in reading.problems] == ["line 1: it names its artifact by what no pom here defines"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><project/>', "line 1 declares a document type"),
        (b"<html/>", "it is no Maven project: its root is <html>"),
        (b"<project><<<<<<< HEAD</project>", "it is no XML"),
        (b"", "it is no XML"),
    ],
)
def test_what_is_no_pom_is_a_problem_and_the_others_are_read(content: bytes, reason: str) -> None:
    reading = assert_holds(MAVEN, {"pom.xml": content, "shop/pom.xml": SHOP})
    assert [(one.path, one.reason[: len(reason)]) for one in reading.problems] == [("pom.xml", reason)]
    assert "org.slf4j/slf4j-api" in by_name(reading)


def test_any_mutation_is_read_or_told() -> None:
    check_reader(MAVEN, FILES)

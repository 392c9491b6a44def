"""Gradle: version catalogs, scripts in Groovy and Kotlin, lockfiles."""

from __future__ import annotations

import time

import pytest

from checks.interface import Scope
from checks.packages.java.gradle import Gradle
from checks.packages.model import Dependency, Place, Reading
from tests.checks.packages.fuzzing import BytesSnapshot, assert_holds, check_reader

GRADLE = Gradle()

CATALOG = b"""[versions]
jackson = "2.13.0"
slf4j = { strictly = "[1.7, 1.8[", prefer = "1.7.25" }

[libraries]
jackson-databind = { module = "com.fasterxml.jackson.core:jackson-databind", version.ref = "jackson" }
jackson_core = { group = "com.fasterxml.jackson.core", name = "jackson-core", version.ref = "jackson" }
guava = "com.google.guava:guava:31.1-jre"
slf4j-api = { module = "org.slf4j:slf4j-api", version.ref = "slf4j" }
from-platform = { module = "org.acme:from-platform" }
junit = "junit:junit:4.13.2"
unused = "org.unused:unused:1.0"

[bundles]
jackson = ["jackson-databind", "jackson-core"]

[plugins]
shadow = { id = "com.gradleup.shadow", version = "8.1.1" }
convention = { id = "acme.convention" }
"""
KOTLIN = b"""plugins {
    id("java")
    id("org.springframework.boot") version "3.0.1"
    kotlin("jvm") version "1.9.0"
    alias(libs.plugins.shadow)
    alias(libs.plugins.convention)
}

repositories {
    mavenCentral()
    maven { url = uri("https://me:s3cr3t@maven.example.org/releases") }
}

dependencies {
    implementation(libs.bundles.jackson)
    implementation(libs.guava)   // libs.junit
    testImplementation(libs.junit)
    implementation(libs.slf4j.api)
    implementation(platform("org.acme:bom:1.0"))
    implementation(libs.from.platform)
    /* implementation("commented:out:1") */
    runtimeOnly("org.postgresql:postgresql:42.5.0") {
        exclude(group = "org.checkerframework", module = "checker-qual")
        because("see: the:log:book")
    }
    implementation(project(":core"))
}
"""
GROOVY = b"""buildscript {
    ext.kotlin_version = '1.8.0'
    repositories { maven { url 'https://plugins.example.org' } }
    dependencies {
        classpath "org.jetbrains.kotlin:kotlin-gradle-plugin:$kotlin_version"
    }
}
def okhttp = "4.10.0"
dependencies {
    implementation "com.squareup.okhttp3:okhttp:${okhttp}"
    implementation group: 'commons-io', name: 'commons-io', version: '2.11.0'
    api('org.apache.commons:commons-text:1.+') { transitive = false }
    testImplementation 'org.mockito:mockito-core:[4.0,5)', 'org.assertj:assertj-core:3.24.0'
    implementation "org.acme:dynamic:${rootProject.ext.v}"
    implementation files('libs/local.jar')
    implementation 'org.locked:locked'
    androidTestImplementation 'androidx.test:core:1.5.0@aar'
}
publishing { repositories { maven { url = "https://publish.example.org" } } }
String url = "https://example.org:8080/a:b:c"
"""
LOCK = b"""# This is a Gradle generated file for dependency locking.
com.squareup.okhttp3:okhttp:4.10.0=compileClasspath,runtimeClasspath
com.squareup.okio:okio:3.0.0=compileClasspath,runtimeClasspath
net.bytebuddy:byte-buddy:1.12.19=testRuntimeClasspath
org.locked:locked:7.0=compileClasspath
empty=annotationProcessor
"""
FILES = {"gradle/libs.versions.toml": CATALOG, "build.gradle.kts": KOTLIN}
OLD = {"build.gradle": GROOVY, "gradle.lockfile": LOCK}


def by_name(reading: Reading) -> dict[str, Dependency]:
    assert len({one.name for one in reading.dependencies}) == len(reading.dependencies)
    return {one.name: one for one in reading.dependencies}


def test_a_catalogs_entry_stands_where_a_script_uses_it_and_its_version_where_it_is_kept() -> None:
    found = by_name(assert_holds(GRADLE, FILES))["com.fasterxml.jackson.core/jackson-databind"]
    assert found == Dependency(
        type="maven",
        name="com.fasterxml.jackson.core/jackson-databind",
        place=Place("build.gradle.kts", 15),
        version="2.13.0",
        requirement="2.13.0",
        locked=Place("gradle/libs.versions.toml", 2),
    )


def test_bundles_rich_versions_and_entries_without_one() -> None:
    found = by_name(assert_holds(GRADLE, FILES))
    assert found["com.fasterxml.jackson.core/jackson-core"].place.line == 15
    assert (found["org.slf4j/slf4j-api"].version, found["org.slf4j/slf4j-api"].requirement) == ("", "[1.7, 1.8[")
    assert (found["org.acme/from-platform"].version, found["org.acme/from-platform"].locked) == ("", None)


def test_an_entry_that_no_script_here_uses_stands_on_its_own_line() -> None:
    found = by_name(assert_holds(GRADLE, FILES))
    assert found["org.unused/unused"].place == Place("gradle/libs.versions.toml", 12)
    alone = by_name(assert_holds(GRADLE, {"gradle/libs.versions.toml": CATALOG}))
    jackson = alone["com.fasterxml.jackson.core/jackson-databind"]
    assert (jackson.place.line, jackson.locked) == (6, Place("gradle/libs.versions.toml", 2))


def test_plugins_are_packages_under_their_markers_name() -> None:
    found = by_name(assert_holds(GRADLE, FILES))
    boot = found["org.springframework.boot/org.springframework.boot.gradle.plugin"]
    assert (boot.version, boot.place.line, boot.scope) == ("3.0.1", 3, Scope.DEVELOPMENT)
    assert found["org.jetbrains.kotlin.jvm/org.jetbrains.kotlin.jvm.gradle.plugin"].version == "1.9.0"
    shadow = found["com.gradleup.shadow/com.gradleup.shadow.gradle.plugin"]
    assert (shadow.version, shadow.place, shadow.scope) == ("8.1.1", Place("build.gradle.kts", 5), Scope.DEVELOPMENT)
    assert not [name for name in found if name.startswith(("acme.convention", "java/"))]


def test_string_notations_of_kotlin_are_read_and_comments_exclusions_and_reasons_are_not() -> None:
    reading = assert_holds(GRADLE, FILES)
    found = by_name(reading)
    assert (found["org.postgresql/postgresql"].version, found["org.postgresql/postgresql"].place.line) == ("42.5.0", 22)
    assert found["org.acme/bom"].version == "1.0"
    assert not found.keys() & {"commented/out", "org.checkerframework/checker-qual", "the/log", "see/the"}
    assert reading.problems == ()


def test_string_and_map_notations_of_groovy_are_read_with_the_scripts_own_plain_variables() -> None:
    found = by_name(assert_holds(GRADLE, {"build.gradle": GROOVY}))
    assert {name: (one.version, one.requirement, one.place.line, one.scope.value) for name, one in found.items()} == {
        "org.jetbrains.kotlin/kotlin-gradle-plugin": ("1.8.0", "1.8.0", 5, "development"),
        "com.squareup.okhttp3/okhttp": ("4.10.0", "4.10.0", 10, "runtime"),
        "commons-io/commons-io": ("2.11.0", "2.11.0", 11, "runtime"),
        "org.apache.commons/commons-text": ("", "1.+", 12, "runtime"),
        "org.mockito/mockito-core": ("", "[4.0,5)", 13, "development"),
        "org.assertj/assertj-core": ("3.24.0", "3.24.0", 13, "development"),
        "org.acme/dynamic": ("", "", 14, "runtime"),
        "org.locked/locked": ("", "", 16, "runtime"),
        "androidx.test/core": ("1.5.0", "1.5.0", 17, "development"),
    }


def test_the_lockfile_pins_what_the_script_of_its_folder_asks_for_and_brings_the_rest() -> None:
    found = by_name(assert_holds(GRADLE, OLD))
    locked = found["org.locked/locked"]
    assert (locked.version, locked.place, locked.locked) == (
        "7.0",
        Place("build.gradle", 16),
        Place("gradle.lockfile", 5),
    )
    okio = found["com.squareup.okio/okio"]
    assert (okio.version, okio.place, okio.scope, okio.reached) == (
        "3.0.0",
        Place("gradle.lockfile", 3),
        Scope.RUNTIME,
        True,
    )
    assert found["net.bytebuddy/byte-buddy"].scope is Scope.DEVELOPMENT


def test_a_lockfile_of_another_folder_pins_nothing_here() -> None:
    found = by_name(
        assert_holds(GRADLE, {"a/build.gradle": b"dependencies { api 'x:y:1' }", "b/gradle.lockfile": LOCK})
    )
    assert found["x/y"].locked is None
    assert "com.squareup.okio/okio" in found


def test_repositories_are_indexes_and_where_is_published_to_is_none() -> None:
    found = assert_holds(GRADLE, {**FILES, "build.gradle": GROOVY}).indexes
    assert [(one.url, one.place.path, one.place.line) for one in found] == [
        ("https://maven.example.org/releases", "build.gradle.kts", 11),
        ("https://plugins.example.org", "build.gradle", 3),
    ]


@pytest.mark.parametrize(
    "configuration", ["testImplementation", "androidTestImplementation", "kapt", "testFixturesApi"]
)
def test_what_tests_and_processors_need_is_development(configuration: str) -> None:
    script = f"dependencies {{ {configuration} 'x:y:1' }}".encode()
    (found,) = assert_holds(GRADLE, {"build.gradle": script}).dependencies
    assert found.scope is Scope.DEVELOPMENT


@pytest.mark.parametrize("configuration", ["latestImplementation", "implementation", "compileOnly", "debugApi"])
def test_what_only_looks_like_a_test_is_not(configuration: str) -> None:
    script = f"dependencies {{ {configuration} 'x:y:1' }}".encode()
    (found,) = assert_holds(GRADLE, {"build.gradle": script}).dependencies
    assert found.scope is Scope.RUNTIME


def test_a_name_that_an_expression_makes_is_a_problem() -> None:
    script = b'dependencies {\n  api "org.scala:x_${scala.major}:1"\n  api "x:y:1"\n}\n'
    reading = assert_holds(GRADLE, {"build.gradle": script})
    assert [one.reason for one in reading.problems] == ["line 2 names a dependency by an expression"]
    assert [one.name for one in reading.dependencies] == ["x/y"]


def test_a_project_is_named_by_its_nearest_catalog() -> None:
    names = [
        "gradle/libs.versions.toml",
        "build.gradle",
        "app/build.gradle.kts",
        "app/gradle.lockfile",
        "gradle.lockfile",
    ]
    snapshot = BytesSnapshot(dict.fromkeys(names, b""))
    root = ["gradle/libs.versions.toml", "build.gradle", "gradle.lockfile"]
    assert [GRADLE.project(path, snapshot) for path in root] == [root] * 3
    app = ["gradle/libs.versions.toml", "app/build.gradle.kts", "app/gradle.lockfile"]
    assert [GRADLE.project(path, snapshot) for path in app[1:]] == [app] * 2
    assert GRADLE.project("x/build.gradle", BytesSnapshot({"x/build.gradle": b""})) == ["x/build.gradle"]


def test_names_are_claimed_by_themselves() -> None:
    assert all(map(GRADLE.claims, ["build.gradle", "a/settings.gradle.kts", "a/gradle/libs.versions.toml"]))
    assert not any(map(GRADLE.claims, ["other.gradle", "libs.versions.toml", "mygradle/libs.versions.toml"]))


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("gradle/libs.versions.toml", b"[versions"),
        ("gradle.lockfile", b"what is this\n"),
        ("gradle.lockfile", b"<<<<<<< HEAD\n"),
    ],
)
def test_what_cannot_be_read_is_a_problem_and_the_script_is_read(path: str, content: bytes) -> None:
    reading = assert_holds(GRADLE, {"build.gradle": GROOVY, path: content})
    assert [one.path for one in reading.problems] == [path]
    assert "commons-io/commons-io" in by_name(reading)


@pytest.mark.parametrize(
    "script",
    [
        b"'" + b"\\'" * 500_000,
        b"/*" * 500_000,
        b'"""' + b'"x' * 500_000,
        b"{" * 1_000_000,
        b"plugins { id('a')" + b" " * 1_000_000 + b"x }",
        b"dependencies { api group:" + b" " * 1_000_000 + b"'x' }",
        b"libs." + b"a." * 500_000,
        b"def " * 250_000,
    ],
)
def test_hostile_scripts_cost_no_more_than_others(script: bytes) -> None:
    started = time.monotonic()
    assert_holds(GRADLE, {"build.gradle": script})
    assert time.monotonic() - started < 5


def test_any_mutation_is_read_or_told() -> None:
    check_reader(GRADLE, {**FILES, **OLD})

"""Ruby: Gemfiles as they are written, Bundler's lockfiles as it writes them, gemspecs."""

from __future__ import annotations

import time

import pytest

from checks.interface import Scope
from checks.packages.model import Dependency, Mismatch, Place, Reading
from checks.packages.ruby import Ruby
from tests.checks.packages.fuzzing import BytesSnapshot, assert_holds, check_reader

RUBY = Ruby()

GEMFILE = b"""# frozen_string_literal: true
source "https://deploy:s3cr3t@gems.example.org"

ruby "3.2.2"
gem "rails", "~> 7.0.4"   # gem "commented"
gem 'pg', '>= 1.1', '< 2', require: false
gem "rack-mini", github: "acme/rack-mini", branch: "main"

group :development, :test do
  platforms :mri do
    gem "debug"
  end
end
gem "rspec-rails", "6.0.1", group: :test
gem "billing", path: "components/billing"
gem "sentry",
    "~> 5.0",
    require: "sentry-ruby"
"""

LOCK = b"""GIT
  remote: https://github.com/acme/rack-mini.git
  revision: 1f2e3d
  branch: main
  specs:
    rack-mini (3.0.0)
      rack (>= 1.2.0)

PATH
  remote: components/billing
  specs:
    billing (0.1.0)
      money (~> 6.0)

GEM
  remote: https://gems.example.org/
  specs:
    debug (1.7.1)
    actionpack (7.0.4)
      rack (~> 2.0, >= 2.2.0)
      nokogiri
    abandoned (0.1)
    money (6.16.0)
    nokogiri (1.15.0)
      racc (~> 1.4)
    nokogiri (1.15.0-x86_64-linux)
      racc (~> 1.4)
    pg (1.4.5)
    racc (1.6.2)
    rack (2.2.6)
    rails (7.0.4)
      actionpack (= 7.0.4)
    rspec-core (3.12.0)
    rspec-rails (6.0.1)
      actionpack (>= 6.1)
      rspec-core (~> 3.12)
    sentry (5.8.0)

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  billing!
  debug
  pg (>= 1.1, < 2)
  rack-mini!
  rails (~> 7.0.4)
  rspec-rails (= 6.0.1)
  sentry (~> 5.0)

CHECKSUMS
  nokogiri (1.15.0) sha256=aa
  nokogiri (1.15.0-x86_64-linux) sha256=bb
  rails (7.0.4) sha256=cc
  rack (2.2.6)

RUBY VERSION
   ruby 3.2.2p53

BUNDLED WITH
   2.5.1
"""
FILES = {"Gemfile": GEMFILE, "Gemfile.lock": LOCK}


def by_name(reading: Reading) -> dict[str, Dependency]:
    assert len({one.name for one in reading.dependencies}) == len(reading.dependencies)
    return {one.name: one for one in reading.dependencies}


def test_a_gem_stands_on_its_gemfiles_line_and_is_pinned_by_the_lockfile() -> None:
    found = by_name(assert_holds(RUBY, FILES))
    assert found["rails"] == Dependency(
        type="gem",
        name="rails",
        place=Place("Gemfile", 5),
        version="7.0.4",
        requirement="~> 7.0.4",
        locked=Place("Gemfile.lock", 31),
        origin="https://gems.example.org/",
        integrity=("sha256:cc",),
        integrity_expected=True,
    )
    assert (found["pg"].requirement, found["pg"].place.line) == (">= 1.1, < 2", 6)
    assert (found["sentry"].requirement, found["sentry"].place.line) == ("~> 5.0", 16)


def test_a_transitive_gem_stands_on_the_lockfiles_line_with_its_chain() -> None:
    found = by_name(assert_holds(RUBY, FILES))
    assert (found["racc"].place, found["racc"].locked) == (Place("Gemfile.lock", 29), None)
    assert found["racc"].via == ("rails", "actionpack", "nokogiri")
    assert found["rack"].via == ("rack-mini",)
    assert found["money"].via == ("billing",)


def test_builds_for_several_platforms_are_one_gem_with_all_digests() -> None:
    nokogiri = by_name(assert_holds(RUBY, FILES))["nokogiri"]
    assert (nokogiri.version, nokogiri.place.line) == ("1.15.0", 24)
    assert nokogiri.integrity == ("sha256:aa", "sha256:bb")


def test_scope_is_that_of_the_groups_and_the_strongest_of_all_ways() -> None:
    found = by_name(assert_holds(RUBY, FILES))
    development = {name for name, one in found.items() if one.scope is Scope.DEVELOPMENT}
    assert development == {"debug", "rspec-rails", "rspec-core"}


def test_a_git_gem_has_its_address_and_a_path_gem_is_no_package() -> None:
    found = by_name(assert_holds(RUBY, FILES))
    assert found["rack-mini"].origin == "git+https://github.com/acme/rack-mini.git"
    assert not found["rack-mini"].integrity_expected
    assert "billing" not in found


def test_a_gem_that_nothing_leads_to_is_told() -> None:
    found = by_name(assert_holds(RUBY, FILES))
    assert [name for name, one in found.items() if not one.reached] == ["abandoned"]


def test_sources_are_indexes_without_their_credentials_and_each_once() -> None:
    (index,) = assert_holds(RUBY, FILES).indexes
    assert (index.url, index.place, index.directive) == ("https://gems.example.org", Place("Gemfile", 2), "source")


def test_a_source_that_only_the_lockfile_has_is_one_too() -> None:
    lock = LOCK.replace(b"https://gems.example.org/", b"https://evil.example.org/")
    found = assert_holds(RUBY, {"Gemfile": GEMFILE, "Gemfile.lock": lock}).indexes
    assert [(one.url, one.place.path) for one in found] == [
        ("https://gems.example.org", "Gemfile"),
        ("https://evil.example.org/", "Gemfile.lock"),
    ]


def test_a_lockfile_made_for_its_gemfile_has_no_mismatch() -> None:
    assert assert_holds(RUBY, FILES).mismatches == ()


def test_a_gemfile_that_moved_on_without_its_lockfile_is_a_mismatch() -> None:
    gemfile = GEMFILE.replace(b"~> 7.0.4", b"~> 7.1").replace(b'gem "debug"', b'gem "pry"')
    found = assert_holds(RUBY, {"Gemfile": gemfile, "Gemfile.lock": LOCK}).mismatches
    assert [(one.place, one.message) for one in found] == [
        (Place("Gemfile", 5), "Gemfile asks for rails ~> 7.1, Gemfile.lock was made for ~> 7.0.4."),
        (Place("Gemfile", 11), "Gemfile asks for pry, Gemfile.lock was made without it."),
        (Place("Gemfile.lock", 45), "Gemfile.lock was made for debug, which no manifest asks for."),
    ]


def test_what_a_gemfile_says_by_expressions_and_under_conditions_is_no_mismatch() -> None:
    gemfile = GEMFILE + b'if ENV["EDGE"]\n  gem "edge"\nend\n%w[a b].each { |name| gem name }\n'
    lock = LOCK.replace(b"\nCHECKSUMS", b"  a\n\nCHECKSUMS")
    reading = assert_holds(RUBY, {"Gemfile": gemfile, "Gemfile.lock": lock})
    assert reading.mismatches == ()
    assert reading.problems == ()


def test_a_gemfile_alone_tells_ranges_exact_versions_and_what_it_does_not_tell() -> None:
    reading = assert_holds(RUBY, {"Gemfile": GEMFILE + b"gem name_of_the_day\n"})
    found = by_name(reading)
    assert found["rspec-rails"].version == "6.0.1"
    assert found["rails"].version == ""
    assert found["rails"].locked is None
    (problem,) = reading.problems
    assert problem.reason == "line 19 names gems by an expression or in another file, and no lockfile tells which"


GEMSPEC = b"""Gem::Specification.new do |spec|
  spec.name = "acme"
  spec.add_dependency "rack", "~> 2.0", ">= 2.0.1"
  spec.add_runtime_dependency(%q<json>.freeze, [">= 1.0".freeze, "< 3"])
  spec.add_development_dependency 'rspec'
end
"""
GEM_LOCK = b"""PATH
  remote: .
  specs:
    acme (1.0)
      json (>= 1.0, < 3)
      rack (~> 2.0, >= 2.0.1)

GEM
  specs:
    json (2.6.3)
    rack (2.2.6)
    rspec (3.12.0)

DEPENDENCIES
  acme!
  rspec
"""


def test_a_gemspec_alone_tells_its_ranges() -> None:
    found = by_name(assert_holds(RUBY, {"acme.gemspec": GEMSPEC}))
    assert {name: (one.requirement, one.place.line, one.scope.value) for name, one in found.items()} == {
        "rack": ("~> 2.0, >= 2.0.1", 3, "runtime"),
        "json": (">= 1.0, < 3", 4, "runtime"),
        "rspec": ("", 5, "development"),
    }


def test_a_gem_whose_version_an_expression_makes_is_known_by_its_name() -> None:
    gemspec = b's.add_dependency "rack", version\ns.add_dependency name\n'
    reading = assert_holds(RUBY, {"a.gemspec": gemspec})
    assert [(one.name, one.requirement) for one in reading.dependencies] == [("rack", "")]
    assert [one.reason.partition(" names")[0] for one in reading.problems] == ["line 2"]
    reading = assert_holds(RUBY, {"Gemfile": b'gem "rack", ENV.fetch("V", "~> 1.0")\n', "Gemfile.lock": LOCK})
    assert "rack" not in {one.name for one in reading.mismatches}


def test_a_gemspec_beside_its_gemfile_is_the_manifest_of_its_gems() -> None:
    files = {"Gemfile": b"gemspec\n", "Gemfile.lock": GEM_LOCK, "acme.gemspec": GEMSPEC}
    reading = assert_holds(RUBY, files)
    found = by_name(reading)
    assert (found["rack"].place, found["rack"].via, found["rack"].version) == (Place("acme.gemspec", 3), (), "2.2.6")
    assert found["rspec"].scope is Scope.DEVELOPMENT
    assert reading.mismatches == ()


def test_a_project_is_the_same_from_each_of_its_files() -> None:
    files = {
        "a/Gemfile": b"",
        "a/Gemfile.lock": GEM_LOCK,
        "a/acme.gemspec": b"",
        "a/other.gemspec": b"",
        "gems.rb": b"",
    }
    snapshot = BytesSnapshot(files)
    whole = ["a/Gemfile", "a/Gemfile.lock", "a/acme.gemspec"]
    assert [RUBY.project(path, snapshot) for path in whole] == [whole] * 3
    assert RUBY.project("a/other.gemspec", snapshot) == ["a/other.gemspec"]
    assert RUBY.project("gems.rb", snapshot) == ["gems.rb"]


def test_a_lockfile_whose_gems_lie_outside_the_repository_leads_nowhere() -> None:
    lock = GEM_LOCK.replace(b"remote: .", b"remote: ../../../etc")
    assert RUBY.project("Gemfile.lock", BytesSnapshot({"Gemfile.lock": lock})) == ["Gemfile.lock"]


def test_names_are_claimed_by_themselves() -> None:
    assert all(map(RUBY.claims, ["Gemfile", "x/gems.rb", "x/gems.locked", "x/a.gemspec"]))
    assert not any(map(RUBY.claims, ["Gemfile.rb", "x/.gemspec", "MyGemfile", "Gemfile.lock.old"]))


def test_a_half_merged_lockfile_is_a_problem_and_the_gemfile_is_read() -> None:
    reading = assert_holds(RUBY, {"Gemfile": GEMFILE, "Gemfile.lock": b"GEM\n<<<<<<< HEAD\n  specs:\n"})
    assert [(one.path, one.reason) for one in reading.problems] == [("Gemfile.lock", "line 2 is a merge conflict's")]
    assert by_name(reading)["rails"].place == Place("Gemfile", 5)
    assert reading.mismatches == ()


def test_a_cycle_and_a_lockfile_of_a_hundred_thousand_are_read() -> None:
    many = b"".join(b"    g%d (1.0)\n      g%d\n" % (number, number + 1) for number in range(99_999))
    lock = b"GEM\n  specs:\n" + many + b"    g99999 (1.0)\n      g0\n\nDEPENDENCIES\n  g0\n"
    reading = RUBY.read({"Gemfile.lock": lock})
    assert len(reading.dependencies) == 100_000
    assert all(one.reached and len(one.via) <= 30 for one in reading.dependencies)
    (problem,) = RUBY.read({"Gemfile.lock": lock.replace(b"  specs:\n", b"  specs:\n    more (1)\n")}).problems
    assert problem.reason == "it has more than 100000 gems"


def test_a_mismatch_is_one_of_values() -> None:
    (found, *_) = assert_holds(RUBY, {"Gemfile": b'gem "a"\n', "Gemfile.lock": b"DEPENDENCIES\n"}).mismatches
    assert found == Mismatch(Place("Gemfile", 1), "gem", "a", "Gemfile asks for a, Gemfile.lock was made without it.")


@pytest.mark.parametrize(
    "gemfile",
    [
        b'gem "a' + b'\\"' * 1_000_000,
        b"gem 'a', " * 200_000,
        b"group :a do" + b" " * 1_000_000 + b"x",
        b"do |" * 300_000,
        b"gem 'a',\n" * 200_000,
        b"if x\n" * 200_000,
        b'gem "a", :x => ' + b"[" * 1_000_000,
    ],
)
def test_hostile_gemfiles_cost_no_more_than_others(gemfile: bytes) -> None:
    started = time.monotonic()
    assert len(RUBY.read({"Gemfile": gemfile}).dependencies) <= 200_000 // 200
    assert time.monotonic() - started < 5


def test_any_mutation_is_read_or_told() -> None:
    check_reader(RUBY, {"Gemfile": GEMFILE, "Gemfile.lock": LOCK, "acme.gemspec": GEMSPEC})

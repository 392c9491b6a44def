"""Builds the parts and hands them to each other. The forges come from `hosts`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path

from flask import Blueprint

from bot import commands, hosts, logs
from bot.allow.permits import Permits
from bot.allow.sharedlist import SharedLists
from bot.bell import Bell
from bot.changes import Repositories
from bot.commands import Answer
from bot.config import FORGES, Config
from bot.deciders.service import Deciders
from bot.engine import Worker, worker_name
from bot.errands import Errands
from bot.facts.inquiry import Inquiry
from bot.facts.registries import Registries
from bot.fixing.fixing import Fixing
from bot.forges.github.api import Transport
from bot.forges.interface import Forge
from bot.leaks.rotations import Rotations
from bot.looks import Looks, Refresh, git_limits
from bot.model import Command, Terms
from bot.packs import testing
from bot.packs.repository import PolicyRepository
from bot.pipeline import Pipeline
from bot.server import MAX_BODY, create_app
from bot.serving import serve_web
from bot.store import Limits, Store
from bot.supervisor import sign_of_life, supervise
from bot.sweep.passing import Passed
from bot.sweep.sweeper import Sweeper, sweeping
from bot.web import allow_api, inventory_api, verdicts_api
from bot.web.setup import Setup, blueprint
from bot.web.tokens import guard
from checks.interface import CheckError

_REFRESHED = 200
"""Packages that one `sync` asks registries about."""


def store(config: Config) -> Store:
    """The database: what DATABASE_URL says, or SQLite in the data folder."""
    config.service.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    url = config.service.database or f"sqlite:///{config.service.data / 'sekisho.db'}"
    return Store(url, Limits(scan=config.limits.scan_seconds))


def web(config: Config) -> int:
    """The web process, until SIGTERM."""
    logs.configure()
    database, bell = store(config), Bell(config.service.data / "bell")
    database.migrate()
    setup = _setup(config)
    application = create_app(
        hosts.forges(config),
        database,
        wake=bell.ring,
        heeded=lambda spoken: bool(commands.parse(spoken)),
        faults=partial(hosts.faults, config),
        blueprints=(blueprint(setup), *_api(config, database, bell)),
    )
    host, _, port = config.service.listen.rpartition(":")
    serve_web(application, host, int(port), max_body=MAX_BODY, on_bound=partial(_bound, config, database, setup))
    return 0


def _setup(config: Config) -> Setup:
    """The page that registers an app, which only GitHub knows."""
    settings, credentials = hosts.github_settings(config), hosts.github_credentials(config)
    return Setup(settings, config.github.manifest, config.service.public_url, credentials, Transport(settings))


def _api(config: Config, database: Store, bell: Bell) -> tuple[Blueprint, ...]:
    """What tools talk to, behind one guard."""
    admit = guard(database)
    return (
        inventory_api.blueprint(database.inventory, admit),
        allow_api.blueprint(database, config.allow_list, admit, partial(hosts.main_forge, config)),
        verdicts_api.blueprint(database, FORGES, admit, bell.ring, block_on_fault=config.on_fault == "block"),
    )


def worker(config: Config, path: Path) -> int:
    """One worker process, until SIGTERM."""
    logs.configure()
    database, bell = store(config), Bell(config.service.data / "bell")
    database.migrate()
    repositories = Repositories(config.service.data / "repositories", git_limits(config))
    forges = hosts.forges(config)
    inquiry = _inquiry(config, database)
    name, every = worker_name(), config.service.sweep_minutes * 60
    with (
        closing(Looks(config, spares=True, policies=_policies(config, forges, repositories))) as looks,
        sweeping(Sweeper(_swept(config, forges), database, name, every, bell.ring) if every else None),
    ):
        _warmed(looks)
        pipeline = Pipeline(
            forges=forges,
            open_change=repositories.open,
            examiner=looks,
            errands=Errands(
                forges,
                database.targets_at,
                repositories.forget,
                _acts(config, database, forges, repositories),
                inquiry.run,
            ),
            cache=database.kept_for,
            looked_up=database.looked_up,
            terms=lambda scan, change, change_set: Terms(config.policy),
            deciders=Deciders(config, database, inquiry, forges, SharedLists(forges, repositories.open)),
            wondering=inquiry.lacking,
        )
        Worker(
            database,
            pipeline,
            name=name,
            wait=bell.wait,
            alive=sign_of_life(),
            chore=Refresh(config, path),
            retention=config.service.retention_days * 86_400.0,
        ).run_forever(on_stop=bell.ring)
    return 0


def _swept(config: Config, forges: Mapping[str, Forge]) -> list[Forge]:
    """Those with credentials. GitHub's may come any time, from /setup: it is left out only where there are others."""
    return [forges[name] for name in hosts.configured(config) or ("github",)]


def _policies(config: Config, forges: Mapping[str, Forge], repositories: Repositories) -> PolicyRepository | None:
    """The repository with the organisation's own, if there is one. Raises ConfigError."""
    if not config.rule_repository:
        return None
    forge, path = hosts.named(config, config.rule_repository)
    return PolicyRepository(path, forges[forge], repositories.open, config.service.data / "policies", testing.try_out)


def _acts(
    config: Config, database: Store, forges: Mapping[str, Forge], repositories: Repositories
) -> dict[str, Callable[[Command], Answer]]:
    """Command -> what it does."""
    fixing = Fixing(forges, database.suggestions, repositories.open)
    permits = Permits(database, config.allow_list)
    listing = dict.fromkeys(("allow", "disallow", "maintenance"), permits.obey)
    return {**listing, "rotated": Rotations(database).obey, "fix": fixing.obey}


def _warmed(looks: Looks) -> None:
    """So that the first scan does not wait. What is amiss is told there: a forge may not be set up yet."""
    try:
        looks()
    except CheckError as error:
        logs.get("worker").warning("cannot look yet", why=str(error))


def _inquiry(config: Config, database: Store) -> Inquiry:
    """Whether and where facts about packages are asked for."""
    packages, wanted = config.packages, config.policy.licences
    addresses = {type_: some[0] for type_, some in packages.registries.items()}
    registries = Registries(addresses) if packages.ask else None
    return Inquiry(database.facts, registries, packages.internal, bool(wanted.allow or wanted.deny))


def refresh_facts(config: Config) -> int:
    """Asks registries again about what has grown old; about how many packages."""
    database = store(config)
    database.migrate()
    return _inquiry(config, database).refresh(_REFRESHED)


def sweep(config: Config) -> dict[str, Passed | None]:
    """One pass over each forge, now; None where a worker is at it."""
    database, bell = store(config), Bell(config.service.data / "bell")
    database.migrate()
    sweeper = Sweeper(
        _swept(config, hosts.forges(config)), database, worker_name(), config.service.sweep_minutes * 60, bell.ring
    )
    return {forge.name: sweeper.sweep(forge, asked=True) for forge in sweeper.forges}


def serve(config: Config, path: Path) -> int:
    """Web and workers, each a process of its own, until SIGTERM."""
    logs.configure()
    store(config).migrate()
    command = [sys.executable, "-m", "bot", "--config", str(path)]
    workers = {f"worker-{number}": [*command, "worker"] for number in range(1, config.service.workers + 1)}
    return supervise({"web": [*command, "web"], **workers})


def _bound(config: Config, database: Store, setup: Setup, host: str, port: int) -> None:
    """Says where, and leaves it in the data folder for whoever asked for any free port."""
    address = f"http://{host}:{port}"
    (config.service.data / "address").write_text(address)
    # Now webhooks are heard again: those that came before are asked for.
    database.sweeps.ask(database.now())
    logs.get("web").info("listening", address=address)
    # Not through the log, which is kept: whoever has this address may register the app.
    print(f"To register Sekisho with GitHub, open {setup.invitation(address)}", file=sys.stderr, flush=True)

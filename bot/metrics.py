"""What Prometheus sees. Totals come from the store at scrape time, since workers are other processes; only what never
reaches the store (deliveries by answer) is counted here, in the one web process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector

from bot.store import BUCKETS, Figures, Store

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """One registry per app, so that two of them in one process do not meet."""

    def __init__(self, store: Store) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_FromStore(store))
        self._deliveries = Counter(
            "sekisho_deliveries", "Webhook deliveries by answer.", ["forge", "event", "status"], registry=self._registry
        )
        self._puzzles = Counter(
            "sekisho_unreadable_deliveries",
            "Authentic webhook deliveries that are not what the forge is known to send.",
            ["forge", "event"],
            registry=self._registry,
        )

    def puzzled(self, forge: str, event: str) -> None:
        """Counts one delivery that could not be read, and asks for nothing."""
        self._puzzles.labels(forge, event).inc()

    def delivered(self, forge: str, event: str, status: int) -> None:
        """Counts one delivery. `event` is "" where the delivery was rejected before it could be believed."""
        self._deliveries.labels(forge, event, str(status)).inc()

    def page(self) -> bytes:
        """The exposition."""
        return generate_latest(self._registry)


class _FromStore(Collector):
    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> Iterable[Metric]:
        """Nothing: asking the store is for scrapes."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Everything the store counts."""
        figures = self._store.figures(self._store.now())
        yield _gauge(
            "sekisho_queue_age_seconds", "How long the oldest scan that may run has waited.", figures.queue_age
        )
        yield _gauge("sekisho_workers", "Workers seen lately.", figures.workers)
        yield _open(figures)
        yield _ended(figures)
        yield _seconds(figures)
        yield _units(figures)
        yield _last_sweep(figures)
        yield _sweep(figures)


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _open(figures: Figures) -> Metric:
    family = GaugeMetricFamily("sekisho_open_scans", "Scans that wait or run.", labels=["state"])
    for state, count in figures.open_scans.items():
        family.add_metric([state], count)
    return family


def _ended(figures: Figures) -> Metric:
    family = CounterMetricFamily("sekisho_scans", "Scans that ended.", labels=["state", "verdict"])
    for (name, label), total in figures.counters.items():
        if name == "scans":
            family.add_metric(label.split("/", 1), total)
    return family


def _seconds(figures: Figures) -> Metric:
    bounds = [*(str(bound) for bound in BUCKETS), "+Inf"]
    counts = accumulate(figures.counters.get(("scan_seconds_bucket", bound), 0.0) for bound in bounds)
    total = figures.counters.get(("scan_seconds_sum", ""), 0.0)
    buckets = list(zip(bounds, counts, strict=True))
    return HistogramMetricFamily(
        "sekisho_scan_seconds", "From delivery to end of scan.", buckets=buckets, sum_value=total
    )


def _units(figures: Figures) -> Metric:
    family = CounterMetricFamily("sekisho_units", "Units by whether a kept result answered.", labels=["answered"])
    for answered in ("kept", "judged"):
        family.add_metric([answered], figures.counters.get(("units", answered), 0.0))
    return family


def _last_sweep(figures: Figures) -> Metric:
    text = "When the last sweep of a forge ended, seconds since the epoch."
    family = GaugeMetricFamily("sekisho_last_sweep_timestamp_seconds", text, labels=["forge"])
    for forge, ended in figures.swept.items():
        family.add_metric([forge], ended)
    return family


def _sweep(figures: Figures) -> Metric:
    text = "What sweeps did: passes, deliveries asked for again, scans, cancels, closed checks, baselines, hooks made."
    family = CounterMetricFamily("sekisho_sweep", text, labels=["forge", "what"])
    for (name, label), total in figures.counters.items():
        if name == "sweep":
            family.add_metric(label.split("/", 1), total)
    return family

import { Counter, Gauge, type Histogram, type Registry } from 'prom-client';
import { QuickHistogram } from './histogram.ts';
import { metricTable, otherLabel, type MetricName, type MetricSpec } from './table.ts';

type Named<Type extends MetricSpec['type']> = {
  [Name in MetricName]: (typeof metricTable)[Name] extends { readonly type: Type } ? Name : never;
}[MetricName];
export type CounterName = Named<'counter'>;
export type GaugeName = Named<'gauge'>;
export type HistogramName = Named<'histogram'>;

/** Label values as the caller has them; what is not in the table's set counts as `other`. */
export type Labels = Readonly<Record<string, string>>;

export interface Count {
  inc(labels?: Labels, by?: number): void;
}

export interface Spread {
  /** @param of value of the one label, where the metric has one */
  observe(value: number, of?: string): void;
}

const noLabels: Record<string, string> = Object.freeze({});

function labelNames(spec: MetricSpec): string[] {
  return Object.keys(spec.labels ?? {});
}

/** Keeps label values within the table's sets. */
function bound(spec: MetricSpec, labels: Labels): Record<string, string> {
  if (spec.labels === undefined) return noLabels;
  const found: Record<string, string> = {};
  for (const [name, values] of Object.entries(spec.labels ?? {})) {
    const value = labels[name] ?? otherLabel;
    found[name] = values === 'configured' || values.includes(value) ? value : otherLabel;
  }
  return found;
}

/** Of a counter with one small label every sample is there from the start: a rate needs its zero. */
function fewLabelSets({ labels = {} }: MetricSpec): Record<string, string>[] {
  const [label, ...others] = Object.entries(labels);
  if (!label || others.length > 0) return [];
  const [name, values] = label;
  return values === 'configured' ? [] : values.map((value) => ({ [name]: value }));
}

export function makeCounter(registry: Registry, name: CounterName): Count {
  const spec: MetricSpec = metricTable[name];
  const counter = new Counter({ name, help: spec.help, labelNames: labelNames(spec), registers: [registry] });
  for (const labels of fewLabelSets(spec)) counter.inc(labels, 0);
  return { inc: (labels = {}, by = 1) => counter.inc(bound(spec, labels), by) };
}

export function makeHistogram(registry: Registry, name: HistogramName): Spread {
  const spec: MetricSpec = metricTable[name];
  const [label, ...more] = labelNames(spec);
  if (more.length > 0) throw new TypeError(`${name}: a histogram has one label at most`);
  const { help, buckets = [] } = spec;
  const histogram = new QuickHistogram({ name, help, buckets, ...(label === undefined ? {} : { label }) });
  // The registry only ever calls `get`; its types know the library's own classes alone.
  registry.registerMetric(histogram as unknown as Histogram);
  const allowed = label === undefined ? undefined : allowedValues(spec, label);
  return {
    observe: (value, of = '') => histogram.observe(value, allowed?.has(of) === false ? otherLabel : of),
  };
}

/** Undefined: whatever the configuration names. */
function allowedValues({ labels = {} }: MetricSpec, label: string): ReadonlySet<string> | undefined {
  const values = labels[label];
  return values === undefined || values === 'configured' ? undefined : new Set(values);
}

/** A counter that is read at each scrape, from whoever counts more cheaply than the library. */
export function makeReadCounter(
  registry: Registry,
  name: CounterName,
  read: () => Iterable<{ readonly labels: Labels; readonly value: number }>,
): void {
  const spec: MetricSpec = metricTable[name];
  const counter = new Counter({
    name,
    help: spec.help,
    labelNames: labelNames(spec),
    registers: [],
    collect() {
      this.reset();
      for (const { labels, value } of read()) this.inc(bound(spec, labels), value);
    },
  });
  registry.registerMetric(counter);
}

/** A gauge that is read at each scrape: one value, or one for each of some label values. */
export function makeGauge(
  registry: Registry,
  name: GaugeName,
  read: () => number | readonly { readonly labels: Labels; readonly value: number }[],
): void {
  const spec: MetricSpec = metricTable[name];
  const gauge = new Gauge({
    name,
    help: spec.help,
    labelNames: labelNames(spec),
    registers: [],
    collect() {
      const now = read();
      if (typeof now === 'number') this.set(now);
      else for (const { labels, value } of now) this.set(bound(spec, labels), value);
    },
  });
  registry.registerMetric(gauge);
}

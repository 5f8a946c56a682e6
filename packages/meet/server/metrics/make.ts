import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
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
  observe(value: number, labels?: Labels): void;
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
  const histogram = new Histogram({
    name,
    help: spec.help,
    labelNames: labelNames(spec),
    registers: [registry],
    ...(spec.buckets ? { buckets: [...spec.buckets] } : {}),
  });
  return { observe: (value, labels = {}) => histogram.observe(bound(spec, labels), value) };
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

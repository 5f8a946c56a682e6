import { Registry } from 'prom-client';
import { addProcessMetrics } from '../../packages/meet/server/metrics.ts';
import { metricTable, otherLabel, type MetricSpec } from '../../packages/meet/server/metrics/index.ts';

/** `docs/reference/metrics.md`: every metric of the table that the session backend's metrics are made from. */
export function metricsPage(): string {
  const all: [string, MetricSpec][] = Object.entries(metricTable);
  return `# Metrics

Made from the sources by \`make docs\`; do not edit. A session backend exports these at \`/metrics\` (Prometheus text
format), beside [those of its process](#the-process). Label values come from fixed sets
or from the configuration; what is in neither counts as \`${otherLabel}\`. They are served to the machine itself only,
over plain HTTP on loopback and not through a proxy, unless \`meet.publicMetrics\` is true.

| metric | type | meaning |
| --- | --- | --- |
${all.map(([name, { type, help }]) => `| [\`${name}\`](#${name}) | ${type} | ${help} |`).join('\n')}

${all.map(([name, spec]) => section(name, spec)).join('\n')}
## The process

Of the Node process, by prom-client; the same for every backend.

| metric | type | meaning |
| --- | --- | --- |
${processRows().join('\n')}
`;
}

function processRows(): string[] {
  const registry = new Registry();
  addProcessMetrics(registry);
  return registry.getMetricsAsArray().map((metric) => {
    // The types of the library leave out what every metric of it has.
    const { name, help, type } = metric as unknown as { name: string; help: string; type?: string };
    return `| \`${name}\` | ${type ?? ''} | ${help.replace(/\.?$/, '.')} |`;
  });
}

function section(name: string, { type, help, labels = {}, buckets }: MetricSpec): string {
  const lines = Object.entries(labels).map(([label, values]) => {
    const list =
      values === 'configured' ? 'names from the configuration' : values.map((v) => `\`${v}\``).join(', ');
    return `- label \`${label}\`: ${list}`;
  });
  if (buckets) lines.push(`- buckets: ${buckets.join(', ')}`);
  return `## ${name}

${help} (${type})
${lines.length > 0 ? `\n${lines.join('\n')}\n` : ''}`;
}

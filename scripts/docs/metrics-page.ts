import { metricTable, otherLabel, type MetricSpec } from '../../packages/meet/server/metrics/index.ts';

/** `docs/reference/metrics.md`: every metric of the table that the session backend's metrics are made from. */
export function metricsPage(): string {
  const all: [string, MetricSpec][] = Object.entries(metricTable);
  return `# Metrics

Made from the sources by \`make docs\`; do not edit. A session backend exports these at \`/metrics\` (Prometheus text
format), beside those of its process (\`stoa_meet_process_…\`, \`stoa_meet_nodejs_…\`). Label values come from fixed sets
or from the configuration; what is in neither counts as \`${otherLabel}\`. They are served to the machine itself only,
over plain HTTP on loopback and not through a proxy, unless \`meet.publicMetrics\` is true.

| metric | type | meaning |
| --- | --- | --- |
${all.map(([name, { type, help }]) => `| [\`${name}\`](#${name}) | ${type} | ${help} |`).join('\n')}

${all.map(([name, spec]) => section(name, spec)).join('\n')}`;
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

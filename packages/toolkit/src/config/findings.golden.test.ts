import { expect, test } from 'vitest';
import { badConfigs } from './_bad-configs.ts';
import { checkSource } from './_check.ts';
import { formatFinding, type Finding } from './findings.ts';
import { readYaml } from './_source-yaml.ts';

async function findingsOf(text: string): Promise<string> {
  const { findings, platform } = await checkSource(readYaml(text), '/srv/calls/stoa.yaml', 'stoa.yaml', {});
  expect(findings, text).not.toEqual([]);
  expect(platform === undefined).toBe(findings.some((finding) => finding.severity === 'error'));
  return findings.map((finding) => describe(finding)).join('\n');
}

function describe(finding: Finding): string {
  const hint = finding.hint ? `\n  hint: ${finding.hint}` : '';
  return `${finding.severity === 'warning' ? 'warning: ' : ''}${formatFinding(finding)}${hint}`;
}

test('every mistake gets its place, its reason and a way out', async () => {
  const parts: string[] = [];
  for (const { title, text } of badConfigs) {
    const source = text
      .trimEnd()
      .split('\n')
      .map((line, index) => `${String(index + 1).padStart(3)} | ${line}`);
    parts.push([`## ${title}`, ...source, '', await findingsOf(text), ''].join('\n'));
  }
  await expect(parts.join('\n')).toMatchFileSnapshot('__golden__/findings.txt');
});

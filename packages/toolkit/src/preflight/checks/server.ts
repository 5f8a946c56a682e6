import type { Check } from '../check.ts';
import { doubt, problem } from '../finding.ts';

/** exec and port-forward over WebSocket, aggregated discovery and disruption budgets as we use them are there since. */
const oldestMinor = 30;
/** The newest one that the tests run on. */
const testedMinor = 36;

export const server: Check = {
  name: 'server',
  title: 'API server and its version',
  async run(_subject, view) {
    const version = await view.version();
    const unready = await view.unready();
    const findings = [...judgeVersion(version)];
    if (unready !== undefined) {
      findings.push(
        problem('PREFLIGHT_SERVER', null, `the API server is not ready: ${unready}`, 'wait until it is'),
      );
    }
    return { findings, note: `Kubernetes ${version}` };
  },
};

export function judgeVersion(version: string) {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  if (!match)
    return [doubt('PREFLIGHT_VERSION', null, `the API server calls its version ${JSON.stringify(version)}`)];
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (major < 1 || (major === 1 && minor < oldestMinor)) {
    return [
      problem(
        'PREFLIGHT_VERSION',
        null,
        `Kubernetes ${version} is too old; 1.${oldestMinor} or later is needed`,
        'update the cluster first',
      ),
    ];
  }
  if (major > 1 || minor > testedMinor) {
    return [
      doubt(
        'PREFLIGHT_VERSION',
        null,
        `Kubernetes ${version} is newer than 1.${testedMinor}, the newest that was tested`,
      ),
    ];
  }
  return [];
}

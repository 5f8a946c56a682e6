import type { Check } from '../check.ts';
import { problem } from '../finding.ts';
import type { PreflightFinding } from '../report.ts';

export const namespaces: Check = {
  name: 'namespaces',
  title: 'Namespaces of the objects',
  async run(subject, view) {
    const findings: PreflightFinding[] = [];
    for (const name of new Set([...subject.namespaces, subject.home])) {
      const ref = { apiVersion: 'v1', kind: 'Namespace', name };
      const live = await view.get(ref);
      const ours = subject.find(ref);
      if (!live && !ours) {
        findings.push(
          problem(
            'PREFLIGHT_NAMESPACE',
            `Namespace ${name}`,
            'the namespace does not exist, and nothing in the set makes it',
            `kubectl create namespace ${name}`,
          ),
        );
      } else if (live?.metadata.deletionTimestamp !== undefined) {
        findings.push(
          problem(
            'PREFLIGHT_NAMESPACE',
            `Namespace ${name}`,
            'the namespace is being deleted, so nothing can be made in it',
            'wait until it is gone, or find out what holds it: kubectl describe namespace',
          ),
        );
      }
    }
    return { findings };
  },
};

import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '@stoa/toolkit/base';
import { openApi, type Api } from '../api.ts';
import { firstChange } from './first-change.ts';
import { policyRuleset } from './rules.ts';
import type { NetworkPolicy, PolicyNamespace, PolicyPod } from './types.ts';

const paths = {
  pods: '/api/v1/pods',
  namespaces: '/api/v1/namespaces',
  policies: '/apis/networking.k8s.io/v1/networkpolicies',
} as const;

interface List<T> {
  readonly items: readonly T[];
  readonly metadata: { readonly resourceVersion: string };
}

/**
 * Enforces NetworkPolicies on the node that it runs on: node policy/agent.ts KUBECONFIG. It looks at everything, writes
 * the rules, and looks again when something has changed. Between a pod's address and its rules lie some 100 ms in which
 * the pod is open, as with the agents of the big networks.
 */
async function enforce(api: Api, before: string): Promise<string> {
  const [pods, namespaces, policies] = await Promise.all([
    api.call<List<PolicyPod>>('GET', paths.pods),
    api.call<List<PolicyNamespace>>('GET', paths.namespaces),
    api.call<List<NetworkPolicy>>('GET', paths.policies),
  ]);
  const world = { pods: pods.items, namespaces: namespaces.items, policies: policies.items };
  const ruleset = policyRuleset(world);
  if (ruleset !== before) {
    await run('nft', ['-f', '-'], { input: ruleset });
    process.stdout.write(`${new Date().toISOString()} ${policies.items.length} policies: rules written\n`);
  }
  await firstChange(api, [
    { path: paths.pods, version: pods.metadata.resourceVersion },
    { path: paths.namespaces, version: namespaces.metadata.resourceVersion },
    { path: paths.policies, version: policies.metadata.resourceVersion },
  ]);
  // Changes come in bursts; one look serves them all.
  await sleep(50);
  return ruleset;
}

const [kubeconfig] = process.argv.slice(2);
if (!kubeconfig) throw new Error('usage: node policy/agent.ts KUBECONFIG');
const api = await openApi(kubeconfig);
for (let ruleset = ''; ;) {
  try {
    ruleset = await enforce(api, ruleset);
  } catch (error) {
    // The API server is away, or nft refused: what stands goes on to hold.
    process.stdout.write(`${new Date().toISOString()} ${String(error)}\n`);
    await sleep(500);
  }
}

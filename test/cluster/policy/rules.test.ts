import { describe, expect, it } from 'vitest';
import { parseCidr, without } from './peers.ts';
import { policyRuleset } from './rules.ts';
import { selects } from './selectors.ts';
import type { NetworkPolicy, PolicyPod, PolicyWorld } from './types.ts';

function pod(
  name: string,
  podIP: string,
  more: Partial<PolicyPod['spec']> & { namespace?: string } = {},
): PolicyPod {
  const { namespace = 'a', ...spec } = more;
  return {
    metadata: { name, namespace, labels: { app: name } },
    spec: { containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }], ...spec },
    status: { podIP, phase: 'Running' },
  };
}

function policy(spec: NetworkPolicy['spec']): NetworkPolicy {
  return { metadata: { name: 'p', namespace: 'a' }, spec };
}

const web = { podSelector: { matchLabels: { app: 'web' } } };
const base: PolicyWorld = {
  pods: [pod('web', '10.0.0.1'), pod('db', '10.0.0.2'), pod('other', '10.0.0.3', { namespace: 'b' })],
  namespaces: [
    { metadata: { name: 'a', labels: { team: 'a' } } },
    { metadata: { name: 'b', labels: { team: 'b' } } },
  ],
  policies: [],
};
const ruleset = (...specs: NetworkPolicy['spec'][]) =>
  policyRuleset({ ...base, policies: specs.map(policy) });

describe('the nftables rules of policies', () => {
  it('closes nobody without a policy', () => {
    expect(ruleset()).not.toMatch(/reject|jump/);
  });

  it('closes the selected pods of the own namespace, in the directions of the policy', () => {
    const text = ruleset({ podSelector: {} });
    expect(text).toContain('ip daddr { 10.0.0.1, 10.0.0.2 } jump ingress');
    expect(text).not.toContain('jump egress');
    expect(ruleset({ ...web, policyTypes: ['Egress'] })).toContain('ip saddr { 10.0.0.1 } jump egress');
  });

  it('lets in who is meant, on the port that is meant', () => {
    const text = ruleset({
      ...web,
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'db' } } }], ports: [{ port: 8080 }] }],
    });
    expect(text).toContain('ip saddr { 10.0.0.2 } ip daddr { 10.0.0.1 } tcp dport 8080 return');
  });

  it('means all pods of a namespace by its selector alone, and only some with both selectors', () => {
    const of = (from: object) => ruleset({ ...web, ingress: [{ from: [from] }] });
    const namespaceSelector = { matchLabels: { team: 'b' } };
    expect(of({ namespaceSelector })).toContain('ip saddr { 10.0.0.3 } ip daddr { 10.0.0.1 } return');
    const both = of({ namespaceSelector, podSelector: { matchLabels: { app: 'db' } } });
    expect(both).not.toContain('ip saddr { 10.0.0.3 }');
  });

  it('means everyone by no peers, and nobody by peers that do not exist', () => {
    expect(ruleset({ ...web, ingress: [{}] })).toContain('    ip daddr { 10.0.0.1 } return');
    const nobody = ruleset({ ...web, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'x' } } }] }] });
    expect(nobody).not.toMatch(/^ {4}ip daddr \{ 10\.0\.0\.1 \} return/m);
    expect(nobody).toContain('reject');
  });

  it('opens named ports at the pods that have them', () => {
    const text = ruleset({
      ...web,
      egress: [{ to: [{ podSelector: { matchLabels: { app: 'db' } } }], ports: [{ port: 'http' }] }],
      policyTypes: ['Egress'],
    });
    expect(text).toContain('ip saddr { 10.0.0.1 } ip daddr { 10.0.0.2 } tcp dport 8080 return');
    const unknown = ruleset({ ...web, egress: [{ ports: [{ port: 'none' }] }] });
    expect(unknown).not.toContain('dport');
  });

  it('writes ranges of ports, bare protocols, and blocks with their exceptions', () => {
    const text = ruleset({
      ...web,
      egress: [
        {
          to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/16'] } }],
          ports: [{ protocol: 'UDP', port: 49_152, endPort: 65_535 }, { protocol: 'SCTP' }],
        },
      ],
    });
    expect(text).toContain('ip daddr { 10.1.0.0-10.255.255.255 } udp dport 49152-65535 return');
    expect(text).toContain('meta l4proto sctp return');
  });

  it('adds policies up', () => {
    const text = ruleset(
      { ...web, policyTypes: ['Ingress'] },
      { ...web, ingress: [{ ports: [{ port: 1 }] }] },
    );
    expect(text).toContain('ip daddr { 10.0.0.1 } tcp dport 1 return');
  });

  it('leaves pods of the host network and pods that ended alone', () => {
    const host = pod('host', '10.9.9.9', { hostNetwork: true });
    const ended = { ...pod('ended', '10.9.9.8'), status: { podIP: '10.9.9.8', phase: 'Succeeded' } };
    const text = policyRuleset({ ...base, pods: [host, ended], policies: [policy({ podSelector: {} })] });
    expect(text).not.toContain('10.9.9');
  });
});

describe('the parts', () => {
  it('selects by expressions as Kubernetes does', () => {
    const one = (operator: string, values?: string[]) =>
      selects({ matchExpressions: [{ key: 'a', operator, ...(values ? { values } : {}) }] }, { a: '1' });
    expect([one('In', ['1']), one('NotIn', ['1']), one('Exists'), one('DoesNotExist')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    expect(selects({ matchExpressions: [{ key: 'b', operator: 'NotIn', values: ['1'] }] }, {})).toBe(true);
    expect(selects({})).toBe(true);
    expect(() => one('Like')).toThrow('Like');
  });

  it('cuts ranges out of ranges', () => {
    const range = parseCidr('10.0.0.7/29');
    expect(range).toEqual({ first: 167_772_160, last: 167_772_167 });
    expect(without(range, parseCidr('10.0.0.2/31'))).toHaveLength(2);
    expect(without(range, parseCidr('10.0.0.0/8'))).toEqual([]);
    expect(without(range, parseCidr('11.0.0.0/8'))).toEqual([range]);
    expect(() => parseCidr('fd00::/8')).toThrow('IPv4');
  });
});

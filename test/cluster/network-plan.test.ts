import { describe, expect, it } from 'vitest';
import { maxClusters, maxNodes, nodeAddress, planNetwork, podRange } from './network-plan.ts';

const slash16 = (range: string) => range.split('.').slice(0, 2).join('.');

describe('the network plan of a test cluster', () => {
  it('gives every cluster its own ranges, addresses and link', () => {
    const plans = Array.from({ length: maxClusters }, (_, number) => planNetwork(number));
    const taken = plans.flatMap((plan) => [
      slash16(plan.pods),
      slash16(plan.services),
      plan.nodes,
      plan.link,
    ]);
    expect(new Set(taken).size).toBe(maxClusters * 4);
    expect(taken).not.toContain('10.199');
  });

  it('keeps nodes and pods inside the ranges of their cluster', () => {
    const plan = planNetwork(3);
    const addresses = Array.from({ length: maxNodes }, (_, index) => nodeAddress(plan, index + 1));
    expect(new Set([...addresses, plan.testAddress]).size).toBe(maxNodes + 1);
    expect(addresses.every((address) => address.startsWith('10.199.3.'))).toBe(true);
    expect(slash16(podRange(plan, 2))).toBe(slash16(plan.pods));
    expect(slash16(plan.dnsService)).toBe(slash16(plan.services));
  });

  it('refuses a number that has no ranges', () => {
    expect(() => planNetwork(maxClusters)).toThrow('0–15');
    expect(() => planNetwork(-1)).toThrow('0–15');
  });
});

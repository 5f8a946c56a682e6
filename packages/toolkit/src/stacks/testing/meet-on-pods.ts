import { TestRunner } from 'vitest';
import { nodeAddress, type NetworkPlan } from '../../../../../test/cluster/network-plan.ts';
import { drainEvents, sleep } from '../../base/index.ts';
import {
  applySet,
  destroySet,
  objectSet,
  rollbackSet,
  type ApplyResult,
  type ApplySetOptions,
  type KubeClient,
  type KubeObject,
  type ObjectSet,
} from '../../kube/index.ts';
import { Crowd, describeEvent, measureEvent, type CallPath, type EventRecord } from '../../probe/index.ts';
import { coturnStack, type CoturnStackInput } from '../coturn/index.ts';
import { backendAccess, meetStack, sfuAddresses, webUrls, type MeetStackInput } from '../meet/index.ts';
import type { TestImages } from './images.ts';
import { exampleMeet, type MeetChange } from './meet-fixtures.ts';

export interface PodsGiven {
  readonly client: KubeClient;
  readonly plan: NetworkPlan;
  readonly images: TestImages['images'];
  /** PEM of who issued the certificate. */
  readonly ca: string;
  readonly tls: MeetStackInput['tls'];
  /** Default: `calls`. */
  readonly namespace?: string;
  /** What this platform has other than the example, whatever else is changed. */
  readonly own?: MeetChange;
}

export interface PodsChange extends MeetChange {
  readonly relaySecrets?: CoturnStackInput['secrets'];
  /** What the backends sign credentials with. */
  readonly turnSecret?: string;
  /** Last look at the objects before they are applied. */
  readonly edit?: (object: KubeObject) => KubeObject;
}

/** Nobody was cut: every stream went on, no session broke, no connection was made anew, every message came once. */
export const whole = { cut: 0, failures: [], people: 4, resumes: 0, rebuilt: 0, missing: 0, doubled: 0 };

/** What is compared with {@link whole}. */
export function outcomeOf({ calls, failures, participants, sessions, messages }: EventRecord): object {
  return {
    cut: calls.cut,
    failures,
    people: participants,
    resumes: sessions.resumes,
    rebuilt: sessions.rebuilt,
    missing: messages.due - messages.delivered,
    doubled: messages.duplicated,
  };
}

/** The whole platform on the two nodes of a test cluster: two backends, two SFUs, two relays, Redis. */
export class MeetOnPods {
  readonly given: PodsGiven;
  readonly namespace: string;
  readonly #set: ObjectSet;

  constructor(given: PodsGiven) {
    this.given = given;
    this.namespace = given.namespace ?? 'calls';
    this.#set = objectSet('calls', this.namespace);
  }

  node(number: number): string {
    return nodeAddress(this.given.plan, number);
  }

  input({ sections, target }: MeetChange = {}): MeetStackInput {
    const { images, plan, tls, own } = this.given;
    const { nodes, pods, services } = plan;
    const hosts = [this.node(1), this.node(2)];
    return exampleMeet({
      sections: { meet: { drain: { time: '10s' } }, ...own?.sections, ...sections },
      target: {
        images,
        namespace: this.namespace,
        networks: { nodes: [nodes], pods: [pods], services: [services] },
        web: { hosts },
        // Nothing here measures: an autoscaler would only wait.
        scaling: { maxBackends: 2 },
        relay: { hosts, nodes: ['node1', 'node2'], drainLimit: '30s' },
        ...own?.target,
        ...target,
      },
      input: { tls },
    });
  }

  objects(change: PodsChange = {}): KubeObject[] {
    const example = this.input(change);
    const { platform, target, tls } = example;
    const turnSecret = change.turnSecret ?? example.secrets.turnSecret ?? '';
    const input = { ...example, secrets: { ...example.secrets, turnSecret } };
    const relays = coturnStack({
      platform,
      target,
      secrets: change.relaySecrets ?? { current: turnSecret },
      tls,
      sfus: sfuAddresses(input),
      backends: backendAccess(input),
    });
    return [...relays, ...meetStack(input)].map(change.edit ?? ((object) => object));
  }

  /** Takes everything away, also what holds data. */
  async destroy(): Promise<void> {
    await drainEvents(destroySet(this.given.client, this.#set, { allowDataLoss: true }));
  }

  /** Goes back to what was in place before. */
  rollback(): Promise<ApplyResult> {
    return drainEvents(rollbackSet(this.given.client, this.#set, undefined, { timeoutMs: 120_000 }));
  }

  apply(change: PodsChange = {}, options: ApplySetOptions = {}): Promise<ApplyResult> {
    const { client } = this.given;
    return drainEvents(applySet(client, this.#set, this.objects(change), { timeoutMs: 120_000, ...options }));
  }

  urls(): string[] {
    return webUrls(this.input());
  }

  /** An apply is over when the new pods are ready; this waits for the old ones, which drain, to be gone. */
  async settled(backends = 2): Promise<void> {
    while ((await this.pods('meet', this.namespace, 'going too')).length !== backends) await sleep(250);
  }

  /** Those that stay, unless those that are going are wanted, too. */
  async pods(part: string, namespace = this.namespace, which?: 'going too'): Promise<KubeObject[]> {
    const labelSelector = `app.kubernetes.io/name=${part}`;
    const { items } = await this.given.client.list(
      { apiVersion: 'v1', kind: 'Pod' },
      { namespace, labelSelector },
    );
    if (which === 'going too') return [...items];
    return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  /** ClusterIP of a Service. */
  async serviceAddress(name: string, namespace = this.namespace): Promise<string> {
    const found = await this.given.client.get({ apiVersion: 'v1', kind: 'Service', name, namespace });
    return (found as unknown as { spec: { clusterIP: string } }).spec.clusterIP;
  }

  /** A call of four, one on each path, who also chat; it goes on while something happens. Says what they noticed. */
  async live(
    happens: (crowd: Crowd) => Promise<unknown>,
    paths: readonly CallPath[] = ['direct', 'udp', 'tcp', 'tls'],
    urls: readonly string[] = this.urls(),
  ): Promise<EventRecord> {
    const { ca, plan } = this.given;
    const crowd = await Crowd.open({
      urls,
      ca,
      address: plan.testAddress,
      paths,
      rooms: 1,
      perRoom: 4,
      joinTimeoutMs: 60_000,
    });
    try {
      const event = TestRunner.getCurrentTest()?.name ?? '';
      const record = await measureEvent(crowd, { event, settleMs: 2_000 }, () => happens(crowd));
      process.stdout.write(`${describeEvent(record)}\n`);
      return record;
    } finally {
      await crowd.close();
    }
  }
}

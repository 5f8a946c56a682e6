import { nodeAddress, type NetworkPlan } from '../../../../../test/cluster/network-plan.ts';
import { drainEvents, sleep } from '../../base/index.ts';
import {
  applySet,
  objectSet,
  rollbackSet,
  type ApplyResult,
  type ApplySetOptions,
  type KubeClient,
  type KubeObject,
} from '../../kube/index.ts';
import { startCall, type CallPath, type CallReport, type LiveCall } from '../../probe/index.ts';
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
}

export interface PodsChange extends MeetChange {
  readonly relaySecrets?: CoturnStackInput['secrets'];
  /** What the backends sign credentials with. */
  readonly turnSecret?: string;
  /** Last look at the objects before they are applied. */
  readonly edit?: (object: KubeObject) => KubeObject;
}

/** What a call saw while something happened to the platform. */
export interface Lived {
  readonly report: CallReport;
  /** Sessions that broke and came back. */
  readonly resumes: number;
  /** Media connections made anew. */
  readonly rebuilt: number;
  /** Sessions that went to another backend with both connections standing. */
  readonly moves: number;
}

/** Nobody was cut: every stream went on, no session broke, no connection was made anew. */
export const whole = { problems: [], people: 4, resumes: 0, rebuilt: 0 };

/** What is compared with {@link whole}. */
export function outcomeOf({ report, resumes, rebuilt }: Lived): object {
  return { problems: report.problems, people: report.participants.length, resumes, rebuilt };
}

/**
 * Two cores carry the cluster, the callers and whatever else runs: pauses of the machine are no cuts. What is one: a
 * stream that stops, a session that breaks, a connection made anew. Figures of pauses are those of bench/.
 */
const limits = { maxLoss: 0.5, maxGapMs: 5_000 };

/** The whole platform on the two nodes of a test cluster: two backends, two SFUs, two relays, Redis. */
export class MeetOnPods {
  readonly given: PodsGiven;
  readonly #set = objectSet('calls', 'calls');

  constructor(given: PodsGiven) {
    this.given = given;
  }

  node(number: number): string {
    return nodeAddress(this.given.plan, number);
  }

  input({ sections, target }: MeetChange = {}): MeetStackInput {
    const { images, plan, tls } = this.given;
    const { nodes, pods, services } = plan;
    const hosts = [this.node(1), this.node(2)];
    return exampleMeet({
      sections: { meet: { drain: { time: '10s' } }, ...sections },
      target: {
        images,
        networks: { nodes: [nodes], pods: [pods], services: [services] },
        web: { hosts },
        // Nothing here measures: an autoscaler would only wait.
        scaling: { maxBackends: 2 },
        relay: { hosts, nodes: ['node1', 'node2'], drainLimit: '30s' },
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
    while ((await this.pods('meet', 'calls', 'going too')).length !== backends) await sleep(250);
  }

  /** Those that stay, unless those that are going are wanted, too. */
  async pods(part: string, namespace = 'calls', which?: 'going too'): Promise<KubeObject[]> {
    const labelSelector = `app.kubernetes.io/name=${part}`;
    const { items } = await this.given.client.list(
      { apiVersion: 'v1', kind: 'Pod' },
      { namespace, labelSelector },
    );
    if (which === 'going too') return [...items];
    return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  /** ClusterIP of a Service. */
  async serviceAddress(name: string, namespace = 'calls'): Promise<string> {
    const found = await this.given.client.get({ apiVersion: 'v1', kind: 'Service', name, namespace });
    return (found as unknown as { spec: { clusterIP: string } }).spec.clusterIP;
  }

  async call(
    paths: readonly CallPath[] = ['direct', 'udp', 'tcp', 'tls'],
    urls: readonly string[] = this.urls(),
  ): Promise<LiveCall> {
    const { ca, plan } = this.given;
    const address = plan.testAddress;
    return startCall({
      urls,
      ca,
      address,
      paths,
      participants: 4,
      limits,
      joinTimeoutMs: 60_000,
    });
  }

  /** A call of four, one on each path, goes on while something happens. */
  async live(
    happens: (call: LiveCall) => Promise<unknown>,
    paths?: readonly CallPath[],
    urls?: readonly string[],
  ): Promise<Lived> {
    const call = await this.call(paths, urls);
    try {
      await happens(call);
      await sleep(2_000);
      const stats = call.participants.map(({ synthetic }) => synthetic.stats());
      const sum = (of: (one: (typeof stats)[number]) => number) =>
        stats.reduce((total, one) => total + of(one), 0);
      return {
        report: call.report(),
        resumes: sum(({ resumes }) => resumes),
        rebuilt: sum(({ rebuilt }) => rebuilt),
        moves: sum(({ moves }) => moves),
      };
    } finally {
      await call.stop();
    }
  }
}

import { nodeAddress, type NetworkPlan } from '../../../../../test/cluster/network-plan.ts';
import { drainEvents } from '../../base/index.ts';
import {
  applySet,
  objectSet,
  type ApplyResult,
  type ApplySetOptions,
  type KubeClient,
  type KubeObject,
} from '../../kube/index.ts';
import { startCall, type CallPath, type CallReport, type LiveCall } from '../../probe/index.ts';
import { coturnStack, type CoturnStackInput } from '../coturn/index.ts';
import { meetStack, sfuAddresses, webUrls, type MeetStackInput } from '../meet/index.ts';
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
  /** Last look at the objects before they are applied. */
  readonly edit?: (object: KubeObject) => KubeObject;
}

/** What a call saw while something happened to the platform. */
export interface Lived {
  readonly report: CallReport;
  readonly lost: number;
  readonly resumes: number;
  readonly rebuilt: number;
  readonly moves: number;
}

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
    const input = this.input(change);
    const { platform, target, secrets, tls } = input;
    const current = secrets.turnSecret ?? '';
    const relays = coturnStack({
      platform,
      target,
      secrets: change.relaySecrets ?? { current },
      tls,
      sfus: sfuAddresses(input),
    });
    return [...relays, ...meetStack(input)].map(change.edit ?? ((object) => object));
  }

  apply(change: PodsChange = {}, options: ApplySetOptions = {}): Promise<ApplyResult> {
    const { client } = this.given;
    return drainEvents(applySet(client, this.#set, this.objects(change), { timeoutMs: 120_000, ...options }));
  }

  urls(): string[] {
    return webUrls(this.input());
  }

  async pods(part: string, namespace = 'calls'): Promise<KubeObject[]> {
    const labelSelector = `app.kubernetes.io/name=${part}`;
    const { items } = await this.given.client.list(
      { apiVersion: 'v1', kind: 'Pod' },
      { namespace, labelSelector },
    );
    return items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  }

  async call(paths: readonly CallPath[] = ['direct', 'udp', 'tcp', 'tls']): Promise<LiveCall> {
    const { ca, plan } = this.given;
    return startCall({ urls: this.urls(), ca, address: plan.testAddress, paths, participants: 4 });
  }

  /** A call of four, one on each path, goes on while something happens. */
  async live(happens: (call: LiveCall) => Promise<unknown>, paths?: readonly CallPath[]): Promise<Lived> {
    const call = await this.call(paths);
    try {
      await happens(call);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const stats = call.participants.map(({ synthetic }) => synthetic.stats());
      const sum = (of: (one: (typeof stats)[number]) => number) =>
        stats.reduce((total, one) => total + of(one), 0);
      return {
        report: call.report(),
        lost: sum(({ streams }) => streams.reduce((total, { lost }) => total + lost, 0)),
        resumes: sum(({ resumes }) => resumes),
        rebuilt: sum(({ rebuilt }) => rebuilt),
        moves: sum(({ moves }) => moves),
      };
    } finally {
      await call.stop();
    }
  }
}

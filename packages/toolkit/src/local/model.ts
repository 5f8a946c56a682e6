import type { Platform } from '../config/index.ts';
import type { StatePaths } from './state-paths.ts';

export type ComponentKind = 'redis' | 'janus' | 'coturn' | 'meet';

/** Ports that one component listens on; `first` and `last` are included. */
export interface PortUse {
  readonly component: string;
  readonly proto: 'udp' | 'tcp';
  readonly address: string;
  readonly first: number;
  readonly last: number;
  /** The setting that decides it, as in the config file: `turn.port`. */
  readonly setting: string;
}

/** How readiness is found out; secrets are handed to the prober separately. */
export type ReadinessProbe =
  | { readonly type: 'redis'; readonly host: string; readonly port: number }
  | { readonly type: 'janus'; readonly apiUrl: string; readonly adminUrl: string }
  | {
      readonly type: 'turn';
      readonly host: string;
      readonly port: number;
      readonly tlsPort: number;
    }
  | { readonly type: 'http'; readonly url: string };

/** One supervised process. */
export interface ComponentSpec {
  readonly name: string;
  readonly kind: ComponentKind;
  /** Program and arguments; never a secret. */
  readonly argv: readonly [string, ...string[]];
  /** Also where a crash leaves its core: a folder that `down` removes. */
  readonly cwd: string;
  /** Components that must listen before this one starts, and that outlive it when stopping. */
  readonly dependsOn: readonly string[];
  /** TCP address that shows that the component listens. */
  readonly gate: { readonly host: string; readonly port: number };
  readonly stopTimeoutMs: number;
  /**
   * What stops it at once, where SIGTERM does not: a session backend first waits until its participants have moved,
   * which is right in a roll, and a waste of time when the whole platform stops. Default SIGTERM.
   */
  readonly stopSignal?: 'SIGINT';
  /** SIGTERM is sent again this often; null = once. */
  readonly stopRepeatMs: number | null;
  readonly probe: ReadinessProbe;
  readonly ports: readonly PortUse[];
}

export interface PlannedFile {
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

/** A part that the config asks for and the machine lacks. */
export interface MissingPart {
  readonly part: 'redis' | 'janus' | 'coturn';
  readonly program: string;
  readonly message: string;
  /** What the platform cannot do without it. */
  readonly cost: string;
  /** Command that adds it. */
  readonly command: string;
}

export interface LocalUrls {
  readonly https: readonly string[];
  /** On 127.0.0.1 only. */
  readonly http: readonly string[];
}

export interface LocalPlan {
  readonly platform: string;
  readonly mediaAddress: string;
  readonly components: readonly ComponentSpec[];
  readonly files: readonly PlannedFile[];
  readonly ports: readonly PortUse[];
  readonly missing: readonly MissingPart[];
  /** Other things worth knowing: settings that had to be lowered. */
  readonly notices: readonly string[];
  readonly urls: LocalUrls;
  /** Changes when a restart is needed to bring the plan about. */
  readonly hash: string;
}

export type ProgramName = 'redis-server' | 'janus' | 'turnserver' | 'setpriv' | 'ip';
/** Full paths of the programs that were found. */
export type Programs = Partial<Record<ProgramName, string>>;

export interface MachineAddress {
  readonly interface: string;
  readonly address: string;
  readonly internal: boolean;
}

/** What the machine offers. IPv4 only: the local target's media address is one. */
export interface Facts {
  readonly root: boolean;
  readonly programs: Programs;
  readonly addresses: readonly MachineAddress[];
  /** Address of the interface with the default route. */
  readonly primaryAddress: string | undefined;
}

export interface Secrets {
  readonly redisPassword: string;
  readonly turnSecret: string;
  readonly janusApiSecret: string;
  readonly janusAdminSecret: string;
  /** Signs guest links. */
  readonly guestSecret: string;
  /** Bearer token of the session backends' admin API. */
  readonly adminToken: string;
}

/** Everything the plan is made from; the plan itself looks at nothing else. */
export interface PlanInput {
  readonly platform: Platform;
  readonly programs: Programs;
  readonly mediaAddress: string;
  readonly paths: StatePaths;
  readonly secrets: Secrets;
  /** Fingerprint of the TLS certificate: a new one needs a restart. */
  readonly certificate: string;
  /** The Node program that runs the session backends. */
  readonly node: string;
  readonly backendEntry: string;
  readonly webRoot: string | null;
}

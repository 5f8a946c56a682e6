/** A PEM text that stands in the kubeconfig, or a file that is read anew because it may rotate. */
export type PemSource =
  | { readonly type: 'inline'; readonly pem: string }
  | { readonly type: 'file'; readonly path: string; readonly place: string };

/** How a program outside is asked for credentials (client.authentication.k8s.io). */
export interface ExecPlugin {
  readonly apiVersion: 'client.authentication.k8s.io/v1' | 'client.authentication.k8s.io/v1beta1';
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint: string | undefined;
  readonly provideClusterInfo: boolean;
  readonly place: string;
}

export type CredentialSpec =
  | { readonly type: 'none' }
  | { readonly type: 'certificate'; readonly certificate: PemSource; readonly key: PemSource }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'token-file'; readonly path: string; readonly place: string }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | { readonly type: 'exec'; readonly plugin: ExecPlugin };

/** Everything that is needed to talk to one cluster as one user. Holds secrets: never print it. */
export interface ClusterAccess {
  /** Where it comes from, for people: `context "prod" of /home/me/.kube/config`. */
  readonly source: string;
  readonly context: string | undefined;
  readonly server: URL;
  /** Namespace that objects without one belong to. */
  readonly namespace: string;
  readonly ca: PemSource | undefined;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName: string | undefined;
  readonly proxy: URL | undefined;
  readonly credentials: CredentialSpec;
  readonly impersonate: Impersonation | undefined;
}

export interface Impersonation {
  readonly user: string;
  readonly groups: readonly string[];
}

import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { Provider, type Configuration } from 'oidc-provider';

export interface OidcOptions {
  readonly port: number;
  /** Origins of web apps that sign people in; their redirect URI is `<origin>/signed-in`. */
  readonly apps?: readonly string[];
}

/** An OpenID provider on loopback. */
export interface OidcServer extends AsyncDisposable {
  readonly issuer: string;
  /** An access token (JWT) for the audience `stoa`, with these claims. */
  token(claims?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Signs with a key of another name from now on. */
  rotate(alg?: Alg): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Requests for its keys so far. */
  readonly keyRequests: number;
}

type Alg = 'RS256' | 'ES256';

const client = { id: 'tests', secret: 'a secret of the tests, for the provider' };
const audience = 'urn:stoa';

async function newKey(alg: Alg): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg, use: 'sig' };
}

function configure(key: JWK, claims: () => object, apps: readonly string[]): Configuration {
  const alg = key.alg as Alg;
  return {
    jwks: { keys: [key] },
    cookies: { keys: ['a key for the cookies of the tests'] },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: alg,
      },
      {
        client_id: 'web-app',
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        redirect_uris: apps.map((origin) => `${origin}/signed-in`),
        id_token_signed_response_alg: alg,
      },
    ],
    clientBasedCORS: (_ctx, origin) => apps.includes(origin),
    claims: { openid: ['sub'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, name: `${id} of the accounts` }),
    }),
    extraTokenClaims: () => ({ ...claims() }),
    ttl: { ClientCredentials: 60, AccessToken: 60, IdToken: 60, Session: 60, Grant: 60, Interaction: 60 },
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: 'stoa',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg } },
        }),
      },
    },
  };
}

export async function startOidc({ port, apps = [] }: OidcOptions): Promise<OidcServer> {
  const issuer = `http://127.0.0.1:${port}`;
  let claims: Readonly<Record<string, unknown>> = {};
  let keyRequests = 0;
  let server: Server | undefined;
  let provider = new Provider(
    issuer,
    configure(await newKey('RS256'), () => claims, apps),
  );
  const start = async () => {
    server = createServer((request, response) => {
      if (request.url === '/jwks') keyRequests += 1;
      void provider.callback()(request, response);
    });
    await new Promise<void>((resolve) => server?.listen(port, '127.0.0.1', resolve));
  };
  const stop = async () => {
    const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
    server?.closeAllConnections();
    await closed;
    server = undefined;
  };
  await start();
  return {
    issuer,
    get keyRequests() {
      return keyRequests;
    },
    async token(own = {}) {
      claims = own;
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${client.id}:${encodeURIComponent(client.secret)}`)}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', resource: audience }),
      });
      const answer = (await response.json()) as { access_token?: string };
      if (!answer.access_token) throw new Error(`no token: ${JSON.stringify(answer)}`);
      return answer.access_token;
    },
    async rotate(alg = 'RS256') {
      provider = new Provider(
        issuer,
        configure(await newKey(alg), () => claims, apps),
      );
    },
    start,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

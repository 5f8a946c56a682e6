import { isIP } from 'node:net';
import type { KubeObject } from '../../kube/index.ts';
import { tlsName, tlsSecret } from './backend.ts';
import { metadataOf, type MeetStackInput } from './input.ts';

const gatewayApi = 'gateway.networking.k8s.io/v1';
const envoyApi = 'gateway.envoyproxy.io/v1alpha1';
/** Where the session backends take WebSockets; a test holds it against the protocol. */
const socketPath = '/v1/socket';

/** The way in by Gateway API: TLS ends there, plain HTTP is sent to it, sockets may last. */
export function gatewayObjects(input: MeetStackInput): KubeObject[] {
  return [
    tlsSecret(input),
    gateway(input),
    redirectRoute(input),
    webRoute(input),
    clientPolicy(input),
    backendPolicy(input),
  ];
}

function gateway(input: MeetStackInput): KubeObject {
  const certificateRefs = [{ group: '', kind: 'Secret', name: tlsName }];
  const allowedRoutes = { namespaces: { from: 'Same' } };
  return {
    apiVersion: gatewayApi,
    kind: 'Gateway',
    metadata: metadataOf(input, 'meet'),
    spec: {
      gatewayClassName: input.target.web.gatewayClass,
      listeners: [
        { name: 'http', port: 80, protocol: 'HTTP', allowedRoutes },
        {
          name: 'https',
          port: 443,
          protocol: 'HTTPS',
          allowedRoutes,
          tls: { mode: 'Terminate', certificateRefs },
        },
      ],
    },
  };
}

function redirectRoute(input: MeetStackInput): KubeObject {
  const requestRedirect = { scheme: 'https', statusCode: 301 };
  return route(input, 'meet-redirect', 'http', [{ filters: [{ type: 'RequestRedirect', requestRedirect }] }]);
}

/** Web app, tickets and socket are all of the session backends; only the socket has no end. */
function webRoute(input: MeetStackInput): KubeObject {
  const backendRefs = [{ group: '', kind: 'Service', name: 'meet', port: 80, weight: 1 }];
  const under = (value: string) => [{ path: { type: 'PathPrefix', value } }];
  return route(input, 'meet', 'https', [
    { matches: under(socketPath), backendRefs, timeouts: { request: '0s' } },
    { matches: under('/'), backendRefs, timeouts: { request: '30s' } },
  ]);
}

function route(
  input: MeetStackInput,
  name: string,
  sectionName: string,
  rules: readonly Record<string, unknown>[],
): KubeObject {
  const { hosts } = input.target.web;
  // A name, never an address (Gateway API, "Hostname"): who comes by address is let in by a route for all names.
  const hostnames = hosts.some((host) => isIP(host) !== 0) ? [] : hosts;
  return {
    apiVersion: gatewayApi,
    kind: 'HTTPRoute',
    metadata: metadataOf(input, 'meet', name),
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'meet', sectionName }],
      ...(hostnames.length === 0 ? {} : { hostnames }),
      rules,
    },
  };
}

/** A socket is never idle for long: session backends ping every ten seconds. */
function clientPolicy(input: MeetStackInput): KubeObject {
  return {
    apiVersion: envoyApi,
    kind: 'ClientTrafficPolicy',
    metadata: metadataOf(input, 'meet'),
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'meet' }],
      timeout: { http: { idleTimeout: '3600s', requestReceivedTimeout: '30s' } },
      tls: { minVersion: '1.2' },
    },
  };
}

/** What one arrival asks for: page, script, style, icon, connection test, ticket and socket, and one to spare. */
const requestsPerArrival = 8;

/**
 * Per proxy, for all clients together: above what people do, below what hurts, also when the autoscaler has the fewest
 * session backends. Budgets per address are the backends'.
 */
function backendPolicy(input: MeetStackInput): KubeObject {
  const { arrivalsPerSecond, backends } = input.platform.meet;
  const requests = requestsPerArrival * arrivalsPerSecond * backends;
  return {
    apiVersion: envoyApi,
    kind: 'BackendTrafficPolicy',
    metadata: metadataOf(input, 'meet'),
    spec: {
      targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'meet' }],
      rateLimit: { type: 'Local', local: { rules: [{ limit: { requests, unit: 'Second' } }] } },
    },
  };
}

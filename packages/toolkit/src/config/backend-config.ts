import { z } from 'zod';

const listener = z.strictObject({
  host: z.string(),
  port: z.int().min(0).max(65_535),
  /** Without certificate the listener speaks plain HTTP/WS; that is for loopback only. */
  tls: z.strictObject({ certFile: z.string(), keyFile: z.string() }).nullable(),
});

const sfu = z.strictObject({
  /** Stable name, as rooms are assigned to it: `janus-0`. */
  name: z.string(),
  apiUrl: z.url({ protocol: /^wss?$/ }),
  adminUrl: z.url({ protocol: /^wss?$/ }),
  apiSecret: z.string(),
  adminSecret: z.string(),
  /** Sessions beyond which no more rooms are put there; absent: no limit. */
  maxParticipants: z.int().positive().optional(),
});

const authConfig = z.strictObject({
  required: z.boolean(),
  clockToleranceMs: z.int().nonnegative(),
  guests: z.strictObject({ secret: z.string().min(16) }).optional(),
  hmac: z
    .strictObject({
      secret: z.string().min(16),
      algorithms: z.array(z.literal(['HS256', 'HS384', 'HS512'])).min(1),
      /** Absent: not looked at. */
      audience: z.string().optional(),
      issuer: z.string().optional(),
      subject: z.string().optional(),
    })
    .optional(),
  oidc: z
    .strictObject({
      issuer: z.url({ protocol: /^https?$/ }),
      audience: z.array(z.string()).min(1),
      /** Of the web app, which signs people in; absent: it does not. */
      clientId: z.string().optional(),
      scope: z.string(),
      /** Which token the web app brings. */
      token: z.literal(['id', 'access']),
      /** Absent: by discovery. */
      jwksUrl: z.url({ protocol: /^https?$/ }).optional(),
      userClaim: z.string(),
      nameClaim: z.string(),
      /** Absent: nobody is granted a role. */
      roleClaim: z.string().optional(),
      hosts: z.array(z.string()),
      cohosts: z.array(z.string()),
    })
    .optional(),
});

/**
 * What one session backend is started with: `node packages/meet/server/start.ts <file>`. Targets write it (0600),
 * the backend reads it; both sides use this schema.
 */
export const backendConfigSchema = z.strictObject({
  /** Name of this backend, unique in the platform: `meet-0`. The environment's STOA_BACKEND_NAME goes first. */
  name: z.string(),
  listen: z.array(listener).min(1),
  /** Where rooms live; in memory they die with the process. */
  log: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('memory') }),
    z.strictObject({
      kind: z.literal('redis'),
      host: z.string(),
      port: z.int(),
      password: z.string(),
      /** Prefix of every key and channel, so that platforms can share a Redis. */
      prefix: z.string(),
    }),
  ]),
  /** Empty = peer-to-peer mesh. */
  sfus: z.array(sfu),
  turn: z
    .strictObject({
      secret: z.string(),
      lifetimeMs: z.int().positive(),
      /** `turn:` and `turns:` URLs as clients get them. */
      urls: z.array(z.string()).min(1),
      stunUrls: z.array(z.string()),
      /** The relays one by one, where there are several, or one may be drained; instead of `urls` and `stunUrls`. */
      relays: z
        .array(
          z.strictObject({
            name: z.string(),
            urls: z.array(z.string()).min(1),
            stunUrls: z.array(z.string()),
          }),
        )
        .min(1)
        .optional(),
    })
    .nullable(),
  room: z.strictObject({
    maxParticipants: z.int(),
    chatHistory: z.int(),
    /** UTF-8 bytes of names and texts; absent: 1 MiB. */
    chatHistoryBytes: z.int().positive().optional(),
    /** Absence after which somebody else becomes host; absent: when the host's place is given up. */
    hostGraceMs: z.int().positive().optional(),
    /** New rooms begin with the waiting room on. */
    waitingRoom: z.boolean().optional(),
  }),
  /** Most rooms here; absent: no limit. */
  maxRooms: z.int().positive().optional(),
  /** People let in per second; whoever comes in faster waits, or is told when to come again. */
  arrivalsPerSecond: z.int().positive().optional(),
  resumeGraceMs: z.int().positive(),
  maxMessageBytes: z.int().positive(),
  /** Other session backends' base URLs as clients reach them (`https://…`), for reconnecting; own URL included. */
  backendUrls: z.array(z.string()),
  /** Folder of the built web app; null = API only. */
  webRoot: z.string().nullable(),
  /** How long a backend that was told to go waits for its participants to move to others; 0 = not at all. */
  drainMs: z.int().nonnegative().optional(),
  /** Who may connect; absent: pages of the backends themselves, programs, no proxy in between. */
  access: z
    .strictObject({
      /** Origins of other pages; `*` = one whole label. */
      origins: z.array(z.string()),
      /** Refuse connections without Origin. */
      originRequired: z.boolean(),
      /** Addresses and CIDR ranges. */
      trustedProxies: z.array(z.string()),
      forwardedHeader: z.literal(['x-forwarded-for', 'forwarded']),
      /** `/metrics` for everybody who reaches a listener, not only for this machine. */
      publicMetrics: z.boolean(),
    })
    .partial()
    .optional(),
  /** Participants that a drain tells to move in a second. */
  movesPerSecond: z.int().positive().optional(),
  /** Whose tokens are taken; absent: everybody comes in, and no token is. */
  auth: authConfig.optional(),
  /** The operators' API, on a listener of its own: loopback, or an address inside the cluster. Absent: none. */
  admin: z
    .strictObject({
      host: z.string(),
      port: z.int().min(0).max(65_535),
      /** Bearer token. */
      token: z.string().min(16),
      /** Also serves the metrics there, to whoever can reach it and without a token. */
      openMetrics: z.boolean().optional(),
    })
    .optional(),
  /** Rooms hold a second leg, muted, on another SFU, and go there when theirs dies. */
  standby: z.boolean().optional(),
  /** Where evidence of what moved is written, and under which platform's name; absent = only logged. */
  evidence: z.strictObject({ dir: z.string(), platform: z.string() }).optional(),
});

export type BackendConfig = z.infer<typeof backendConfigSchema>;

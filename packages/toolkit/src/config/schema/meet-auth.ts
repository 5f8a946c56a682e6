import { z } from 'zod';
import { duration, secret } from './primitives.ts';

const hmacSchema = z.strictObject({
  secret: z
    .string()
    .min(16, 'a secret needs at least 16 characters')
    .meta({ secret: true })
    .describe('The secret that the issuing application shares: `${env:NAME}` or `${file:path}`.'),
  algorithms: z
    .array(z.literal(['HS256', 'HS384', 'HS512']))
    .min(1)
    .default(['HS256'])
    .describe('Algorithms that tokens may be signed with.'),
  audience: z.string().min(1).optional().describe('What `aud` must be; left out, it is not looked at.'),
  issuer: z.string().min(1).optional().describe('What `iss` must be; left out, it is not looked at.'),
  subject: z
    .string()
    .min(1)
    .optional()
    .describe('What `sub` (the tenant or domain) must be; left out, it is not looked at.'),
});

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || host.startsWith('127.');

/** Keys and codes come from there: only TLS proves that it is the issuer. */
const issuerUrl = z.url({ protocol: /^https?$/, error: 'not a URL, like https://id.example.org' }).refine(
  (text) => {
    const url = URL.parse(text);
    return url?.protocol === 'https:' || isLoopback(url?.hostname ?? '');
  },
  { error: 'the issuer must be reached by https' },
);

const oidcSchema = z
  .strictObject({
    issuer: issuerUrl.describe('URL of the issuer, exactly as its tokens say it in `iss`.'),
    audience: z
      .array(z.string().min(1))
      .default([])
      .describe('What `aud` must be, one of these; left out, `clientId`.'),
    clientId: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Client of the web app (public, authorization code with PKCE; redirect URI `<origin>/signed-in`). Left out, the web app does not sign people in, and tokens come from elsewhere.',
      ),
    scope: z.string().min(1).default('openid profile').describe('What the web app asks for.'),
    token: z
      .literal(['id', 'access'])
      .default('id')
      .describe(
        'Which token the web app brings. `access` where the issuer makes JWT access tokens for an API.',
      ),
    jwksUrl: issuerUrl.optional().describe('Where the keys are; left out, the issuer’s metadata say it.'),
    userClaim: z.string().min(1).default('sub').describe('Claim that tells users apart.'),
    nameClaim: z.string().min(1).default('name').describe('Claim with the name that others see.'),
    roleClaim: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Claim with the roles, a text or a list, by name or path: `realm_access.roles`. With it, people without a role of `hosts` or `cohosts` wait for somebody who leads; without it, whoever comes first leads.',
      ),
    hosts: z.array(z.string()).default([]).describe('Roles that make a host.'),
    cohosts: z.array(z.string()).default([]).describe('Roles that make a co-host.'),
  })
  .refine(({ audience, clientId }) => audience.length > 0 || clientId !== undefined, {
    error: 'give audience or clientId: tokens for others must not be taken',
    path: ['audience'],
  });

const guestsSchema = z.strictObject({
  secret: secret.describe('Signs guest links. Left out, one is generated and kept.'),
});

/** Who may take part. Without any of the ways rooms are open; guest links work always. */
export const authSchema = z.strictObject({
  required: z
    .boolean()
    .default(false)
    .describe(
      'Nobody comes in without a token. Else people without one knock where `hmac` or `oidc` is set up, and come in as ever where neither is.',
    ),
  clockTolerance: duration
    .default('30s')
    .describe('How far the clocks of issuers may be off when `exp` and `nbf` are judged.'),
  guests: guestsSchema.prefault({}).describe('Signed guest links, as `stoa meet invite` makes them.'),
  hmac: hmacSchema
    .optional()
    .describe('Tokens (JWT) of an application that shares a secret, with the claims that Jitsi’s have.'),
  oidc: oidcSchema
    .optional()
    .describe('Accounts of an OpenID provider: RS256 or ES256, by its published keys.'),
});

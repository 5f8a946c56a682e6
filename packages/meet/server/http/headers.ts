/** Headers of every response. Scripts and styles only from here; sockets also to the other session backends, and
 * requests to where people sign in. */
export function securityHeaders(
  backendUrls: readonly string[],
  signInOrigins: readonly string[] = [],
): Record<string, string> {
  const others = backendUrls.flatMap((url) => {
    const { origin, host, protocol } = new URL(url);
    return [origin, `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`];
  });
  const policy = [
    "default-src 'self'",
    `connect-src ${["'self'", ...others, ...signInOrigins].join(' ')}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "style-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'permissions-policy': 'camera=(self), microphone=(self), display-capture=(self), geolocation=()',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
}

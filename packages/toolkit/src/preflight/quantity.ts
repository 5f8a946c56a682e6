const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** `250m` → 0.25, `1Gi` → 1073741824 (Kubernetes, `resource.Quantity`); undefined for what is none. */
export function parseQuantity(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(value);
  if (!match) return undefined;
  const [, digits = '', exponent = '', suffix = ''] = match;
  // A double is exact to a part in 10^15, which no limit of a cluster comes near.
  return Number(`${digits}${exponent}`) * (factors[suffix] ?? Number.NaN);
}

/** `2`, `0.25`, `512Mi`: readable, not exact. */
export function formatQuantity(amount: number, resource: string): string {
  const bytes = /memory|storage|hugepages/.test(resource);
  if (!bytes) return String(Math.round(amount * 1000) / 1000);
  for (const [suffix, size] of [
    ['Ti', 2 ** 40],
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ] as const)
    if (amount >= size) return `${Math.round((amount / size) * 10) / 10}${suffix}`;
  return String(amount);
}

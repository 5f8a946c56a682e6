export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface PauseRule {
  /** Wrong guesses that cost nothing. */
  readonly free: number;
  /** The first pause, ms; each further wrong guess doubles it. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** Quiet time after which the guesses are forgotten, ms. */
  readonly forgetMs: number;
}

/** Budgets over all connections of a backend. Those of an address are wide: an office of fifty may sit behind one. */
export interface BudgetSettings {
  /** Addresses, users or rooms that each budget remembers. */
  readonly mostKeys: number;
  readonly addressConnections: Rate;
  readonly addressHellos: Rate;
  /** Wrong passcodes. */
  readonly addressPasscodes: Rate;
  readonly roomPasscodes: PauseRule;
  /** Tokens and tickets that were refused. */
  readonly addressAuth: Rate;
  /** Connection tests before joining, of an address and of everybody together. */
  readonly addressTests: Rate;
  readonly allTests: Rate;
  /** What one verified user does on all connections. */
  readonly userJoins: Rate;
  readonly userMessages: Rate;
}

export const defaultBudgets: BudgetSettings = {
  mostKeys: 10_000,
  addressConnections: { perSecond: 20, burst: 400 },
  addressHellos: { perSecond: 20, burst: 400 },
  addressPasscodes: { perSecond: 0.2, burst: 20 },
  roomPasscodes: { free: 10, firstMs: 1_000, longestMs: 60_000, forgetMs: 600_000 },
  addressAuth: { perSecond: 0.5, burst: 60 },
  addressTests: { perSecond: 0.1, burst: 10 },
  allTests: { perSecond: 5, burst: 100 },
  userJoins: { perSecond: 0.5, burst: 20 },
  userMessages: { perSecond: 90, burst: 180 },
};

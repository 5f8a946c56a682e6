export interface KeyTimes {
  /** An unknown key makes the keys be fetched anew, at most this often, ms. */
  readonly cooldownMs: number;
  /** Older keys are fetched anew beside their use. */
  readonly freshMs: number;
  /** Older ones than this are not used any more, when the issuer stays away. */
  readonly longestMs: number;
  /** One request to the issuer. */
  readonly fetchMs: number;
}

export const defaultKeyTimes: KeyTimes = {
  cooldownMs: 30_000,
  freshMs: 600_000,
  longestMs: 86_400_000,
  fetchMs: 5_000,
};

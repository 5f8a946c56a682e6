export interface PemPair {
  readonly cert: string;
  readonly key: string;
}

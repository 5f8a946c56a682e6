/** Why the signal of `Io` fires. An empty message says that there is nobody to tell. */
export class Interruption extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

import type { ComponentSpec, PlannedFile, PlanInput, PortUse, ProgramName } from '../model.ts';

/** One component with the files that it reads. */
export interface PlannedComponent {
  readonly spec: ComponentSpec;
  readonly files: readonly PlannedFile[];
}

export const loopback = '127.0.0.1';

/** Path of a program that `chooseParts` found. */
export function programPath(input: PlanInput, name: ProgramName): string {
  const path = input.programs[name];
  if (path === undefined) throw new Error(`planned ${name}, which is not there`);
  return path;
}

export function secretFile(path: string, content: string): PlannedFile {
  return { path, content, mode: 0o600 };
}

/** The same single port on several addresses. */
export function listens(
  component: string,
  proto: PortUse['proto'],
  addresses: Iterable<string>,
  port: number,
  setting: string,
): PortUse[] {
  return [...addresses].map((address) => ({ component, proto, address, first: port, last: port, setting }));
}

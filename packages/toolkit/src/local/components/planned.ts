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

/** The same port, or range of ports, on one or several addresses. */
export function listens(
  component: string,
  proto: PortUse['proto'],
  addresses: Iterable<string>,
  port: number | { readonly min: number; readonly max: number },
  setting: string,
): PortUse[] {
  const [first, last] = typeof port === 'number' ? [port, port] : [port.min, port.max];
  return [...addresses].map((address) => ({ component, proto, address, first, last, setting }));
}

export { awaitReady, type ReadyOptions } from './await-ready.ts';
export { probeComponent, type ProbeContext } from './probe.ts';

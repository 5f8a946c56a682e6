import { formatRef, refOf, type KubeObject } from '../objects/object.ts';
import { numberOf, textOf, valueAt } from '../objects/values.ts';
import { containerTroubles } from './_pods.ts';
import { statusOf } from './status.ts';

/** What was found out about an object that is not ready. */
export interface NotReadyFacts {
  readonly object: KubeObject;
  /** Its pods, the newest version only, where that is known. */
  readonly pods: readonly KubeObject[];
  /** Events about the object, its ReplicaSets and its pods. */
  readonly events: readonly KubeObject[];
  /** Last lines by `pod/container`. */
  readonly logs: Readonly<Record<string, readonly string[]>>;
}

export interface Explanation {
  readonly object: string;
  readonly reason: string;
  readonly message: string;
  /** The pod that the reason comes from: `meet/web-7d4b9`. */
  readonly pod?: string;
  readonly container?: string;
  /** The newest warning about it. */
  readonly event?: string;
  /** The last lines of the container that fails. */
  readonly logs: readonly string[];
}

/** Why an object is not ready: the pod that is worst off, the newest warning, and what the container wrote last. */
export function explain(facts: NotReadyFacts): Explanation {
  const status = statusOf(facts.object);
  const pod = worstPod(facts.pods);
  const base = { object: formatRef(refOf(facts.object)), reason: status.reason, message: status.message };
  const event = newestWarning(facts.events, pod);
  if (!pod) return { ...base, ...(event === undefined ? {} : { event }), logs: [] };
  const podState = statusOf(pod);
  const trouble = containerTroubles(pod)[0];
  const name = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
  const exit =
    trouble?.exitCode === undefined ? '' : ` (exit code ${trouble.exitCode}, ${trouble.restarts} restarts)`;
  return {
    ...base,
    reason: podState.reason,
    message: `${status.message}; pod ${name}: ${podState.message}${exit}`,
    pod: name,
    ...(trouble ? { container: trouble.container } : {}),
    ...(event === undefined ? {} : { event }),
    logs: facts.logs[`${pod.metadata.name}/${trouble?.container ?? ''}`] ?? firstLogs(facts, pod),
  };
}

/** The pod to look at: one with a container in trouble before one that only is not ready. */
export function worstPod(pods: readonly KubeObject[]): KubeObject | undefined {
  const weight = (pod: KubeObject) => {
    if (pod.metadata.deletionTimestamp !== undefined) return 0;
    const { state } = statusOf(pod);
    if (state === 'failed') return 3;
    if (containerTroubles(pod).length > 0) return 4;
    return state === 'current' ? 0 : 2;
  };
  return pods.filter((pod) => weight(pod) > 0).sort((a, b) => weight(b) - weight(a))[0];
}

function newestWarning(events: readonly KubeObject[], pod: KubeObject | undefined): string | undefined {
  const about = (event: KubeObject) => valueAt(event, 'involvedObject', 'uid') === pod?.metadata.uid;
  const warnings = events
    .filter((event) => event['type'] === 'Warning')
    .sort((a, b) => timeOf(b) - timeOf(a));
  const event = warnings.find((item) => pod && about(item)) ?? warnings[0];
  if (!event) return undefined;
  const count = numberOf(event['count']) ?? 1;
  return `${textOf(event['reason']) ?? 'Warning'}: ${textOf(event['message']) ?? ''}${count > 1 ? ` (${count} times)` : ''}`;
}

function timeOf(event: KubeObject): number {
  const text =
    textOf(event['lastTimestamp']) ?? textOf(event['eventTime']) ?? event.metadata.creationTimestamp;
  return text === undefined ? 0 : Date.parse(text);
}

function firstLogs(facts: NotReadyFacts, pod: KubeObject): readonly string[] {
  const key = Object.keys(facts.logs).find((name) => name.startsWith(`${pod.metadata.name}/`));
  return key === undefined ? [] : (facts.logs[key] ?? []);
}

/** `Deployment meet/web: …` with event and log lines below, for a terminal. */
export function formatExplanation(explanation: Explanation): string {
  const lines = [`${explanation.object}: ${explanation.reason}: ${explanation.message}`];
  if (explanation.event !== undefined) lines.push(`  event: ${explanation.event}`);
  for (const line of explanation.logs) lines.push(`  | ${line}`);
  return lines.join('\n');
}

/** By which a ReplicaSet chooses the pod that goes: the cheapest first (Kubernetes, "ReplicaSet: Pod deletion cost"). */
export const costAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

/** What a pod's annotations say; absent means 0, as Kubernetes has it. Not a whole number: undefined. */
export function costOf(annotations: Readonly<Record<string, string>> | undefined): number | undefined {
  const text = annotations?.[costAnnotation] ?? '0';
  return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined;
}

/**
 * The cost of a pod with so many people: their number. It is changed when they have doubled or halved since it was
 * written, and whenever the first one comes or the last one goes: Kubernetes warns of updates with each change of a
 * metric, for each is a write that every watcher of pods hears of.
 * @param current undefined: nothing that can be kept
 */
export function nextCost(current: number | undefined, people: number): number {
  if (current === undefined || current < 0) return people;
  if (people === 0 || current === 0) return people;
  return people > current / 2 && people < current * 2 ? current : people;
}

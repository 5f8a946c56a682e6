/** The user of every image of ours. */
const user = 10_001;

/** What the level `restricted` (Pod Security Standards) asks of a pod; the group may read mounted Secrets. */
export const restrictedPod = {
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  seccompProfile: { type: 'RuntimeDefault' },
} as const;

/** And of each container; the read-only root goes beyond it. */
export const restrictedContainer = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
} as const;

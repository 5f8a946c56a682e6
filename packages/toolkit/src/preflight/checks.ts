import type { Check } from './check.ts';
import { access } from './checks/access.ts';
import { admission } from './checks/admission.ts';
import { hostPorts } from './checks/host-ports.ts';
import { kinds } from './checks/kinds.ts';
import { limits } from './checks/limits.ts';
import { namespaces } from './checks/namespaces.ts';
import { nodePorts } from './checks/node-ports.ts';
import { nodes } from './checks/nodes.ts';
import { podSecurity } from './checks/pod-security.ts';
import { quota } from './checks/quota.ts';
import { references } from './checks/references.ts';
import { selectors } from './checks/selectors.ts';
import { server } from './checks/server.ts';
import { singlePoints } from './checks/single-points.ts';
import { storage } from './checks/storage.ts';

/** All checks, in the order in which they are told. */
export const checks: readonly Check[] = [
  server,
  kinds,
  namespaces,
  access,
  podSecurity,
  quota,
  limits,
  nodes,
  nodePorts,
  hostPorts,
  storage,
  references,
  selectors,
  admission,
  singlePoints,
];

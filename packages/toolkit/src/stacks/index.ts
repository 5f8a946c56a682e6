export { coturnStack, type BackendAccess, type CoturnStackInput } from './coturn/index.ts';
export {
  backendAccess,
  mediaNamespace,
  meetNamespace,
  meetStack,
  sfuAddresses,
  webUrls,
  type MeetSecrets,
  type MeetStackInput,
} from './meet/index.ts';
export type { KubeObject } from '../kube/index.ts';

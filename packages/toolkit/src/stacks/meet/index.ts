export {
  backendAccess,
  mediaNamespace,
  meetNamespace,
  type MeetSecrets,
  type MeetStackInput,
} from './input.ts';
export { sfuAddresses } from './sfus.ts';
export { meetStack } from './stack.ts';
export { webUrls } from './web-urls.ts';

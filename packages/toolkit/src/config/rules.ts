import type { Mark } from './findings.ts';
import type { Rule, RuleInput } from './_rule.ts';
import { portClashes, portOverflow, rtpPortsTooFew } from './_rules-ports.ts';
import { certificate } from './_rules-certificate.ts';
import { clientAddresses, gatewayProxies, nodePorts, relayPlaces } from './_rules-kubernetes.ts';
import {
  impossibleAddress,
  lengthsOfTime,
  memoryBackends,
  meshSize,
  quotas,
  stateDir,
} from './_rules-platform.ts';
import { inlineSecrets, secretCharacters, sharedSecrets } from './_rules-secrets.ts';

const rules: readonly Rule[] = [
  portClashes,
  portOverflow,
  rtpPortsTooFew,
  memoryBackends,
  meshSize,
  lengthsOfTime,
  impossibleAddress,
  stateDir,
  quotas,
  nodePorts,
  relayPlaces,
  clientAddresses,
  certificate,
  gatewayProxies,
  inlineSecrets,
  secretCharacters,
  sharedSecrets,
];

/** What is wrong between the parts of a config whose shape is right. */
export function checkRules(input: RuleInput): Mark[] {
  return rules.flatMap((rule) => rule(input));
}

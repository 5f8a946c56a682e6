import { groupOf, type KubeObject } from '../objects/object.ts';
import { conditionsOf, isBehind, wordsOf } from './conditions.ts';
import { inProgress, type ObjectStatus, type StatusRule } from './object-status.ts';
import * as gateways from './_gateways.ts';
import * as parts from './_parts.ts';
import { podStatus } from './_pods.ts';
import * as workloads from './_workloads.ts';

/** Rules by `Kind.group`; every kind that is not here is judged by the conditions that controllers agree on. */
const rules: Readonly<Record<string, StatusRule>> = {
  'Deployment.apps': workloads.deploymentStatus,
  'ReplicaSet.apps': workloads.replicaSetStatus,
  'StatefulSet.apps': workloads.statefulSetStatus,
  'DaemonSet.apps': workloads.daemonSetStatus,
  'Job.batch': workloads.jobStatus,
  'Pod.': podStatus,
  'PersistentVolumeClaim.': parts.claimStatus,
  'Service.': parts.serviceStatus,
  'Namespace.': parts.namespaceStatus,
  'PodDisruptionBudget.policy': parts.disruptionBudgetStatus,
  'HorizontalPodAutoscaler.autoscaling': parts.autoscalerStatus,
  'CustomResourceDefinition.apiextensions.k8s.io': parts.definitionStatus,
  'APIService.apiregistration.k8s.io': parts.apiServiceStatus,
  'GatewayClass.gateway.networking.k8s.io': gateways.gatewayClassStatus,
  'Gateway.gateway.networking.k8s.io': gateways.gatewayStatus,
  'HTTPRoute.gateway.networking.k8s.io': gateways.routeStatus,
  'GRPCRoute.gateway.networking.k8s.io': gateways.routeStatus,
  'TLSRoute.gateway.networking.k8s.io': gateways.routeStatus,
  'TCPRoute.gateway.networking.k8s.io': gateways.routeStatus,
  'UDPRoute.gateway.networking.k8s.io': gateways.routeStatus,
  'BackendTLSPolicy.gateway.networking.k8s.io': gateways.policyStatus,
  'ClientTrafficPolicy.gateway.envoyproxy.io': gateways.policyStatus,
  'BackendTrafficPolicy.gateway.envoyproxy.io': gateways.policyStatus,
  'SecurityPolicy.gateway.envoyproxy.io': gateways.policyStatus,
  'EnvoyExtensionPolicy.gateway.envoyproxy.io': gateways.policyStatus,
};

/** Where an object stands, judged from itself alone. Pure: the same object always gives the same answer. */
export function statusOf(object: KubeObject): ObjectStatus {
  if (object.metadata.deletionTimestamp !== undefined) {
    return { state: 'terminating', reason: 'Terminating', message: whatHolds(object) };
  }
  if (isBehind(object)) {
    return inProgress('NotObserved', 'its controller has not seen the newest version yet');
  }
  const rule = rules[`${object.kind}.${groupOf(object.apiVersion)}`] ?? parts.genericStatus;
  return rule(object);
}

/** Who keeps an object that is being deleted; of a namespace, what in it does (NamespaceContentRemaining and others). */
function whatHolds(object: KubeObject): string {
  const held = object.metadata.finalizers ?? [];
  if (held.length > 0) return `held by ${held.join(', ')}`;
  const reasons = conditionsOf(object).filter(
    ({ type, status }) => type.startsWith('Namespace') && status === 'True',
  );
  return reasons.map(wordsOf).join('; ') || 'it is being deleted';
}

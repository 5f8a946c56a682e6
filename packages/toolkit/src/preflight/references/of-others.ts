import { fieldsOf, groupOf, listOf, textOf, valueAt, type KubeObject } from '../../kube/index.ts';
import { coreRef, type Reference } from './reference.ts';

type Rule = (object: KubeObject, namespace: string) => Reference[];

const rules: Readonly<Record<string, Rule>> = {
  'HorizontalPodAutoscaler.autoscaling': ofScaler,
  'StatefulSet.apps': ofStatefulSet,
  'ServiceAccount.': ofAccount,
  'RoleBinding.rbac.authorization.k8s.io': ofBinding,
  'ClusterRoleBinding.rbac.authorization.k8s.io': ofBinding,
  'Certificate.cert-manager.io': ofCertificate,
};

/** What autoscalers, StatefulSets, accounts, bindings and certificates name. */
export function referencesOfOthers(object: KubeObject): Reference[] {
  const rule = rules[`${object.kind}.${groupOf(object.apiVersion)}`];
  return rule ? rule(object, object.metadata.namespace ?? '') : [];
}

function ofScaler(scaler: KubeObject, namespace: string): Reference[] {
  const { apiVersion, kind, name } = fieldsOf(valueAt(scaler, 'spec', 'scaleTargetRef'));
  if (!textOf(name) || !textOf(kind)) return [];
  const to = {
    apiVersion: textOf(apiVersion) ?? 'apps/v1',
    kind: String(kind),
    name: String(name),
    namespace,
  };
  return [{ from: scaler, to, as: 'target' }];
}

function ofStatefulSet(set: KubeObject, namespace: string): Reference[] {
  const name = textOf(valueAt(set, 'spec', 'serviceName'));
  // Without it the pods run, but have no names of their own.
  return name
    ? [{ from: set, to: coreRef('Service', name, namespace), as: 'headless Service', mild: true }]
    : [];
}

function ofAccount(account: KubeObject, namespace: string): Reference[] {
  return listOf(account['imagePullSecrets']).flatMap((secret) => {
    const name = textOf(fieldsOf(secret)['name']);
    return name
      ? [{ from: account, to: coreRef('Secret', name, namespace), as: 'pull secret', mild: true }]
      : [];
  });
}

function ofBinding(binding: KubeObject, namespace: string): Reference[] {
  const { kind, name } = fieldsOf(binding['roleRef']);
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: String(kind),
    name: String(name),
    ...(kind === 'Role' ? { namespace } : {}),
  };
  const accounts = listOf(binding['subjects'])
    .map(fieldsOf)
    .filter((subject) => subject['kind'] === 'ServiceAccount')
    .map((subject) => ({
      from: binding,
      to: coreRef('ServiceAccount', String(subject['name']), textOf(subject['namespace']) ?? namespace),
      as: 'subject',
      // It may be made later; until then the binding gives rights to nobody.
      mild: true,
    }));
  return [{ from: binding, to: role, as: 'role' }, ...accounts];
}

function ofCertificate(certificate: KubeObject, namespace: string): Reference[] {
  const { group, kind, name } = fieldsOf(valueAt(certificate, 'spec', 'issuerRef'));
  // Issuers of other groups are those of other projects.
  if (!textOf(name) || (textOf(group) ?? 'cert-manager.io') !== 'cert-manager.io') return [];
  const whole = kind === 'ClusterIssuer';
  const to = {
    apiVersion: certificate.apiVersion,
    kind: whole ? 'ClusterIssuer' : 'Issuer',
    name: String(name),
    ...(whole ? {} : { namespace }),
  };
  return [{ from: certificate, to, as: 'issuer' }];
}

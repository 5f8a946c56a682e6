import { formatGroupKind, type ObjectRef } from '../objects/object.ts';
import { formatFieldPath, type FieldPath } from './field-path.ts';

interface Rule {
  readonly field: RegExp;
  readonly why: string;
  readonly remedy: string;
}

const selector: Rule = {
  field: /^\.spec\.selector/,
  why: 'the selector says which pods belong to it, and would leave the running ones behind',
  remedy: 'give it a new name, and remove the old one once the new one is ready',
};

/** What cannot change once it is there, by kind (Kubernetes API reference and validation). */
const rules: Readonly<Record<string, readonly Rule[]>> = {
  'Deployment.apps': [selector],
  'DaemonSet.apps': [selector],
  'ReplicaSet.apps': [selector],
  'StatefulSet.apps': [
    {
      field: /^\.spec\.(volumeClaimTemplates|serviceName|podManagementPolicy|selector)/,
      why: 'only replicas, template, updateStrategy, minReadySeconds, ordinals and the retention of claims can change',
      remedy: 'delete it with `--cascade=orphan` (its pods run on), then apply again',
    },
  ],
  'Job.batch': [
    {
      field: /^\.spec\.(template|selector|completions|completionMode)/,
      why: 'a job runs one template',
      remedy: 'delete the job, or give it a new name',
    },
  ],
  Service: [
    {
      field: /^\.spec\.(clusterIP|clusterIPs|ipFamilies)/,
      why: 'clients may know its address',
      remedy: 'delete the service, then apply again',
    },
  ],
  PersistentVolumeClaim: [
    {
      field: /^\.spec/,
      why: 'only the requested storage of a bound claim can grow',
      remedy: 'make a new claim and move the data',
    },
  ],
  PersistentVolume: [
    { field: /^\.spec/, why: 'the source of a volume is fixed', remedy: 'make a new volume' },
  ],
  ConfigMap: [
    { field: /^\.(data|binaryData|immutable)/, why: 'it is marked immutable', remedy: 'give it a new name' },
  ],
  Secret: [
    {
      field: /^\.(data|stringData|immutable|type)/,
      why: 'it is marked immutable, or its type is to change',
      remedy: 'give it a new name',
    },
  ],
  'RoleBinding.rbac.authorization.k8s.io': [
    {
      field: /^\.roleRef/,
      why: 'the role of a binding is fixed',
      remedy: 'delete the binding, then apply again',
    },
  ],
  'ClusterRoleBinding.rbac.authorization.k8s.io': [
    {
      field: /^\.roleRef/,
      why: 'the role of a binding is fixed',
      remedy: 'delete the binding, then apply again',
    },
  ],
  'StorageClass.storage.k8s.io': [
    {
      field: /^\.(parameters|provisioner|reclaimPolicy|volumeBindingMode)/,
      why: 'volumes were made by it',
      remedy: 'make a class of another name',
    },
  ],
};

/** Which of the changes cannot be made, why, and what to do instead; undefined when no rule knows. */
export function explainImmutable(
  ref: ObjectRef,
  paths: readonly FieldPath[],
): { readonly message: string; readonly remedy: string } | undefined {
  for (const rule of rules[formatGroupKind(ref)] ?? []) {
    const fields = paths.map(formatFieldPath).filter((path) => rule.field.test(path));
    if (fields.length > 0)
      return { message: `${fields.join(', ')} cannot change: ${rule.why}`, remedy: rule.remedy };
  }
  return undefined;
}

import { fieldsOf, listOf, textOf, valueAt, type Fields } from '../kube/index.ts';
import { containersOf } from './subject.ts';

export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/** What `baseline` lets a container add (Pod Security Standards, "Capabilities"). */
const baselineCapabilities = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const restrictedVolumes = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

const safeSysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);

/** How a pod breaks a level of the Pod Security Standards; empty when it keeps it. */
export function breaches(spec: Fields, level: PodSecurityLevel): string[] {
  if (level === 'privileged') return [];
  const baseline = baselineBreaches(spec);
  return level === 'baseline' ? baseline : [...baseline, ...restrictedBreaches(spec)];
}

function baselineBreaches(spec: Fields): string[] {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true);
  const volumes = listOf(spec['volumes']).filter((volume) => valueAt(volume, 'hostPath') !== undefined);
  const sysctls = listOf(valueAt(spec, 'securityContext', 'sysctls'))
    .map((one) => textOf(fieldsOf(one)['name']) ?? '')
    .filter((name) => !safeSysctls.has(name));
  return [
    ...shared.map((field) => `${field} is true`),
    ...volumes.map((volume) => `volume ${nameOf(volume)} is a hostPath`),
    ...sysctls.map((name) => `sysctl ${name} is not a safe one`),
    ...seccomp(valueAt(spec, 'securityContext'), 'the pod'),
    ...containersOf(spec).flatMap((container) => containerBaseline(container, spec['hostNetwork'] === true)),
  ];
}

function containerBaseline(container: Fields, hostNetwork: boolean): string[] {
  const name = `container ${nameOf(container)}`;
  const context = fieldsOf(container['securityContext']);
  const added = listOf(valueAt(context, 'capabilities', 'add')).map(String);
  const odd = added.filter((capability) => !baselineCapabilities.has(capability));
  const procMount = textOf(context['procMount']) ?? 'Default';
  const hostPorts = listOf(container['ports']).filter((port) => Number(fieldsOf(port)['hostPort'] ?? 0) > 0);
  return [
    ...(context['privileged'] === true ? [`${name} is privileged`] : []),
    ...odd.map((capability) => `${name} adds the capability ${capability}`),
    ...(procMount === 'Default' ? [] : [`${name} has procMount ${procMount}`]),
    // With the node's network every port is one of the node; that it has it is said once.
    ...(hostNetwork
      ? []
      : hostPorts.map((port) => `${name} has hostPort ${String(fieldsOf(port)['hostPort'])}`)),
    ...seccomp(context, name),
  ];
}

function seccomp(context: unknown, where: string): string[] {
  return valueAt(context, 'seccompProfile', 'type') === 'Unconfined'
    ? [`${where} has seccomp Unconfined`]
    : [];
}

function restrictedBreaches(spec: Fields): string[] {
  const pod = fieldsOf(spec['securityContext']);
  const volumes = listOf(spec['volumes']).flatMap((volume) => {
    const kind = Object.keys(fieldsOf(volume)).find((key) => key !== 'name') ?? 'emptyDir';
    return restrictedVolumes.has(kind) || kind === 'hostPath'
      ? []
      : [`volume ${nameOf(volume)} is of type ${kind}`];
  });
  return [
    ...volumes,
    ...(pod['runAsUser'] === 0 ? ['the pod runs as user 0'] : []),
    ...containersOf(spec).flatMap((container) => containerRestricted(container, pod)),
  ];
}

function containerRestricted(container: Fields, pod: Fields): string[] {
  const name = `container ${nameOf(container)}`;
  const context = fieldsOf(container['securityContext']);
  const dropped = listOf(valueAt(context, 'capabilities', 'drop'));
  const added = listOf(valueAt(context, 'capabilities', 'add')).map(String);
  const extra = added.filter((one) => one !== 'NET_BIND_SERVICE' && baselineCapabilities.has(one));
  const nonRoot = context['runAsNonRoot'] ?? pod['runAsNonRoot'];
  const profile = valueAt(context, 'seccompProfile', 'type') ?? valueAt(pod, 'seccompProfile', 'type');
  return [
    ...(context['allowPrivilegeEscalation'] === false
      ? []
      : [`${name} does not set allowPrivilegeEscalation to false`]),
    ...(nonRoot === true ? [] : [`${name} does not set runAsNonRoot to true`]),
    ...(context['runAsUser'] === 0 ? [`${name} runs as user 0`] : []),
    ...(profile === undefined ? [`${name} has no seccompProfile`] : []),
    ...(dropped.includes('ALL') ? [] : [`${name} does not drop ALL capabilities`]),
    ...extra.map((capability) => `${name} adds the capability ${capability}`),
  ];
}

function nameOf(part: unknown): string {
  return textOf(fieldsOf(part)['name']) ?? '';
}

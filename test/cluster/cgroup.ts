import { access, mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = '/sys/fs/cgroup';

/** Name of the cgroup below which everything of one cluster lies, one folder a node. */
export function clusterCgroup(number: number): string {
  return `stoa-cluster-${number}`;
}

/** Makes a cgroup in every hierarchy of this machine; the kubelet then treats it as its root. */
export async function makeCgroup(path: string): Promise<void> {
  const hierarchies = await cgroupHierarchies();
  if (hierarchies.length === 0) {
    throw new Error(
      `${root} is empty: a test node needs cgroups (\`ip netns exec\` hides them; \`nsenter --net=FILE\` does not)`,
    );
  }
  for (const hierarchy of hierarchies) {
    let folder = hierarchy;
    for (const part of path.split('/')) {
      await inherit(folder);
      folder = join(folder, part);
      await mkdir(folder, { recursive: true });
      await fillCpuset(folder);
    }
    await inherit(folder);
  }
}

/** Removes a cgroup with everything below; processes that are still dying get up to three seconds. */
export async function removeCgroup(path: string): Promise<void> {
  for (const hierarchy of await cgroupHierarchies()) {
    const folder = join(hierarchy, path);
    for (let attempt = 0; attempt < 60; attempt += 1) {
      await removeTree(folder);
      if (!(await exists(folder))) break;
      await sleep(50);
    }
  }
}

/** Cgroups of that name that exist; none after a teardown. */
export async function foundCgroups(path: string): Promise<string[]> {
  const folders = (await cgroupHierarchies()).map((hierarchy) => join(hierarchy, path));
  const found = await Promise.all(folders.map(exists));
  return folders.filter((_, index) => found[index]);
}

/** One folder on cgroup v2; one a controller on v1, where a v2 tree may stand beside them (hybrid) and is left out. */
async function cgroupHierarchies(): Promise<string[]> {
  if (await exists(join(root, 'cgroup.controllers'))) return [root];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'unified')
    .map((entry) => join(root, entry.name));
}

/** cgroup v2 hands controllers down only where the parent says so (cgroup-v2.rst, "Enabling and Disabling"). */
async function inherit(folder: string): Promise<void> {
  const controllers = await readFile(join(folder, 'cgroup.controllers'), 'utf8').catch(() => '');
  if (controllers.trim() === '') return;
  const wanted = controllers
    .trim()
    .split(' ')
    .map((name) => `+${name}`);
  await writeFile(join(folder, 'cgroup.subtree_control'), wanted.join(' '));
}

/** A new cpuset of cgroup v1 is empty, and an empty one takes no process (cpusets.rst, section 1.3). */
async function fillCpuset(folder: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const path = join(folder, file);
    const now = await readFile(path, 'utf8').catch(() => 'none');
    if (now.trim() === '') await writeFile(path, await readFile(join(folder, '..', file)));
  }
}

/** Files in a cgroup cannot be removed, so only its folders are, the deepest first. */
async function removeTree(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  await rmdir(folder).catch(() => {});
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

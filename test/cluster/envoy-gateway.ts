import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run, writeFileAtomic } from '@stoa/toolkit/base';
import { findGo, goBinaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import {
  classObjects,
  className,
  controllerObjects,
  gatewayImage,
  gatewayNamespace,
  namespaceObject,
} from './envoy-gateway-objects.ts';
import { envoyArchive } from './envoy.ts';
import { goModules, moduleFolder } from './go-module.ts';
import { imageArchive } from './image-archive.ts';
import { applyObjects } from './objects.ts';
import { until } from './wait.ts';

/**
 * Gives the cluster Envoy Gateway, with a class whose proxies answer at these addresses of nodes. The controller is built
 * and Envoy is fetched first, each once.
 */
export async function addEnvoyGateway(
  { api, kubeconfig, loadImages }: Pick<Cluster, 'api' | 'kubeconfig' | 'loadImages'>,
  addresses: readonly string[],
  told?: (line: string) => void,
): Promise<void> {
  const { 'envoy-gateway': controller } = await goBinaries('gateway', ['envoy-gateway'], told);
  await loadImages([await controllerArchive(controller), await envoyArchive(told)]);
  for (const { name, text } of await definitions()) {
    const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
    const query = '?fieldManager=stoa-test-cluster&force=true';
    await api.call('PATCH', `${path}${query}`, text, 'application/apply-patch+yaml');
  }
  await applyObjects(api, [namespaceObject()]);
  // What its chart has a job do: certificates between controller and proxies.
  await run(controller, ['certgen', '--disable-topology-injector'], {
    env: { KUBECONFIG: kubeconfig, ENVOY_GATEWAY_NAMESPACE: gatewayNamespace },
  });
  // A kind that was just defined takes a moment to be served.
  await until('the kinds of Envoy Gateway', async () => {
    await applyObjects(api, classObjects(addresses));
    return true;
  });
  await applyObjects(api, controllerObjects());
  await until('the class is accepted', async () => {
    const path = `/apis/gateway.networking.k8s.io/v1/gatewayclasses/${className}`;
    const { status } = await api.call<{ status?: { conditions?: Condition[] } }>('GET', path);
    return status?.conditions?.some(({ type, status: is }) => type === 'Accepted' && is === 'True') === true;
  });
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

/** The proxies' shutdown manager is the same image, and finds the program by its name. */
async function controllerArchive(binary: string): Promise<string> {
  const archive = join(dirname(binary), 'image.tar');
  const exists = await access(archive).then(
    () => true,
    () => false,
  );
  if (exists) return archive;
  const path = 'usr/local/bin/envoy-gateway';
  const files = [
    { path, content: await readFile(binary), mode: 0o755 },
    // Where the shutdown manager, which is not root, says that the proxy may end.
    { path: 'tmp/', content: new Uint8Array(), mode: 0o1777 },
  ];
  await writeFileAtomic(archive, imageArchive({ reference: gatewayImage, files, entrypoint: [`/${path}`] }));
  return archive;
}

/** The definitions that its chart brings along, those of the Gateway API among them. */
async function definitions(): Promise<{ name: string; text: string }[]> {
  const go = await findGo();
  if (!go) throw new Error('Go is missing');
  const module = 'github.com/envoyproxy/gateway';
  const { stdout } = await run(go, ['list', '-m', '-f', '{{.Dir}}', module], {
    cwd: moduleFolder(goModules.gateway),
  });
  const folder = join(stdout, 'charts/gateway-helm/charts/crds/crds');
  const own = (await readdir(join(folder, 'generated'))).map((file) => join('generated', file));
  const files = ['gatewayapi-crds.yaml', ...own];
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts
    .flatMap((text) => text.split(/^---$/m))
    .filter((text) => /^kind: CustomResourceDefinition$/m.test(text))
    .map((text) => ({ name: /^ {2}name: (\S+)$/m.exec(text)?.[1] ?? '', text }));
}

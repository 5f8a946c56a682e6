import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { KubeClient } from '../api/client.ts';
import { makePems } from './pems.ts';

export interface Webhook extends AsyncDisposable {
  /** Names in `metadata` of what it was asked about. */
  readonly asked: string[];
}

export interface WebhookWish {
  /** The ConfigMap that it is asked about; default: all of the namespace. */
  readonly only?: string;
  /** How long the API server waits for it. Default 1. */
  readonly seconds?: number;
}

/**
 * A validating webhook of the cluster for ConfigMaps in one namespace, which refuses all (`denies`) or never answers
 * (`hangs`).
 */
export async function startWebhook(
  client: KubeClient,
  namespace: string,
  mood: 'denies' | 'hangs',
  wish: WebhookWish = {},
): Promise<Webhook> {
  const pems = await makePems();
  const pem = await pems.issue('/CN=webhook', ['IP:127.0.0.1']);
  const asked: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { uid, name } = ((await json(request)) as { request: { uid: string; name: string } }).request;
    asked.push(name);
    if (mood === 'hangs') return;
    const verdict = { uid, allowed: false, status: { message: 'not on a Friday' } };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: verdict }),
    );
  };
  const server = https.createServer(pem, (request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const object = webhookObject(namespace, url, pems.ca, wish);
  await client.create(object);
  return {
    asked,
    async [Symbol.asyncDispose]() {
      await client.delete({ apiVersion: object.apiVersion, kind: object.kind, name: object.metadata.name });
      server.closeAllConnections();
      server.close();
      await rm(pems.folder, { recursive: true });
    },
  };
}

function webhookObject(namespace: string, url: string, ca: string, { only, seconds = 1 }: WebhookWish) {
  const matchConditions =
    only === undefined ? [] : [{ name: 'only', expression: `request.name == '${only}'` }];
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: `${namespace}-hook` },
    webhooks: [
      {
        name: 'hook.example.test',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        timeoutSeconds: seconds,
        matchConditions,
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['*'], resources: ['configmaps'] }],
        clientConfig: { url, caBundle: Buffer.from(ca).toString('base64') },
      },
    ],
  };
}

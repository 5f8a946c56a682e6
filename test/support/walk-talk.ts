import { ok } from 'node:assert/strict';
import type { Role, RoomView, ServerMessage } from '@stoa/protocol';
import { waitFor } from './child.ts';
import type { MeetClient } from './meet-client.ts';

/** What has not come by then is missing, on however busy a machine, ms. */
export const patience = 60_000;

/** Without what only some may see. */
export function forAll(view: RoomView): RoomView {
  return { ...view, chat: view.chat.filter(({ to }) => to === undefined) };
}

export function roleIn({ view }: MeetClient, id: string): Role {
  return view.participants.find((p) => p.id === id)?.role ?? 'waiting';
}

/** Throws when a batch does not follow on the one before. */
export function risingVersions(client: MeetClient): (message: ServerMessage) => void {
  let last = client.view.version;
  return (message) => {
    if (message.type !== 'events') return;
    ok(
      message.from === last || message.from <= client.view.version,
      `events from ${message.from} after ${last}`,
    );
    ok(client.view.version >= last, `version ${client.view.version} after ${last}`);
    last = client.view.version;
  };
}

type Asked = Parameters<MeetClient['ask']>[0];
let asked = 0;

export function ask(client: MeetClient, message: Asked): Promise<ServerMessage> {
  return askAs(client, message, `ask.${(asked += 1)}`);
}

/** Sends and waits for the one more answer with this id. */
export async function askAs(client: MeetClient, message: object, id: string): Promise<ServerMessage> {
  const earlier = client.answers(id).length;
  client.sendRaw(JSON.stringify({ ...message, id }));
  return waitFor(`answer to ${JSON.stringify(message)}`, () => client.answers(id)[earlier], {
    stepMs: 1,
    ms: patience,
  });
}

import { cleanName } from '@stoa/protocol';
import { accessToken } from '../access/index.ts';
import { safeStorage } from '../base/index.ts';
import { Call, presentCall } from '../call/index.ts';
import { LocalMedia, parseRelayChoice } from '../media/index.ts';
import { takeToken } from '../session/index.ts';
import { ownSettings } from '../settings/index.ts';
import { rememberDevices, rememberedDevices, rememberedName, typedName } from './preferences.ts';

const browserStorage = safeStorage(() => localStorage);
const tabStorage = safeStorage(() => sessionStorage);

/** What a room's page has to do with: the own devices, a name, and the call once there is one. */
export interface Start {
  readonly local: LocalMedia;
  readonly name: string;
  readonly call: Call | null;
}

/** Query options, for tests and troubleshooting: `?name=…`, `?join=1` (no lobby, devices off), `?relay=udp|tcp|tls|any`. */
function options() {
  const query = new URLSearchParams(location.search);
  return {
    name: cleanName(query.get('name') ?? rememberedName(browserStorage)),
    join: query.get('join') === '1',
    relay: parseRelayChoice(query.get('relay')),
  };
}

interface CallStart {
  readonly room: string;
  readonly name: string;
  readonly local: LocalMedia;
  readonly resumeToken?: string | null;
  readonly passcode?: string | undefined;
}

function startCall({ room, name, local, resumeToken = null, passcode }: CallStart): Call {
  const call = new Call({
    origin: location.origin,
    room,
    name,
    resumeToken,
    accessToken: accessToken(tabStorage, room),
    passcode: passcode ?? null,
    relay: options().relay,
    local,
  });
  presentCall.set(call);
  call.start();
  return call;
}

/** A page that was reloaded in a call goes straight back to it; else the lobby comes first. */
export function begin(room: string): Start {
  const { name, join } = options();
  const resumeToken = takeToken(tabStorage, room);
  const local = new LocalMedia(navigator.mediaDevices, ownSettings);
  // Whoever follows a link that skips the lobby is not heard or filmed before choosing to be.
  const unasked = join && resumeToken === null;
  if (unasked) rememberDevices(tabStorage, { audio: false, video: false });
  void local.open(rememberedDevices(tabStorage));
  const straight = name !== '' && (join || resumeToken !== null);
  if (straight) return { local, name, call: startCall({ room, name, local, resumeToken }) };
  return { local, name: typedName(tabStorage, room) ?? name, call: null };
}

/** Out of the lobby, with its devices. */
export function join(room: string, name: string, local: LocalMedia): Start {
  return { local, name, call: startCall({ room, name, local }) };
}

/** As somebody new, with the devices as they were. */
export function rejoin(room: string, name: string, passcode?: string): Start {
  const local = new LocalMedia(navigator.mediaDevices, ownSettings);
  void local.open(rememberedDevices(tabStorage));
  return { local, name, call: startCall({ room, name, local, passcode }) };
}

/** The page shows something else now (back button): nobody stays in a room, or filmed, without seeing it. */
export function release({ local, call }: Start): void {
  void call?.leave();
  local.close();
}

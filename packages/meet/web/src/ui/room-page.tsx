import { cleanName } from '@stoa/protocol';
import { useEffect, useRef, useState } from 'react';
import { accessToken } from '../access/index.ts';
import { safeStorage } from '../base/index.ts';
import { Call, presentCall } from '../call/index.ts';
import { LocalMedia, parseRelayChoice } from '../media/index.ts';
import { isWaiting, keepToken, takeToken } from '../session/index.ts';
import { ownSettings } from '../settings/index.ts';
import { texts } from '../texts/index.ts';
import { CallPage } from './call-page.tsx';
import { PasscodePage, asksForPasscode } from './door/index.ts';
import { EndPage } from './end-page.tsx';
import { Lobby } from './lobby/index.ts';
import { rememberDevices, rememberName, rememberedDevices, rememberedName } from './preferences.ts';
import { useStore } from './use-store.ts';
import { WaitingPage } from './waiting-page.tsx';

const browserStorage = safeStorage(() => localStorage);
const tabStorage = safeStorage(() => sessionStorage);

/** Query options, for tests and troubleshooting: `?name=…`, `?join=1` (no lobby, devices off), `?relay=udp|tcp|tls|any`. */
function options() {
  const query = new URLSearchParams(location.search);
  return {
    name: cleanName(query.get('name') ?? rememberedName(browserStorage)),
    join: query.get('join') === '1',
    relay: parseRelayChoice(query.get('relay')),
  };
}

function startCall(
  room: string,
  name: string,
  local: LocalMedia,
  resumeToken: string | null,
  passcode: string | null = null,
): Call {
  const { relay } = options();
  const call = new Call({
    origin: location.origin,
    room,
    name,
    resumeToken,
    accessToken: accessToken(tabStorage, room),
    passcode,
    relay,
    local,
  });
  presentCall.set(call);
  call.start();
  return call;
}

interface Start {
  readonly local: LocalMedia;
  readonly name: string;
  readonly call: Call | null;
}

/** A page that was reloaded in a call goes straight back to it; else the lobby comes first. */
function begin(room: string): Start {
  const { name, join } = options();
  const token = takeToken(tabStorage, room);
  const local = new LocalMedia(navigator.mediaDevices, ownSettings);
  // Whoever follows a link that skips the lobby is not heard or filmed before choosing to be.
  const unasked = join && token === null;
  if (unasked) rememberDevices(tabStorage, { audio: false, video: false });
  void local.open(rememberedDevices(tabStorage));
  const straight = name !== '' && (join || token !== null);
  return { local, name, call: straight ? startCall(room, name, local, token) : null };
}

export function RoomPage({ room }: { readonly room: string }) {
  const [start, setStart] = useState(() => begin(room));
  const { local, name, call } = start;
  const latest = useRef(start);
  useEffect(() => {
    latest.current = start;
  }, [start]);
  useEffect(() => () => release(latest.current), []);
  useEffect(() => titlePage(room), [room]);
  useEffect(() => followPage(room, call), [room, call]);
  useEffect(() => rememberDevicesOf(local), [local]);
  if (call === null) {
    return (
      <Lobby
        room={room}
        name={name}
        local={local}
        onJoin={(typed) => {
          rememberName(browserStorage, typed);
          setStart({ local, name: typed, call: startCall(room, typed, local, null) });
        }}
      />
    );
  }
  return (
    <CallOrEnd call={call} name={name} onRejoin={(passcode) => setStart(rejoin(room, name, passcode))} />
  );
}

/** The page shows something else now (back button): nobody stays in a room, or filmed, without seeing it. */
function release({ local, call }: Start): void {
  void call?.leave();
  local.close();
}

function rejoin(room: string, name: string, passcode?: string): Start {
  const local = new LocalMedia(navigator.mediaDevices, ownSettings);
  void local.open(rememberedDevices(tabStorage));
  return { local, name, call: startCall(room, name, local, null, passcode) };
}

function CallOrEnd({
  call,
  name,
  onRejoin,
}: {
  readonly call: Call;
  readonly name: string;
  readonly onRejoin: (passcode?: string) => void;
}) {
  const state = useStore(call.session.state);
  if (state.end !== null && asksForPasscode(state.end)) {
    return <PasscodePage room={state.view.room} end={state.end} onPasscode={onRejoin} />;
  }
  if (state.end !== null)
    return <EndPage end={state.end} room={state.view.room} onRejoin={() => onRejoin()} />;
  if (isWaiting(state)) return <WaitingPage room={state.view.room} onLeave={() => void call.leave()} />;
  return <CallPage call={call} name={name} />;
}

/** Tells browser tabs apart. */
function titlePage(room: string): () => void {
  document.title = texts.roomTitle(room);
  return () => {
    document.title = texts.product;
  };
}

/** Keeps the place in the room over a reload, and tries again at once when the network or the page is back. */
function followPage(room: string, call: Call | null): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const nudge = () => call?.session.nudge();
  addEventListener('pagehide', () => keepToken(tabStorage, room, call?.session.resumeToken ?? null), {
    signal,
  });
  addEventListener('pageshow', () => void takeToken(tabStorage, room), { signal });
  addEventListener('online', nudge, { signal });
  document.addEventListener('visibilitychange', nudge, { signal });
  return () => ending.abort();
}

/** Only what the person chose: a device that broke is wanted again next time, a closed call changes nothing. */
function rememberDevicesOf(local: LocalMedia): () => void {
  return local.state.subscribe(() => {
    const { audio, video, opening, closed } = local.state.get();
    if (opening || closed) return;
    rememberDevices(tabStorage, {
      audio: audio.on || audio.problem !== null,
      video: video.on || video.problem !== null,
    });
  });
}

import { useEffect, useRef, useState } from 'react';
import { safeStorage } from '../base/index.ts';
import type { Call } from '../call/index.ts';
import { isWaiting } from '../session/index.ts';
import { CallPage } from './call-page.tsx';
import { PasscodePage, asksForPasscode } from './door/index.ts';
import { EndPage } from './end-page.tsx';
import { Lobby } from './lobby/index.ts';
import { rememberName } from './preferences.ts';
import { followPage, rememberDevicesOf, titlePage } from './room-page-life.ts';
import { begin, join, rejoin, release } from './room-start.ts';
import { useStore } from './use-store.ts';
import { WaitingPage } from './waiting-page.tsx';

const browserStorage = safeStorage(() => localStorage);

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
          setStart(join(room, typed, local));
        }}
      />
    );
  }
  return (
    <CallOrEnd call={call} name={name} onRejoin={(passcode) => setStart(rejoin(room, name, passcode))} />
  );
}

interface CallOrEndProps {
  readonly call: Call;
  readonly name: string;
  readonly onRejoin: (passcode?: string) => void;
}

function CallOrEnd({ call, name, onRejoin }: CallOrEndProps) {
  const state = useStore(call.session.state);
  const { room } = state.view;
  if (state.end !== null && asksForPasscode(state.end)) {
    return <PasscodePage room={room} end={state.end} onPasscode={onRejoin} />;
  }
  if (state.end !== null) return <EndPage end={state.end} room={room} onRejoin={() => onRejoin()} />;
  if (isWaiting(state)) return <WaitingPage room={room} onLeave={() => void call.leave()} />;
  return <CallPage call={call} name={name} />;
}

import { useCallback, useState } from 'react';
import type { Call, ShownPicture } from '../call/index.ts';
import { texts } from '../texts/index.ts';
import { Banner } from './banner.tsx';
import { ChatPanel } from './chat/index.ts';
import { ConnectionPanel } from './connection-panel.tsx';
import { DeviceButtons } from './device-buttons.tsx';
import { CallProblems } from './device-problems.tsx';
import { DeviceNotices } from './devices/index.ts';
import { HandButton, ReactionButton, Reactions } from './hands/index.ts';
import { IconButton } from './icon-button.tsx';
import { LeaveButton } from './leave/index.ts';
import { SoundOutput } from './media-elements.tsx';
import { Hands, PeopleButton, PeoplePanel, RoomMarks, useDesk } from './people/index.ts';
import { ShortcutHelp, useShortcuts } from './shortcuts/index.ts';
import { SettingsButton } from './settings/index.ts';
import { LayoutButton, ScreenNotices, ShareButton, Stage, screensOf, useLayout } from './stage/index.ts';
import { tilesOf } from './tiles-of.ts';
import { Toasts } from './toasts/index.ts';
import { TopBar } from './top-bar.tsx';
import { useOwnStream } from './use-own-stream.ts';
import { useStore } from './use-store.ts';

const t = texts.call;
type Panel = 'chat' | 'people' | 'details' | null;

export function CallPage({ call, name }: { readonly call: Call; readonly name: string }) {
  const state = useStore(call.session.state);
  const remote = useStore(call.remote.state);
  const local = useStore(call.local.state);
  const screens = useStore(call.remote.screens);
  const ownScreen = useOwnStream(useStore(call.screen.local.state)?.video ?? null);
  const speakers = useStore(call.speakers.state);
  const qualities = useStore(call.qualities.state);
  const [layout, switchLayout] = useLayout();
  const stream = useOwnStream(local.video.track);
  const desk = useDesk(call);
  useShortcuts(call.local);
  const [panel, setPanel] = useState<Panel>(null);
  const [read, setRead] = useState(0);
  const [soundBlocked, setSoundBlocked] = useState(false);
  const [soundAttempt, setSoundAttempt] = useState(0);
  const onPictures = useCallback((shown: readonly ShownPicture[]) => call.pictures.show(shown), [call]);
  const onBlocked = useCallback(() => setSoundBlocked(true), []);

  const received = state.view.chat.filter((message) => message.participant !== state.me).length;
  // A deleted message counts no longer, or the next new one would not.
  if (panel === 'chat' ? read !== received : read > received) setRead(received);
  const unread = panel === 'chat' ? 0 : Math.max(0, received - read);
  const tiles = tilesOf(state, remote, { name, local, stream }, t);
  const close = () => setPanel(null);
  const toggle = (which: Panel) => setPanel((now) => (now === which ? null : which));

  return (
    <div className={panel === null ? 'call' : 'call call--panel'}>
      <TopBar room={state.view.room} people={Math.max(1, tiles.length)}>
        <RoomMarks settings={state.view.settings} />
        <LayoutButton layout={layout} onSwitch={switchLayout} />
        <ShortcutHelp />
      </TopBar>
      <Toasts list={desk.toasts} />
      <main className="stage">
        <Banner
          state={state}
          soundBlocked={soundBlocked}
          onSound={() => {
            setSoundBlocked(false);
            setSoundAttempt((count) => count + 1);
          }}
        />
        <Hands value={state.view.hands}>
          <Stage
            tiles={tiles}
            screens={screensOf(state, screens, ownScreen)}
            onStopScreen={(target) => {
              // A refusal means that it is over already; the room says so.
              call.session.request({ type: 'screen-deny', target }).catch(() => undefined);
            }}
            onPictures={onPictures}
            layout={layout}
            speaker={speakers.active}
            speaking={speakers.speaking}
            qualities={qualities}
          />
        </Hands>
        <ScreenNotices call={call} state={state} />
        <Reactions list={desk.reactions} view={state.view} />
        {state.phase === 'joined' && tiles.length === 1 && <p className="stage__alone">{t.alone}</p>}
        {Object.entries(remote).map(([id, participant]) => (
          // A new attempt is a new element.
          <SoundOutput key={`${id} ${soundAttempt}`} stream={participant.stream} onBlocked={onBlocked} />
        ))}
        {Object.entries(screens).map(([id, shared]) => (
          <SoundOutput key={`${id} screen ${soundAttempt}`} stream={shared} onBlocked={onBlocked} />
        ))}
      </main>
      {panel === 'chat' && (
        <ChatPanel
          session={call.session}
          state={state}
          onDelete={(message) => void desk.deleteChat(message)}
          onClose={close}
        />
      )}
      {panel === 'people' && <PeoplePanel desk={desk} state={state} onClose={close} />}
      {panel === 'details' && <ConnectionPanel call={call} state={state} onClose={close} />}
      <footer className="bar">
        <CallProblems state={local} />
        <DeviceNotices local={call.local} state={local} />
        <div className="bar__buttons" role="group" aria-label={t.controls}>
          <DeviceButtons local={call.local} state={local} menus />
          <ShareButton call={call} state={state} />
          <HandButton
            raised={state.me !== null && state.view.hands.includes(state.me)}
            onChange={(raised) => void desk.ask({ type: 'hand', raised })}
          />
          <ReactionButton onReact={(reaction) => void desk.react(reaction)} />
          <PeopleButton state={state} open={panel === 'people'} onToggle={() => toggle('people')} />
          <IconButton
            icon="chat"
            shortcut="chat"
            label={unread > 0 ? t.unread(unread) : t.chat}
            tone={panel === 'chat' ? 'open' : 'plain'}
            badge={unread}
            expanded={panel === 'chat'}
            onClick={() => toggle('chat')}
          />
          <IconButton
            icon="signal"
            shortcut="details"
            label={t.details}
            tone={panel === 'details' ? 'open' : 'plain'}
            expanded={panel === 'details'}
            onClick={() => toggle('details')}
          />
          <SettingsButton local={call.local} inCall />
          <LeaveButton state={state} desk={desk} onLeave={() => void call.leave()} />
        </div>
      </footer>
    </div>
  );
}

import { admitted } from '@stoa/protocol';
import { useRef, useState } from 'react';
import type { Call } from '../call/index.ts';
import { CallBar } from './call-bar.tsx';
import type { PanelName } from './call-bar.tsx';
import { CallStage } from './call-stage.tsx';
import { ChatPanel } from './chat/index.ts';
import { ConnectionPanel } from './connection-panel.tsx';
import { useKeptFocus } from './focus/index.ts';
import { PeoplePanel, RoomMarks, useDesk } from './people/index.ts';
import { ShortcutHelp, useShortcuts } from './shortcuts/index.ts';
import { LayoutButton, useLayout } from './stage/index.ts';
import { Toasts } from './toasts/index.ts';
import { TopBar } from './top-bar.tsx';
import { useStore } from './use-store.ts';

export function CallPage({ call, name }: { readonly call: Call; readonly name: string }) {
  const state = useStore(call.session.state);
  const local = useStore(call.local.state);
  const [layout, switchLayout] = useLayout();
  const desk = useDesk(call);
  const [panel, setPanel] = useState<PanelName | null>(null);
  const page = useRef<HTMLDivElement>(null);
  useShortcuts(call.local);
  useKeptFocus(page);
  const close = () => setPanel(null);
  return (
    <div className={panel === null ? 'call' : 'call call--panel'} ref={page}>
      <TopBar room={state.view.room} people={Math.max(1, admitted(state.view.participants).length)}>
        <RoomMarks settings={state.view.settings} />
        <LayoutButton layout={layout} onSwitch={switchLayout} />
        <ShortcutHelp />
      </TopBar>
      <Toasts list={desk.toasts} />
      <CallStage call={call} state={state} local={local} desk={desk} name={name} layout={layout} />
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
      <CallBar
        call={call}
        state={state}
        local={local}
        desk={desk}
        panel={panel}
        onPanel={(which) => setPanel((now) => (now === which ? null : which))}
      />
    </div>
  );
}

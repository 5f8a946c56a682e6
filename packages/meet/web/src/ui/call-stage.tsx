import { useCallback, useState } from 'react';
import type { Call, ShownPicture } from '../call/index.ts';
import type { LocalMediaState } from '../media/index.ts';
import type { SessionState } from '../session/index.ts';
import { texts } from '../texts/index.ts';
import { Banner } from './banner.tsx';
import { CallSounds } from './call-sounds.tsx';
import { Reactions } from './hands/index.ts';
import { Hands } from './people/index.ts';
import type { Desk } from './people/index.ts';
import { ScreenNotices, Stage, screensOf } from './stage/index.ts';
import type { Layout } from './stage/index.ts';
import { tilesOf } from './tiles-of.ts';
import { useOwnStream } from './use-own-stream.ts';
import { useStore } from './use-store.ts';

const t = texts.call;

interface CallStageProps {
  readonly call: Call;
  readonly state: SessionState;
  readonly local: LocalMediaState;
  readonly desk: Desk;
  /** The own one. */
  readonly name: string;
  readonly layout: Layout;
}

/** What is seen and heard of a call. */
export function CallStage({ call, state, local, desk, name, layout }: CallStageProps) {
  const remote = useStore(call.remote.state);
  const received = useStore(call.remote.screens);
  const ownScreen = useOwnStream(useStore(call.screen.local.state)?.video ?? null);
  const speakers = useStore(call.speakers.state);
  const qualities = useStore(call.qualities.state);
  const stream = useOwnStream(local.video.track);
  const [soundBlocked, setSoundBlocked] = useState(false);
  const [soundAttempt, setSoundAttempt] = useState(0);
  const onPictures = useCallback((shown: readonly ShownPicture[]) => call.pictures.show(shown), [call]);
  const onBlocked = useCallback(() => setSoundBlocked(true), []);
  const tiles = tilesOf(state, remote, { name, local, stream }, t);
  const screens = screensOf(state, received, ownScreen);
  return (
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
          screens={screens}
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
      <CallSounds
        remote={remote}
        screens={received}
        sharing={new Set(screens.map(({ participant }) => participant))}
        attempt={soundAttempt}
        onBlocked={onBlocked}
      />
    </main>
  );
}

import { cleanName, limits } from '@stoa/protocol';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { accessToken } from '../../access/index.ts';
import { safeStorage } from '../../base/index.ts';
import { askServers } from '../../connection-test/index.ts';
import type { LocalMedia } from '../../media/index.ts';
import { texts } from '../../texts/index.ts';
import { Pickers } from '../appearance/index.ts';
import { Brand } from '../brand.tsx';
import { DeviceButtons } from '../device-buttons.tsx';
import { ConnectionTestButton } from '../connection-test/index.ts';
import { LobbyProblems } from '../device-problems.tsx';
import { DeviceNotices } from '../devices/index.ts';
import { VideoView } from '../media-elements.tsx';
import { forgetTypedName, keepTypedName } from '../preferences.ts';
import { SettingsButton } from '../settings/index.ts';
import { useOwnStream } from '../use-own-stream.ts';
import { useStore } from '../use-store.ts';
import { DeviceSection } from './device-section.tsx';

const tabStorage = safeStorage(() => sessionStorage);

interface LobbyProps {
  readonly room: string;
  readonly name: string;
  readonly local: LocalMedia;
  readonly onJoin: (name: string) => void;
}

export function Lobby({ room, name, local, onJoin }: LobbyProps) {
  const t = texts.lobby;
  const state = useStore(local.state);
  const stream = useOwnStream(state.video.track);
  const [typed, setTyped] = useState(name);
  const field = useId();

  function join(event: FormEvent): void {
    event.preventDefault();
    const clean = cleanName(typed);
    if (clean === '') return;
    forgetTypedName(tabStorage);
    onJoin(clean);
  }

  function type(name: string): void {
    keepTypedName(tabStorage, room, name);
    setTyped(name);
  }

  return (
    <div className="page">
      <Brand>
        <Pickers />
      </Brand>
      <main className="lobby">
        <section className="lobby__preview" aria-label={t.preview}>
          {stream === null ? (
            <p className="lobby__off">{state.opening ? t.asking : t.cameraOff}</p>
          ) : (
            <VideoView stream={stream} label={t.preview} mirrored />
          )}
          <div className="lobby__devices">
            <DeviceButtons local={local} state={state} />
          </div>
        </section>
        <form className="lobby__form" onSubmit={join}>
          <div>
            <h1>{t.title}</h1>
            <p className="lead">{t.room(room)}</p>
          </div>
          <label className="field" htmlFor={field}>
            {t.nameLabel}
            <input
              id={field}
              className="input"
              value={typed}
              maxLength={limits.nameLength}
              autoComplete="name"
              required
              onChange={(event) => type(event.target.value)}
            />
          </label>
          <LobbyProblems state={state} />
          <DeviceNotices local={local} state={state} />
          <button
            type="submit"
            className="button button--primary button--large"
            disabled={cleanName(typed) === ''}
          >
            {t.join}
          </button>
          <SettingsButton local={local} inCall={false} />
          <ConnectionTestButton ask={() => askServers(fetch, accessToken(tabStorage, room))} />
        </form>
        <DeviceSection local={local} state={state} />
      </main>
    </div>
  );
}

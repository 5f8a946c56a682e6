import { allows, limits } from '@stoa/protocol';
import type { Role, RoomSettings as Settings } from '@stoa/protocol';
import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { texts } from '../../texts/index.ts';
import { Icon } from '../icons.tsx';

import type { IconName } from '../icons.tsx';
import type { Desk } from './desk.ts';
import { ScreenPolicySelect } from './screen-policy-select.tsx';

const t = texts.room;

interface RoomSettingsProps {
  readonly role: Role;
  readonly settings: Settings;
  readonly desk: Desk;
}

/** Who gets in, and how. Each part is there for those who may use it. */
export function RoomSettings({ role, settings, desk }: RoomSettingsProps) {
  const { locked, waitingRoom, passcode } = settings;
  return (
    <section className="room-settings">
      <h3>{t.settings}</h3>
      {allows(role, 'lock') && (
        <Switch
          label={t.locked}
          hint={t.lockedHint}
          on={locked}
          onChange={(on) => void desk.ask({ type: 'lock', locked: on })}
        />
      )}
      {allows(role, 'waiting-room') && (
        <Switch
          label={t.waitingRoom}
          hint={t.waitingRoomHint}
          on={waitingRoom}
          onChange={(on) => void desk.ask({ type: 'waiting-room', on })}
        />
      )}
      {allows(role, 'screen-policy') && (
        <ScreenPolicySelect
          policy={settings.screenShare ?? 'everyone'}
          onChange={(policy) => void desk.ask({ type: 'screen-policy', policy })}
        />
      )}
      {allows(role, 'passcode') && <Passcode on={passcode} desk={desk} />}
    </section>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly hint: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** Shows what the room has, not what was wished: it moves when the backend has done it. */
function Switch({ label, hint, on, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="switch">
      <input
        type="checkbox"
        role="switch"
        id={id}
        checked={on}
        aria-describedby={`${id}-hint`}
        onChange={() => onChange(!on)}
      />
      <label htmlFor={id}>{label}</label>
      <p className="hint" id={`${id}-hint`}>
        {hint}
      </p>
    </div>
  );
}

function Passcode({ on, desk }: { readonly on: boolean; readonly desk: Desk }) {
  const [typed, setTyped] = useState('');
  const field = useId();

  async function set(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (typed === '') return;
    if (await desk.ask({ type: 'passcode', passcode: typed })) setTyped('');
  }

  return (
    <form className="room-settings__passcode" onSubmit={(event) => void set(event)}>
      <h4>{t.passcode}</h4>
      <p className="hint" role="status">
        {on ? t.passcodeOn : t.passcodeOff}
      </p>
      <label className="field" htmlFor={field}>
        {t.passcodeNew}
        <input
          id={field}
          className="input"
          value={typed}
          maxLength={limits.passcodeLength}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
        />
      </label>
      <div className="field-row">
        <button type="submit" className="button" disabled={typed === ''}>
          {t.setPasscode}
        </button>
        {on && (
          <button
            type="button"
            className="button"
            onClick={() => void desk.ask({ type: 'passcode', passcode: null })}
          >
            {t.removePasscode}
          </button>
        )}
      </div>
    </form>
  );
}

const marks = [
  ['locked', 'lock'],
  ['waitingRoom', 'door'],
  ['passcode', 'key'],
] as const satisfies readonly (readonly [keyof Settings, IconName])[];

/** In the top bar: what keeps people out. */
export function RoomMarks({ settings }: { readonly settings: Settings }) {
  const shown = marks.filter(([setting]) => settings[setting]);
  if (shown.length === 0) return null;
  return (
    <span className="room-marks">
      {shown.map(([setting, icon]) => (
        <span key={setting} role="img" aria-label={t.marks[setting]} title={t.marks[setting]}>
          <Icon name={icon} />
        </span>
      ))}
    </span>
  );
}

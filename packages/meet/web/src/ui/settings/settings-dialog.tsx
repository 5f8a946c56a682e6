import { useId } from 'react';
import type { ReactNode } from 'react';
import type { LocalMedia } from '../../media/index.ts';
import { ownSettings } from '../../settings/index.ts';
import type { Quality, Settings } from '../../settings/index.ts';
import { texts } from '../../texts/index.ts';
import { ThemePicker } from '../appearance/index.ts';
import { InputSelect, LevelMeter, SpeakerSelect, TestSound, useDeviceLists } from '../devices/index.ts';
import { Dialog } from '../dialog/index.ts';
import { ShortcutSwitch } from '../shortcuts/index.ts';
import { useStore } from '../use-store.ts';
import { NameField } from './name-field.tsx';

const t = texts.settings;

interface SettingsProps {
  readonly local: LocalMedia;
  /** In a call the name is fixed, so it is asked for here; the lobby has a field of its own. */
  readonly inCall: boolean;
  readonly onClose: () => void;
}

/** Everything takes effect at once and is kept in this browser. */
export function SettingsDialog({ local, inCall, onClose }: SettingsProps) {
  return (
    <Dialog title={t.title} onClose={onClose}>
      <div className="settings">
        {inCall && (
          <Section title={t.you}>
            <NameField />
          </Section>
        )}
        <Devices local={local} />
        <Section title={t.sound}>
          {(['echoCancellation', 'noiseSuppression', 'autoGainControl'] as const).map((field) => (
            <Switch key={field} field={field} onChange={() => void local.applyProcessing()} />
          ))}
        </Section>
        <Section title={t.picture}>
          <QualitySelect />
          <Switch field="mirror" />
        </Section>
        <Section title={t.look}>
          <div className="settings__row">
            <span aria-hidden="true">{texts.appearance.theme}</span>
            <ThemePicker />
          </div>
          {inCall && <ShortcutSwitch />}
        </Section>
      </div>
      <div className="dialog__buttons">
        <button type="button" className="button" onClick={onClose}>
          {t.close}
        </button>
      </div>
    </Dialog>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const heading = useId();
  return (
    <section className="settings__section" aria-labelledby={heading}>
      <h3 id={heading}>{title}</h3>
      {children}
    </section>
  );
}

function Devices({ local }: { readonly local: LocalMedia }) {
  const state = useStore(local.state);
  const lists = useDeviceLists(local);
  return (
    <Section title={t.devices}>
      <InputSelect local={local} lists={lists} kind="audio" />
      <LevelMeter audio={state.audio} />
      <InputSelect local={local} lists={lists} kind="video" />
      <SpeakerSelect lists={lists} />
      <TestSound />
    </Section>
  );
}

type Flag = { [K in keyof Settings]: Settings[K] extends boolean ? K : never }[keyof Settings];

interface SwitchProps {
  readonly field: Flag;
  readonly onChange?: () => void;
}

function Switch({ field, onChange }: SwitchProps) {
  const settings = useStore(ownSettings);
  return (
    <label className="settings__check">
      <input
        type="checkbox"
        checked={settings[field]}
        onChange={({ target }) => {
          ownSettings.update((now) => ({ ...now, [field]: target.checked }));
          onChange?.();
        }}
      />
      {t[field]}
    </label>
  );
}

function QualitySelect() {
  const { quality } = useStore(ownSettings);
  const field = useId();
  return (
    <div className="field">
      <label htmlFor={field}>{t.quality}</label>
      <select
        id={field}
        className="input select"
        value={quality}
        onChange={({ target }) => ownSettings.update((now) => ({ ...now, quality: target.value as Quality }))}
      >
        {(['standard', 'medium', 'saver'] as const).map((one) => (
          <option key={one} value={one}>
            {t.qualities[one]}
          </option>
        ))}
      </select>
    </div>
  );
}

import { useState } from 'react';
import type { DeviceKind, DeviceLists, LocalMedia } from '../../media/index.ts';
import { ownSettings } from '../../settings/index.ts';
import { texts } from '../../texts/index.ts';
import { useStore } from '../use-store.ts';
import { DeviceSelect } from './device-select.tsx';

interface Props {
  readonly local: LocalMedia;
  readonly lists: DeviceLists;
}

interface InputSelectProps extends Props {
  readonly kind: DeviceKind;
  readonly focused?: boolean;
}

/** Microphone or camera: the choice takes effect at once. */
export function InputSelect({ local, lists, kind, focused = false }: InputSelectProps) {
  const t = texts.deviceChoice;
  const settings = useStore(ownSettings);
  const [failed, setFailed] = useState<string | null>(null);

  async function choose(device: string): Promise<void> {
    setFailed(null);
    if (await local.choose(kind, device)) return;
    setFailed(lists[kind].find(({ id }) => id === device)?.label ?? t.systemDefault);
  }

  return (
    <div className="choice">
      <DeviceSelect
        label={kind === 'audio' ? t.microphone : t.camera}
        devices={lists[kind]}
        value={kind === 'audio' ? settings.microphone : settings.camera}
        onChoose={(device) => void choose(device)}
        focused={focused}
      />
      {failed !== null && (
        <p className="hint hint--error" role="alert">
          {t.failed(failed)}
        </p>
      )}
    </div>
  );
}

/** Where the call is heard; only in browsers that let a page choose. */
export function SpeakerSelect({ lists }: Pick<Props, 'lists'>) {
  const { speaker } = useStore(ownSettings);
  return (
    <DeviceSelect
      label={texts.deviceChoice.speaker}
      devices={lists.speakers}
      value={speaker}
      onChoose={(device) => ownSettings.update((now) => ({ ...now, speaker: device }))}
    />
  );
}

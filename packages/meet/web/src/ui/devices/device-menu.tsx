import { useId, useState } from 'react';
import type { DeviceKind, LocalMedia, LocalMediaState } from '../../media/index.ts';
import { texts } from '../../texts/index.ts';
import { Icon } from '../icons.tsx';
import { InputSelect, SpeakerSelect } from './device-selects.tsx';
import { FlipCamera } from './flip-camera.tsx';
import { LevelMeter } from './level-meter.tsx';
import { TestSound } from './test-sound.tsx';
import { useDeviceLists } from './use-device-lists.ts';

interface DeviceMenuProps {
  readonly kind: DeviceKind;
  readonly local: LocalMedia;
  readonly state: LocalMediaState;
}

/** Beside the button of a device: which one it is. A native popover: Escape and a press elsewhere close it. */
export function DeviceMenu(props: DeviceMenuProps) {
  const t = texts.deviceChoice;
  const [open, setOpen] = useState(false);
  const sheet = useId();
  const label = props.kind === 'audio' ? t.audioMenu : t.cameraMenu;
  return (
    <div className="device-menu">
      <button
        type="button"
        className="device-menu__open"
        aria-label={label}
        aria-expanded={open}
        title={label}
        popoverTarget={sheet}
      >
        <Icon name="chevron" />
      </button>
      <div
        id={sheet}
        className="sheet"
        popover="auto"
        role="group"
        aria-label={label}
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        {open && <Choices {...props} />}
      </div>
    </div>
  );
}

/** There only while it is open: a meter measures, and lists are kept up to date. */
function Choices({ kind, local, state }: DeviceMenuProps) {
  const lists = useDeviceLists(local);
  if (kind === 'video') {
    return (
      <>
        <InputSelect local={local} lists={lists} kind="video" focused />
        <FlipCamera local={local} track={state.video.track} cameras={lists.video.length} />
      </>
    );
  }
  return (
    <>
      <InputSelect local={local} lists={lists} kind="audio" focused />
      <LevelMeter audio={state.audio} />
      <SpeakerSelect lists={lists} />
      <TestSound />
    </>
  );
}

import type { LocalMedia, LocalMediaState } from '../../media/index.ts';
import { texts } from '../../texts/index.ts';
import { InputSelect, LevelMeter, SpeakerSelect, TestSound, useDeviceLists } from '../devices/index.ts';

/** Chooses and tries the devices before joining. */
export function DeviceSection({
  local,
  state,
}: {
  readonly local: LocalMedia;
  readonly state: LocalMediaState;
}) {
  const lists = useDeviceLists(local);
  return (
    <section className="lobby__choices" aria-label={texts.deviceChoice.heading}>
      <div className="choice">
        <InputSelect local={local} lists={lists} kind="audio" />
        <LevelMeter audio={state.audio} />
      </div>
      <InputSelect local={local} lists={lists} kind="video" />
      <div className="choice">
        <SpeakerSelect lists={lists} />
        <TestSound />
      </div>
    </section>
  );
}

import { useEffect, useRef, useState } from 'react';
import { newDevice } from '../../media/index.ts';
import type { DeviceLists, LocalMedia, LocalMediaState, MediaDevice, NewDevice } from '../../media/index.ts';
import { ownSettings } from '../../settings/index.ts';
import { texts } from '../../texts/index.ts';
import { IconButton } from '../icon-button.tsx';
import { useStore } from '../use-store.ts';
import { useDeviceLists } from './use-device-lists.ts';

interface Props {
  readonly local: LocalMedia;
  readonly state: LocalMediaState;
}

/** What came and went since the call began, with what can be done about it. */
export function DeviceNotices({ local, state }: Props) {
  const t = texts.deviceChoice;
  const lists = useDeviceLists(local);
  const [offer, takeOffer] = useOffer(lists, state);
  const fallBack = useStore(local.fallBack);
  const [seen, setSeen] = useState<unknown>(null);
  const spare = state.video.problem === 'unplugged' ? lists.video[0] : undefined;
  return (
    <div role="status" className="notices">
      {fallBack !== null && fallBack !== seen && (
        <Notice text={t.fellBack(fallBack.label)} onClose={() => setSeen(fallBack)} />
      )}
      {offer !== null && (
        <Notice
          text={t.offer(offer.device.label)}
          action={{ label: t.use, run: () => void accept(local, offer).then(takeOffer) }}
          onClose={takeOffer}
        />
      )}
      {spare !== undefined && offer === null && (
        <Notice
          text={t.spareCamera(spare.label)}
          action={{ label: t.use, run: () => void takeCamera(local, spare) }}
        />
      )}
    </div>
  );
}

async function accept(local: LocalMedia, { kind, device, speaker }: NewDevice): Promise<void> {
  const works = await local.choose(kind, device.id);
  if (works && speaker !== null) ownSettings.update((now) => ({ ...now, speaker: speaker.id }));
}

async function takeCamera(local: LocalMedia, camera: MediaDevice): Promise<void> {
  await local.choose('video', camera.id);
}

/** A device that was plugged in, until it is used, refused, pulled out again, or is the one in use anyway. */
function useOffer(lists: DeviceLists, { audio, video }: LocalMediaState) {
  const [offer, setOffer] = useState<NewDevice | null>(null);
  const before = useRef(lists);
  useEffect(() => {
    const came = newDevice(before.current, lists);
    before.current = lists;
    setOffer((now) => came ?? (now !== null && has(lists, now) ? now : null));
  }, [lists]);
  const inUse = [audio, video].some(({ track }) => track?.getSettings().deviceId === offer?.device.id);
  return [inUse ? null : offer, () => setOffer(null)] as const;
}

function has(lists: DeviceLists, { kind, device }: NewDevice): boolean {
  return lists[kind].some(({ id }) => id === device.id);
}

interface NoticeProps {
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly onClose?: () => void;
}

function Notice({ text, action, onClose }: NoticeProps) {
  return (
    <div className="problems problems--call">
      <p>{text}</p>
      {action !== undefined && (
        <button type="button" className="link-button" onClick={action.run}>
          {action.label}
        </button>
      )}
      {onClose !== undefined && <IconButton icon="close" label={texts.problems.dismiss} onClick={onClose} />}
    </div>
  );
}

import { useEffect, useState } from 'react';
import { canChooseSpeaker, noDevices, watchDevices } from '../../media/index.ts';
import type { DeviceLists, LocalMedia } from '../../media/index.ts';

/** Devices that can be chosen, kept up to date: names are known only once a device was allowed. */
export function useDeviceLists(local: LocalMedia): DeviceLists {
  const [lists, setLists] = useState<DeviceLists>(noDevices);
  useEffect(() => {
    const source = typeof navigator === 'undefined' ? undefined : navigator.mediaDevices;
    const watch = watchDevices(source, canChooseSpeaker(), setLists);
    const stop = local.state.subscribe(watch.refresh);
    return () => {
      stop();
      watch.stop();
    };
  }, [local]);
  return lists;
}

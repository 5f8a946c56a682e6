import { useId } from 'react';
import type { MediaDevice } from '../../media/index.ts';
import { texts } from '../../texts/index.ts';

interface DeviceSelectProps {
  readonly label: string;
  readonly devices: readonly MediaDevice[];
  /** '' is what the system prefers. */
  readonly value: string;
  readonly onChoose: (device: string) => void;
  /** Takes the focus when it appears. */
  readonly focused?: boolean;
}

/** One kind of device; nothing where there is nothing to choose from. */
export function DeviceSelect({ label, devices, value, onChoose, focused = false }: DeviceSelectProps) {
  const field = useId();
  if (devices.length === 0) return null;
  const known = devices.some(({ id }) => id === value);
  return (
    <div className="field">
      <label htmlFor={field}>{label}</label>
      <select
        id={field}
        ref={focused ? focus : null}
        className="input select"
        value={known ? value : ''}
        onChange={(event) => onChoose(event.target.value)}
      >
        <option value="">{texts.deviceChoice.systemDefault}</option>
        {devices.map((device) => (
          <option key={device.id} value={device.id}>
            {device.label}
          </option>
        ))}
      </select>
    </div>
  );
}

function focus(element: HTMLElement | null): void {
  element?.focus();
}
